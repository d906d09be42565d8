//! Law 6: a refused or failed read is never treated as absence. Every read of a plan is refused in turn.

use guestlist::cli::pipeline::PlanError;
use guestlist::model::{Desired, State};
use guestlist::sandbox::{Faults, Refusal};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::generate::{directory, serviceable};
use crate::world::{World, demo, run};

/// Every kind of read that a plan of the demo makes, as method and path pattern.
pub(crate) const READS: &[(&str, &str)] = &[
    ("GET", "/organization*"),
    ("GET", "/identityGovernance/entitlementManagement/catalogs"),
    ("GET", "/identityGovernance/entitlementManagement/catalogs/*/resources*"),
    ("GET", "/identityGovernance/entitlementManagement/catalogs/*/resourceRoles*"),
    ("GET", "/identityGovernance/entitlementManagement/catalogs/*/customWorkflowExtensions*"),
    ("GET", "/identityGovernance/entitlementManagement/accessPackages*"),
    ("GET", "/identityGovernance/entitlementManagement/accessPackages/*"),
    ("GET", "/identityGovernance/entitlementManagement/assignmentPolicies*"),
    ("GET", "/identityGovernance/entitlementManagement/assignmentPolicies/*"),
    ("GET", "/identityGovernance/entitlementManagement/connectedOrganizations*"),
    ("GET", "/identityGovernance/entitlementManagement/settings*"),
    ("GET", "/roleManagement/entitlementManagement/roleAssignments*"),
    ("GET", "/groups*"),
    ("GET", "/users*"),
    ("GET", "/servicePrincipals*"),
    ("POST", "/directoryObjects/getByIds*"),
    ("GET", "/tenantRelationships/*"),
];

pub(crate) fn refusing(method: &str, path: &str, status: u16, code: &str) -> Faults {
    let refusal = Refusal {
        method: method.to_owned(),
        path: path.to_owned(),
        status,
        code: code.to_owned(),
        message: "Refused for a test.".to_owned(),
        ..Refusal::default()
    };
    Faults { refuse: vec![refusal], ..Faults::default() }
}

/// The demo with one change in every policy and every package, so that a plan has steps everywhere.
fn changed() -> Desired {
    let mut wanted = demo();
    wanted.state.policies.values_mut().for_each(|policy| policy.description.push('!'));
    wanted.state.packages.values_mut().for_each(|package| package.description.push('!'));
    wanted.state.catalogs.values_mut().for_each(|catalog| catalog.description.push('!'));
    wanted.state.organizations.values_mut().for_each(|organization| organization.description.push('!'));
    wanted
}

#[test]
fn law_6_a_refused_read_is_never_absence() {
    run(async {
        let world = World::new().await;
        world.apply(&demo()).await;
        let wanted = changed();
        let whole = world.plan(&wanted).await.plan;
        for (method, path) in READS {
            for (status, code) in [(403, "UnAuthorized"), (500, "UnknownError"), (404, "NotFound")] {
                world.sandbox.set_faults(refusing(method, path, status, code));
                let planned = match world.try_plan(&wanted).await {
                    Err(PlanError::Graph(_)) => continue,
                    Err(PlanError::Audit(why)) => panic!("{method} {path} {status}: {why}"),
                    Ok(planned) => planned,
                };
                if planned.pair.problems.iter().any(|problem| problem.is_error()) {
                    continue;
                }
                let about = format!("{method} {path} {status}: {:#?}", planned.plan.about.incomplete);
                let created = planned.plan.steps.iter().filter(|step| step.operation.is_creation()).count();
                assert_eq!(created, 0, "something that is there would be created again: {about}");
                for step in &planned.plan.steps {
                    assert!(
                        whole.steps.iter().any(|known| known.key == step.key && known.fields == step.fields),
                        "a step that a whole read does not give: {:?} {about}",
                        step.operation
                    );
                }
                let missing = planned.plan.steps.len() < whole.steps.len();
                let said = !planned.plan.about.incomplete.is_empty();
                assert!(!missing || said, "steps vanished without a word: {about}");
            }
        }
        world.sandbox.set_faults(Faults::default());
        assert_eq!(world.plan(&wanted).await.plan.id, whole.id);
    });
}

/// The number of generated states for which every read is refused.
const CASES: u32 = 12;

#[test]
fn law_6_holds_for_generated_states() {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let law = |state: State| {
        run(async {
            let world = World::new().await;
            world.sandbox.merge_rows(directory()).unwrap();
            let wanted = Desired { state, ..Desired::default() };
            world.apply(&wanted).await;
            for (method, path) in READS {
                world.sandbox.set_faults(refusing(method, path, 403, "UnAuthorized"));
                if let Ok(planned) = world.try_plan(&wanted).await {
                    // The tenant is in the desired state, so every planned write would be caused by the
                    // failed read.
                    assert_eq!(planned.plan.steps, [], "{method} {path}");
                }
            }
        });
        Ok(())
    };
    runner.run(&serviceable(), law).unwrap();
}

#[test]
fn law_6_apply_refuses_a_plan_that_is_not_whole() {
    run(async {
        let world = World::new().await;
        world.apply(&demo()).await;
        let path = "/identityGovernance/entitlementManagement/catalogs/*/resources*";
        world.sandbox.set_faults(refusing("GET", path, 403, "UnAuthorized"));
        let planned = world.try_plan(&changed()).await.unwrap();
        assert!(!planned.plan.about.incomplete.is_empty());
        assert!(
            planned.pair.incomplete.iter().all(|key| planned
                .plan
                .steps
                .iter()
                .all(|s| s.key != key.to_string()))
        );
    });
}
