//! Takes out of both sides what could not be read, so that a failed read is never taken for absence.

use std::collections::BTreeSet;

use crate::model::{
    Facts, IdentitySource, Key, Lookup, OrganizationRef, Policy, ReadFailure, Reference, State, Subject,
    Unread,
};

/// The declared objects of which nothing can be said because of `failures` and `unanswered` look-ups.
pub(super) fn unknown_keys(
    desired: &State,
    actual: &State,
    failures: &BTreeSet<ReadFailure>,
    unanswered: &BTreeSet<Key>,
) -> BTreeSet<Key> {
    let mut keys = unanswered.clone();
    let everything: BTreeSet<Key> = keys_of(desired).chain(keys_of(actual)).collect();
    for failure in failures {
        keys.extend(everything.iter().filter(|key| covers(&failure.unread, key)).cloned());
    }
    // What belongs to an object that is not known is not known either.
    let known: Vec<_> = everything.into_iter().filter(|key| !keys.contains(key)).collect();
    let orphans: Vec<_> =
        known.into_iter().filter(|key| parents(key).iter().any(|p| keys.contains(p))).collect();
    keys.extend(orphans);
    if failures.iter().any(|failure| failure.unread == Unread::Organizations) {
        // Without the organizations, a target's id cannot be told from the organization a file names.
        let policies = desired.policies.iter().chain(&actual.policies);
        let named = policies.filter(|(_, policy)| names_organizations(policy));
        keys.extend(named.map(|(key, _)| Key::Policy(key.clone())));
    }
    keys
}

/// Objects that still hold a name although its look-up failed.
pub(super) fn unanswered(state: &State, facts: &Facts) -> BTreeSet<Key> {
    let answers = |failure: &ReadFailure| matches!(failure.unread, Unread::Answer(_));
    if !facts.failures.iter().any(answers) {
        return BTreeSet::new();
    }
    let failed = |domain: &String| {
        let lookup = Unread::Answer(Lookup::TenantOfDomain(domain.clone()));
        facts.failures.iter().any(|failure| failure.unread == lookup)
    };
    let mut keys = BTreeSet::new();
    state.references(&mut |key, reference| {
        let open = match &reference {
            Reference::Source(IdentitySource::Tenant(tenant)) => tenant.id().is_none(),
            Reference::Source(IdentitySource::Domain(domain)) => failed(domain),
            other => other.principal().is_some_and(|principal| principal.reference().id().is_none()),
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

fn names_organizations(policy: &Policy) -> bool {
    policy.targets.iter().any(|target| matches!(target, Subject::ConnectedOrganization(_)))
}

/// Removes `keys` from a state.
pub(super) fn without(state: &mut State, keys: &BTreeSet<Key>) {
    keys.iter().for_each(|key| state.remove(key));
}

/// The keys of every object of a state.
pub(super) fn keys_of(state: &State) -> impl Iterator<Item = Key> + '_ {
    state.keys().filter(|key| *key != Key::Settings || state.settings != Default::default())
}

/// The objects an object lives in.
pub(super) fn parents(key: &Key) -> Vec<Key> {
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

/// Whether a failed read leaves an object open.
pub(super) fn covers(unread: &Unread, key: &Key) -> bool {
    match unread {
        Unread::Organizations => matches!(key, Key::Organization(_)),
        Unread::Catalogs => key.home().is_some(),
        Unread::Packages => matches!(key, Key::Package(_) | Key::Policy(_)),
        Unread::Policies => matches!(key, Key::Policy(_)),
        Unread::Settings | Unread::RoleAssignments => *key == Key::Settings,
        // Role links name resources of the catalog: without the resources they cannot be judged.
        Unread::ResourcesOf(catalog) => {
            matches!(key, Key::Resource(_) | Key::Package(_)) && key.home() == Some(catalog)
        }
        Unread::ExtensionsOf(catalog) => {
            matches!(key, Key::Extension(_) | Key::Policy(_)) && key.home() == Some(catalog)
        }
        Unread::Object(object) => object == key,
        Unread::AssignmentsOf(_) | Unread::Answer(_) => false,
    }
}
