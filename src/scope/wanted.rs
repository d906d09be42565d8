//! What must still be asked of the directory before both sides can be compared.

use std::collections::BTreeSet;

use crate::model::{
    Actual, Desired, Facts, Key, Lookup, NameKind, Origins, Reference, ResourceKey, RoleRef, State,
};

use super::bind::{Bound, bind};
use super::meaning::rebound;
use super::named::{domain_of, lookup_of, of_key};
use super::own;

/// Every look-up that is still unanswered; nothing once both sides can be compared. One that was refused counts as
/// answered.
///
/// First comes what the names and ids on both sides mean. What depends on that follows: the roles behind role names,
/// what became of objects whose names lead elsewhere, and who is in groups that are owners no longer. Groups among
/// the members give rise to further questions.
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

/// What tells which objects the names mean, and what gives the ids names that people know.
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

/// The role lists that the role names of packages need, for resources that already are in their catalog.
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

/// What became of the objects whose names lead elsewhere now, so that a plan can say who they are.
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
