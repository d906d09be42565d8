//! Gives connected organizations that share an identity source one key on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use crate::model::{Key, OrganizationKey, OrganizationRef, Origins, Ownership, Policy, State, Subject};

use super::Problem;

/// Renames the declared organizations to the keys the tenant's own have, wherever they are named: also among the
/// `unanswered`, since a source that was read can lead to the tenant's object while another one is not known.
pub(super) fn align(
    desired: &mut State,
    origin: &mut Origins,
    ownership: &mut Ownership,
    actual: &State,
    unanswered: &mut BTreeSet<Key>,
    problems: &mut Vec<Problem>,
) {
    let theirs = |key: Key| match &key {
        Key::Organization(OrganizationKey(source)) => {
            let there = actual.organizations.iter().find(|(_, there)| there.identity.contains(source));
            there.map_or(key, |(there, _)| Key::Organization(there.clone()))
        }
        _ => key,
    };
    ownership.existing =
        take(&mut ownership.existing).into_iter().map(|(key, place)| (theirs(key), place)).collect();
    ownership.remove =
        take(&mut ownership.remove).into_iter().map(|(key, place)| (theirs(key), place)).collect();
    let mut renames: BTreeMap<OrganizationKey, OrganizationKey> = BTreeMap::new();
    let mut taken: BTreeMap<OrganizationKey, OrganizationKey> = BTreeMap::new();
    for (key, organization) in &desired.organizations {
        let shared: Vec<_> = actual
            .organizations
            .iter()
            .filter(|(_, there)| !there.identity.is_disjoint(&organization.identity))
            .map(|(there, _)| there.clone())
            .collect();
        if shared.len() > 1 {
            let (key, other) = (Key::Organization(shared[0].clone()), Key::Organization(shared[1].clone()));
            problems.push(Problem::SameObject { key, other });
        }
        let Some(there) = shared.into_iter().next() else { continue };
        if let Some(other) = taken.insert(there.clone(), key.clone()) {
            let (key, other) = (Key::Organization(key.clone()), Key::Organization(other));
            problems.push(Problem::SameObject { key, other });
        }
        if there != *key {
            renames.insert(key.clone(), there);
        }
    }
    if renames.is_empty() {
        return;
    }
    for (from, to) in &renames {
        if let Some(organization) = desired.organizations.remove(from) {
            desired.organizations.insert(to.clone(), organization);
        }
        if let Some(place) = origin.objects.remove(&Key::Organization(from.clone())) {
            origin.objects.insert(Key::Organization(to.clone()), place);
        }
        if unanswered.remove(&Key::Organization(from.clone())) {
            unanswered.insert(Key::Organization(to.clone()));
        }
    }
    desired.policies.values_mut().for_each(|policy| rename_targets(policy, &renames));
}

fn rename_targets(policy: &mut Policy, renames: &BTreeMap<OrganizationKey, OrganizationKey>) {
    let rename = |subject: &Subject| match subject {
        Subject::ConnectedOrganization(OrganizationRef::Key(key)) => {
            let key = renames.get(key).unwrap_or(key).clone();
            Subject::ConnectedOrganization(OrganizationRef::Key(key))
        }
        other => other.clone(),
    };
    policy.targets = policy.targets.iter().map(rename).collect();
}
