//! What users of the tools that exist today complain about, row by row: each complaint is a test here.

use guestlist::graph::Reader;
use guestlist::model::{Desired, Origin, OriginSystem, PackageKey, Policy, TargetScope};
use guestlist::plan::Operation;
use guestlist::sandbox::{Faults, Refusal};
use serde_json::{Value, json};
use std::time::Duration;

use crate::world::{World, demo, desired, run};

const HEAD: &str = "catalogs:\n- name: C\n  resources: [{ group: Sales }]\naccessPackages:\n- name: P\n  catalog: C\n  resources: [{ group: Sales }]\n";

/// One package with the policies given as YAML flow mappings.
fn policies(bodies: &[&str]) -> Desired {
    let list: String = bodies.iter().map(|body| format!("  - {body}\n")).collect();
    desired(&[("a.yaml", &format!("{HEAD}  policies:\n{list}"))])
}

const ASK: &str = "{ name: Ask, requestors: { scope: allMemberUsers, may: [add] }, approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }, expiration: { after: 30d } }";

async fn applied(wanted: &Desired) -> World {
    let world = World::new().await;
    world.apply(wanted).await;
    world
}

async fn empty(world: &World, wanted: &Desired) {
    assert_eq!(world.plan(wanted).await.plan.steps, []);
}

fn rows(world: &World, table: &str) -> Vec<Value> {
    world.sandbox.dump()[table].as_object().into_iter().flatten().map(|(_, row)| row.clone()).collect()
}

/// Gives every policy of the tenant more members, as the portal or a later version would.
fn more(world: &World, members: Value) {
    let mut table = world.sandbox.dump()["assignmentPolicies"].clone();
    for (_, policy) in table.as_object_mut().unwrap() {
        for (name, value) in members.as_object().unwrap() {
            policy[name] = value.clone();
        }
    }
    world.sandbox.merge(json!({ "assignmentPolicies": table })).unwrap();
}

#[test]
fn peers_row_01_ids_change_and_the_plan_stays_empty() {
    run(async {
        let world = applied(&demo()).await;
        world.sandbox.remake_service_ids();
        empty(&world, &demo()).await;
    });
}

