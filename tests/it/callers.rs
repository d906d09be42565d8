//! The rights of callers in the sandbox (facts entitlement-permissions, entitlement-role-rights,
//! directory-read-permissions, catalog-roles-see-part), and planning and applying as the owner of one catalog
//! only.

use guestlist::sandbox::{Faults, ScopedLists, bearer_token, seed};
use serde_json::{Value, json};

use crate::runs::{Ended, Folder};
use crate::sandbox_bench::{Answer, Bench, EM};
use crate::world::{TENANT, World, desired};

const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
const GLOBAL_READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
const OWNER: &str = "ae79f266-94d4-4dab-b730-feca7e132178";
const READER: &str = "44272f93-9762-48e8-af59-1b5351b1d6b3";
const MANAGER: &str = "7f480852-ebdc-47d4-87de-0d8498384a83";
const CREATOR: &str = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8";

const READS: &str = "EntitlementManagement.Read.All";
const WRITES: &str = "EntitlementManagement.ReadWrite.All";

/// A tenant with two catalogs, a package and a policy in each, and a caller with a role on the first.
struct Tenant {
    bench: Bench,
    ours: String,
    theirs: String,
    our_package: String,
    their_package: String,
    our_policy: String,
    their_policy: String,
}

impl Tenant {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let (ours, theirs) = (bench.catalog("Ours").await, bench.catalog("Theirs").await);
        let (our_package, their_package) =
            (bench.package(&ours, "P").await, bench.package(&theirs, "P").await);
        let policy = async |package: &str| {
            let body = json!({"displayName": "p", "description": "d", "accessPackage": {"id": package},
                "allowedTargetScope": "notSpecified", "expiration": {"type": "noExpiration"}});
            bench.post("/assignmentPolicies", body).await.id()
        };
        let (our_policy, their_policy) = (policy(&our_package).await, policy(&their_package).await);
        Self { bench, ours, theirs, our_package, their_package, our_policy, their_policy }
    }

    async fn give(&self, principal: &str, role: &str, scope: &str) {
        let body = json!({"principalId": principal, "roleDefinitionId": role, "appScopeId": scope});
        let path = "/roleManagement/entitlementManagement/roleAssignments";
        let answer = self.bench.try_send("POST", path, Some(body), &[]).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.body);
    }

    async fn ask(&self, claims: &Value, method: &str, path: &str, body: Value) -> Answer {
        let token = format!("Bearer {}", bearer_token(claims));
        let body = if body.is_null() { None } else { Some(body) };
        self.bench.try_send(method, path, body, &[("Authorization", &token)]).await.unwrap()
    }

    async fn em(&self, claims: &Value, method: &str, path: &str, body: Value) -> Answer {
        self.ask(claims, method, &format!("{EM}{path}"), body).await
    }

    fn our_scope(&self) -> String {
        format!("/AccessPackageCatalog/{}", self.ours)
    }
}

fn person(scopes: &str, roles: &[&str]) -> Value {
    json!({"oid": seed::MEGAN, "scp": scopes, "wids": roles})
}

fn application(permissions: &[&str]) -> Value {
    json!({"oid": seed::PARTNER_PORTAL, "idtyp": "app", "roles": permissions})
}

#[tokio::test]
async fn a_path_needs_its_permission_and_its_role() {
    let tenant = Tenant::new().await;
    let catalog = json!({"displayName": "New", "description": "d"});
    for (claims, read, write) in [
        (person(WRITES, &[GLOBAL_ADMINISTRATOR]), 200, 201),
        (person(READS, &[GLOBAL_ADMINISTRATOR]), 200, 403),
        (person(WRITES, &[GLOBAL_READER]), 200, 403),
        (person(WRITES, &[]), 403, 403),
        // A role without the scope has no effect, as with Azure CLI's tokens (fact
        // entitlement-scopes-needed).
        (person("Directory.AccessAsUser.All", &[GLOBAL_ADMINISTRATOR]), 403, 403),
        (application(&[WRITES]), 200, 201),
        (application(&[READS]), 200, 403),
        (application(&[]), 403, 403),
    ] {
        let answer = tenant.em(&claims, "GET", "/catalogs", Value::Null).await;
        assert_eq!(answer.status, read, "{claims}: {}", answer.body);
        let answer = tenant.em(&claims, "POST", "/catalogs", catalog.clone()).await;
        assert_eq!(answer.status, write, "{claims}: {}", answer.body);
        if write == 403 {
            assert_eq!(answer.code(), "UnAuthorized");
        }
    }
}

