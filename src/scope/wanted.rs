//! The directory look-ups that are still needed before both sides can be compared.

use std::collections::BTreeSet;

use crate::model::{
    Actual, Desired, Facts, Key, Lookup, NameKind, Origins, Reference, ResourceKey, RoleRef, State,
};

use super::bind::{Bound, bind};
use super::meaning::rebound;
use super::named::{domain_of, lookup_of, of_key};
use super::own;

/// Every look-up without an answer; empty once both sides can be compared. A refused look-up counts as answered.
///
/// The first round asks what the names and ids on both sides mean. The next rounds depend on it: the roles behind role
/// names, what became of objects whose names lead to other objects, and the members of groups that lose ownership.
/// Nested groups among the members need further rounds.
#[must_use]
pub fn wanted(desired: &Desired, actual: &Actual, facts: &Facts) -> BTreeSet<Lookup> {
    let open = |mut lookups: BTreeSet<Lookup>| {
        lookups.retain(|lookup| !facts.asked.contains(lookup));
        lookups
    };
    let named = open(named(desired, actual, facts));
    if !named.is_empty() {
        return named;
    }
    let bound = bind(desired, actual, facts);
    let mut further = roles(&bound.desired.state, actual);
    further.extend(replaced(&bound));
    let there = bound.kinds.settled(&actual.state);
    further.extend(own::members(&bound.desired.state, &there, facts));
    open(further)
}

/// The look-ups that bind names to objects, and those that give ids a readable name.
fn named(desired: &Desired, actual: &Actual, facts: &Facts) -> BTreeSet<Lookup> {
    let mut wanted: BTreeSet<Lookup> = own::applier(facts).into_iter().collect();
    let Origins { references, domains, .. } = &desired.origin;
    wanted.extend(references.iter().filter_map(|(principal, _)| lookup_of(principal)));
    wanted.extend(domains.iter().map(|(domain, _)| Lookup::TenantOfDomain(domain.clone())));
    desired.state.references(&mut |_, reference| {
        wanted.extend(reference.principal().as_ref().and_then(lookup_of));
        if let Reference::Source(source) = reference {
            wanted.extend(domain_of(source));
        }
    });
    let beside = desired.ownership.existing.keys().chain(desired.ownership.remove.keys());
    let organizations = desired.state.organizations.keys().cloned().map(Key::Organization);
    wanted.extend(organizations.chain(beside.cloned()).filter_map(|key| of_key(&key)));
    actual.state.references(&mut |_, reference| {
        wanted.extend(reference.principal().as_ref().and_then(lookup_of));
    });
    wanted
}

/// The role lists that the role names of packages need, for resources that are in their catalog already.
fn roles(state: &State, actual: &Actual) -> BTreeSet<Lookup> {
    let mut wanted = BTreeSet::new();
    for (key, package) in &state.packages {
        for link in &package.roles {
            let resource = ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() };
            if matches!(link.role, RoleRef::Name(_)) && actual.state.resources.contains_key(&resource) {
                wanted.insert(Lookup::RolesOf(resource));
            }
        }
    }
    wanted
}

/// The look-ups of locked objects whose names lead to other objects today, so that a plan can show their names.
fn replaced(bound: &Bound) -> BTreeSet<Lookup> {
    let rebound = rebound(bound.desired.lock.as_ref(), &bound.meanings);
    rebound
        .map(|rebound| match rebound.name.kind {
            NameKind::Tenant => Lookup::TenantOfId(rebound.locked.clone()),
            NameKind::Group | NameKind::User | NameKind::Application | NameKind::AppId => {
                Lookup::Object(rebound.locked.clone())
            }
        })
        .collect()
}
