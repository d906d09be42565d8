//! The documented payloads of custom extensions, connected organizations, settings and roles, in sequence,
//! against one sandbox. Comments contain the names of the documentation pages.

use guestlist::sandbox::seed;
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, names, workflow};

/// accesspackagecatalog-post-accesspackagecustomworkflowextensions 1 and 2, and the pages of its objects.
#[tokio::test]
async fn custom_extensions_are_created_replaced_and_deleted() {
    let bench = Bench::new().await;
    let path = format!("/catalogs/{}/customWorkflowExtensions", bench.catalog("c").await);
    let first = bench.post(&path, workflow()).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let callback = json!({"@odata.type": "#microsoft.graph.customExtensionCallbackConfiguration",
        "timeoutDuration": "PT1H"});
    assert_eq!(first.body["callbackConfiguration"], callback, "the declared name comes back");
    assert_eq!(first.body["@odata.type"], workflow()["@odata.type"]);
    let (endpoint, sent) = (&first.body["endpointConfiguration"], &workflow()["endpointConfiguration"]);
    assert!(sent.as_object().unwrap().iter().all(|(name, value)| endpoint[name] == *value), "{endpoint}");
    assert!(endpoint["url"].is_string() && first.body["createdBy"].is_string());
    let mut second = workflow();
    second["@odata.type"] = json!("#microsoft.graph.accessPackageAssignmentWorkflowExtension");
    second.as_object_mut().unwrap().remove("callbackConfiguration");
    let second = bench.post(&path, second).await;
    assert_eq!((second.status, &second.body["callbackConfiguration"]), (201, &Value::Null));
    let kinds: std::collections::BTreeSet<_> = bench.em(&path).await.all("@odata.type").into_iter().collect();
    assert_eq!(kinds.len(), 2);
    let item = format!("{path}/{}", first.id());
    let mut changed = workflow();
    changed["displayName"] = json!("other");
    changed["callbackConfiguration"] = json!({"timeoutDuration": "PT2H"});
    assert_eq!(bench.send("PUT", &item, changed).await.status, 200);
    let read = bench.em(&item).await.body;
    assert_eq!(read["displayName"], "other");
    assert_eq!(read["callbackConfiguration"]["timeoutDuration"], "PT2H");
    assert_eq!(read["createdDateTime"], first.body["createdDateTime"]);
    assert_eq!(bench.send("PATCH", &item, json!({"displayName": "x"})).await.status, 405);
    let gone = bench.send("DELETE", &item, Value::Null).await;
    assert_eq!((gone.status, &gone.body), (204, &Value::Null));
    assert_eq!(bench.em(&item).await.status, 404);
    assert_eq!(bench.em(&path).await.all("id"), [second.id()], "the other one stays");
    let mut untyped = workflow();
    untyped.as_object_mut().unwrap().remove("@odata.type");
    assert_eq!(bench.post(&path, untyped).await.status, 400);
}

fn with_domain(domain: &str) -> Value {
    json!({"displayName": "Connected organization name", "description": "Connected organization description",
        "state": "proposed", "identitySources": [{"@odata.type": "#microsoft.graph.domainIdentitySource",
            "domainName": domain, "displayName": domain}]})
}

fn with_tenant(tenant: &str, name: &str) -> Value {
    json!({"displayName": name, "description": "A partner", "state": "configured", "identitySources": [
        {"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": tenant, "displayName": name}]})
}

/// entitlementmanagement-post-connectedorganizations 1 and 2.
#[tokio::test]
async fn organizations_are_created_changed_and_deleted() {
    let bench = Bench::new().await;
    let northwind = bench.post("/connectedOrganizations", with_domain("northwindtraders.com")).await;
    assert_eq!((northwind.status, &northwind.body["state"]), (201, &json!("proposed")), "{}", northwind.body);
    let plain = [
        "@odata.context",
        "createdDateTime",
        "description",
        "displayName",
        "id",
        "identitySources",
        "modifiedDateTime",
        "state",
    ];
    assert_eq!(names(&northwind.body), plain);
    assert_eq!(
        northwind.body["identitySources"],
        with_domain("northwindtraders.com")["identitySources"],
        "a domain without a tenant stays one"
    );
    // A tenant without a connected organization.
    let woodgrove =
        bench.post("/connectedOrganizations", with_tenant(seed::WOODGROVE, "Woodgrove Bank")).await;
    assert_eq!(
        (woodgrove.status, &woodgrove.body["state"]),
        (201, &json!("configured")),
        "{}",
        woodgrove.body
    );
    let sources = with_tenant(seed::WOODGROVE, "Woodgrove Bank")["identitySources"].clone();
    assert_eq!(woodgrove.body["identitySources"], sources);
    let read = bench.em(&format!("/connectedOrganizations/{}", woodgrove.id())).await.body;
    assert_eq!((&read["identitySources"], &read["displayName"]), (&sources, &json!("Woodgrove Bank")));
    let any = "identitySources/any(is:is/microsoft.graph.azureActiveDirectoryTenant/tenantId eq";
    let found = bench.em(&format!("/connectedOrganizations?$filter={any} '{}')", seed::WOODGROVE)).await;
    assert_eq!(found.all("id"), [woodgrove.id()]);
    // The domain of a tenant is replaced by that tenant (fact organization-domain-becomes-tenant).
    let fabrikam = bench.post("/connectedOrganizations", with_domain("fabrikam.com")).await;
    let expected = json!([{"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant",
        "tenantId": seed::FABRIKAM, "displayName": "Fabrikam"}]);
    assert_eq!((fabrikam.status, &fabrikam.body["identitySources"]), (201, &expected));
    for taken in [
        with_tenant(seed::FABRIKAM, "Fabrikam again"),
        with_domain("woodgrovebank.com"),
        with_domain("northwindtraders.com"),
        with_domain("contoso.com"),
        json!({"displayName": "no source", "identitySources": []}),
    ] {
        assert_eq!(bench.post("/connectedOrganizations", taken.clone()).await.status, 400, "{taken}");
    }
    let mut stateless = with_domain("adatum.com");
    stateless.as_object_mut().unwrap().remove("state");
    assert_eq!(bench.post("/connectedOrganizations", stateless).await.body["state"], "configured");
}

