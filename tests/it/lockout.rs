//! Lockout: identities cannot lock themselves out by omission, and no one is locked out without a hold.

use guestlist::cli::pipeline::Planned;
use guestlist::model::{Applier, ObjectId};
use guestlist::plan::HoldKind;
use guestlist::sandbox::{Faults, Refusal, bearer_token};
use serde_json::json;

use crate::runs::Folder;
use crate::world::{World, desired, run};

/// A project with one catalog and these owners, as a YAML flow sequence.
fn owned(owners: &str) -> String {
    format!("catalogs: [{{ name: C, roles: {{ owners: {owners} }} }}]\n")
}

/// A tenant with one catalog and these owners. The named identity applies from now on.
async fn tenant(owners: &str, applier: Option<&str>) -> World {
    let mut world = World::new().await;
    world.apply(&desired(&[("a.yaml", &owned(owners))])).await;
    if let Some(name) = applier {
        world.applier = Applier::Object(ObjectId::new(&world.id("users", name)));
    }
    world
}

async fn plan(world: &World, owners: &str) -> Planned {
    world.plan(&desired(&[("a.yaml", &owned(owners))])).await
}

fn held(planned: &Planned) -> Vec<String> {
    let locked = planned.plan.holds.iter().filter(|hold| hold.kind == HoldKind::SelfLockout);
    locked.map(|hold| format!("{}: {}", hold.key, hold.says)).collect()
}

const MEGAN: &str = "Megan Bowen";
const BOTH: &str = "[{ user: megan@contoso.com }, { group: Sales }]";

#[test]
fn who_applies_keeps_its_own_roles_and_the_plan_says_so() {
    run(async {
        let world = tenant(BOTH, Some(MEGAN)).await;
        let planned = plan(&world, "[{ group: Sales }]").await;
        assert_eq!(planned.plan.steps, []);
        let kept = &planned.plan.about.kept;
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert_eq!((kept[0].key.as_str(), kept[0].list.as_str()), ("catalog/C", "owners"));
        assert_eq!(held(&planned), Vec::<String>::new());
        // The kept role is not a difference in the next plan either, and nothing was written.
        world.sandbox.clear_writes();
        world.apply(&desired(&[("a.yaml", &owned("[{ group: Sales }]"))])).await;
        assert_eq!(world.sandbox.recorded_writes(), []);
    });
}

#[test]
fn somebody_else_loses_a_role_as_written() {
    run(async {
        let world = tenant(BOTH, Some("Alex Wilber")).await;
        let planned = plan(&world, "[{ group: Sales }]").await;
        assert_eq!(planned.plan.steps.len(), 1);
        assert_eq!(planned.plan.about.kept, []);
        assert_eq!(held(&planned), Vec::<String>::new());
    });
}

#[test]
fn every_list_keeps_who_applies() {
    run(async {
        let all = "{ owners: [{ group: Sales }], readers: [{ user: megan@contoso.com }], accessPackageManagers: [{ user: megan@contoso.com }], accessPackageAssignmentManagers: [{ user: megan@contoso.com }] }";
        let none = "{ owners: [{ group: Sales }], readers: [], accessPackageManagers: [], accessPackageAssignmentManagers: [] }";
        let file = |roles: &str, creators: &str| {
            desired(&[(
                "a.yaml",
                &format!(
                    "catalogs: [{{ name: C, roles: {roles} }}]\nsettings: {{ catalogCreators: {creators} }}\n"
                ),
            )])
        };
        let mut world = World::new().await;
        world.apply(&file(all, "[{ user: megan@contoso.com }]")).await;
        world.applier = Applier::Object(ObjectId::new(&world.id("users", MEGAN)));
        let planned = world.plan(&file(none, "[]")).await;
        assert_eq!(planned.plan.steps, []);
        let lists: Vec<_> = planned.plan.about.kept.iter().map(|kept| kept.list.as_str()).collect();
        assert_eq!(
            lists,
            ["accessPackageAssignmentManagers", "accessPackageManagers", "readers", "catalogCreators"]
        );
    });
}

#[test]
fn the_last_way_to_own_a_catalog_is_held() {
    run(async {
        // Megan is a member of Partner Managers and of no other group.
        let world = tenant("[{ group: Partner Managers }]", Some(MEGAN)).await;
        let planned = plan(&world, "[{ group: Sales }]").await;
        let holds = held(&planned);
        assert_eq!(holds.len(), 1, "{holds:?}");
        assert!(
            holds[0]
                .starts_with("catalog/C: `Megan Bowen` owns this catalog only through `Partner Managers`"),
            "{holds:?}"
        );
        // Another way to stay an owner is sufficient.
        let planned = plan(&world, "[{ user: megan@contoso.com }]").await;
        assert_eq!(held(&planned), Vec::<String>::new());
        // An unchanged list needs no look-up of members.
        world.sandbox.reset_counters();
        assert_eq!(plan(&world, "[{ group: Partner Managers }]").await.plan.steps, []);
        let asked = world.sandbox.recorded_requests();
        assert!(asked.iter().all(|request| !request.contains("/members")), "{asked:?}");
    });
}

#[test]
fn groups_in_groups_count() {
    run(async {
        let world = tenant("[{ group: Partner Managers }, { group: Sales }]", Some(MEGAN)).await;
        let (inner, sales) = (world.id("groups", "Partner Managers"), world.id("groups", "Sales"));
        let mut row = world.sandbox.dump_tenant()["groups"][&sales].clone();
        row["_members"] = json!([inner]);
        world.sandbox.merge_rows(json!({ "groups": { sales: row } })).unwrap();
        let planned = plan(&world, "[{ group: Sales }]").await;
        assert_eq!(planned.plan.steps.len(), 1);
        assert_eq!(held(&planned), Vec::<String>::new());
        assert_eq!(held(&plan(&world, "[{ group: Auditors }]").await).len(), 1);
    });
}

