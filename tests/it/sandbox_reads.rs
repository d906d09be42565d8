//! Reading from the sandbox: pages, filters, expansions, enum members, the directory, batches.

use guestlist::sandbox::{Faults, bearer_token, seed};
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, EM, direct_policy};

#[tokio::test]
async fn lists_come_in_pages_with_opaque_links() {
    let bench = Bench::new().await;
    for name in ["a", "b", "c", "d"] {
        bench.catalog(name).await;
    }
    for empty_last_page in [false, true] {
        bench.sandbox.set_faults(Faults { page_size: 2, empty_last_page, ..Faults::default() });
        let mut names = Vec::new();
        let mut pages = 0;
        let mut page = bench.em("/catalogs?$select=displayName,id&$count=true").await;
        assert_eq!(page.body["@odata.count"], 5);
        loop {
            pages += 1;
            names.extend(page.all("displayName"));
            let Some(next) = page.body["@odata.nextLink"].as_str().map(str::to_owned) else { break };
            assert!(next.starts_with(&bench.sandbox.service_root()) && next.contains("$skiptoken="));
            page = bench.get(&next).await;
            assert!(page.body.get("@odata.count").is_none());
        }
        names.sort();
        assert_eq!(names, ["General", "a", "b", "c", "d"]);
        assert_eq!(pages, if empty_last_page { 4 } else { 3 });
    }
    bench.sandbox.set_faults(Faults::default());
    assert_eq!(bench.em("/catalogs?$top=1").await.all("id").len(), 1);
    assert_eq!(bench.em("/catalogs?$top=1000").await.status, 400);
    assert_eq!(bench.em("/catalogs?$skiptoken=zz").await.status, 400);
}

#[tokio::test]
async fn options_a_path_does_not_know_are_refused() {
    let bench = Bench::new().await;
    for (path, code) in [
        ("/accessPackages?$expand=accessPackageAssignmentPolicies", "BadRequest"),
        ("/accessPackages?$select=catalogId", "BadRequest"),
        ("/accessPackages?$orderby=displayName", "BadRequest"),
        ("/accessPackages?$search=x", "BadRequest"),
        ("/accessPackages?$filter=description eq 'x'", "InvalidFilter"),
        ("/accessPackages?$filter=displayName eq", "InvalidFilter"),
        ("/assignmentRequests?$filter=state eq 'a' or state eq 'b'", "InvalidFilter"),
        ("/nothing", "NotFound"),
        ("/accessPackageSuggestions", ""),
    ] {
        let answer = bench.em(path).await;
        assert!(answer.status == 400 || answer.status == 404, "{path}: {}", answer.status);
        assert_eq!(answer.code(), code, "{path}");
    }
    let answer = bench.em("/catalogs?$expand=nothing").await;
    let message = answer.body["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Parsing OData Select and Expand failed"), "{message}");
}

#[tokio::test]
async fn strict_mode_keeps_what_is_proven_alone() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let proven = [
        "/accessPackages?$expand=catalog".to_owned(),
        format!("/accessPackages?$filter=catalog/id eq '{catalog}'&$expand=catalog"),
        "/accessPackages?$expand=resourceRoleScopes($expand=role,scope),catalog".to_owned(),
        "/assignmentPolicies?$expand=accessPackage".to_owned(),
        format!("/assignmentPolicies?$filter=accessPackage/id eq '{package}'&$expand=accessPackage"),
        format!("/catalogs/{catalog}/resources?$expand=roles,scopes"),
        "/assignments?$filter=state eq 'Delivered'&$expand=target,accessPackage".to_owned(),
    ];
    let seen = [
        "/accessPackages?$expand=assignmentPolicies".to_owned(),
        "/accessPackages?$expand=incompatibleAccessPackages,incompatibleGroups".to_owned(),
        "/accessPackages?$expand=catalog($select=id)".to_owned(),
        format!("/assignmentPolicies?$filter=catalog/id eq '{catalog}'"),
        "/assignmentPolicies?$expand=questions".to_owned(),
        "/catalogs?$expand=resources($expand=roles,scopes)".to_owned(),
        "/connectedOrganizations?$expand=internalSponsors,externalSponsors".to_owned(),
        format!("/assignments?$filter=accessPackage/catalog/id eq '{catalog}'"),
    ];
    for strict in [false, true] {
        bench.sandbox.set_faults(Faults { strict, ..Faults::default() });
        for path in &proven {
            assert_eq!(bench.em(path).await.status, 200, "{path}");
        }
        for path in &seen {
            assert_eq!(bench.em(path).await.status, if strict { 400 } else { 200 }, "{path}");
        }
    }
}

