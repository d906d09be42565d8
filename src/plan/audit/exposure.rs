//! Whether what lets people in, or takes a whole catalog away, carries its hold.
//!
//! It does not weigh exposure anew. It looks for what no weighing could call harmless (a package that nobody could ask
//! for and somebody can, a policy that loses its last approver), and for holds on packages of which nothing changes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::{Facts, Key, PackageKey, Policy, RequestKind, State, TargetScope};

use super::super::HoldKind;

/// Says what is wrong with the holds on exposure and on deletions, by kind of hold and KEY.
pub(super) fn faults(
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
        let opened = !anybody(key, actual) && anybody(key, end);
        if opened && !widened.contains(text.as_str()) {
            found.push(format!("it opens `{text}`, which nobody could ask for, without a hold."));
        }
    }
    for text in widened {
        let package = end.packages.keys().find(|key| Key::Package((*key).clone()).to_string() == text);
        if package.is_none_or(|key| around(key, actual) == around(key, end)) {
            found.push(format!("it holds `{text}`, around which nothing changes."));
        }
    }
    let lost: BTreeSet<String> = end
        .policies
        .iter()
        .filter(|(key, after)| {
            actual.policies.get(key).is_some_and(|before| approves(before) && !approves(after))
        })
        .filter(|(_, after)| lets_in(after))
        .map(|(key, _)| Key::Policy(key.clone()).to_string())
        .collect();
    found.extend(compared(&lost, &unapproved, "loses its last approver"));
    let gone = actual.catalogs.keys().filter(|key| !end.catalogs.contains_key(key));
    let gone: BTreeSet<String> = gone.map(|key| Key::Catalog(key.clone()).to_string()).collect();
    found.extend(compared(&gone, &catalogs, "is deleted"));
    let counted = facts.assignments.iter().filter(|(key, counts)| !counts.is_none() && !end.contains(key));
    let counted: BTreeSet<String> = counted.map(|(key, _)| key.to_string()).collect();
    found.extend(compared(&counted, &assigned, "is deleted while somebody holds it"));
    found.extend(compared(&reached(actual, end, facts), &fanned, "changes its roles for whoever holds it"));
    found
}

/// Packages that give other roles than before, unless they were counted and nobody has them.
fn reached(actual: &State, end: &State, facts: &Facts) -> BTreeSet<String> {
    let free = |key: &Key| {
        facts.assignments.get(key).is_some_and(|counts| counts.internal == 0 && counts.external == 0)
    };
    let stays = actual.packages.iter().filter_map(|(key, old)| Some((key, old, end.packages.get(key)?)));
    let moved =
        stays.filter(|(_, old, new)| old.roles != new.roles).map(|(key, _, _)| Key::Package(key.clone()));
    moved.filter(|key| !free(key)).map(|key| key.to_string()).collect()
}

fn compared(wanted: &BTreeSet<String>, held: &BTreeSet<&str>, what: &str) -> Vec<String> {
    let open = wanted.iter().filter(|key| !held.contains(key.as_str()));
    let idle = held.iter().filter(|key| !wanted.contains(**key));
    open.map(|key| format!("`{key}` {what}, without a hold."))
        .chain(idle.map(|key| format!("it holds `{key}`, as if it {what}.")))
        .collect()
}

/// Whether a policy lets anybody have a package without an administrator.
fn lets_in(policy: &Policy) -> bool {
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

fn anybody(package: &PackageKey, state: &State) -> bool {
    state.policies.iter().any(|(key, policy)| key.package == *package && lets_in(policy))
}

fn approves(policy: &Policy) -> bool {
    let assigned = policy.automatic.as_ref().is_some_and(|automatic| automatic.assign);
    !assigned
        && policy.approval.required_for.contains(&RequestKind::Add)
        && !policy.approval.stages.is_empty()
}

/// Everything that says who gets a package.
fn around(package: &PackageKey, state: &State) -> Value {
    let policies = state.policies.iter().filter(|(key, _)| key.package == *package);
    let policies: Vec<_> = policies.map(|(key, policy)| json!([key, policy])).collect();
    let organizations: Vec<_> =
        state.organizations.iter().map(|(key, there)| json!([key, there.state])).collect();
    json!([state.packages.get(package), state.catalogs.get(&package.catalog), policies, organizations])
}
