//! The directory look-ups that are still needed before both sides can be compared.

use std::collections::BTreeSet;

use crate::model::{
    Actual, Desired, Facts, Key, Lookup, NameKind, Provenance, Reference, ResourceKey, RoleRef, State,
};

use super::bind::{Bound, bind_references};
use super::lookups::{domain_of, lookup_of, lookup_of_key};
use super::meaning::rebound_names;
use super::own;

/// Every look-up without an answer; empty once both sides can be compared. A refused look-up counts as answered.
///
/// The first round asks what the names and ids on both sides mean. The next rounds depend on it: the roles behind role
/// names, what became of objects whose names resolve to other objects, and the members of groups that lose ownership.
/// Nested groups among the members need further rounds.
#[must_use]
pub fn wanted_lookups(desired: &Desired, actual: &Actual, facts: &Facts) -> BTreeSet<Lookup> {
    let open = |mut lookups: BTreeSet<Lookup>| {
        lookups.retain(|lookup| !facts.asked.contains(lookup));
        lookups
    };
    let named = open(name_lookups(desired, actual, facts));
    if !named.is_empty() {
        return named;
    }
    let bound = bind_references(desired, actual, facts);
    let mut further = role_lookups(&bound.desired.state, actual);
    further.extend(replaced_lookups(&bound));
    let there = bound.kinds.with_settled_kinds(&actual.state);
    further.extend(own::member_lookups(&bound.desired.state, &there, facts));
    open(further)
}

/// The look-ups that bind names to objects, and those that give ids a readable name.
fn name_lookups(desired: &Desired, actual: &Actual, facts: &Facts) -> BTreeSet<Lookup> {
    let mut wanted: BTreeSet<Lookup> = own::applier_lookup(facts).into_iter().collect();
    let Provenance { references, domains, .. } = &desired.origin;
    wanted.extend(references.iter().filter_map(|(principal, _)| lookup_of(principal)));
    wanted.extend(domains.iter().map(|(domain, _)| Lookup::TenantOfDomain(domain.clone())));
    desired.state.visit_references(&mut |_, reference| {
        wanted.extend(reference.referenced_principal().as_ref().and_then(lookup_of));
        if let Reference::Source(source) = reference {
            wanted.extend(domain_of(source));
        }
    });
    let beside = desired.ownership.existing.keys().chain(desired.ownership.remove.keys());
    let organizations = desired.state.organizations.keys().cloned().map(Key::Organization);
    wanted.extend(organizations.chain(beside.cloned()).filter_map(|key| lookup_of_key(&key)));
    actual.state.visit_references(&mut |_, reference| {
        wanted.extend(reference.referenced_principal().as_ref().and_then(lookup_of));
    });
    wanted
}

/// The role lists that the role names of packages need, for resources that are in their catalog already.
fn role_lookups(state: &State, actual: &Actual) -> BTreeSet<Lookup> {
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

/// The look-ups of locked objects whose names resolve to other objects today, so that a plan can show their names.
fn replaced_lookups(bound: &Bound) -> BTreeSet<Lookup> {
    let rebound = rebound_names(bound.desired.lock.as_ref(), &bound.meanings);
    rebound
        .map(|rebound| match rebound.name.kind {
            NameKind::Tenant => Lookup::TenantOfId(rebound.locked.clone()),
            NameKind::Group | NameKind::User | NameKind::Application | NameKind::AppId => {
                Lookup::Object(rebound.locked.clone())
            }
        })
        .collect()
}