#[tokio::test]
async fn the_directory_has_permissions_of_its_own() {
    let tenant = Tenant::new().await;
    for (path, permission) in [
        ("/users", "User.ReadBasic.All"),
        ("/groups", "GroupMember.Read.All"),
        ("/servicePrincipals", "Application.Read.All"),
        ("/organization", "Organization.Read.All"),
        (
            "/tenantRelationships/findTenantInformationByDomainName(domainName='fabrikam.com')",
            "CrossTenantInformation.ReadBasic.All",
        ),
        ("/policies/authorizationPolicy", "Policy.Read.All"),
        ("/subscribedSkus", "LicenseAssignment.Read.All"),
        ("/auditLogs/directoryAudits", "AuditLog.Read.All"),
    ] {
        let refused = tenant.ask(&application(&[WRITES]), "GET", path, Value::Null).await;
        assert_eq!((refused.status, refused.code()), (403, "Authorization_RequestDenied"), "{path}");
        let answer = tenant.ask(&application(&[permission]), "GET", path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    let audits = |roles: &[&str]| person("AuditLog.Read.All", roles);
    let path = "/auditLogs/directoryAudits";
    assert_eq!(tenant.ask(&audits(&[]), "GET", path, Value::Null).await.status, 403);
    assert_eq!(tenant.ask(&audits(&[GLOBAL_READER]), "GET", path, Value::Null).await.status, 200);
}

#[tokio::test]
async fn who_owns_a_catalog_sees_it_and_no_other() {
    for lists in [ScopedLists::Refused, ScopedLists::Empty] {
        let tenant = Tenant::new().await;
        tenant.bench.sandbox.set_faults(Faults { scoped_lists: lists, ..Faults::default() });
        tenant.give(seed::PARTNER_PORTAL, OWNER, &tenant.our_scope()).await;
        // Through a group, as roles are usually assigned.
        tenant.give(seed::PARTNER_MANAGERS, OWNER, &tenant.our_scope()).await;
        for caller in [person(WRITES, &[]), application(&[])] {
            let get = async |path: &str| tenant.em(&caller, "GET", path, Value::Null).await;
            assert_eq!(get("/catalogs").await.all("id"), [tenant.ours.as_str()]);
            assert_eq!(get("/accessPackages").await.all("id"), [tenant.our_package.as_str()]);
            let expanded = get("/accessPackages?$expand=assignmentPolicies").await;
            assert_eq!(expanded.body["value"][0]["assignmentPolicies"][0]["id"], tenant.our_policy.as_str());
            for (path, seen) in [
                (format!("/catalogs/{}", tenant.ours), true),
                (format!("/catalogs/{}", tenant.theirs), false),
                (format!("/catalogs/{}/resources", tenant.theirs), false),
                (format!("/accessPackages/{}", tenant.our_package), true),
                (format!("/accessPackages/{}", tenant.their_package), false),
                (format!("/assignmentPolicies/{}", tenant.our_policy), true),
                (format!("/assignmentPolicies/{}", tenant.their_policy), false),
                ("/assignmentPolicies/00000000-0000-4000-8000-00000000dead".to_owned(), false),
                (format!("/assignments?$filter=accessPackage/id eq '{}'", tenant.our_package), true),
                (format!("/assignments?$filter=accessPackage/id eq '{}'", tenant.their_package), false),
                ("/assignments".to_owned(), false),
                ("/settings".to_owned(), false),
            ] {
                let answer = get(&path.replace(' ', "%20")).await;
                assert_eq!(answer.status, if seen { 200 } else { 403 }, "{path}: {}", answer.body);
            }
            for path in ["/assignmentPolicies", "/connectedOrganizations"] {
                let answer = get(path).await;
                match lists {
                    ScopedLists::Refused => assert_eq!(answer.status, 403),
                    ScopedLists::Empty => assert_eq!(answer.all("id"), [""; 0]),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_role_on_a_catalog_writes_what_it_is_for() {
    let tenant = Tenant::new().await;
    let package = |catalog: &str| json!({"catalog": {"id": catalog}, "displayName": "N", "description": "d"});
    let group = |catalog: &str| {
        json!({"requestType": "adminAdd", "catalog": {"id": catalog},
            "resource": {"originId": seed::AUDITORS, "originSystem": "AadGroup"}})
    };
    let megan = person(WRITES, &[]);
    let post = async |path: &str, body: Value| tenant.em(&megan, "POST", path, body).await.status;
    tenant.give(seed::MEGAN, READER, &tenant.our_scope()).await;
    assert_eq!(post("/accessPackages", package(&tenant.ours)).await, 403, "a reader reads");
    tenant.give(seed::MEGAN, MANAGER, &tenant.our_scope()).await;
    assert_eq!(post("/accessPackages", package(&tenant.ours)).await, 201);
    assert_eq!(post("/accessPackages", package(&tenant.theirs)).await, 403);
    assert_eq!(post("/resourceRequests", group(&tenant.ours)).await, 403, "a manager adds no resources");
    tenant.give(seed::MEGAN, OWNER, &tenant.our_scope()).await;
    let answer = tenant.em(&megan, "POST", "/resourceRequests", group(&tenant.ours)).await;
    assert_eq!(
        (answer.status, answer.code()),
        (400, "CallerNotResourceOwner"),
        "and she does not own the group"
    );
    tenant.bench.sandbox.merge_rows(json!({"groups": {seed::AUDITORS: {"_owners": [seed::MEGAN]}}})).unwrap();
    assert_eq!(post("/resourceRequests", group(&tenant.ours)).await, 201);
    assert_eq!(post("/catalogs", json!({"displayName": "N", "description": "d"})).await, 403);
    assert_eq!(post("/connectedOrganizations", json!({"displayName": "N"})).await, 403);
    let path = format!("/catalogs/{}", tenant.theirs);
    assert_eq!(tenant.em(&megan, "PATCH", &path, json!({"description": "x"})).await.status, 403);
}

#[tokio::test]
async fn who_creates_a_catalog_owns_it() {
    let tenant = Tenant::new().await;
    tenant.give(seed::MEGAN, CREATOR, "/").await;
    let megan = person(WRITES, &[]);
    let made = tenant.em(&megan, "POST", "/catalogs", json!({"displayName": "N", "description": "d"})).await;
    assert_eq!(made.status, 201);
    assert_eq!(tenant.em(&megan, "GET", "/catalogs", Value::Null).await.all("id"), [made.id()]);
    let path = format!("/catalogs/{}", made.id());
    assert_eq!(tenant.em(&megan, "PATCH", &path, json!({"description": "x"})).await.status, 204);
    let audits = tenant.bench.get("/auditLogs/directoryAudits").await;
    let audits = audits.body["value"].as_array().unwrap();
    let update =
        audits.iter().find(|row| row["activityDisplayName"] == "Update access package catalog").unwrap();
    assert_eq!(update["initiatedBy"]["user"]["id"], seed::MEGAN);
}

#[tokio::test]
async fn a_token_that_has_ended_is_refused() {
    let tenant = Tenant::new().await;
    let now = guestlist::sandbox::Clock::clock_time(&tenant.bench.clock).as_secs();
    for (exp, status) in [(now + 60, 200), (now, 401)] {
        let claims = json!({"idtyp": "app", "roles": [READS], "exp": exp});
        assert_eq!(tenant.em(&claims, "GET", "/catalogs", Value::Null).await.status, status);
    }
}

const PROJECT: &str =
    "version: 1\ntenants: { production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 } }\n";

/// One catalog with its contents, as its owner declares it.
const OURS: &str = "\
catalogs:
  - { name: Ours, description: Ours, resources: [{ group: Auditors }] }
accessPackages:
  - name: Portal
    catalog: Ours
    resources: [{ group: Auditors }]
    policies:
      - name: Members
        requestors: { scope: allMemberUsers, may: [add] }
        questions: [{ text: Why? }]
        expiration: { after: 30d }
";

/// A tenant with a catalog and an organization of others, and our own empty catalog.
async fn owned(lists: ScopedLists) -> World {
    let world = World::with(Faults { scoped_lists: lists, ..Faults::default() }).await;
    let owners = "{ owners: [{ user: megan@contoso.com }, { servicePrincipal: Partner Portal }] }";
    let all = format!(
        "catalogs:\n  - {{ name: Ours, description: Ours, roles: {owners} }}\n  - {{ name: Theirs }}\n\
         connectedOrganizations: [{{ name: Fabrikam, identity: {{ tenant: fabrikam.com }} }}]\n\
         accessPackages: [{{ name: Portal, catalog: Theirs, policies: [{{ name: By hand, requestors: {{ scope: notSpecified, may: [] }} }}] }}]\n"
    );
    world.apply(&desired(&[("a.yaml", &all)])).await;
    let owners = json!({"groups": {seed::AUDITORS: {"_owners": [seed::MEGAN, seed::PARTNER_PORTAL]}}});
    world.sandbox.merge_rows(owners).unwrap();
    world
}

fn run_as(world: &World, folder: &Folder, claims: &Value, arguments: &[&str]) -> Ended {
    let (endpoint, mut claims) = (world.sandbox.service_root(), claims.clone());
    claims["tid"] = json!(TENANT);
    let token = bearer_token(&claims);
    folder.run_with(
        arguments,
        &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", token.as_str())],
    )
}

/// The owner of one catalog without other rights: a person with the delegated scope, and an application
/// without permissions in entitlement management.
#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_one_catalog_plans_and_applies_it() {
    let directory = "Directory.Read.All";
    for (lists, caller) in [
        (ScopedLists::Refused, person(&format!("{WRITES} {directory}"), &[])),
        (ScopedLists::Empty, person(&format!("{WRITES} {directory}"), &[])),
        (ScopedLists::Refused, application(&[directory])),
        (ScopedLists::Empty, application(&[directory])),
    ] {
        let world = owned(lists).await;
        let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", OURS)]);
        let before = world.sandbox.dump_tenant();
        let plan = run_as(&world, &folder, &caller, &["plan", "--accept", "all"]);
        assert_eq!(plan.code, 0, "{lists:?} {caller}: {plan:#?}");
        assert!(plan.out.contains("+ access package Ours / Portal"), "{}", plan.out);
        // The failed reads are reported. The plan is complete because they are not about this project.
        assert!(plan.out.contains("settings: GET"), "{}", plan.out);
        assert_eq!(
            plan.out.contains("connected organizations: GET"),
            lists == ScopedLists::Refused,
            "{}",
            plan.out
        );

        let apply = run_as(&world, &folder, &caller, &["apply", "--auto-approve", "--accept", "all"]);
        assert_eq!(apply.code, 0, "{lists:?} {caller}: {apply:#?}");
        let again = run_as(&world, &folder, &caller, &["plan", "--detailed-exitcode"]);
        assert_eq!(again.code, 0, "{lists:?} {caller}: {again:#?}");

        // A change and a deletion work in the same way, and nothing of the others changes.
        folder.write("policies/a.yaml", &OURS.replace("30d", "60d").replace("name: Members", "name: Staff"));
        let rename = run_as(&world, &folder, &caller, &["apply", "--auto-approve", "--accept", "all"]);
        assert_eq!(rename.code, 0, "{rename:#?}");
        let after = world.sandbox.dump_tenant();
        for table in ["connectedOrganizations", "settings", "roleAssignments"] {
            assert_eq!(before[table], after[table], "{table}");
        }
        let theirs = |dump: &Value| {
            let packages = dump["accessPackages"].as_object().unwrap().clone();
            let catalogs = dump["catalogs"].as_object().unwrap();
            let (id, _) = catalogs.iter().find(|(_, row)| row["displayName"] == "Theirs").unwrap();
            packages.into_iter().filter(|(_, row)| row["_catalog"] == id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(theirs(&before), theirs(&after));
    }
}

/// Parts that such a caller cannot write or see are not treated as absent.
#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_one_catalog_is_told_what_is_beyond_it() {
    let caller = person(&format!("{WRITES} Directory.Read.All CrossTenantInformation.ReadBasic.All"), &[]);
    let world = owned(ScopedLists::Refused).await;
    let organization = "connectedOrganizations: [{ name: Fabrikam, identity: { tenant: fabrikam.com } }]\n";
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", &format!("{OURS}{organization}"))]);
    let plan = run_as(&world, &folder, &caller, &["plan"]);
    assert_eq!(plan.code, 6, "{plan:#?}");
    assert!(!plan.out.contains("+ connected organization"), "{}", plan.out);
    assert!(plan.out.contains("Connected Organization Administrator"), "{}", plan.out);
    let apply = run_as(&world, &folder, &caller, &["apply", "--auto-approve"]);
    assert_eq!(apply.code, 6, "{apply:#?}");
    // A catalog of another owner: the refusal names it, and the own catalog keeps everything.
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", "catalogs: [{ name: Theirs }]\n")]);
    let before = world.sandbox.dump_tenant();
    let apply = run_as(&world, &folder, &caller, &["apply", "--auto-approve"]);
    assert_eq!(apply.code, 1, "{apply:#?}");
    assert!(apply.err.contains("Catalog creator") || apply.out.contains("Catalog creator"), "{apply:#?}");
    assert_eq!(world.sandbox.dump_tenant()["catalogs"], before["catalogs"]);
}