#[tokio::test]
async fn unknown_members_and_properties_survive_and_hide() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let policy = bench.policy(&package, "direct").await.id();
    let merged = json!({"assignmentPolicies": {&policy: {"allowedTargetScope": "everybodyOnMars",
        "futureSettings": {"isNew": true}}}});
    bench.sandbox.merge_rows(merged).unwrap();
    let path = format!("{EM}/assignmentPolicies/{policy}");
    let plain = bench.get(&path).await;
    assert_eq!(plain.body["allowedTargetScope"], "unknownFutureValue");
    let header = [("Prefer", "include-unknown-enum-members")];
    let asked = bench.try_send("GET", &path, None, &header).await.unwrap();
    assert_eq!(asked.body["allowedTargetScope"], "everybodyOnMars");
    assert_eq!(asked.body["futureSettings"]["isNew"], true);
    let mut body = direct_policy(&package, "renamed");
    body["allowedTargetScope"] = json!("everybodyOnMars");
    body["futureSettings"] = json!({"isNew": true});
    let below = format!("/assignmentPolicies/{policy}");
    assert_eq!(bench.send("PUT", &below, body.clone()).await.status, 200);
    body["allowedTargetScope"] = json!("unknownFutureValue");
    assert_eq!(bench.send("PUT", &below, body.clone()).await.status, 400);
    assert_eq!(bench.post("/assignmentPolicies", body).await.status, 400, "a new object cannot have them");
}

#[tokio::test]
async fn expanded_roles_are_empty_where_the_service_leaves_them_empty() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    for (group, roles) in [(seed::ROLE_ASSIGNABLE_GROUP, 2), (seed::PIM_GROUP, 4), (seed::AUDITORS, 2)] {
        let id = bench.resource(&catalog, "AadGroup", group).await;
        let filter = format!("$filter=(originSystem eq 'AadGroup' and resource/id eq '{id}')");
        let listed = bench.em(&format!("/catalogs/{catalog}/resourceRoles?{filter}")).await;
        assert_eq!(listed.all("originId").len(), roles);
        let expanded =
            bench.em(&format!("/catalogs/{catalog}/resources?$filter=id eq '{id}'&$expand=roles")).await;
        let expanded = expanded.body["value"][0]["roles"].as_array().unwrap().len();
        assert_eq!(expanded, if group == seed::AUDITORS { 2 } else { 0 });
    }
    for group in [seed::DYNAMIC_GROUP, seed::SYNCED_GROUP] {
        let body = json!({"originId": group, "originSystem": "AadGroup"});
        assert_eq!(bench.request("adminAdd", &catalog, body).await.status, 400);
    }
    for (system, id, code) in [
        ("AadApplication", seed::EXCHANGE, "ResourceNotAllowed"),
        ("AadGroup", "aaaaaaaa-0000-4000-8000-999999999999", "ResourceNotFoundInOriginSystem"),
        ("Floppy", seed::AUDITORS, "ArgumentException"),
    ] {
        let answer =
            bench.request("adminAdd", &catalog, json!({"originId": id, "originSystem": system})).await;
        assert_eq!(answer.code(), code);
    }
}