/// connectedorganization-update, -get, -delete, -post-internalsponsors, -post-externalsponsors,
/// -list-internalsponsors, -delete-internalsponsors.
#[tokio::test]
async fn sponsors_are_added_and_removed() {
    let bench = Bench::new().await;
    let made = bench.post("/connectedOrganizations", with_domain("fabrikam.com")).await;
    let path = format!("/connectedOrganizations/{}", made.id());
    let patch = json!({"displayName": "Fabrikam", "description": "A supplier", "state": "configured"});
    let patched = bench.send("PATCH", &path, patch).await;
    assert_eq!((patched.status, &patched.body["state"]), (202, &json!("configured")));
    let read = bench.em(&path).await.body;
    assert_eq!((&read["displayName"], &read["description"]), (&json!("Fabrikam"), &json!("A supplier")));
    for (list, collection, id, kind) in [
        ("internalSponsors", "users", seed::MEGAN, "#microsoft.graph.user"),
        ("internalSponsors", "groups", seed::PARTNER_MANAGERS, "#microsoft.graph.group"),
        ("externalSponsors", "directoryObjects", seed::FABRIKAM_LEAD, "#microsoft.graph.user"),
    ] {
        let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/{collection}/{id}")});
        let sponsors = format!("{path}/{list}");
        let given = bench.post(&format!("{sponsors}/$ref"), body.clone()).await;
        assert_eq!((given.status, &given.body), (204, &Value::Null));
        assert_eq!(bench.post(&format!("{sponsors}/$ref"), body).await.status, 400, "it is there already");
        let read = bench.em(&sponsors).await;
        assert_eq!((read.all("id"), read.all("@odata.type")), (vec![id.to_owned()], vec![kind.to_owned()]));
        let whole = bench.em(&format!("{path}?$expand={list}")).await.body;
        assert_eq!(whole[list][0]["id"], id);
        let gone = bench.send("DELETE", &format!("{sponsors}/{id}/$ref"), Value::Null).await;
        assert_eq!((gone.status, &gone.body), (204, &Value::Null));
        assert_eq!(bench.em(&sponsors).await.all("id").len(), 0);
        assert_eq!(bench.send("DELETE", &format!("{sponsors}/{id}/$ref"), Value::Null).await.status, 404);
    }
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(bench.em(&path).await.status, 404);
}

/// entitlementmanagementsettings-get, -update.
#[tokio::test]
async fn settings_are_read_and_changed() {
    let bench = Bench::new().await;
    let before = bench.em("/settings").await;
    let plain = [
        "@odata.context",
        "durationUntilExternalUserDeletedAfterBlocked",
        "externalUserLifecycleAction",
        "id",
    ];
    assert_eq!((before.status, names(&before.body)), (200, plain.to_vec()));
    assert_eq!(before.body["externalUserLifecycleAction"], "blockSignInAndDelete", "the default");
    assert_eq!(before.body["durationUntilExternalUserDeletedAfterBlocked"], "P30D");
    let body = json!({"externalUserLifecycleAction": "None"});
    let patched = bench.send("PATCH", "/settings", body).await;
    assert_eq!((patched.status, &patched.body), (204, &Value::Null));
    let after = bench.em("/settings").await.body;
    assert_eq!(after["externalUserLifecycleAction"], "none");
    assert_eq!(after["durationUntilExternalUserDeletedAfterBlocked"], "P30D", "what is not sent stays");
    let body = json!({"externalUserLifecycleAction": "blockSignInAndDelete",
        "durationUntilExternalUserDeletedAfterBlocked": "P10D"});
    assert_eq!(bench.send("PATCH", "/settings", body.clone()).await.status, 204);
    let after = bench.em("/settings").await.body;
    assert!(body.as_object().unwrap().iter().all(|(name, value)| after[name] == *value), "{after}");
    let body = json!({"externalUserLifecycleAction": "banish"});
    assert_eq!(bench.send("PATCH", "/settings", body).await.code(), "ArgumentException");
}

