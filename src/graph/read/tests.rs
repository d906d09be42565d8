//! Readings against a scripted service: the requests sent, the fallbacks used, and failures that must not
//! look like absence.

use serde_json::{Value, json};

use super::*;
use crate::graph::script::{Script, client};

const EM: &str = "/identityGovernance/entitlementManagement";

fn refused() -> (u16, Value) {
    (400, json!({"error": {"code": "BadRequest", "message": "Parsing OData Select and Expand failed"}}))
}

fn list(values: Value) -> (u16, Value) {
    (200, json!({ "value": values }))
}

/// A tenant with `catalogs` catalogs, ten packages in each and two policies in each package.
fn tenant(path: &str, catalogs: usize) -> (u16, Value) {
    let packages = catalogs * 10;
    let path = path.strip_prefix(EM).unwrap_or(path);
    match path {
        p if p.starts_with("/organization?") => list(json!([{"id": "t", "displayName": "Contoso"}])),
        "/catalogs" => list((0..catalogs).map(|n| json!({"id": format!("c{n}")})).collect()),
        p if p.starts_with("/catalogs/") => list(json!([])),
        p if p.starts_with("/accessPackages?") => list(
            (0..packages)
                .map(|n| {
                    json!({"id": format!("p{n}"), "catalog": {"id": format!("c{}", n / 10)}, "resourceRoleScopes": [],
                        "incompatibleAccessPackages": [], "incompatibleGroups": []})
                })
                .collect(),
        ),
        p if p.starts_with("/assignmentPolicies?") => list(
            (0..packages * 2)
                .map(|n| {
                    json!({"id": format!("a{n}"), "accessPackage": {"id": format!("p{}", n / 2)}, "questions": [],
                        "customExtensionStageSettings": []})
                })
                .collect(),
        ),
        "/settings" => (200, json!({"id": "s"})),
        _ => list(json!([])),
    }
}

#[tokio::test]
async fn a_tenant_of_twenty_catalogs_takes_about_a_dozen_exchanges() {
    let (client, script) = client(Script::routes(|path| tenant(path, 20)));
    let snapshot = Reader::new(&client).read_snapshot(Interest::Everything).await.unwrap();
    assert_eq!((snapshot.catalogs.len(), snapshot.packages.len(), snapshot.policies.len()), (20, 200, 400));
    assert_eq!(snapshot.failures, []);
    assert!(client.exchange_count() <= 12, "{:#?}", script.paths());
    let prefer = ("Prefer".to_owned(), "include-unknown-enum-members".to_owned());
    for request in script.seen().iter().filter(|request| request.path.starts_with(EM)) {
        assert!(request.headers.contains(&prefer), "{}", request.path);
    }
    for inner in script.seen().iter().filter_map(|request| request.body.as_ref()) {
        assert_eq!(inner["requests"][0]["headers"]["Prefer"], "include-unknown-enum-members");
    }
}

fn strict(path: &str) -> (u16, Value) {
    let short = path.strip_prefix(EM).unwrap_or(path);
    let (place, options) = short.split_once('?').unwrap_or((short, ""));
    match (place, options) {
        ("/catalogs", _) => list(json!([{"id": "c"}])),
        ("/accessPackages", "$expand=catalog") => list(json!([{"id": "p", "catalog": {"id": "c"}}])),
        ("/accessPackages/p", _) => {
            (200, json!({"id": "p", "resourceRoleScopes": [{"id": "l", "role": {}, "scope": {}}]}))
        }
        ("/accessPackages/p/incompatibleGroups", _) => (403, json!({"error": {"code": "UnAuthorized"}})),
        ("/accessPackages/p/incompatibleAccessPackages", _) => list(json!([{"id": "q"}])),
        ("/assignmentPolicies", "$expand=accessPackage") => {
            list(json!([{"id": "a", "accessPackage": {"id": "p"}}]))
        }
        ("/assignmentPolicies/a", "$expand=customExtensionStageSettings($expand=customExtension)") => {
            (200, json!({"id": "a", "accessPackage": null, "questions": [{"id": "q"}]}))
        }
        ("/connectedOrganizations", "") => list(json!([{"id": "o"}, {"displayName": "no id"}])),
        ("/connectedOrganizations/o/internalSponsors", _) => list(json!([{"id": "u"}])),
        ("/connectedOrganizations/o/externalSponsors", _) => list(json!([])),
        ("/catalogs/c/resources", "") => list(json!([{"id": "r", "originSystem": "SharePointOnline"}])),
        ("/roleManagement/entitlementManagement/roleAssignments", options) if options.contains("filter") => {
            if options.contains("AccessPackageCatalog") {
                list(json!([{"id": "ra", "principalId": "u"}]))
            } else {
                (403, json!({"error": {"code": "UnAuthorized"}}))
            }
        }
        ("/directoryObjects/getByIds", _) => {
            list(json!([{"@odata.type": "#microsoft.graph.user", "id": "u"}]))
        }
        ("/catalogs/c/customWorkflowExtensions", _) => list(json!([])),
        ("/organization", _) => (403, json!({"error": {"code": "Authorization_RequestDenied"}})),
        ("/settings", _) => (200, json!({"id": "s"})),
        _ => refused(),
    }
}

