//! The documented payloads of access packages, in sequence, against one sandbox. Comments contain the names
//! of the documentation pages.

use guestlist::sandbox::seed;
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, EM, names};

const PARTNERS: &str = "https://contoso.sharepoint.com/sites/partners";

/// entitlementmanagement-post-accesspackages, accesspackage-update, -get.
#[tokio::test]
async fn a_package_is_created_read_changed_and_deleted() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let body = json!({"catalog": {"id": catalog}, "displayName": "sales reps",
        "description": "outside sales representatives"});
    let made = bench.post("/accessPackages", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let plain = [
        "@odata.context",
        "createdDateTime",
        "description",
        "displayName",
        "id",
        "isHidden",
        "modifiedDateTime",
    ];
    assert_eq!((names(&made.body), &made.body["isHidden"]), (plain.to_vec(), &json!(false)));
    let path = format!("/accessPackages/{}", made.id());
    let patch = json!({"displayName": "sales people", "isHidden": true});
    let patched = bench.send("PATCH", &path, patch).await;
    assert_eq!((patched.status, &patched.body), (204, &Value::Null));
    let read = bench.em(&path).await.body;
    assert_eq!((names(&read), &read["isHidden"]), (plain.to_vec(), &json!(true)));
    assert_eq!(read["description"], "outside sales representatives", "what is not sent stays");
    let read = bench.em(&format!("{path}?$expand=catalog,assignmentPolicies")).await.body;
    assert_eq!((&read["catalog"]["id"], &read["assignmentPolicies"]), (&json!(catalog), &json!([])));
    let found = bench.em(&format!("/accessPackages?$filter=catalog/id eq '{catalog}'&$expand=catalog")).await;
    assert_eq!(found.all("displayName"), ["sales people"]);
    let found = bench.em("/accessPackages?$filter=contains(tolower(displayName),'people')").await;
    assert_eq!(found.all("id"), [made.id()]);
    let orphan = bench.post("/accessPackages", json!({"displayName": "x"})).await;
    assert_eq!((orphan.status, orphan.code()), (403, "UnAuthorized"));
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
    let gone = bench.em(&path).await;
    assert_eq!((gone.status, gone.code()), (404, "AccessPackageNotFound"));
}

/// The role and scope of a resource as its catalog lists them, to send in full.
async fn offered(bench: &Bench, catalog: &str, resource: &str, role: &str) -> Value {
    let filter = format!("$filter=id eq '{resource}'&$expand=roles,scopes");
    let listed = bench.em(&format!("/catalogs/{catalog}/resources?{filter}")).await;
    let row = &listed.body["value"][0];
    let roles = row["roles"].as_array().unwrap();
    let mut role = roles.iter().find(|found| found["originId"] == role).unwrap().clone();
    role["resource"] =
        json!({"id": row["id"], "originId": row["originId"], "originSystem": row["originSystem"]});
    json!({"role": role, "scope": row["scopes"][0]})
}

/// A role as clients send it that do not know the service's ids.
fn by_origin(system: &str, origin: &str, role: &str, resource: &str) -> Value {
    json!({"role": {"originSystem": system, "originId": role,
            "resource": {"id": resource, "originId": origin, "originSystem": system}},
        "scope": {"originId": origin, "originSystem": system}})
}