const ROLES: &str = "/roleManagement/entitlementManagement";

/// rbacapplication-post-roleassignments 4, -list-roleassignments 3.
#[tokio::test]
async fn role_assignments_are_made_listed_and_removed() {
    let bench = Bench::new().await;
    let scope = format!("/AccessPackageCatalog/{}", bench.catalog("c").await);
    let owner = "ae79f266-94d4-4dab-b730-feca7e132178";
    let path = format!("{ROLES}/roleAssignments");
    let assign = async |principal: &str, scope: &str| {
        let body = json!({"principalId": principal, "roleDefinitionId": owner, "appScopeId": scope});
        bench.try_send("POST", &path, Some(body), &[]).await.unwrap()
    };
    let made = assign(seed::MEGAN, &scope).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(
        made.body,
        json!({"@odata.context": format!("{}/$metadata#roleManagement/entitlementManagement/roleAssignments/$entity",
            bench.sandbox.service_root()), "id": made.id(), "principalId": seed::MEGAN, "roleDefinitionId": owner,
            "appScopeId": scope})
    );
    for (principal, kind) in [(seed::PARTNER_MANAGERS, "group"), (seed::PARTNER_PORTAL, "servicePrincipal")] {
        assert_eq!(assign(principal, &scope).await.status, 201, "{kind}");
    }
    assert_eq!(assign(seed::MEGAN, &scope).await.status, 409, "it is there already");
    assert_eq!(assign(seed::MEGAN, "/AccessPackageCatalog/nowhere").await.status, 400);
    assert_eq!(assign(seed::MEGAN, "/").await.status, 201);
    let found =
        bench.get(&format!("{path}?$filter=appScopeId eq '{scope}'&$expand=principal,roleDefinition")).await;
    assert_eq!(found.all("appScopeId"), vec![scope.clone(); 3]);
    let rows = found.body["value"].as_array().unwrap();
    let megan = rows.iter().find(|row| row["principalId"] == seed::MEGAN).unwrap();
    assert_eq!(megan["principal"]["displayName"], "Megan Bowen");
    assert_eq!(megan["principal"]["@odata.type"], "#microsoft.graph.user");
    assert_eq!(megan["roleDefinition"]["displayName"], "Catalog owner");
    let mine = bench.get(&format!("{path}?$filter=principalId eq '{}'", seed::MEGAN)).await;
    assert_eq!(mine.all("id").len(), 2);
    assert_eq!(bench.get(&path).await.all("id").len(), 4, "entitlement roles may be listed without a filter");
    let item = format!("{path}/{}", made.id());
    assert_eq!(bench.get(&item).await.body["appScopeId"], scope);
    assert_eq!(bench.try_send("DELETE", &item, None, &[]).await.unwrap().status, 204);
    assert_eq!(bench.get(&item).await.status, 404);
}

/// rbacapplication-list-roledefinitions.
#[tokio::test]
async fn role_definitions_are_listed() {
    let bench = Bench::new().await;
    let path = format!("{ROLES}/roleDefinitions");
    let all = bench.get(&format!("{path}?$filter=isBuiltIn eq true")).await;
    assert_eq!(all.all("id").len(), bench.get(&path).await.all("id").len(), "all are built in");
    let found: std::collections::BTreeMap<_, _> =
        all.all("displayName").into_iter().zip(all.all("id")).collect();
    let published = [
        ("Access package assignment manager", "e2182095-804a-4656-ae11-64734e9b7ae5"),
        ("Access package manager", "7f480852-ebdc-47d4-87de-0d8498384a83"),
        ("Catalog creator", "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"),
        ("Catalog owner", "ae79f266-94d4-4dab-b730-feca7e132178"),
        ("Catalog reader", "44272f93-9762-48e8-af59-1b5351b1d6b3"),
    ];
    for (name, id) in published {
        assert_eq!(found.get(name).map(String::as_str), Some(id), "{name}");
        let by_name = bench.get(&format!("{path}?$filter=displayName eq '{name}'")).await;
        assert_eq!(by_name.all("id"), [id]);
        let item = bench.get(&format!("{path}/{id}")).await;
        assert_eq!((item.status, &item.body["displayName"]), (200, &json!(name)));
    }
    // The published id of this role is malformed, so it can only be found by name.
    assert!(found.contains_key("Connected Organization Administrator"));
    assert_eq!(found.len(), 6);
}
