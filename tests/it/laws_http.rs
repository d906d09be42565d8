//! Laws 2, 3, 4 and 5 over generated states, through real HTTP against the sandbox.

use guestlist::cli::pipeline::Planned;
use guestlist::model::{Desired, Key, State};
use guestlist::sandbox::Faults;
use guestlist::scope::Problem;
use guestlist::transfer::Export;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::generate::{directory, serviceable};
use crate::world::{World, desired, run};

/// The number of generated states for each law.
const CASES: u32 = 24;

pub(crate) fn wanted(state: &State) -> Desired {
    Desired { state: state.clone(), ..Desired::default() }
}

pub(crate) async fn tenant() -> World {
    let world = World::new().await;
    world.sandbox.merge_rows(directory()).unwrap();
    world
}

/// Checks a law for pairs of states. Pairs that need changes which the service refuses are skipped.
fn on_pairs(law: impl Fn(&State, &State)) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
        .run(&(serviceable(), serviceable()), |(first, second)| {
            law(&first, &second);
            Ok(())
        })
        .unwrap();
}

pub(crate) async fn replaces(world: &World, state: &State) -> bool {
    let planned = world.try_plan(&wanted(state)).await.unwrap();
    planned
        .pair
        .problems
        .iter()
        .any(|problem| matches!(problem, Problem::Replacement { .. } | Problem::SameObject { .. }))
}

#[test]
fn law_2_apply_then_plan_is_empty() {
    on_pairs(|first, second| {
        run(async {
            let world = tenant().await;
            world.apply(&wanted(first)).await;
            assert_eq!(world.plan(&wanted(first)).await.plan.steps, []);
            if !replaces(&world, second).await {
                world.apply(&wanted(second)).await;
                assert_eq!(world.plan(&wanted(second)).await.plan.steps, []);
            }
        });
    });
}

/// The files of an export, loaded again.
pub(crate) fn loaded(export: &Export) -> Desired {
    let files: Vec<_> = export.files.iter().filter(|(path, _)| path != "guestlist.yaml").collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    desired(&files)
}

/// Every part that an export leaves out is noted.
pub(crate) fn what_is_foreign_is_noted(export: &Export, planned: &Planned) {
    let noted: Vec<_> = export.notes.iter().map(|note| &note.what).collect();
    let foreign: Vec<_> = planned.pair.foreign.iter().map(ToString::to_string).collect();
    let all = foreign.iter().all(|key| noted.iter().any(|what| key.contains(what.as_str())));
    assert!(all, "{foreign:?} {noted:?}");
}

#[test]
fn law_3_export_then_load_then_plan_is_empty() {
    on_pairs(|first, _| {
        run(async {
            let world = tenant().await;
            world.apply(&wanted(first)).await;
            let export = world.export().await;
            let planned = world.plan(&loaded(&export)).await;
            assert_eq!(planned.plan.steps, []);
            what_is_foreign_is_noted(&export, &planned);
        });
    });
}

#[test]
fn law_4_pages_and_lists_change_no_byte_of_a_plan() {
    on_pairs(|first, second| {
        run(async {
            let world = tenant().await;
            world.apply(&wanted(first)).await;
            let whole = world.try_plan(&wanted(second)).await.unwrap().plan;
            world.sandbox.set_faults(Faults { page_size: 1, empty_last_page: true, ..Faults::default() });
            let paged = world.try_plan(&wanted(second)).await.unwrap().plan;
            assert_eq!(serde_json::to_string(&whole).unwrap(), serde_json::to_string(&paged).unwrap());
            world.sandbox.set_faults(Faults::default());
            world.sandbox.replace_service_ids();
            let remade = world.try_plan(&wanted(second)).await.unwrap().plan;
            assert_eq!(whole.id, remade.id, "service-made ids are in the plan");
        });
    });
}

/// Adds properties that Guestlist does not model to every policy of the sandbox, at every depth.
fn future(dump: &Value) -> Value {
    let mut policies = dump["assignmentPolicies"].clone();
    for policy in policies.as_object_mut().into_iter().flatten().map(|(_, policy)| policy) {
        policy["tomorrow"] = json!({ "deep": [1, { "flag": true }] });
        for block in
            ["requestorSettings", "requestApprovalSettings", "reviewSettings", "notificationSettings"]
        {
            if policy[block].is_object() {
                policy[block]["tomorrowToo"] = json!("kept");
            }
        }
        for stage in policy["requestApprovalSettings"]["stages"].as_array_mut().into_iter().flatten() {
            stage["tomorrowStage"] = json!(7);
        }
    }
    if policies.is_null() { json!({}) } else { json!({ "assignmentPolicies": policies }) }
}

