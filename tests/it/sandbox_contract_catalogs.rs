//! The documented payloads of catalogs and their resources, in sequence, against one sandbox. Comments
//! contain the names of the documentation pages.

use guestlist::sandbox::seed;
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, EM, names};

/// The properties of a catalog.
const CATALOG: [&str; 9] = [
    "@odata.context",
    "catalogType",
    "createdDateTime",
    "description",
    "displayName",
    "id",
    "isExternallyVisible",
    "modifiedDateTime",
    "state",
];

/// entitlementmanagement-post-catalogs, accesspackagecatalog-update, -get, list-catalogs.
#[tokio::test]
async fn a_catalog_is_created_read_changed_and_deleted() {
    let bench = Bench::new().await;
    let body = json!({"displayName": "sales", "description": "for employees working with sales",
        "state": "published", "isExternallyVisible": true});
    let made = bench.post("/catalogs", body).await;
    assert_eq!(made.status, 201);
    assert_eq!(names(&made.body), CATALOG);
    assert_eq!(
        (&made.body["catalogType"], &made.body["state"]),
        (&json!("userManaged"), &json!("published"))
    );
    assert_eq!(
        made.body["@odata.context"],
        format!(
            "{}/$metadata#identityGovernance/entitlementManagement/catalogs/$entity",
            bench.sandbox.service_root()
        )
    );
    let path = format!("/catalogs/{}", made.id());
    let patched =
        bench.send("PATCH", &path, json!({"displayName": "Catalog one", "state": "unpublished"})).await;
    assert_eq!((patched.status, &patched.body), (204, &Value::Null));
    let read = bench.em(&path).await;
    assert_eq!(
        (&read.body["displayName"], &read.body["state"]),
        (&json!("Catalog one"), &json!("unpublished"))
    );
    assert_eq!(read.body["description"], "for employees working with sales");
    let all = bench.em("/catalogs").await;
    assert_eq!(names(&all.body), ["@odata.context", "value"]);
    assert_eq!(names(&all.body["value"][0]), CATALOG[1..]);
    let general = bench.em("/catalogs?$filter=displayName eq 'General'&$expand=accessPackages").await;
    let general = &general.body["value"][0];
    assert_eq!(
        (&general["catalogType"], &general["description"], &general["state"]),
        (&json!("serviceDefault"), &json!("Built-in catalog."), &json!("published"))
    );
    assert_eq!(general["accessPackages"], json!([]));
    let some = bench.em(&format!("{path}?$select=id,displayName")).await;
    assert_eq!(names(&some.body), ["@odata.context", "displayName", "id"]);
    let found = bench.em("/catalogs?$filter=contains(tolower(displayName),'one')").await;
    assert_eq!(found.all("displayName"), ["Catalog one"]);
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
    let general = format!("/catalogs/{}", seed::GENERAL);
    assert_eq!(bench.send("DELETE", &general, Value::Null).await.status, 400);
}

/// entitlementmanagement-post-resourcerequests 1 to 3.
#[tokio::test]
async fn resources_are_added() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let url = |site: &str| format!("https://contoso.sharepoint.com/sites/{site}");
    let environments = format!("{}{EM}/resourceEnvironments", bench.sandbox.service_root());
    let default = "https://contoso-admin.sharepoint.com/";
    let listed = bench.em("/resourceEnvironments?$filter=originSystem eq 'SharePointOnline'").await;
    let europe =
        listed.body["value"].as_array().unwrap().iter().find(|one| one["originId"] != default).unwrap();
    let bound = format!("{environments}/{}", europe["id"].as_str().unwrap());
    for resource in [
        json!({"originId": seed::PARTNER_PORTAL_USERS, "originSystem": "AadGroup"}),
        json!({"originId": seed::PARTNER_PORTAL, "originSystem": "AadApplication"}),
        json!({"originId": url("partners"), "originSystem": "SharePointOnline",
            "environment": {"originId": default}}),
        json!({"originId": url("finance"), "originSystem": "SharePointOnline",
            "environment@odata.bind": bound}),
    ] {
        let made = bench.request("adminAdd", &catalog, resource.clone()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(names(&made.body), ["@odata.context", "createdDateTime", "id", "requestType", "state"]);
        assert_eq!(
            (&made.body["requestType"], &made.body["state"]),
            (&json!("adminAdd"), &json!("delivered"))
        );
        let request = format!("/resourceRequests/{}?$expand=catalog,resource", made.id());
        let read = bench.em(&request).await.body;
        assert_eq!(read["catalog"]["id"], *catalog);
        assert_eq!(read["resource"]["originId"], resource["originId"]);
        let again = bench.request("adminAdd", &catalog, resource).await;
        assert_eq!((again.status, again.code()), (400, "ResourceAlreadyOnboarded"));
    }
    let filter = "originSystem eq 'SharePointOnline'";
    let sites =
        bench.em(&format!("/catalogs/{catalog}/resources?$filter={filter}&$expand=environment")).await;
    for (site, environment) in [("partners", default), ("finance", europe["originId"].as_str().unwrap())] {
        let found = sites.body["value"].as_array().unwrap().iter().find(|row| row["originId"] == url(site));
        assert_eq!(found.unwrap()["environment"]["originId"], environment);
    }
    let requests = bench.em("/resourceRequests?$expand=catalog,resource").await;
    assert_eq!(requests.all("requestType"), ["adminAdd"; 4]);
    // The same group in another catalog is another resource.
    let other = bench.catalog("d").await;
    let twin = bench.resource(&other, "AadGroup", seed::PARTNER_PORTAL_USERS).await;
    assert!(!bench.em(&format!("/catalogs/{catalog}/resources")).await.all("id").contains(&twin));
}

