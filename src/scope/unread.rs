//! Removes from both sides what could not be read, so that a failed read is not mistaken for absence.

use std::collections::BTreeSet;

use crate::model::{
    Facts, IdentitySource, Key, Lookup, OrganizationRef, Policy, Reference, State, Subject, Unread,
};

use super::failed::Failed;

/// The declared objects of which nothing can be said because of `failed` reads and `unanswered` look-ups.
pub(super) fn unknown_keys(
    desired: &State,
    actual: &State,
    failed: &Failed<'_>,
    unanswered: &BTreeSet<Key>,
) -> BTreeSet<Key> {
    let mut keys = unanswered.clone();
    let everything: BTreeSet<Key> = keys_of(desired).chain(keys_of(actual)).collect();
    keys.extend(everything.iter().filter(|key| failed.is_possibly_missing(key)).cloned());
    // The parts of an unknown object are unknown too.
    let known: Vec<_> = everything.into_iter().filter(|key| !keys.contains(key)).collect();
    let orphans: Vec<_> =
        known.into_iter().filter(|key| parent_keys(key).iter().any(|p| keys.contains(p))).collect();
    keys.extend(orphans);
    if failed.has_failed_kind(&Unread::Organizations) {
        // Without the organizations, the organization of a target's id is unknown.
        let policies = desired.policies.iter().chain(&actual.policies);
        let named = policies.filter(|(_, policy)| has_organization_names(policy));
        keys.extend(named.map(|(key, _)| Key::Policy(key.clone())));
    }
    keys
}

/// Objects that still contain a name because its look-up failed.
pub(super) fn unanswered_keys(state: &State, facts: &Facts) -> BTreeSet<Key> {
    let refused = Failed::new(&facts.failures);
    if !refused.has_unanswered() {
        return BTreeSet::new();
    }
    let failed = |domain: &String| refused.has_no_answer(&Lookup::TenantOfDomain(domain.clone()));
    let mut keys = BTreeSet::new();
    state.visit_references(&mut |key, reference| {
        let open = match &reference {
            Reference::Source(IdentitySource::Tenant(tenant)) => tenant.bound_object_id().is_none(),
            Reference::Source(IdentitySource::Domain(domain)) => failed(domain),
            other => other
                .referenced_principal()
                .is_some_and(|principal| principal.reference().bound_object_id().is_none()),
        };
        if open {
            keys.insert(key.clone());
        }
    });
    for (key, policy) in &state.policies {
        let open = policy.targets.iter().any(|target| match target {
            Subject::ConnectedOrganization(OrganizationRef::Key(key)) => {
                keys.contains(&Key::Organization(key.clone()))
            }
            _ => false,
        });
        if open {
            keys.insert(Key::Policy(key.clone()));
        }
    }
    keys
}

fn has_organization_names(policy: &Policy) -> bool {
    policy.targets.iter().any(|target| matches!(target, Subject::ConnectedOrganization(_)))
}

/// Removes `keys` from a state.
pub(super) fn remove_keys(state: &mut State, keys: &BTreeSet<Key>) {
    keys.iter().for_each(|key| state.remove(key));
}

/// The keys of every object of a state.
pub(super) fn keys_of(state: &State) -> impl Iterator<Item = Key> + '_ {
    state.keys().filter(|key| *key != Key::Settings || state.settings != Default::default())
}

/// The objects that contain an object.
pub(super) fn parent_keys(key: &Key) -> Vec<Key> {
    match key {
        Key::Organization(_) | Key::Catalog(_) | Key::Settings => Vec::new(),
        Key::Resource(key) => vec![Key::Catalog(key.catalog.clone())],
        Key::Extension(key) => vec![Key::Catalog(key.catalog.clone())],
        Key::Package(key) => vec![Key::Catalog(key.catalog.clone())],
        Key::Policy(key) => {
            vec![Key::Catalog(key.package.catalog.clone()), Key::Package(key.package.clone())]
        }
    }
}
