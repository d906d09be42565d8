//! Missing holds, and holds without a change.

use std::collections::BTreeSet;

use crate::model::{
    DirectoryRef, Key, KeyText, Lock, LockedName, Lookup, NameKind, ObjectId, Place, Principal, RequestKind,
    Route, Tenant,
};

use super::super::super::{Hold, HoldKind, Operation, Update};
use super::fixture::{Case, case, held};
use super::parts::*;

fn without(key: &str) -> Case {
    let mut case = case();
    let count = case.plan.holds.len();
    case.plan.holds.retain(|hold| hold.key != key);
    assert_eq!(case.plan.holds.len(), count - 1);
    case
}

/// Changes what the policy `Ask` becomes, in the plan and in the desired state.
fn ask(case: &mut Case, change: impl Fn(&mut crate::model::Policy)) {
    let Operation::Update(Update::Policy { key, after, .. }) =
        &mut case.step("updatePolicy", "Ask").operation
    else {
        panic!("no policy")
    };
    change(after);
    let (key, after) = (key.clone(), after.clone());
    case.desired.policies.insert(key, after);
}

#[test]
fn what_is_taken_needs_a_hold() {
    for key in ["accessPackage/Old/Basis", "settings"] {
        without(key).refused(&format!(
            "The plan: it removes something from `{key}`, which is not recorded as managed"
        ));
    }
}

#[test]
fn a_part_that_goes_needs_a_hold() {
    let mut case = case();
    ask(&mut case, |policy| policy.review = None);
    case.refused("it removes something from `policy/Old/Basis/Ask`");
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
    case.origin.declared_keys.insert(place.clone(), written(&["name", "requestors", "requestors.scope"]));
    case.refused("it removes something from `policy/Old/Basis/Ask`");
    case.origin.declared_keys.insert(place, written(&["name", "description"]));
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn what_people_may_ask_for_is_always_written() {
    let mut case = case();
    let open = BTreeSet::from([RequestKind::Add]);
    let key = policy_key("Old", "Basis", "Ask");
    case.actual.state.policies.get_mut(&key).unwrap().requests.may.clone_from(&open);
    let Operation::Update(Update::Policy { before, .. }) = &mut case.step("updatePolicy", "Ask").operation
    else {
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
        "it has a hold on `accessPackage/Old/Foreign`, from which it removes nothing.",
        "it has a hold on `accessPackage/New/Suite`, from which it removes nothing.",
        "it has two holds with the id",
    ] {
        case.refused(said);
    }
    let mut case = super::fixture::case();
    case.plan.holds[0].id = "exposure-widened@3fa91c0b7d52e864".to_owned();
    case.refused("its hold `exposure-widened@3fa91c0b7d52e864` is not of the kind `adoption-strips`.");
}

/// A case in which every name in the files resolves to the object that it is locked to.
fn locked() -> Case {
    let mut case = case();
    let place = Place { file: "a.yaml".to_owned(), route: Route::default() };
    let mut lock = Lock::default();
    let named = |name: &str| DirectoryRef::Name(name.to_owned());
    let names = [
        (NameKind::Group, Principal::Group(named("Sales")), Lookup::GroupsNamed("Sales".to_owned())),
        (NameKind::User, Principal::User(named("Megan")), Lookup::UsersNamed("Megan".to_owned())),
        (
            NameKind::Application,
            Principal::ServicePrincipal(named("Portal")),
            Lookup::ServicePrincipalsNamed("Portal".to_owned()),
        ),
        (
            NameKind::AppId,
            Principal::ServicePrincipal(DirectoryRef::AppId(ObjectId::new("a1"))),
            Lookup::ServicePrincipalOfApp(ObjectId::new("a1")),
        ),
    ];
    for (kind, principal, lookup) in names {
        let name = match principal.reference() {
            DirectoryRef::Name(name) => name.clone(),
            DirectoryRef::Id(id) | DirectoryRef::AppId(id) => id.to_string(),
        };
        case.origin.references.push((principal, place.clone()));
        case.facts.found.insert(lookup, vec![ObjectId::new("o1")]);
        lock.names.insert(LockedName { kind, name }, ObjectId::new("o1"));
    }
    let tenant = Tenant { id: ObjectId::new("o1"), name: String::new(), default_domain: String::new() };
    case.facts.tenants.insert(Lookup::TenantOfDomain("a.example".to_owned()), Some(tenant));
    lock.names
        .insert(LockedName { kind: NameKind::Tenant, name: "A.Example".to_owned() }, ObjectId::new("o1"));
    case.lock = Some(lock);
    case
}

fn rebound(name: &LockedName) -> Hold {
    Hold::new(
        HoldKind::ReferenceRebound,
        name.to_string(),
        &serde_json::json!(null),
        &serde_json::json!(null),
        "",
    )
}

#[test]
fn a_name_that_leads_elsewhere_needs_a_hold() {
    assert_eq!(locked().said(), Vec::<String>::new());
    let names: Vec<LockedName> = locked().lock.unwrap().names.into_keys().collect();
    assert_eq!(names.len(), 5);
    for name in &names {
        let mut case = locked();
        case.lock.as_mut().unwrap().names.insert(name.clone(), ObjectId::new("o2"));
        case.refused("no longer resolves to the locked object, but there is no hold.");
        case.plan.holds.push(rebound(name));
        assert_eq!(case.said(), Vec::<String>::new(), "{name}");
        case.lock = None;
        case.refused(&format!("it has a hold on `{name}`, but no name is locked."));
    }
    let mut case = locked();
    case.plan.holds.push(rebound(&names[0]));
    case.refused("which still resolves to the locked object.");
}

#[test]
fn what_is_managed_is_no_adoption() {
    let mut case = without("accessPackage/Old/Basis");
    let managed = [KeyText("accessPackage/Old/Basis".to_owned())];
    case.lock = Some(Lock { managed: managed.into(), ..Lock::default() });
    assert_eq!(case.said(), Vec::<String>::new());
    case.plan.holds.push(held("accessPackage/Old/Basis"));
    case.refused("it has a hold on `accessPackage/Old/Basis`, from which it removes nothing.");
}