#[tokio::test]
async fn what_cannot_be_added_is_refused() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let gone = "99999999-0000-4000-8000-000000000000";
    let nowhere = format!("{}{EM}/resourceEnvironments/{gone}", bench.sandbox.service_root());
    let site = "https://contoso.sharepoint.com/sites/partners";
    for (code, resource) in [
        ("ResourceNotFoundInOriginSystem", json!({"originId": gone, "originSystem": "AadGroup"})),
        ("ArgumentException", json!({"originId": seed::AUDITORS, "originSystem": "X"})),
        ("ResourceNotAllowed", json!({"originId": seed::EXCHANGE, "originSystem": "AadApplication"})),
        (
            "InvalidModel",
            json!({"originId": site, "originSystem": "SharePointOnline", "environment@odata.bind": nowhere}),
        ),
    ] {
        let refused = bench.request("adminAdd", &catalog, resource).await;
        assert_eq!((refused.status, refused.code()), (400, code));
    }
    assert_eq!(bench.em(&format!("/catalogs/{catalog}/resources")).await.all("id").len(), 0);
    let nowhere = json!({"requestType": "adminAdd",
        "resource": {"originId": seed::AUDITORS, "originSystem": "AadGroup"}});
    assert_eq!(bench.post("/resourceRequests", nowhere).await.code(), "UnAuthorized");
}

/// entitlementmanagement-post-resourcerequests 4 and 5.
#[tokio::test]
async fn resources_are_changed_and_removed() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let group = bench.resource(&catalog, "AadGroup", seed::PARTNER_PORTAL_USERS).await;
    let app = bench.resource(&catalog, "AadApplication", seed::PARTNER_PORTAL).await;
    let attributes = json!([
        {"name": "extension_2b676109c7c74ae2b41549205f1947ed_personalTitle", "isEditable": true,
         "isPersistedOnAssignmentRemoval": true,
         "destination": {"@odata.type": "#microsoft.graph.accessPackageUserDirectoryAttributeStore"},
         "source": {"@odata.type": "#microsoft.graph.accessPackageResourceAttributeQuestion",
            "question": {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "isRequired": true,
                "text": "Title", "sequence": 0, "isSingleLineQuestion": true, "localizations": []}}}]);
    let body = json!({"originId": seed::PARTNER_PORTAL_USERS, "originSystem": "AadGroup",
        "attributes": attributes});
    let made = bench.request("adminUpdate", &catalog, body).await;
    assert_eq!((made.status, &made.body["requestType"]), (201, &json!("adminUpdate")));
    let read = bench.em(&format!("/catalogs/{catalog}/resources?$filter=id eq '{group}'")).await;
    let mut held = read.body["value"][0]["attributes"].clone();
    let id = held[0]["source"]["question"].as_object_mut().unwrap().remove("id");
    assert!(id.is_some_and(|id| id.is_string()), "questions get an id");
    assert_eq!(held, attributes);
    let made = bench.request("adminRemove", &catalog, json!({"id": group})).await;
    assert_eq!((made.status, &made.body["requestType"]), (201, &json!("adminRemove")));
    assert_eq!(bench.em(&format!("/catalogs/{catalog}/resources")).await.all("id"), [app.as_str()]);
    assert_eq!(bench.request("adminRemove", &catalog, json!({"id": group})).await.code(), "ResourceNotFound");
    let orphan = json!({"requestType": "adminRemove", "resource": {"id": app}});
    assert_eq!(bench.post("/resourceRequests", orphan).await.code(), "UnAuthorized");
}

