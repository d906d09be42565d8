//! Holds that are missing, and holds on nothing.

use std::collections::BTreeSet;

use crate::model::{Key, Place, RequestKind, Route};

use super::super::super::Operation;
use super::fixture::{Case, case, held};
use super::parts::*;

fn without(key: &str) -> Case {
    let mut case = case();
    let count = case.plan.holds.len();
    case.plan.holds.retain(|hold| hold.key != key);
    assert_eq!(case.plan.holds.len(), count - 1);
    case
}

/// Changes what the policy `Ask` is made into, in the plan and in what is wanted.
fn ask(case: &mut Case, change: impl Fn(&mut crate::model::Policy)) {
    let Operation::UpdatePolicy { key, after, .. } = &mut case.step("updatePolicy", "Ask").operation else {
        panic!("no policy")
    };
    change(after);
    let (key, after) = (key.clone(), after.clone());
    case.desired.policies.insert(key, after);
}

#[test]
fn what_is_taken_needs_a_hold() {
    for key in ["accessPackage/Old/Basis", "settings"] {
        without(key).refused(&format!("The plan: it takes something from `{key}`, which nothing remembers"));
    }
}

#[test]
fn a_part_that_goes_needs_a_hold() {
    let mut case = case();
    ask(&mut case, |policy| policy.review = None);
    case.refused("it takes something from `policy/Old/Basis/Ask`");
    case.plan.holds.push(held("policy/Old/Basis/Ask"));
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn a_value_that_nobody_wrote_needs_a_hold() {
    let mut case = case();
    ask(&mut case, |policy| policy.description = "another".to_owned());
    assert_eq!(case.said(), Vec::<String>::new());
    let place = Place { file: "a.yaml".to_owned(), route: Route::default().key("policies") };
    case.origin.objects.insert(Key::Policy(policy_key("Old", "Basis", "Ask")), place.clone());
    let written = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
    case.origin.written.insert(place.clone(), written(&["name", "requestors", "requestors.scope"]));
    case.refused("it takes something from `policy/Old/Basis/Ask`");
    case.origin.written.insert(place, written(&["name", "description"]));
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn what_people_may_ask_for_is_always_written() {
    let mut case = case();
    let open = BTreeSet::from([RequestKind::Add]);
    let key = policy_key("Old", "Basis", "Ask");
    case.actual.state.policies.get_mut(&key).unwrap().requests.may.clone_from(&open);
    let Operation::UpdatePolicy { before, .. } = &mut case.step("updatePolicy", "Ask").operation else {
        panic!("no policy")
    };
    before.requests.may.clone_from(&open);
    ask(&mut case, |policy| policy.requests.may.clear());
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn a_hold_is_on_a_change() {
    let mut case = case();
    case.plan.holds.push(held("accessPackage/Old/Foreign"));
    case.plan.holds.push(held("accessPackage/New/Suite"));
    case.plan.holds.push(held("settings"));
    for said in [
        "it holds `accessPackage/Old/Foreign`, of which it takes nothing.",
        "it holds `accessPackage/New/Suite`, of which it takes nothing.",
        "twice.",
    ] {
        case.refused(said);
    }
    let mut case = super::fixture::case();
    case.plan.holds[0].id = "exposure-widened@3fa91c0b7d52e864".to_owned();
    case.refused("its hold `exposure-widened@3fa91c0b7d52e864` is not of the kind `adoption-strips`.");
}