#[tokio::test]
async fn the_directory_answers_as_documented() {
    let bench = Bench::new().await;
    let query = "$filter=mail eq 'lead@fabrikam.com' or userPrincipalName eq 'x'&$select=id,userType,mail";
    let users = bench.get(&format!("/users?{query}")).await;
    assert_eq!(
        (users.all("id"), users.all("userType")),
        (vec![seed::FABRIKAM_LEAD.to_owned()], vec!["Guest".to_owned()])
    );
    let user = bench.get("/users/megan@contoso.com").await;
    assert_eq!((user.id(), user.body.get("userType")), (seed::MEGAN.to_owned(), None));
    let missing = bench.get("/users/aaaaaaaa-0000-4000-8000-999999999999").await;
    assert_eq!((missing.status, missing.code()), (404, "Request_ResourceNotFound"));
    let twins = bench.get("/groups?$filter=displayName eq 'Duplicate Team'").await;
    assert_eq!(twins.all("id").len(), 2);
    let query = "$filter=displayName ne 'x'&$count=true";
    assert_eq!(bench.get(&format!("/groups?{query}")).await.status, 400);
    let header = [("ConsistencyLevel", "eventual")];
    assert_eq!(bench.try_send("GET", &format!("/groups?{query}"), None, &header).await.unwrap().status, 200);
    let app = bench.get("/servicePrincipals(appId='cccccccc-0000-4000-8000-000000000001')").await;
    assert_eq!(app.id(), seed::PARTNER_PORTAL);
    let body = json!({"ids": [seed::MEGAN, seed::AUDITORS, "aaaaaaaa-0000-4000-8000-999999999999"],
        "types": ["user", "group", "servicePrincipal"]});
    let found = bench.try_send("POST", "/directoryObjects/getByIds", Some(body), &[]).await.unwrap();
    assert_eq!(found.all("@odata.type"), ["#microsoft.graph.user", "#microsoft.graph.group"]);
    let tenant =
        |name: &str| format!("/tenantRelationships/findTenantInformationByDomainName(domainName='{name}')");
    assert_eq!(bench.get(&tenant("fabrikam.com")).await.body["tenantId"], seed::FABRIKAM);
    assert_eq!(bench.get(&tenant("northwindtraders.com")).await.status, 404);
    let by_id =
        format!("/tenantRelationships/findTenantInformationByTenantId(tenantId='{}')", seed::WOODGROVE);
    assert_eq!(bench.get(&by_id).await.body["displayName"], "Woodgrove Bank");
    assert_eq!(bench.get("/organization").await.all("id"), [seed::TENANT]);
}

#[tokio::test]
async fn errors_and_headers_have_graphs_form() {
    let bench = Bench::new().await;
    let path = format!("{EM}/accessPackages/aaaaaaaa-0000-4000-8000-999999999999");
    let headers = [("client-request-id", "mine"), ("Authorization", "Bearer secret")];
    let answer = bench.try_send("GET", &path, None, &headers).await.unwrap();
    let inner = &answer.body["error"]["innerError"];
    assert_eq!((answer.code(), &inner["client-request-id"]), ("AccessPackageNotFound", &json!("mine")));
    assert_eq!(inner["date"], "2026-01-01T00:00:00");
    assert_eq!(inner["request-id"], answer.headers["request-id"].to_str().unwrap());
    assert_eq!(answer.headers["client-request-id"], "mine");
    assert_eq!(answer.headers["date"], "Thu, 01 Jan 2026 00:00:00 GMT");
    assert!(!answer.body.to_string().contains("secret"));
}