/// accesspackagecatalog-list-resources 1 and 2.
#[tokio::test]
async fn resources_are_listed() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let group = bench.resource(&catalog, "AadGroup", seed::PARTNER_PORTAL_USERS).await;
    let url = "https://contoso.sharepoint.com/sites/partners";
    let site = bench.resource(&catalog, "SharePointOnline", url).await;
    let path = format!("/catalogs/{catalog}/resources");
    let plain = bench.em(&path).await;
    let shape = [
        "attributes",
        "createdDateTime",
        "description",
        "displayName",
        "id",
        "modifiedDateTime",
        "originId",
        "originSystem",
    ];
    assert_eq!(plain.all("id").len(), 2);
    assert_eq!(names(&plain.body["value"][0]), shape);
    for filter in [
        "originSystem eq 'AadGroup'".to_owned(),
        format!("originId eq '{}'", seed::PARTNER_PORTAL_USERS),
        format!("id eq '{group}'"),
        "displayName eq 'Partner Portal Users'".to_owned(),
    ] {
        let found = bench.em(&format!("{path}?$filter={filter}&$expand=roles,scopes")).await;
        assert_eq!(found.all("id"), [group.as_str()], "{filter}");
        let found = &found.body["value"][0];
        let (member, scope) = (&found["roles"][0], &found["scopes"][0]);
        assert_eq!(names(member), ["description", "displayName", "id", "originId", "originSystem", "type"]);
        assert_eq!(
            (&member["displayName"], member["originId"].as_str()),
            (&json!("Member"), Some(format!("Member_{}", seed::PARTNER_PORTAL_USERS).as_str()))
        );
        assert_eq!((&member["type"], found["roles"].as_array().unwrap().len()), (&Value::Null, 2));
        assert_eq!((&scope["displayName"], &scope["isRootScope"]), (&json!("Root"), &json!(true)));
        assert_eq!(scope["originId"], seed::PARTNER_PORTAL_USERS);
    }
    let found =
        bench.em(&format!("{path}?$filter=startswith(originId,'https://')&$expand=environment")).await;
    assert_eq!(found.all("id"), [site]);
    assert_eq!(found.body["value"][0]["environment"]["isDefaultEnvironment"], true);
}

/// accesspackagecatalog-list-resourceroles 1 and 2.
#[tokio::test]
async fn roles_of_a_resource_need_its_filter() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let url = "https://contoso.sharepoint.com/sites/partners";
    let path = format!("/catalogs/{catalog}/resourceRoles");
    let roles = async |system: &str, resource: &str| {
        let filter = format!("(originSystem eq '{system}' and resource/id eq '{resource}')");
        bench.em(&format!("{path}?$filter={filter}&$expand=resource")).await
    };
    for (system, origin, expected) in [
        ("AadGroup", seed::PARTNER_PORTAL_USERS, &["Member", "Owner"][..]),
        ("AadGroup", seed::PIM_GROUP, &["Member", "Owner", "Eligible Member", "Eligible Owner"]),
        ("AadApplication", seed::PARTNER_PORTAL, &["Supplier", "Buyer", "Viewer", "Support", "Support"]),
        ("AadApplication", seed::EXPENSES, &["Default Access"]),
        ("SharePointOnline", url, &["Partners Owners", "Partners Members", "Partners Visitors"]),
    ] {
        let resource = bench.resource(&catalog, system, origin).await;
        let found = roles(system, &resource).await;
        assert_eq!(found.all("displayName"), expected, "{origin}");
        assert_eq!(found.body["value"][0]["resource"]["originId"], origin);
    }
    let group = bench.em(&format!("/catalogs/{catalog}/resources?$filter=originSystem eq 'AadGroup'")).await;
    let half = [format!("resource/id eq '{}'", group.all("id")[0]), "originSystem eq 'AadGroup'".to_owned()];
    assert_eq!(bench.em(&path).await.status, 400);
    for filter in half {
        assert_eq!(bench.em(&format!("{path}?$filter={filter}")).await.code(), "InvalidFilter", "{filter}");
    }
    let malformed = roles("AadGroup", "x").await;
    assert_eq!((malformed.status, malformed.code()), (400, "InvalidFilter"));
    let missing = roles("AadGroup", seed::AUDITORS).await;
    assert_eq!((missing.status, missing.code()), (404, "ResourceNotFound"));
}

/// entitlementmanagement-list-resourceenvironments.
#[tokio::test]
async fn environments_need_their_filter() {
    let bench = Bench::new().await;
    let refused = bench.em("/resourceEnvironments").await;
    assert_eq!((refused.status, refused.code()), (400, "InvalidFilter"));
    let found = bench.em("/resourceEnvironments?$filter=originSystem eq 'SharePointOnline'").await;
    assert_eq!(found.all("id").len(), 2);
    let shape = [
        "connectionInfo",
        "createdDateTime",
        "description",
        "displayName",
        "id",
        "isDefaultEnvironment",
        "modifiedDateTime",
        "originId",
        "originSystem",
    ];
    let first = &found.body["value"][0];
    assert_eq!(names(first), shape);
    assert_eq!(first["connectionInfo"]["url"], first["originId"]);
    let item = bench.em(&format!("/resourceEnvironments/{}", first["id"].as_str().unwrap())).await;
    assert_eq!(item.body["originId"], first["originId"]);
}