#[test]
fn an_application_is_known_by_its_client_id_alone() {
    run(async {
        let app = "[{ servicePrincipal: Partner Portal }, { group: Sales }]";
        let mut world = tenant(app, None).await;
        let dump = world.sandbox.dump_tenant();
        let rows = dump["servicePrincipals"].as_object().unwrap();
        let row = rows.values().find(|row| row["displayName"] == "Partner Portal").unwrap();
        world.applier = Applier::Client(ObjectId::new(row["appId"].as_str().unwrap()));
        let planned = plan(&world, "[{ group: Sales }]").await;
        assert_eq!(planned.plan.steps, []);
        assert_eq!(planned.plan.about.kept.len(), 1);
        // An unknown client id means that the identity is unknown.
        world.applier = Applier::Client(ObjectId::new("99999999-0000-4000-8000-000000000099"));
        let planned = plan(&world, "[{ group: Sales }]").await;
        assert!(
            planned.pair.problems.iter().any(|problem| format!("{problem:?}").starts_with("UnknownCaller"))
        );
    });
}

const PROJECT: &str =
    "version: 1\ntenants: { production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 } }\n";

/// Global Administrator.
const ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// Plans with this token, and returns the output.
async fn as_caller(token: String, expected: i32) -> (String, String) {
    let world = tenant("[{ group: Partner Managers }, { group: Auditors }]", None).await;
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", &owned("[{ group: Sales }]"))]);
    let endpoint = world.sandbox.service_root();
    let vars = [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", token.as_str())];
    let run = folder.run_with(&["plan"], &vars);
    assert_eq!(run.code, expected, "{run:#?}");
    (run.out, run.err)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_says_who_applies() {
    let world = World::new().await;
    let claims = |name: &str| json!({ "idtyp": "user", "wids": [ADMINISTRATOR], "scp": "EntitlementManagement.ReadWrite.All Directory.Read.All", "oid": world.id("users", name) });
    let (out, _) = as_caller(bearer_token(&claims(MEGAN)), 3).await;
    assert!(
        out.contains("the identity that runs `apply` loses ownership")
            && out.contains("--accept self-lockout@"),
        "{out}"
    );
    let (out, err) = as_caller(bearer_token(&claims("Lee Gu")), 3).await;
    assert!(!out.contains("self-lockout@") && !err.contains("GL618"), "{out}{err}");
    let (_, err) = as_caller("opaque".to_owned(), 3).await;
    assert!(
        err.contains("GL618")
            && err.contains("catalog/C would lose owners. The identity that runs `apply` is unknown"),
        "{err}"
    );
}

#[test]
fn a_lockout_is_held_where_members_cannot_be_read() {
    run(async {
        let world = tenant("[{ group: Partner Managers }]", Some(MEGAN)).await;
        let refusal = Refusal {
            method: "GET".to_owned(),
            path: "/groups/*/members*".to_owned(),
            status: 403,
            code: "Authorization_RequestDenied".to_owned(),
            message: "Insufficient privileges to complete the operation.".to_owned(),
            times: None,
            retry_after: None,
            html: false,
        };
        world.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
        let planned = plan(&world, "[{ group: Sales }]").await;
        let holds = held(&planned);
        assert_eq!(holds.len(), 1, "{holds:?}");
        assert!(holds[0].contains("may own this catalog"), "{holds:?}");
    });
}

/// Planning and applying can use different identities; the project declares the second one if it can.
#[tokio::test(flavor = "multi_thread")]
async fn the_project_says_who_applies_where_another_identity_plans() {
    let world =
        tenant("[{ user: megan@contoso.com }, { servicePrincipal: Partner Portal }, { group: Sales }]", None)
            .await;
    let dump = world.sandbox.dump_tenant();
    let rows = dump["servicePrincipals"].as_object().unwrap();
    let row = rows.values().find(|row| row["displayName"] == "Partner Portal").unwrap();
    let client = row["appId"].as_str().unwrap();
    let endpoint = world.sandbox.service_root();
    let token = bearer_token(
        &json!({ "idtyp": "user", "wids": [ADMINISTRATOR], "scp": "EntitlementManagement.Read.All Directory.Read.All", "oid": world.id("users", MEGAN) }),
    );
    let vars = [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", token.as_str())];
    let planned = |apply: &str| {
        let project = PROJECT.replace(
            "000000000000 } }",
            &format!("000000000000, auth: {{ plan: {{ method: environmentToken }}, apply: {apply} }} }} }}"),
        );
        let folder = Folder::of(&[("guestlist.yaml", &project), ("a.yaml", &owned("[{ group: Sales }]"))]);
        let run = folder.run_with(&["plan"], &vars);
        assert_eq!(run.code, 3, "{run:#?}");
        run
    };
    let run = planned(&format!("{{ method: clientSecret, clientId: {client} }}"));
    assert!(run.out.contains("Partner Portal stays in `owners`"), "{}", run.out);
    assert!(run.out.contains("- catalog owner  user Megan Bowen"), "{}", run.out);
    // A person who signs in with a code is not the application that requests the code.
    let run = planned(&format!("{{ method: deviceCode, clientId: {client} }}"));
    assert!(!run.out.contains("stays in") && run.err.contains("GL618"), "{run:#?}");
}