/// accesspackage-post-resourcerolescopes 1 to 3, -list-resourcerolescopes, -delete-resourcerolescopes.
#[tokio::test]
async fn role_links_are_added_read_and_removed() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let path = format!("/accessPackages/{}", bench.package(&catalog, "p").await);
    let group = bench.resource(&catalog, "AadGroup", seed::PARTNER_PORTAL_USERS).await;
    let app = bench.resource(&catalog, "AadApplication", seed::PARTNER_PORTAL).await;
    let site = bench.resource(&catalog, "SharePointOnline", PARTNERS).await;
    let links = format!("{path}/resourceRoleScopes");
    let body = json!({"role": {"displayName": "Partners Members", "originSystem": "SharePointOnline",
            "originId": "4", "resource": {"id": site}},
        "scope": {"displayName": "Root", "description": "Root Scope", "originId": PARTNERS,
            "originSystem": "SharePointOnline", "isRootScope": true}});
    let member = format!("Member_{}", seed::PARTNER_PORTAL_USERS);
    let bodies = [
        (body, offered(&bench, &catalog, &site, "4").await),
        (
            offered(&bench, &catalog, &app, seed::SUPPLIER_ROLE).await,
            offered(&bench, &catalog, &app, seed::SUPPLIER_ROLE).await,
        ),
        (
            by_origin("AadGroup", seed::PARTNER_PORTAL_USERS, &member, &group),
            offered(&bench, &catalog, &group, &member).await,
        ),
    ];
    for (body, offered) in &bodies {
        let made = bench.post(&links, body.clone()).await;
        assert_eq!((made.status, names(&made.body)), (201, vec!["@odata.context", "createdDateTime", "id"]));
        let id = |part: &str| offered[part]["id"].as_str().unwrap();
        assert_eq!(made.id(), format!("{}_{}", id("role"), id("scope")));
        assert_eq!(bench.post(&links, body.clone()).await.status, 400, "the same role again");
        let item = bench.em(&format!("{links}/{}?$expand=role,scope", made.id())).await;
        assert_eq!((item.status, &item.body["role"]["id"]), (200, &offered["role"]["id"]));
    }
    let read = bench.em(&format!("{path}?$expand=resourceRoleScopes($expand=role,scope)")).await;
    let found = read.body["resourceRoleScopes"].as_array().unwrap();
    assert_eq!(found.len(), 3);
    for link in found {
        let role = ["description", "displayName", "id", "originId", "originSystem", "type"];
        assert_eq!(names(&link["role"]), role, "no resource without an expansion of its own");
        let scope = ["description", "displayName", "id", "isRootScope", "originId", "originSystem"];
        assert_eq!((names(&link["scope"]), &link["scope"]["displayName"]), (scope.to_vec(), &json!("Root")));
    }
    let removed = bench.request("adminRemove", &catalog, json!({"id": site})).await;
    assert_eq!(removed.code(), "InvalidDeleteResourceHasEntitlements");
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 400, "role links stand in the way");
    for link in bench.em(&links).await.all("id") {
        let gone = bench.send("DELETE", &format!("{links}/{link}"), Value::Null).await;
        assert_eq!((gone.status, &gone.body), (204, &Value::Null));
        assert_eq!(bench.send("DELETE", &format!("{links}/{link}"), Value::Null).await.status, 404);
    }
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
}

#[tokio::test]
async fn a_role_of_nothing_is_refused() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let links = format!("/accessPackages/{}/resourceRoleScopes", bench.package(&catalog, "p").await);
    let app = bench.resource(&catalog, "AadApplication", seed::PARTNER_PORTAL).await;
    let other = bench.catalog("d").await;
    let foreign = bench.resource(&other, "AadApplication", seed::PARTNER_PORTAL).await;
    let role = |role: &str, resource: &str| by_origin("AadApplication", seed::PARTNER_PORTAL, role, resource);
    for (code, body) in [
        ("RoleNotFound", role("nobody", &app)),
        ("ResourceNotFound", role(seed::SUPPLIER_ROLE, &foreign)),
        ("ResourceNotFound", role(seed::SUPPLIER_ROLE, seed::AUDITORS)),
    ] {
        let refused = bench.post(&links, body).await;
        assert_eq!((refused.status, refused.code()), (404, code));
    }
    assert_eq!(bench.em(&links).await.all("id").len(), 0);
}

/// accesspackage-post-incompatibleaccesspackage, -post-incompatiblegroup, -delete-incompatible*.
#[tokio::test]
async fn incompatibilities_have_one_direction() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let (left, right) = (bench.package(&catalog, "left").await, bench.package(&catalog, "right").await);
    let path = format!("/accessPackages/{left}");
    for (list, collection, id) in [
        ("incompatibleAccessPackages", format!("{EM}/accessPackages"), right.as_str()),
        ("incompatibleGroups", "/groups".to_owned(), seed::AUDITORS),
    ] {
        let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0{collection}/{id}")});
        let list = format!("{path}/{list}");
        let given = bench.post(&format!("{list}/$ref"), body.clone()).await;
        assert_eq!((given.status, &given.body), (204, &Value::Null));
        assert_eq!(bench.post(&format!("{list}/$ref"), body).await.status, 400, "it is there already");
        assert_eq!(bench.em(&list).await.all("id"), [id]);
        let inverse = bench.em(&format!("/accessPackages/{right}/accessPackagesIncompatibleWith")).await;
        let expected: &[&str] = if id == right { &[&left] } else { &[] };
        assert_eq!(inverse.all("id"), expected, "one direction alone");
        let gone = bench.send("DELETE", &format!("{list}/{id}/$ref"), Value::Null).await;
        assert_eq!((gone.status, &gone.body), (204, &Value::Null));
        assert_eq!(bench.em(&list).await.all("id").len(), 0);
        assert_eq!(bench.send("DELETE", &format!("{list}/{id}/$ref"), Value::Null).await.status, 404);
    }
}
