//! Checks that changes that give people access, or that delete a whole catalog, have a hold.
//!
//! This does not compute exposure again. It looks for changes that are never harmless (a package that becomes available
//! for requests, a policy that loses its last approver), and for holds on packages that do not change.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Facts, Key, OrganizationKey, OrganizationState, PackageKey, Policy, RequestKind, State, TargetScope,
};

use super::super::HoldKind;

/// Reports errors of the holds on exposure and on deletions, by kind of hold and KEY.
pub(super) fn exposure_faults(
    held: &mut BTreeMap<HoldKind, BTreeSet<&str>>,
    actual: &State,
    end: &State,
    facts: &Facts,
) -> Vec<String> {
    let mut take = |kind| held.remove(&kind).unwrap_or_default();
    let (widened, unapproved) = (take(HoldKind::ExposureWidened), take(HoldKind::ApprovalRemoved));
    let (catalogs, assigned) = (take(HoldKind::DeleteCatalog), take(HoldKind::DeleteWithAssignments));
    let fanned = take(HoldKind::FanOut);
    let mut found = Vec::new();
    for key in end.packages.keys() {
        let text = Key::Package(key.clone()).to_string();
        let opened = !is_open_to_requests(key, actual) && is_open_to_requests(key, end);
        if opened && !widened.contains(text.as_str()) {
            found.push(format!("it makes `{text}` available for requests, without a hold."));
        }
    }
    found.extend(idle_holds(&widened, actual, end));
    let lost: BTreeSet<String> = end
        .policies
        .iter()
        .filter(|(key, after)| {
            actual.policies.get(key).is_some_and(|before| has_approval(before) && !has_approval(after))
        })
        .filter(|(_, after)| is_requestable(after))
        .map(|(key, _)| Key::Policy(key.clone()).to_string())
        .collect();
    found.extend(compare_holds(&lost, &unapproved, "loses its last approver"));
    let gone = actual.catalogs.keys().filter(|key| !end.catalogs.contains_key(key));
    let gone: BTreeSet<String> = gone.map(|key| Key::Catalog(key.clone()).to_string()).collect();
    found.extend(compare_holds(&gone, &catalogs, "is deleted"));
    let counted = facts.assignments.iter().filter(|(key, counts)| !counts.is_zero() && !end.contains(key));
    let counted: BTreeSet<String> = counted.map(|(key, _)| key.to_string()).collect();
    found.extend(compare_holds(&counted, &assigned, "is deleted with active assignments"));
    found.extend(compare_holds(
        &reached_packages(actual, end, facts),
        &fanned,
        "changes its roles for existing assignments",
    ));
    found
}

/// Packages whose roles change, except those that were counted and have no assignments.
fn reached_packages(actual: &State, end: &State, facts: &Facts) -> BTreeSet<String> {
    let free = |key: &Key| {
        facts.assignments.get(key).is_some_and(|counts| counts.internal == 0 && counts.external == 0)
    };
    let stays = actual.packages.iter().filter_map(|(key, old)| Some((key, old, end.packages.get(key)?)));
    let moved =
        stays.filter(|(_, old, new)| old.roles != new.roles).map(|(key, _, _)| Key::Package(key.clone()));
    moved.filter(|key| !free(key)).map(|key| key.to_string()).collect()
}

fn compare_holds(wanted: &BTreeSet<String>, held: &BTreeSet<&str>, what: &str) -> Vec<String> {
    let open = wanted.iter().filter(|key| !held.contains(key.as_str()));
    let idle = held.iter().filter(|key| !wanted.contains(**key));
    open.map(|key| format!("`{key}` {what}, without a hold."))
        .chain(idle.map(|key| format!("it has a hold that says that `{key}` {what}, which is not the case.")))
        .collect()
}

/// Whether a policy gives anyone access without an administrator.
fn is_requestable(policy: &Policy) -> bool {
    let asks = policy.requests.may.contains(&RequestKind::Add)
        || policy.requests.on_behalf.may.contains(&RequestKind::Add);
    let somebody = policy.scope != TargetScope::NotSpecified;
    let named = matches!(
        policy.scope,
        TargetScope::SpecificDirectoryUsers
            | TargetScope::SpecificConnectedOrganizationUsers
            | TargetScope::SpecificDirectoryServicePrincipals
    );
    let open = policy.automatic.as_ref().map_or(asks, |automatic| automatic.assign);
    open && somebody && (!named || !policy.targets.is_empty())
}

fn is_open_to_requests(package: &PackageKey, state: &State) -> bool {
    state.policies_of_package(package).any(|(_, policy)| is_requestable(policy))
}

fn has_approval(policy: &Policy) -> bool {
    let assigned = policy.automatic.as_ref().is_some_and(|automatic| automatic.assign);
    !assigned
        && policy.approval.required_for.contains(&RequestKind::Add)
        && !policy.approval.stages.is_empty()
}

/// Holds on packages around which nothing changes that says who gets them.
fn idle_holds(widened: &BTreeSet<&str>, actual: &State, end: &State) -> Vec<String> {
    let states = |state: &State| -> BTreeMap<OrganizationKey, OrganizationState> {
        state.organizations.iter().map(|(key, there)| (key.clone(), there.state.clone())).collect()
    };
    let organizations = states(actual) == states(end);
    let same = |key: &PackageKey| {
        organizations
            && actual.packages.get(key) == end.packages.get(key)
            && actual.catalogs.get(&key.catalog) == end.catalogs.get(&key.catalog)
            && actual.policies_of_package(key).eq(end.policies_of_package(key))
    };
    let mut open = widened.clone();
    for key in end.packages.keys() {
        let text = Key::Package(key.clone()).to_string();
        if open.contains(text.as_str()) && !same(key) {
            open.remove(text.as_str());
        }
    }
    open.into_iter().map(|text| format!("it has a hold on `{text}`, which does not change.")).collect()
}
