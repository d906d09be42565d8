//! How objects are recognised: by their natural keys, never by ids that the service generated.

use guestlist::model::{Origin, OriginSystem, Policy, TargetScope};
use guestlist::plan::{Object, Operation};
use guestlist::sandbox::{Faults, Refusal};

use super::{ASK, HEAD, applied, empty, policies, rows};
use crate::world::{World, demo, desired, run};

#[test]
fn ids_change_and_the_plan_stays_empty() {
    run(async {
        let world = applied(&demo()).await;
        world.sandbox.replace_service_ids();
        empty(&world, &demo()).await;
    });
}

#[test]
fn equal_roles_are_never_removed_and_added_again() {
    run(async {
        let world = applied(&demo()).await;
        world.sandbox.replace_service_ids();
        world.sandbox.clear_writes();
        world.apply(&demo()).await;
        assert_eq!(world.sandbox.recorded_writes(), []);
    });
}

#[test]
fn policies_of_one_name_in_two_packages_are_two() {
    run(async {
        let two = format!("{HEAD}  policies: [{ASK}]\n- name: Q\n  catalog: C\n  policies: [{ASK}]\n");
        let wanted = desired(&[("a.yaml", &two)]);
        let world = applied(&wanted).await;
        assert_eq!(rows(&world, "assignmentPolicies").len(), 2);
        empty(&world, &wanted).await;
    });
}

#[test]
fn a_read_that_fails_is_not_absence() {
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
fn users_and_groups_are_both_resolved() {
    run(async {
        let body = "{ name: Ask, requestors: { scope: specificDirectoryUsers, users: [megan@contoso.com], groups: [Sales], may: [add] } }";
        let planned = World::new().await.plan(&policies(&[body])).await;
        let made = planned.plan.steps.iter().find_map(|step| match &step.operation {
            Operation::Create(Object::Policy(_, after)) => Some(after.clone()),
            _ => None,
        });
        let Policy { scope, targets, .. } = made.unwrap();
        assert_eq!((scope, targets.len()), (TargetScope::SpecificDirectoryUsers, 2));
        assert!(
            targets.iter().all(|target| target
                .named_principal()
                .unwrap()
                .reference()
                .bound_object_id()
                .is_some())
        );
    });
}

#[test]
fn every_page_and_every_catalog_is_read() {
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
