//! `doctor` and `permissions` for every kind of caller. Their output is in `tests/access`; `BLESS=1` rewrites
//! it.

use std::path::Path;

use guestlist::sandbox::{Faults, Refusal, bearer_token};
use serde_json::{Value, json};

use crate::golden::compare;
use crate::runs::{Ended, Folder};
use crate::world::{TENANT, World, desired};

const PROJECT: &str =
    "version: 1\ntenants: { production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 } }\n";

const POLICIES: &str = "\
connectedOrganizations:
  - { name: Fabrikam, identity: { tenant: fabrikam.com } }
catalogs:
  - name: Partners
    externallyVisible: true
    resources: [{ group: Sales }, { application: Partner Portal }]
    roles: { owners: [{ user: megan@contoso.com }] }
accessPackages:
  - name: Portal
    catalog: Partners
    resources: [{ group: Sales }]
    policies:
      - name: Partner self-service
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
      - name: Sales
        automatic: { rule: (user.department -eq \"Sales\") }
";

/// The same project without objects outside catalogs.
const ONE_CATALOG: &str = "\
catalogs:
  - name: Partners
    roles: { owners: [{ user: megan@contoso.com }] }
";

pub(crate) struct Clinic {
    pub(crate) world: World,
    folder: Folder,
}

impl Clinic {
    pub(crate) async fn new(policies: &str) -> Self {
        let world = World::new().await;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        world.clock.advance(now.saturating_sub(guestlist::sandbox::Clock::clock_time(&world.clock)));
        world.apply(&desired(&[("a.yaml", policies)])).await;
        Self { world, folder: Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", policies)]) }
    }

    pub(crate) fn run(&self, arguments: &[&str], claims: &Value) -> Ended {
        let (endpoint, token) = (self.world.sandbox.service_root(), bearer_token(claims));
        let variables =
            [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", token.as_str())];
        let run = self.folder.run_with(arguments, &variables);
        for stream in [&run.out, &run.err] {
            assert!(!stream.contains(&token), "the token is in the output: {stream}");
        }
        run
    }

    /// The output of `doctor` without the parts that differ between runs.
    fn doctor(&self, claims: &Value) -> (i32, String) {
        let run = self.run(&["doctor"], claims);
        (run.code, run.out.replace(&self.world.sandbox.service_root(), "ENDPOINT"))
    }
}

pub(crate) fn person(world: &World, scopes: &str, roles: &[&str]) -> Value {
    json!({ "tid": TENANT, "oid": world.id("users", "Megan Bowen"), "upn": "megan@contoso.com", "idtyp": "user",
        "appid": "22222222-0000-4000-8000-000000000002", "scp": scopes, "wids": roles })
}

fn application(permissions: &[&str]) -> Value {
    json!({ "tid": TENANT, "oid": "99999999-0000-4000-8000-000000000001", "idtyp": "app",
        "appid": "22222222-0000-4000-8000-000000000002", "app_displayname": "Guestlist CI", "roles": permissions })
}

const SCOPES: &str = "openid profile EntitlementManagement.ReadWrite.All Directory.Read.All CrossTenantInformation.ReadBasic.All Policy.Read.All";
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/access/{name}.txt"));
    if let Some(difference) = compare(&path, text) {
        panic!("{difference}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_global_administrator_is_well() {
    let clinic = Clinic::new(POLICIES).await;
    let (code, text) = clinic.doctor(&person(&clinic.world, SCOPES, &[GLOBAL_ADMINISTRATOR]));
    golden("global-administrator", &text);
    assert_eq!(code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_of_a_catalog_can_apply_that_catalog() {
    let clinic = Clinic::new(ONE_CATALOG).await;
    let (code, text) = clinic.doctor(&person(&clinic.world, SCOPES, &[]));
    golden("catalog-owner", &text);
    assert_eq!(code, 0);
    // A project with other objects needs more than a catalog owner can write.
    let clinic = Clinic::new(POLICIES).await;
    let (_, text) = clinic.doctor(&person(&clinic.world, SCOPES, &[]));
    assert!(
        text.contains(" ! roles") && text.contains("do not cover everything that the project declares"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_application_can_plan_and_not_apply() {
    let clinic = Clinic::new(POLICIES).await;
    let reading = [
        "EntitlementManagement.Read.All",
        "Directory.Read.All",
        "CrossTenantInformation.ReadBasic.All",
        "Policy.Read.All",
    ];
    let (code, text) = clinic.doctor(&application(&reading));
    golden("reading-application", &text);
    assert_eq!(code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_too_much_is_told() {
    let clinic = Clinic::new(POLICIES).await;
    let held = [
        "EntitlementManagement.ReadWrite.All",
        "Directory.Read.All",
        "CrossTenantInformation.ReadBasic.All",
        "Policy.Read.All",
        "Group.ReadWrite.All",
        "Application.ReadWrite.All",
        "RoleManagement.ReadWrite.Directory",
        "Mail.Read",
    ];
    let (code, text) = clinic.doctor(&application(&held));
    golden("too-much", &text);
    assert_eq!(code, 0);
}

#[test]
fn without_a_sign_in_everything_else_waits() {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", POLICIES)]);
    let run = folder.run(&["doctor"]);
    golden("no-sign-in", &run.out);
    assert_eq!(run.code, 1, "{run:#?}");
}

#[test]
fn the_embedded_tenant_needs_nobody() {
    let folder = Folder::of(&[
        ("guestlist.yaml", "version: 1\ntenants: { sandbox: { sandbox: {} } }\n"),
        ("a.yaml", POLICIES),
    ]);
    let run = folder.run(&["doctor"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.out.contains("Doctor: ") && !run.out.contains("Caller"), "{}", run.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_ends_with_4() {
    let clinic = Clinic::new(POLICIES).await;
    let other = PROJECT.replace(TENANT, "bbbbbbbb-0000-4000-8000-000000000000");
    clinic.folder.write("policies/guestlist.yaml", &other);
    let run = clinic.run(&["doctor"], &person(&clinic.world, SCOPES, &[GLOBAL_ADMINISTRATOR]));
    assert_eq!(run.code, 4, "{run:#?}");
    assert!(run.out.contains(" x tenant") && run.out.contains(" x token"), "{}", run.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_keep_guests_out_are_found() {
    let clinic = Clinic::new(POLICIES).await;
    let partner = "cccccccc-0000-4000-8000-000000000009";
    let blocked =
        json!({ "usersAndGroups": { "accessType": "blocked", "targets": [{ "target": "AllUsers" }] } });
    clinic
        .world
        .sandbox
        .merge_rows(json!({
            "policies": { "authorizationPolicy": { "id": "authorizationPolicy", "allowInvitesFrom": "none" } },
            "crossTenantPartners": { partner: { "tenantId": partner, "b2bCollaborationInbound": blocked } },
            "subscribedSkus": { format!("{TENANT}_governance"): { "capabilityStatus": "Enabled",
                "servicePlans": [{ "servicePlanName": "AAD_PREMIUM_P2" }] } },
        }))
        .unwrap();
    let (code, text) = clinic.doctor(&person(&clinic.world, SCOPES, &[GLOBAL_ADMINISTRATOR]));
    golden("guests-kept-out", &text);
    assert_eq!(code, 0);
    // A project without partners gets no advice about them.
    let inner = Clinic::new(ONE_CATALOG).await;
    let (_, text) = inner.doctor(&person(&inner.world, SCOPES, &[GLOBAL_ADMINISTRATOR]));
    assert!(!text.contains("guest invitations"), "{text}");
}

#[test]
fn permissions_are_the_least_with_their_reasons_and_commands() {
    let project = "version: 1\ntenants: { production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000, cloud: usGov } }\n";
    let folder = Folder::of(&[("guestlist.yaml", project), ("a.yaml", POLICIES)]);
    let run = folder.run(&["permissions"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    golden("permissions", &run.out);
    let json = folder.run(&["permissions", "--format", "json"]).json();
    assert_eq!(json["formatVersion"], 1);
    let needs = json["needs"].as_array().unwrap();
    assert_eq!(needs.len(), 4);
    let names = |at: usize| -> Vec<&str> {
        let list = needs[at]["permissions"].as_array().unwrap();
        list.iter().map(|need| need["name"].as_str().unwrap()).collect()
    };
    let reading =
        ["EntitlementManagement.Read.All", "Directory.Read.All", "CrossTenantInformation.ReadBasic.All"];
    assert_eq!(names(0), reading);
    assert_eq!(names(1), reading);
    let writing = [&["EntitlementManagement.ReadWrite.All"], &reading[1..]].concat();
    assert_eq!(names(2), [&writing[..], &["Application.ReadWrite.All", "Group.ReadWrite.All"]].concat());
    assert_eq!(names(3), writing);
}

#[test]
fn a_smaller_project_needs_less() {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", ONE_CATALOG)]);
    let text = folder.run(&["permissions"]).out;
    assert!(!text.contains("CrossTenantInformation") && !text.contains("Group.ReadWrite.All"), "{text}");
    assert!(text.contains("Catalog owner of\n    catalog/Partners\n"), "{text}");
    assert!(!text.contains("which does not cover"), "{text}");
}

/// Refuses every request to a path.
pub(crate) fn refused(path: &str, status: u16, code: &str, message: &str) -> Faults {
    let refusal = Refusal {
        method: "GET".to_owned(),
        path: path.to_owned(),
        status,
        code: code.to_owned(),
        message: message.to_owned(),
        times: None,
        retry_after: None,
        html: false,
    };
    Faults { refuse: vec![refusal], ..Faults::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_licence_is_told_from_a_missing_permission() {
    let clinic = Clinic::new(POLICIES).await;
    let admin = person(&clinic.world, SCOPES, &[GLOBAL_ADMINISTRATOR]);
    let says =
        "User is not authorized to perform the operation. Reason: Tenant does not meet license requirement";
    clinic.world.sandbox.set_faults(refused("/identityGovernance/*", 403, "NoLicense", says));
    let (code, text) = clinic.doctor(&admin);
    assert_eq!(code, 1);
    assert!(text.contains(" x entitlement management") && text.contains("Microsoft Entra ID P2"), "{text}");
    assert!(!text.contains("lists what this project needs, and how to grant it"), "{text}");
    let says = "User is not authorized to perform the operation. Reason: The caller is not authorized.";
    clinic.world.sandbox.set_faults(refused("/identityGovernance/*", 403, "UnAuthorized", says));
    let (code, text) = clinic.doctor(&admin);
    assert_eq!(code, 1);
    assert!(text.contains("lists what this project needs, and how to grant it"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_the_scopes_is_explained_even_to_a_global_administrator() {
    let clinic = Clinic::new(POLICIES).await;
    let cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    let mut claims =
        person(&clinic.world, "Directory.AccessAsUser.All user_impersonation", &[GLOBAL_ADMINISTRATOR]);
    claims["appid"] = json!(cli);
    let (code, text) = clinic.doctor(&claims);
    assert_eq!(code, 1);
    assert!(text.contains("the token lacks EntitlementManagement.Read.All"), "{text}");
    assert!(text.contains("even for a Global Administrator"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_evaluated_is_no_failure() {
    let clinic = Clinic::new(POLICIES).await;
    let mut admin = person(&clinic.world, SCOPES, &[GLOBAL_ADMINISTRATOR]);
    admin["exp"] = json!(4_102_444_800_u64);
    let mut faults = refused("/policies/*", 403, "Authorization_RequestDenied", "Insufficient privileges");
    faults.refuse.extend(refused("/subscribedSkus*", 403, "Authorization_RequestDenied", "no").refuse);
    clinic.world.sandbox.set_faults(faults);
    let (code, text) = clinic.doctor(&admin);
    assert_eq!(code, 0);
    for name in ["licence", "guest invitations", "cross-tenant access"] {
        assert!(text.contains(&format!(" ? {name}")), "{name}: {text}");
    }
    assert!(text.contains("0 failed") && text.contains("3 not evaluated"), "{text}");
}
