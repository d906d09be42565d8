//! Errors of the plan itself: numbers, waits, order, and wrong or missing steps.

use std::collections::BTreeSet;

use crate::model::*;

use super::super::super::{Object, Operation, Part, ReadOnly, StepId, Update};
use super::fixture::case;
use super::parts::*;

fn sealed(key: &str) -> ReadOnly {
    ReadOnly { key: key.to_owned(), why: "hidden".to_owned(), fields: Vec::new() }
}

#[test]
fn a_right_plan_passes() {
    assert_eq!(case().said(), Vec::<String>::new());
}

#[test]
fn an_empty_plan_passes_between_equal_states() {
    let mut case = case();
    case.plan.steps.clear();
    case.plan.holds.clear();
    case.desired = case.actual.state.clone();
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn numbers_count_from_one() {
    let mut case = case();
    case.plan.steps[14].id = StepId(20);
    case.refused("Step 20: it is at position 15");
}

#[test]
fn a_wait_points_backwards_at_a_step() {
    let mut other = case();
    other.plan.steps[4].waits_for.push(StepId(5));
    other.refused("Step 5: it waits for step 5, which does not come before it");
    let mut other = case();
    other.plan.steps[4].waits_for.push(StepId(99));
    other.refused("Step 5: it waits for step 99, which does not exist");
}

#[test]
fn swapped_steps_are_found() {
    let mut case = case();
    let (create, extension) =
        (case.position("createCatalog", "New"), case.position("createExtension", "Call"));
    case.plan.steps.swap(create, extension);
    case.plan.steps[create].id = StepId(create + 1);
    case.plan.steps[extension].id = StepId(extension + 1);
    case.refused("Step 4: it names `catalog/New`, which does not exist when it runs");
}

#[test]
fn every_dropped_wait_is_found() {
    let right = case();
    for (position, step) in right.plan.steps.iter().enumerate() {
        for index in 0..step.waits_for.len() {
            let mut case = case();
            let wait = case.plan.steps[position].waits_for.remove(index);
            // Step 8 is waited for indirectly too, through the steps that fill the package.
            if step.id != StepId(13) || wait != StepId(8) {
                case.refused(&format!("Step {}: it does not wait for step {}", step.id.0, wait.0));
            } else {
                assert_eq!(case.said(), Vec::<String>::new());
            }
        }
    }
}

#[test]
fn every_dropped_step_is_found() {
    for position in 0..case().plan.steps.len() {
        let mut case = case();
        case.drop_step(position);
        case.refused("The plan: ");
    }
}

#[test]
fn every_duplicated_step_is_found() {
    for position in 0..case().plan.steps.len() {
        let mut case = case();
        let again = case.plan.steps[position].operation.clone();
        case.push(again);
        case.refused(&format!("as step {}.", position + 1));
    }
}

#[test]
fn additions_and_removals_fit_what_is_there() {
    let mut other = case();
    other.push(Operation::Add(Part::Role { package: package_key("Old", "Basis"), link: link("g0") }));
    other.refused("it adds a part that exists already");
    let mut other = case();
    other.push(Operation::Remove(Part::Role { package: package_key("Old", "Basis"), link: link("g1") }));
    other.refused("it removes a part that does not exist");
    let mut other = case();
    let (key, after) = (catalog_key("OLD"), catalog("OLD"));
    other.push(Operation::Create(Object::Catalog(key, after)));
    other.refused("it creates an object that exists already");
}

#[test]
fn a_creation_of_what_only_has_an_id_is_found() {
    let mut case = case();
    let key = Key::Package(package_key("New", "Suite"));
    case.actual.bindings.0.insert(key, Binding::default());
    case.refused("for which the service has an id already");
}

#[test]
fn before_is_what_is_there() {
    let mut case = case();
    let Operation::Update(Update::Package { before, .. }) =
        &mut case.step("updatePackage", "Basis").operation
    else {
        panic!("not an update");
    };
    before.description = "something else".to_owned();
    case.refused("Step 9: its `before` does not match the state of the tenant");
}

#[test]
fn an_update_changes_something_and_names_it() {
    let mut other = case();
    other.step("updatePackage", "Basis").fields.clear();
    other.refused("Step 9: it changes `accessPackage/Old/Basis` and lists no field");
    let mut other = case();
    let (before, key) = (catalog("Old"), catalog_key("Old"));
    other.push(Operation::Update(Update::Catalog { key, after: before.clone(), before }));
    other.refused("it changes nothing");
}

#[test]
fn an_object_that_is_not_there_cannot_be_changed() {
    let mut case = case();
    let before = package("Nowhere");
    let after = Package { hidden: true, ..before.clone() };
    case.push(Operation::Update(Update::Package { key: package_key("Old", "Nowhere"), before, after }));
    case.refused("it changes `accessPackage/Old/Nowhere`, which does not exist");
}

#[test]
fn the_key_is_that_of_the_operation() {
    let mut case = case();
    case.step("addRole", "Suite").key = "accessPackage/Old/Basis".to_owned();
    case.refused("it is listed under `accessPackage/Old/Basis`, but writes `accessPackage/New/Suite`");
}

#[test]
fn foreign_and_held_objects_are_left_alone() {
    let mut other = case();
    other.push(Operation::Add(Part::Role { package: package_key("Old", "Foreign"), link: link("g0") }));
    other.refused("it writes `accessPackage/Old/Foreign`, which is foreign");
    let mut other = case();
    other.plan.about.read_only.push(sealed("accessPackage/Old/Basis"));
    other.refused("it writes `accessPackage/Old/Basis`, which is sealed");
    other.refused("The plan: `accessPackage/Old/Basis` is sealed, but the plan changes it");
}

#[test]
fn a_held_object_may_differ_and_no_other() {
    let mut other = case();
    let position = other.position("updatePolicy", "Ask");
    other.drop_step(position);
    other.refused("`policy/Old/Basis/Ask` differs from its desired state at the end");
    other.plan.about.read_only.push(sealed("policy/Old/Basis/Ask"));
    assert_eq!(other.said(), Vec::<String>::new());
    other.plan.about.read_only.push(sealed("catalog/Nowhere"));
    other.plan.about.read_only.push(sealed("catalog/Old"));
    other.refused("it lists `catalog/Nowhere` as sealed, but no such object exists");
    other.refused("it lists `catalog/Old` as sealed, which needs no change");
}

#[test]
fn a_hidden_value_keeps_an_object_from_being_written() {
    let mut case = case();
    let masked = BTreeSet::from(["hidden".to_owned()]);
    let binding = Binding { masked, ..Binding::default() };
    case.actual.bindings.0.insert(Key::Policy(policy_key("Old", "Basis", "Ask")), binding);
    case.refused("although the service hides one of its values");
}

#[test]
fn what_is_not_modelled_is_carried_through() {
    let mut case = case();
    let unmodelled = BTreeSet::from(["newFlag".to_owned()]);
    let binding = Binding { unmodelled, ..Binding::default() };
    case.actual.bindings.0.insert(Key::Policy(policy_key("Old", "Basis", "Ask")), binding);
    case.refused("it does not preserve `newFlag`");
    case.step("updatePolicy", "Ask").carries.push("newFlag".to_owned());
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn a_policy_waits_for_every_step_of_its_package() {
    let mut case = case();
    let suite = package_key("New", "Suite");
    case.desired.packages.get_mut(&suite).unwrap().incompatible_groups.insert(id("late"));
    case.push(Operation::Add(Part::IncompatibleGroup { package: suite, group: id("late") }));
    assert_eq!(case.said(), ["Step 13: it does not wait for step 16, which writes its package."]);
}

#[test]
fn preconditions_say_what_is_there_and_what_will_be() {
    let mut other = case();
    other.step("createCatalog", "New").precondition.before = Some("0".to_owned());
    other.refused("its precondition has a digest `before` of an object that does not exist");
    let mut other = case();
    other.step("createCatalog", "New").precondition.after = None;
    other.refused("its precondition lacks the digest `after`");
    let mut other = case();
    let step = other.step("updatePolicy", "Ask");
    step.precondition.before.clone_from(&step.precondition.after);
    other.refused("its precondition is the same before and after");
}

#[test]
fn what_nobody_wants_is_found_in_the_end() {
    let mut case = case();
    case.push(Operation::Create(Object::Catalog(catalog_key("More"), catalog("More"))));
    case.refused("The plan: `catalog/More` still exists at the end, but should not");
}

#[test]
fn what_nobody_manages_stays_as_it_is() {
    let mut other = case();
    other.desired.settings.catalog_creators = None;
    other.refused("`settings` differs from its desired state at the end");
    let mut other = case();
    other.actual.state.catalogs.get_mut(&catalog_key("Old")).unwrap().roles.readers =
        Some(BTreeSet::from([Principal::User(id("u1"))]));
    assert_eq!(other.said(), Vec::<String>::new(), "the desired state leaves readers open");
}
