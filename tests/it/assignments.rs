//! Moving and removing assignments: the plans as people read them, and the result in the tenant.
//!
//! The expected texts are in `tests/assignments`; `BLESS=1` rewrites them.

use std::path::Path;

use guestlist::apply::{Outcome, Precheck};
use guestlist::assignments::{Intent, Plan};
use guestlist::cli::assignments::{AssignmentTenant, Refused};
use guestlist::graph::{Reader, Silent, command};
use guestlist::model::{CatalogKey, Key, Membership, PackageKey, PolicyKey};
use guestlist::render::{assignments_text, holders_text};
use guestlist::sandbox::{Faults, Refusal, seed};
use guestlist::view::{AssignmentListView, AssignmentsView};
use serde_json::json;

use crate::golden::compare;
use crate::world::{SharedClock, World, desired, run};

const YAML: &str = "
catalogs: [{ name: C, externallyVisible: true }]
accessPackages:
  - name: Old portal
    catalog: C
    policies:
      - { name: By hand, direct: true }
      - { name: Second, direct: true }
      - { name: Rule, automatic: { rule: (user.department -eq \"Sales\") } }
  - name: New portal
    catalog: C
    policies:
      - { name: By hand, direct: true }
      - name: Asked
        requestors: { scope: allDirectoryUsers, may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
  - name: Barred
    catalog: C
    incompatible: { packages: [Old portal] }
    policies: [{ name: By hand, direct: true }]
settings:
  externalUserLifecycle: { action: blockSignInAndDelete, deleteAfter: 30d }
";

pub(crate) fn package(name: &str) -> PackageKey {
    PackageKey { catalog: CatalogKey { name: "C".into(), pin: None }, name: name.into(), pin: None }
}

pub(crate) fn policy(of: &str, name: &str) -> PolicyKey {
    PolicyKey { package: package(of), name: name.into(), pin: None }
}

pub(crate) fn remove(from: Key) -> Intent {
    Intent::Remove { from, only: None }
}

pub(crate) fn moving(from: (&str, &str), to: (&str, &str)) -> Intent {
    Intent::Move { from: policy(from.0, from.1), to: policy(to.0, to.1) }
}

pub(crate) const PEOPLE: [&str; 4] = ["Alex Wilber", "Fabrikam Lead", "Lee Gu", "Joni Sherman"];

/// The old portal is assigned to two members, a guest and a deleted user; the new one to one of the members.
pub(crate) async fn tenant() -> World {
    let world = World::new().await;
    world.apply(&desired(&[("policies/a.yaml", YAML)])).await;
    world.assign("Old portal", "By hand", &PEOPLE).await;
    world.assign("Old portal", "Second", &["Megan Bowen"]).await;
    world.assign("New portal", "By hand", &["Lee Gu"]).await;
    let joni = world.id("users", "Joni Sherman");
    world.sandbox.merge_rows(json!({"users": {joni: null}})).unwrap();
    world
}

/// Runs a command without a terminal.
pub(crate) struct Ran {
    pub(crate) outcome: Outcome,
    pub(crate) missing: usize,
}

impl Ran {
    pub(crate) fn is_whole(&self) -> bool {
        self.outcome.is_whole() && self.missing == 0
    }
}

pub(crate) async fn planned(world: &World, intent: &Intent) -> Result<Plan, Refused> {
    let client = world.client();
    let reader = Reader::new(&client);
    AssignmentTenant::read_tenant(&reader).await?.make_plan(&reader, intent).await
}

async fn checked(world: &World, plan: &Plan) -> Precheck {
    let client = world.client();
    let reader = Reader::new(&client);
    AssignmentTenant::read_tenant(&reader).await.unwrap().check_plan(&reader, plan).await.unwrap()
}

pub(crate) async fn ran(world: &World, intent: &Intent) -> Result<Ran, Refused> {
    let client = world.client();
    let reader = Reader::new(&client);
    let mut tenant = AssignmentTenant::read_tenant(&reader).await?;
    let plan = tenant.make_plan(&reader, intent).await?;
    let checked = tenant.check_plan(&reader, &plan).await?;
    assert_eq!(checked.moved, []);
    let clock = SharedClock(world.clock.clone());
    let (outcome, seen) = tenant.carry_out_plan(&client, &reader, (&clock, &Silent), &plan, checked).await;
    Ok(Ran { outcome, missing: seen?.len() })
}

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    assignments_text(&mut text, &AssignmentsView::from_assignments_plan(plan), false).unwrap();
    text
}

fn golden(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/assignments").join(name);
    if let Some(fault) = compare(&path, now) {
        panic!("{fault}");
    }
}

/// The assignments with their policies, by name.
pub(crate) fn holders(world: &World) -> Vec<(String, String, String)> {
    let dump = world.sandbox.dump_tenant();
    let name = |table: &str, id: &serde_json::Value| {
        dump[table][id.as_str().unwrap_or_default()]["displayName"].as_str().unwrap_or_default().to_owned()
    };
    let rows = dump["assignments"].as_object().into_iter().flatten().map(|(_, row)| row);
    let live = rows.filter(|row| row["state"] == "delivered");
    let mut found: Vec<_> = live
        .map(|row| {
            let person = row["_target"]["displayName"].as_str().unwrap_or_default().to_owned();
            let package = name("accessPackages", &row["_accessPackage"]);
            (person, package, name("assignmentPolicies", &row["_assignmentPolicy"]))
        })
        .collect();
    found.sort();
    found
}

fn held(person: &str, package: &str, policy: &str) -> (String, String, String) {
    (person.to_owned(), package.to_owned(), policy.to_owned())
}

async fn shown(name: &str, intent: &Intent) {
    let world = tenant().await;
    let plan = planned(&world, intent).await.unwrap();
    golden(&format!("{name}.txt"), &text(&plan));
    golden(&format!("{name}.json"), &(serde_json::to_string_pretty(&plan).unwrap() + "\n"));
    let read: Plan = serde_json::from_value(serde_json::to_value(&plan).unwrap()).unwrap();
    assert_eq!(read, plan);
}

#[test]
fn plans_are_shown_by_person() {
    run(async {
        shown("remove-package", &remove(Key::Package(package("Old portal")))).await;
        shown("remove-policy", &remove(Key::Policy(policy("Old portal", "Second")))).await;
        let old = Key::Package(package("Old portal"));
        let only = |only| Intent::Remove { from: old.clone(), only: Some(only) };
        shown("remove-external", &only(Membership::External)).await;
        shown("remove-departed", &only(Membership::Departed)).await;
        shown("move-policy", &moving(("Old portal", "By hand"), ("Old portal", "Second"))).await;
        shown("move-package", &moving(("Old portal", "By hand"), ("New portal", "By hand"))).await;
    });
}

#[test]
fn holders_are_listed_by_policy() {
    run(async {
        let world = tenant().await;
        let client = world.client();
        let reader = Reader::new(&client);
        let mut tenant = AssignmentTenant::read_tenant(&reader).await.unwrap();
        let packages = tenant.actual.state.packages.keys().cloned().map(Key::Package).collect();
        let held = tenant.read_assignments(&reader, &packages).await.unwrap();
        let mut text = String::new();
        holders_text(&mut text, &AssignmentListView::from_assignments(&held, &tenant.facts)).unwrap();
        golden("list.txt", &text);
        let mut nobody = String::new();
        holders_text(&mut nobody, &AssignmentListView::from_assignments(&[], &tenant.facts)).unwrap();
        assert_eq!(nobody, "No assignments.\n");
    });
}

#[test]
fn a_drained_package_can_be_deleted_and_an_undrained_one_cannot() {
    run(async {
        let world = tenant().await;
        let id = world.id("accessPackages", "Old portal");
        let delete = || async { world.client().send_request(command::delete_package_request(&id)).await };
        assert_eq!(delete().await.unwrap_err().http_status(), Some(400));
        let whole = remove(Key::Package(package("Old portal")));
        let ran = ran(&world, &whole).await.unwrap();
        assert!(ran.is_whole(), "{:?}", ran.outcome);
        assert_eq!(holders(&world), [held("Lee Gu", "New portal", "By hand")]);
        assert_eq!(planned(&world, &whole).await.unwrap().steps, []);
        assert!(delete().await.is_ok());
    });
}

#[test]
fn only_people_from_outside_lose_what_only_they_should() {
    run(async {
        let world = tenant().await;
        let from = Key::Package(package("Old portal"));
        let only = Intent::Remove { from, only: Some(Membership::External) };
        assert!(ran(&world, &only).await.unwrap().is_whole());
        let left: Vec<_> = holders(&world).into_iter().map(|(person, ..)| person).collect();
        assert_eq!(left, ["Alex Wilber", "Joni Sherman", "Lee Gu", "Lee Gu", "Megan Bowen"]);
    });
}

#[test]
fn a_move_keeps_the_schedule_and_changes_the_policy() {
    run(async {
        let world = tenant().await;
        let mut rows = world.sandbox.dump_tenant()["assignments"].clone();
        let schedule = json!({"startDateTime": "2026-01-01T00:00:00Z", "expiration":
            {"type": "afterDateTime", "endDateTime": "2027-01-31T00:00:00Z", "duration": null}});
        for row in rows.as_object_mut().unwrap().values_mut() {
            row["schedule"] = schedule.clone();
        }
        world.sandbox.merge_rows(json!({"assignments": rows})).unwrap();
        let within = moving(("Old portal", "By hand"), ("Old portal", "Second"));
        assert!(ran(&world, &within).await.unwrap().is_whole());
        let across = moving(("Old portal", "Second"), ("New portal", "By hand"));
        assert!(ran(&world, &across).await.unwrap().is_whole());
        let after = world.sandbox.dump_tenant();
        let live = after["assignments"].as_object().unwrap().values();
        let live: Vec<_> = live.filter(|row| row["state"] == "delivered").collect();
        assert_eq!(live.len(), 5);
        assert!(live.iter().all(|row| row["schedule"]["expiration"] == schedule["expiration"]));
        let by_hand = |person| held(person, "New portal", "By hand");
        let expected = [
            by_hand("Alex Wilber"),
            by_hand("Fabrikam Lead"),
            held("Joni Sherman", "Old portal", "By hand"),
            by_hand("Lee Gu"),
            by_hand("Megan Bowen"),
        ];
        assert_eq!(holders(&world), expected);
    });
}

#[test]
fn a_service_that_leaves_the_policy_as_it_was_is_found_out() {
    run(async {
        let world = tenant().await;
        world.sandbox.set_faults(Faults { ignore_moves: true, ..Faults::default() });
        let within = moving(("Old portal", "By hand"), ("Old portal", "Second"));
        let before = holders(&world);
        let ran = ran(&world, &within).await.unwrap();
        assert_eq!((ran.outcome.done.len(), ran.outcome.failed.len()), (0, 3));
        assert_eq!(ran.outcome.taken.len(), 3, "requests were made, so the run has written");
        assert!(ran.outcome.failed.values().all(|why| why.contains("has not moved the assignment")));
        assert_eq!(holders(&world), before);
    });
}

#[test]
fn whoever_waits_for_an_approval_keeps_what_they_have() {
    run(async {
        let world = tenant().await;
        let across = moving(("Old portal", "By hand"), ("New portal", "Asked"));
        let before = holders(&world);
        let ran = ran(&world, &across).await.unwrap();
        let why: Vec<_> = ran.outcome.failed.values().collect();
        assert!(why.iter().all(|why| why.contains("approval")), "{why:?}");
        assert_eq!((why.len(), ran.outcome.skipped.len(), ran.outcome.done.len()), (2, 2, 1));
        // The person with an assignment to the new package only loses the old one.
        let lost: Vec<_> = before.into_iter().filter(|one| !holders(&world).contains(one)).collect();
        assert_eq!(lost, [held("Lee Gu", "Old portal", "By hand")]);
    });
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is() {
    run(async {
        let world = tenant().await;
        for (to, said) in [
            (("Old portal", "Rule"), "assigns only by its rule"),
            (("Old portal", "By hand"), "name another one"),
            (("Barred", "By hand"), "incompatibility"),
        ] {
            let refused = planned(&world, &moving(("Old portal", "By hand"), to)).await;
            let Err(Refused::Impossible(why)) = refused else { panic!("{to:?}: {refused:?}") };
            assert!(why.len() == 1 && why[0].contains(said), "{why:?}");
        }
        let client = world.client();
        let tenant = AssignmentTenant::read_tenant(&Reader::new(&client)).await.unwrap();
        let Err(Refused::Impossible(why)) = tenant.resolve_key("accessPackage/C/Old portl") else { panic!() };
        assert!(why[0].ends_with("did you mean `accessPackage/C/Old portal`?"), "{why:?}");
        assert!(matches!(tenant.resolve_policy("accessPackage/C/Barred"), Err(Refused::Impossible(_))));
        assert_eq!(tenant.resolve_policy("policy/C/Old portal/Rule").unwrap(), policy("Old portal", "Rule"));
    });
}

#[test]
fn an_assignment_that_has_changed_since_is_stale_and_one_that_is_gone_is_done() {
    run(async {
        let world = tenant().await;
        let all = remove(Key::Policy(policy("Old portal", "By hand")));
        let plan = planned(&world, &all).await.unwrap();
        assert_eq!(checked(&world, &plan).await, Precheck::default());
        let mut rows = world.sandbox.dump_tenant()["assignments"].clone();
        let second =
            rows.as_object().unwrap().values().find(|row| row["_target"]["displayName"] == "Megan Bowen");
        let second = second.unwrap()["_assignmentPolicy"].clone();
        for row in rows.as_object_mut().unwrap().values_mut() {
            match row["_target"]["displayName"].as_str() {
                Some("Alex Wilber") => row["state"] = json!("expired"),
                Some("Fabrikam Lead") => row["_assignmentPolicy"] = second.clone(),
                _ => {}
            }
        }
        world.sandbox.merge_rows(json!({"assignments": rows})).unwrap();
        let checked = checked(&world, &plan).await;
        assert_eq!(checked.already.len(), 1);
        let moved: Vec<_> = checked.moved.iter().map(|(_, person)| person.as_str()).collect();
        assert_eq!(moved, ["Fabrikam Lead"]);
    });
}

#[test]
fn one_that_fails_among_many_is_named_and_the_next_run_takes_it() {
    run(async {
        let path = "/identityGovernance/entitlementManagement/assignmentRequests";
        let once = Refusal {
            method: "POST".into(),
            path: path.into(),
            status: 400,
            times: Some(1),
            ..Refusal::default()
        };
        let undeliverable = Faults { undeliverable: vec![seed::ALEX.to_owned()], ..Faults::default() };
        for faults in [Faults { refuse: vec![once], ..Faults::default() }, undeliverable] {
            for intent in [
                remove(Key::Policy(policy("Old portal", "By hand"))),
                moving(("Old portal", "By hand"), ("Old portal", "Second")),
                moving(("Old portal", "By hand"), ("New portal", "By hand")),
            ] {
                let world = tenant().await;
                world.sandbox.set_faults(faults.clone());
                let first = ran(&world, &intent).await.unwrap();
                assert_eq!(first.outcome.failed.len(), 1, "{intent:?}");
                assert!(!first.outcome.done.is_empty() && !first.is_whole());
                world.sandbox.set_faults(Faults::default());
                assert!(ran(&world, &intent).await.unwrap().is_whole());
                assert_eq!(planned(&world, &intent).await.unwrap().steps, []);
            }
        }
    });
}

#[test]
fn holders_that_cannot_be_read_end_the_run() {
    run(async {
        let world = tenant().await;
        let path = "/identityGovernance/entitlementManagement/assignments";
        let refusal = Refusal { method: "GET".into(), path: path.into(), status: 403, ..Refusal::default() };
        world.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
        let refused = planned(&world, &remove(Key::Package(package("Old portal")))).await;
        assert!(matches!(refused, Err(Refused::Incomplete(_))), "{refused:?}");
    });
}

#[test]
fn a_run_makes_as_many_requests_as_it_has_to() {
    run(async {
        let world = tenant().await;
        world.sandbox.reset_counters();
        planned(&world, &remove(Key::Package(package("Old portal")))).await.unwrap();
        let to_plan = world.sandbox.request_counters().exchanges;
        world.sandbox.reset_counters();
        assert!(ran(&world, &remove(Key::Package(package("Old portal")))).await.unwrap().is_whole());
        let to_run = world.sandbox.request_counters().exchanges;
        // Check and read-back take one batch and one look-up of the deleted user each; between them, one
        // request per person.
        assert_eq!(to_run - to_plan, 2 + 5 + 1, "{to_plan} to plan");
    });
}