#[tokio::test]
async fn a_batch_is_one_exchange() {
    let bench = Bench::new().await;
    bench.sandbox.set_faults(Faults { page_size: 1, ..Faults::default() });
    bench.catalog("c").await;
    bench.sandbox.reset_counters();
    let part =
        |id: &str, method: &str, url: &str| json!({"id": id, "method": method, "url": format!("{EM}{url}")});
    let mut after = part("3", "GET", "/settings");
    after["dependsOn"] = json!(["2"]);
    let batch = |parts: Value| Some(json!({"requests": parts}));
    let parts = json!([part("1", "GET", "/catalogs"), part("2", "DELETE", "/catalogs/x"), after]);
    let answer = bench.try_send("POST", "/$batch", batch(parts), &[]).await.unwrap();
    assert_eq!(answer.status, 200);
    let of = |id: &str| {
        let all = answer.body["responses"].as_array().unwrap();
        all.iter().find(|part| part["id"] == id).unwrap().clone()
    };
    assert!(of("1")["body"]["@odata.nextLink"].as_str().unwrap().starts_with("http://127.0.0.1"));
    assert_eq!((&of("2")["status"], &of("3")["status"]), (&json!(404), &json!(424)));
    let counters = bench.sandbox.request_counters();
    assert_eq!((counters.exchanges, counters.inner), (1, 2));
    assert_eq!(bench.sandbox.recorded_requests()[0], format!("GET {EM}/catalogs"));
    let many: Vec<Value> = (0..21).map(|id| part(&id.to_string(), "GET", "/settings")).collect();
    for parts in [
        json!([part("a", "GET", "/settings"), part("A", "GET", "/settings")]),
        json!(many),
        json!([{"id": "1", "method": "POST", "url": "/x", "body": {}}]),
    ] {
        assert_eq!(bench.try_send("POST", "/$batch", batch(parts), &[]).await.unwrap().status, 400);
    }
}

#[tokio::test]
async fn applications_do_not_find_sites() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    bench.resource(&catalog, "AadGroup", seed::AUDITORS).await;
    bench.resource(&catalog, "SharePointOnline", "https://contoso.sharepoint.com/sites/finance").await;
    let path = format!("{EM}/catalogs/{catalog}/resources");
    let seen_by = async |claims: Value, query: &str| {
        let token = format!("Bearer {}", bearer_token(&claims));
        let headers = [("Authorization", token.as_str())];
        bench.try_send("GET", &format!("{path}{query}"), None, &headers).await.unwrap().all("originSystem")
    };
    let read = "EntitlementManagement.Read.All";
    let reader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    assert_eq!(seen_by(json!({"idtyp": "app", "roles": [read]}), "").await, ["AadGroup"]);
    assert_eq!(seen_by(json!({"roles": [read]}), "?$expand=roles").await, ["AadGroup"]);
    assert_eq!(seen_by(json!({"scp": read, "wids": [reader]}), "").await.len(), 2);
    assert_eq!(bench.get(&path).await.all("originSystem").len(), 2);
    let batch = json!({"requests": [{"id": "1", "method": "GET", "url": path}]});
    let token = format!("Bearer {}", bearer_token(&json!({"idtyp": "app", "roles": [read]})));
    let headers = [("Authorization", token.as_str())];
    let answer = bench.try_send("POST", "/$batch", Some(batch), &headers).await.unwrap();
    assert_eq!(answer.body["responses"][0]["body"]["value"].as_array().unwrap().len(), 1);
    let members = bench.get(&format!("/groups/{}/members", seed::PARTNER_MANAGERS)).await;
    assert_eq!(members.all("id"), [seed::MEGAN, seed::ALEX]);
}

#[tokio::test]
async fn a_role_its_origin_dropped_stays_in_the_package() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let app = bench.resource(&catalog, "AadApplication", seed::PARTNER_PORTAL).await;
    let links = format!("/accessPackages/{package}/resourceRoleScopes");
    let body = json!({"role": {"originId": seed::SUPPLIER_ROLE, "originSystem": "AadApplication",
        "resource": {"id": app}}, "scope": {"originId": seed::PARTNER_PORTAL, "originSystem": "AadApplication"}});
    let link = bench.post(&links, body).await.id();
    bench.sandbox.merge_rows(json!({"servicePrincipals": {seed::PARTNER_PORTAL: {"appRoles": []}}})).unwrap();
    let found = bench.em(&format!("{links}?$expand=role")).await;
    assert_eq!(found.all("id"), std::slice::from_ref(&link));
    assert_eq!(found.body["value"][0]["role"]["originId"], seed::SUPPLIER_ROLE);
    assert_eq!(bench.send("DELETE", &format!("{links}/{link}"), Value::Null).await.status, 204);
}
