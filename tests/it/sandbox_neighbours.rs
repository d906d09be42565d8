//! Settings around entitlement management in the sandbox: who may invite, which tenants are blocked, and
//! which products the tenant has (facts invitation-setting, cross-tenant-access).

use serde_json::{Value, json};

use crate::sandbox_bench::{Answer, Bench};

const PARTNER: &str = "bbbbbbbb-0000-4000-8000-000000000009";
const CROSS_TENANT: &str = "/policies/crossTenantAccessPolicy";

async fn sent(bench: &Bench, method: &str, path: &str, body: Value) -> Answer {
    let body = (!body.is_null()).then_some(body);
    bench.try_send(method, path, body, &[]).await.unwrap()
}

#[tokio::test]
async fn the_authorization_policy_is_read_and_changed() {
    let bench = Bench::new().await;
    let path = "/policies/authorizationPolicy";
    let policy = bench.get(path).await;
    assert_eq!(policy.body["id"], "authorizationPolicy");
    assert_eq!(policy.body["allowInvitesFrom"], "everyone");
    assert_eq!(
        sent(&bench, "PATCH", path, json!({ "allowInvitesFrom": "AdminsAndGuestInviters" })).await.status,
        204
    );
    let policy = bench.get(&format!("{path}/authorizationPolicy")).await;
    assert_eq!(policy.body["allowInvitesFrom"], "adminsAndGuestInviters");
    assert_eq!(policy.body["guestUserRoleId"], "10dae51f-b6af-4016-8d66-8c2a99b929b3");
    for wrong in
        [json!({ "allowInvitesFrom": "somebody" }), json!({ "tomorrow": 1 }), json!({ "guestUserRoleId": 1 })]
    {
        let refused = sent(&bench, "PATCH", path, wrong).await;
        assert_eq!((refused.status, &refused.body["error"]["code"]), (400, &json!("Request_BadRequest")));
    }
    assert_eq!(sent(&bench, "DELETE", path, Value::Null).await.status, 405);
}

#[tokio::test]
async fn cross_tenant_access_has_a_default_and_partners() {
    let bench = Bench::new().await;
    let default = format!("{CROSS_TENANT}/default");
    let read = bench.get(&default).await.body;
    assert_eq!(read["isServiceDefault"], true);
    assert_eq!(read["b2bCollaborationInbound"]["usersAndGroups"]["accessType"], "allowed");
    assert_eq!(read["b2bDirectConnectInbound"]["usersAndGroups"]["accessType"], "blocked");
    let trust = json!({ "inboundTrust": { "isMfaAccepted": true } });
    assert_eq!(sent(&bench, "PATCH", &default, trust).await.status, 204);
    let read = bench.get(&default).await.body;
    assert_eq!(
        (&read["isServiceDefault"], &read["inboundTrust"]["isMfaAccepted"]),
        (&json!(false), &json!(true))
    );
    let reset = format!("{default}/resetToSystemDefault");
    assert_eq!(sent(&bench, "POST", &reset, Value::Null).await.status, 204);
    assert_eq!(bench.get(&default).await.body["isServiceDefault"], true);

    let partners = format!("{CROSS_TENANT}/partners");
    assert_eq!(bench.get(&partners).await.body["value"], json!([]));
    let blocked = json!({ "usersAndGroups": { "accessType": "blocked", "targets": [{ "target": "AllUsers", "targetType": "user" }] } });
    let body = json!({ "tenantId": PARTNER, "b2bCollaborationInbound": blocked });
    assert_eq!(sent(&bench, "POST", &partners, body.clone()).await.status, 201);
    assert_eq!(sent(&bench, "POST", &partners, body).await.status, 409);
    assert_eq!(sent(&bench, "POST", &partners, json!({ "tenantId": "nobody" })).await.status, 400);
    let one = format!("{partners}/{PARTNER}");
    assert_eq!(
        sent(&bench, "PATCH", &one, json!({ "inboundTrust": { "isMfaAccepted": true } })).await.status,
        204
    );
    let read = bench.get(&one).await.body;
    assert_eq!((&read["tenantId"], &read["inboundTrust"]["isMfaAccepted"]), (&json!(PARTNER), &json!(true)));
    assert_eq!(read["b2bCollaborationInbound"], blocked);
    assert_eq!(
        bench.get(&format!("{partners}?$filter=tenantId%20eq%20'{PARTNER}'")).await.body["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(sent(&bench, "DELETE", &one, Value::Null).await.status, 204);
    assert_eq!(sent(&bench, "GET", &one, Value::Null).await.status, 404);
}

#[tokio::test]
async fn subscriptions_are_read_and_other_policies_are_not_there() {
    let bench = Bench::new().await;
    let plans = bench.get("/subscribedSkus").await;
    assert_eq!(plans.body["value"][0]["servicePlans"][0]["servicePlanName"], "Entra_Identity_Governance");
    assert_eq!(sent(&bench, "GET", "/policies/conditionalAccessPolicies", Value::Null).await.status, 404);
}
