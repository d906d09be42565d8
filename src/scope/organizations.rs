//! Gives connected organizations that share an identity source one key on both sides.

use std::collections::BTreeMap;

use crate::model::{Key, OrganizationKey, OrganizationRef, Origins, Policy, State, Subject};

use super::Problem;

/// Renames the declared organizations to the keys the tenant's own have, wherever they are named.
pub(super) fn align(desired: &mut State, origin: &mut Origins, actual: &State, problems: &mut Vec<Problem>) {
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