#[test]
fn law_5_what_is_not_modelled_survives_an_update_and_is_named() {
    on_pairs(|first, _| {
        run(async {
            let world = tenant().await;
            world.apply(&wanted(first)).await;
            let with_future = future(&world.sandbox.dump_tenant());
            world.sandbox.merge_rows(with_future.clone()).unwrap();
            assert_eq!(
                world.plan(&wanted(first)).await.plan.steps,
                [],
                "what is not modelled is no difference"
            );
            let mut changed = first.clone();
            changed.policies.values_mut().for_each(|policy| policy.description.push('!'));
            let plan = world.apply(&wanted(&changed)).await;
            assert_eq!(plan.steps.len(), first.policies.len());
            assert!(
                plan.steps.iter().all(|step| step.carries.iter().any(|path| path.starts_with("tomorrow")))
            );
            let after = world.sandbox.dump_tenant();
            for (id, policy) in with_future["assignmentPolicies"].as_object().into_iter().flatten() {
                kept(policy, &after["assignmentPolicies"][id]);
            }
        });
    });
}

fn kept(before: &Value, after: &Value) {
    assert_eq!(before["tomorrow"], after["tomorrow"]);
    for block in ["requestorSettings", "requestApprovalSettings", "reviewSettings", "notificationSettings"] {
        assert_eq!(before[block]["tomorrowToo"], after[block]["tomorrowToo"], "{block}");
    }
    let stages = |policy: &Value| -> Vec<Value> {
        let stages = policy["requestApprovalSettings"]["stages"].as_array().cloned().unwrap_or_default();
        stages.iter().map(|stage| stage["tomorrowStage"].clone()).collect()
    };
    assert_eq!(stages(before), stages(after));
}

#[test]
fn law_5_an_object_whose_value_the_service_hides_is_not_written() {
    on_pairs(|first, _| {
        run(async {
            let world = tenant().await;
            world.apply(&wanted(first)).await;
            let mut policies = world.sandbox.dump_tenant()["assignmentPolicies"].clone();
            for (_, policy) in policies.as_object_mut().into_iter().flatten() {
                policy["allowedTargetScope"] = json!("unknownFutureValue");
            }
            if policies.is_object() {
                world.sandbox.merge_rows(json!({ "assignmentPolicies": policies })).unwrap();
            }
            world.sandbox.clear_writes();
            let (plan, _) = world.try_apply(&wanted(first)).await.unwrap();
            assert_eq!(plan.about.read_only.len(), first.policies.len());
            let written = world.sandbox.recorded_writes();
            assert!(written.iter().all(|write| !write.path.contains("assignmentPolicies")), "{written:#?}");
            assert!(first.policies.keys().all(|key| {
                plan.about.read_only.iter().any(|sealed| sealed.key == Key::Policy(key.clone()).to_string())
            }));
        });
    });
}

/// The other kinds of objects: their table in the sandbox, and a possible change in a file.
const OTHERS: &[&str] = &["catalogs", "accessPackages", "connectedOrganizations", "customWorkflowExtensions"];

#[test]
fn law_5_what_is_not_modelled_survives_on_every_other_kind_too() {
    on_pairs(|first, _| {
        run(async {
            let world = tenant().await;
            world.apply(&wanted(first)).await;
            let dump = world.sandbox.dump_tenant();
            let mut future = serde_json::Map::new();
            for table in OTHERS {
                let mut rows = dump[*table].clone();
                for (_, row) in rows.as_object_mut().into_iter().flatten() {
                    row["tomorrow"] = json!({ "deep": [1, { "flag": true }] });
                }
                if rows.is_object() {
                    future.insert((*table).to_owned(), rows);
                }
            }
            world.sandbox.merge_rows(Value::Object(future.clone())).unwrap();
            assert_eq!(
                world.plan(&wanted(first)).await.plan.steps,
                [],
                "what is not modelled is no difference"
            );
            let mut changed = first.clone();
            changed.catalogs.values_mut().for_each(|catalog| catalog.description.push('!'));
            changed.packages.values_mut().for_each(|package| package.description.push('!'));
            changed.organizations.values_mut().for_each(|organization| organization.description.push('!'));
            changed.extensions.values_mut().for_each(|extension| extension.description.push('!'));
            world.apply(&wanted(&changed)).await;
            assert_eq!(world.plan(&wanted(&changed)).await.plan.steps, []);
            let after = world.sandbox.dump_tenant();
            for (table, rows) in &future {
                for (id, row) in rows.as_object().into_iter().flatten() {
                    assert_eq!(row["tomorrow"], after[table][id]["tomorrow"], "{table} {id}");
                }
            }
        });
    });
}