#[tokio::test]
async fn every_refused_expansion_has_its_documented_fallback() {
    let (client, _) = client(Script::routes(strict));
    let snapshot = Reader::new(&client).read_snapshot(Interest::Everything).await.unwrap();
    assert_eq!(snapshot.packages[0]["resourceRoleScopes"][0]["id"], "l");
    assert_eq!(snapshot.packages[0]["incompatibleAccessPackages"], json!([{"id": "q"}]));
    assert_eq!(snapshot.packages[0].get("incompatibleGroups"), None);
    assert_eq!(snapshot.policies[0]["questions"], json!([{"id": "q"}]));
    assert_eq!(snapshot.policies[0]["customExtensionStageSettings"], json!([]));
    assert_eq!(snapshot.policies[0]["accessPackage"]["id"], "p");
    assert_eq!(snapshot.organizations[0]["internalSponsors"], json!([{"id": "u"}]));
    assert_eq!(snapshot.resources["c"].len(), 1);
    assert_eq!(snapshot.directory.len(), 1);
    let parts: Vec<_> = snapshot.failures.iter().map(|failure| failure.part.clone()).collect();
    assert_eq!(
        parts,
        [
            Part::Tenant,
            Part::Resource("c".into(), "r".into()),
            Part::Package("p".into()),
            Part::Organizations,
            Part::TenantRoles,
        ]
    );
}

#[tokio::test]
async fn a_caller_with_a_catalog_role_gets_policies_from_their_packages() {
    let (client, _) = client(Script::routes(|path| match path.strip_prefix(EM).unwrap_or(path) {
        "/accessPackages?$expand=assignmentPolicies" => {
            list(json!([{"id": "p0", "assignmentPolicies": [{"id": "a", "questions": []}]}]))
        }
        p if p.starts_with("/assignmentPolicies?") => list(json!([])),
        p if p.starts_with("/assignmentPolicies/a?") => (200, json!({"id": "a", "questions": [{"id": "q"}]})),
        _ => tenant(path, 1),
    }));
    let snapshot = Reader::new(&client).read_snapshot(Interest::Everything).await.unwrap();
    assert_eq!(snapshot.policies.len(), 1);
    assert_eq!(snapshot.policies[0]["accessPackage"]["id"], "p0");
    assert_eq!(snapshot.policies[0]["questions"], json!([{"id": "q"}]));
    assert_eq!(snapshot.failures, []);
}

#[tokio::test]
async fn an_expansion_that_is_ignored_proves_no_absence_of_policies() {
    let (client, _) = client(Script::routes(|path| {
        if path.contains("/assignmentPolicies?") { list(json!([])) } else { tenant(path, 1) }
    }));
    let snapshot = Reader::new(&client).read_snapshot(Interest::Everything).await.unwrap();
    let parts: Vec<_> = snapshot.failures.iter().map(|failure| failure.part.clone()).collect();
    assert_eq!(parts, [Part::Policies]);
}

#[tokio::test]
async fn refused_parts_are_failures_and_never_absence() {
    let (client, _) = client(Script::routes(|path| {
        let closed = ["/accessPackages", "/connectedOrganizations", "/assignmentPolicies", "/settings"];
        if closed.iter().any(|part| path.contains(part)) {
            return (403, json!({"error": {"code": "UnAuthorized", "message": "no"}}));
        }
        tenant(path, 2)
    }));
    let snapshot = Reader::new(&client).read_snapshot(Interest::Everything).await.unwrap();
    let parts: Vec<_> = snapshot.failures.iter().map(|failure| failure.part.clone()).collect();
    assert_eq!(parts, [Part::Settings, Part::Packages, Part::Organizations, Part::Policies]);
    assert!(snapshot.failures[0].why.contains("403 UnAuthorized: no"), "{}", snapshot.failures[0].why);
}

#[tokio::test]
async fn without_a_valid_sign_in_nothing_is_read() {
    let body = json!({"error": {"code": "InvalidAuthenticationToken", "message": "expired"}});
    let (client, _) = client(Script::routes(move |_| (401, body.clone())));
    let error = Reader::new(&client).read_snapshot(Interest::Everything).await.unwrap_err();
    assert_eq!(error.http_status(), Some(401));
}
