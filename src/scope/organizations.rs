//! Gives connected organizations that share an identity source the same key on both sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Desired, IdentitySource, Key, OrganizationKey, State};

use super::Problem;

/// The files' side with the keys of the tenant's organizations, wherever they are referred to.
///
/// The keys of `unanswered` change too: one source may resolve to the tenant's object while the look-up of another
/// failed.
pub(super) fn align_organizations(
    desired: Desired,
    actual: &State,
    unanswered: &mut BTreeSet<Key>,
    problems: &mut Vec<Problem>,
) -> Desired {
    let by_source = by_source(actual);
    let declared = shared_keys(&desired.state, &by_source, problems);
    let theirs = |key: &OrganizationKey| {
        let there = by_source.get(&key.0).and_then(|having| having.first());
        there.map_or_else(|| key.clone(), |there| (*there).clone())
    };
    let new = |key: &Key| match key {
        Key::Organization(key) => {
            Key::Organization(declared.get(key).cloned().unwrap_or_else(|| theirs(key)))
        }
        Key::Catalog(_)
        | Key::Resource(_)
        | Key::Extension(_)
        | Key::Package(_)
        | Key::Policy(_)
        | Key::Settings => key.clone(),
    };
    *unanswered = unanswered.iter().map(new).collect();
    desired.map_keys(&new)
}

type BySource<'a> = BTreeMap<&'a IdentitySource, BTreeSet<&'a OrganizationKey>>;

/// The keys of the organizations that have an identity source.
fn by_source(state: &State) -> BySource<'_> {
    let mut by_source = BySource::new();
    for (key, organization) in &state.organizations {
        for source in &organization.identity {
            by_source.entry(source).or_default().insert(key);
        }
    }
    by_source
}

/// The tenant's keys of the declared organizations that exist in the tenant.
fn shared_keys(
    desired: &State,
    by_source: &BySource,
    problems: &mut Vec<Problem>,
) -> BTreeMap<OrganizationKey, OrganizationKey> {
    let mut found = BTreeMap::new();
    let mut taken: BTreeMap<OrganizationKey, OrganizationKey> = BTreeMap::new();
    for (key, organization) in &desired.organizations {
        let having = organization.identity.iter().filter_map(|source| by_source.get(source)).flatten();
        let shared: BTreeSet<&OrganizationKey> = having.copied().collect();
        let shared: Vec<OrganizationKey> = shared.into_iter().cloned().collect();
        if shared.len() > 1 {
            let (key, other) = (Key::Organization(shared[0].clone()), Key::Organization(shared[1].clone()));
            problems.push(Problem::SameObject { key, other });
        }
        let Some(there) = shared.into_iter().next() else { continue };
        if let Some(other) = taken.insert(there.clone(), key.clone()) {
            let (key, other) = (Key::Organization(key.clone()), Key::Organization(other));
            problems.push(Problem::SameObject { key, other });
        }
        found.insert(key.clone(), there);
    }
    found
}