#[test]
fn peers_row_03_and_04_many_policies_of_one_package_do_not_conflict() {
    run(async {
        let names: Vec<_> = (0..8).map(|n| format!("{{ name: Direct {n}, direct: true }}")).collect();
        let wanted = policies(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let policy_write_time = Duration::from_millis(50);
        let world = World::with(Faults { policy_write_time, ..Faults::default() }).await;
        world.apply(&wanted).await;
        assert_eq!(rows(&world, "assignmentPolicies").len(), 8);
    });
}

#[test]
fn peers_row_05_a_role_that_appears_late_is_waited_for() {
    run(async {
        let late = Faults { visibility_delay: Duration::from_secs(4), ..Faults::default() };
        let world = World::with(late).await;
        world.apply(&policies(&[ASK])).await;
        empty(&world, &policies(&[ASK])).await;
    });
}

#[test]
fn peers_row_06_a_resource_request_is_polled_to_its_own_end() {
    run(async {
        let slow = Faults { resource_request_time: Duration::from_secs(40), ..Faults::default() };
        let world = World::with(slow).await;
        world.apply(&policies(&[ASK])).await;
        empty(&world, &policies(&[ASK])).await;
    });
}

#[test]
fn peers_row_20_and_21_hours_are_read_and_written_as_hours() {
    run(async {
        let wanted = policies(&[
            "{ name: Short, requestors: { scope: allMemberUsers, may: [add] }, expiration: { after: 12h } }",
        ]);
        let world = applied(&wanted).await;
        assert_eq!(rows(&world, "assignmentPolicies")[0]["expiration"]["duration"], "PT12H");
        empty(&world, &wanted).await;
        let export = world.export().await;
        assert!(export.files.iter().any(|(_, text)| text.contains("after: 12h")));
    });
}

#[test]
fn peers_row_22_the_managers_manager_can_approve() {
    run(async {
        let body = ASK.replace("{ group: Partner Managers }", "{ requestorManager: 2 }");
        let world = applied(&policies(&[&body])).await;
        let stage = &rows(&world, "assignmentPolicies")[0]["requestApprovalSettings"]["stages"][0];
        assert_eq!(stage["primaryApprovers"][0]["managerLevel"], 2);
        empty(&world, &policies(&[&body])).await;
    });
}

#[test]
fn peers_row_25_null_blocks_are_no_crash_and_no_difference() {
    run(async {
        let wanted = policies(&["{ name: By hand, direct: true, expiration: never }"]);
        let world = applied(&wanted).await;
        more(
            &world,
            json!({ "questions": null, "requestorSettings": null, "requestApprovalSettings": null,
            "reviewSettings": null, "automaticRequestSettings": null, "notificationSettings": null,
            "specificAllowedTargets": null, "expiration": null }),
        );
        empty(&world, &wanted).await;
    });
}

#[test]
fn peers_row_26_a_policy_says_whether_it_takes_requests() {
    let mut found = guestlist::source::Findings::default();
    let text = format!("{HEAD}  policies:\n  - {{ name: Ask, requestors: {{ scope: allMemberUsers }} }}\n");
    let files = guestlist::source::Files::of_texts([("a.yaml", text.as_str())], &mut found);
    guestlist::config::desired(&files, guestlist::config::Aim::alone("sandbox"), &mut found);
    assert!(found.sorted().iter().any(|finding| finding.message.contains("`may`")), "{found:#?}");
}

#[test]
fn peers_row_33_34_and_53_an_update_replaces_whole_and_loses_nothing() {
    run(async {
        let world = applied(&policies(&[ASK])).await;
        more(&world, json!({ "tomorrow": { "deep": true } }));
        world.sandbox.clear_writes();
        let plan = world.apply(&policies(&[&ASK.replace("30d", "60d")])).await;
        assert_eq!(plan.steps[0].carries, ["tomorrow"]);
        let writes = world.sandbox.writes();
        assert_eq!(writes.iter().map(|write| write.method.as_str()).collect::<Vec<_>>(), ["PUT"]);
        let policy = &rows(&world, "assignmentPolicies")[0];
        assert_eq!(policy["tomorrow"]["deep"], true);
        assert_eq!(policy["expiration"]["duration"], "P60D");
        assert_eq!(policy["requestApprovalSettings"]["isApprovalRequiredForAdd"], true);
    });
}

#[test]
fn peers_row_36_a_list_that_was_emptied_is_emptied() {
    run(async {
        let wanted = |sponsors: &str| {
            desired(&[(
                "a.yaml",
                &format!(
                    "connectedOrganizations:\n- {{ name: F, identity: {{ tenant: fabrikam.com }}, sponsors: {{ internal: {sponsors} }} }}\n"
                ),
            )])
        };
        let world = applied(&wanted("[{ group: Sales }]")).await;
        world.apply(&wanted("[]")).await;
        let (actual, _) = guestlist::cli::pipeline::read(&Reader::new(&world.client())).await.unwrap();
        assert!(
            actual.state.organizations.values().all(|organization| organization.internal_sponsors.is_empty())
        );
    });
}

#[test]
fn peers_row_37_what_exists_is_taken_over_with_an_empty_plan() {
    run(async {
        let world = applied(&demo()).await;
        let export = world.export().await;
        let files: Vec<_> = export.files.iter().filter(|(path, _)| path != "guestlist.yaml").collect();
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        empty(&world, &desired(&files)).await;
    });
}

#[test]
fn peers_row_38_and_39_equal_roles_are_never_removed_and_added_again() {
    run(async {
        let world = applied(&demo()).await;
        world.sandbox.remake_service_ids();
        world.sandbox.clear_writes();
        world.apply(&demo()).await;
        assert_eq!(world.sandbox.writes(), []);
    });
}

#[test]
fn peers_row_40_policies_of_one_name_in_two_packages_are_two() {
    run(async {
        let two = format!("{HEAD}  policies: [{ASK}]\n- name: Q\n  catalog: C\n  policies: [{ASK}]\n");
        let wanted = desired(&[("a.yaml", &two)]);
        let world = applied(&wanted).await;
        assert_eq!(rows(&world, "assignmentPolicies").len(), 2);
        empty(&world, &wanted).await;
    });
}

#[test]
fn peers_row_41_a_read_that_fails_is_not_absence() {
    run(async {
        let world = applied(&demo()).await;
        let path = "/identityGovernance/entitlementManagement/accessPackages*".to_owned();
        let refusal = Refusal { method: "GET".to_owned(), path, status: 500, ..Refusal::default() };
        world.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
        let planned = world.try_plan(&demo()).await.unwrap();
        assert_eq!(planned.plan.steps, []);
        assert!(!planned.plan.about.incomplete.is_empty());
    });
}

#[test]
fn peers_row_42_users_and_groups_are_both_resolved() {
    run(async {
        let body = "{ name: Ask, requestors: { scope: specificDirectoryUsers, users: [megan@contoso.com], groups: [Sales], may: [add] } }";
        let planned = World::new().await.plan(&policies(&[body])).await;
        let made = planned.plan.steps.iter().find_map(|step| match &step.operation {
            Operation::CreatePolicy { after, .. } => Some(after.clone()),
            _ => None,
        });
        let Policy { scope, targets, .. } = made.unwrap();
        assert_eq!((scope, targets.len()), (TargetScope::SpecificDirectoryUsers, 2));
        assert!(targets.iter().all(|target| target.principal().unwrap().reference().id().is_some()));
    });
}

#[test]
fn peers_row_46_every_page_and_every_catalog_is_read() {
    run(async {
        let world = applied(&demo()).await;
        world.sandbox.set_faults(Faults { page_size: 1, empty_last_page: true, ..Faults::default() });
        let planned = world.plan(&demo()).await;
        assert_eq!(planned.plan.steps, []);
        assert_eq!(planned.pair.actual.resources.len(), demo().state.resources.len());
        let groups =
            planned.pair.actual.resources.keys().filter(|key| matches!(key.origin, Origin::Group(_)));
        assert!(groups.count() >= 2, "{}", OriginSystem::AadGroup);
    });
}

#[test]
fn peers_row_59_a_replacement_names_its_package() {
    run(async {
        let world = applied(&policies(&[ASK])).await;
        world.sandbox.clear_writes();
        let plan = world.apply(&policies(&[&ASK.replace("30d", "45d")])).await;
        let Operation::UpdatePolicy { key, .. } = &plan.steps[0].operation else { panic!("{plan:#?}") };
        let PackageKey { name, .. } = &key.package;
        assert_eq!(name, "P");
        assert!(world.sandbox.writes()[0].body["accessPackage"]["id"].is_string());
    });
}

#[test]
fn peers_row_57_an_assignment_takes_no_write_and_a_package_is_drained_by_requests() {
    run(async {
        let world = applied(&policies(&["{ name: By hand, direct: true }"])).await;
        world.assign("P", "By hand", &["Alex Wilber"]).await;
        let assignments = rows(&world, "assignments");
        let id = assignments[0]["id"].as_str().unwrap();
        let path = format!("{}/assignments/{id}", guestlist::graph::ask::ENTITLEMENT);
        let refused = world.client().send(guestlist::graph::Request::delete(path)).await;
        assert_eq!(refused.unwrap_err().status(), Some(404));
        let package = crate::assignments::package("P");
        let intent = crate::assignments::remove(guestlist::model::Key::Package(package));
        assert!(crate::assignments::ran(&world, &intent).await.unwrap().is_whole());
        assert_eq!(rows(&world, "assignments")[0]["state"], "expired");
    });
}
