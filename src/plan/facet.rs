//! The part of the tenant that one step touches: what must hold before it, and how it is told to be done.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{Bindings, CatalogKey, Key, Policy, Review, State};

use super::{Operation, RoleName, SponsorKind};

/// The part of the tenant a step touches, as it is in `state`; `None` where it is not there.
///
/// Properties that are not modelled count for a policy and an extension, because those are replaced whole.
#[must_use]
pub fn facet(operation: &Operation, state: &State, bindings: &Bindings) -> Option<Value> {
    match operation {
        Operation::CreateOrganization { key, .. } => {
            let there = state.organizations.get(key)?;
            Some(json!([there.name, there.description, there.state]))
        }
        Operation::UpdateOrganization { key, .. } => {
            let there = state.organizations.get(key)?;
            Some(json!([there.name, there.description, there.state, there.identity]))
        }
        Operation::AddSponsor { key, list, principal }
        | Operation::RemoveSponsor { key, list, principal } => {
            let there = state.organizations.get(key)?;
            let sponsors = match list {
                SponsorKind::Internal => &there.internal_sponsors,
                SponsorKind::External => &there.external_sponsors,
            };
            sponsors.contains(principal).then(|| json!(principal))
        }
        Operation::CreateCatalog { key, .. } | Operation::UpdateCatalog { key, .. } => {
            let there = state.catalogs.get(key)?;
            Some(json!([there.name, there.description, there.state, there.externally_visible]))
        }
        Operation::GrantRole { catalog, role, principal }
        | Operation::RevokeRole { catalog, role, principal } => {
            let holders = match (catalog, role) {
                (None, _) => &state.settings.catalog_creators,
                (Some(catalog), role) => {
                    let roles = &state.catalogs.get(catalog)?.roles;
                    match role {
                        RoleName::Owner => &roles.owners,
                        RoleName::Reader => &roles.readers,
                        RoleName::AccessPackageManager => &roles.access_package_managers,
                        RoleName::AccessPackageAssignmentManager => &roles.access_package_assignment_managers,
                        RoleName::CatalogCreator => return None,
                    }
                }
            };
            holders.as_ref()?.contains(principal).then(|| json!(principal))
        }
        Operation::CreateExtension { key, .. } => state.extensions.get(key).map(|there| json!(there)),
        Operation::UpdateExtension { key, .. } => {
            let there = state.extensions.get(key)?;
            Some(json!([there, carried(bindings, &Key::Extension(key.clone()))]))
        }
        Operation::AddResource { key, .. } => state.resources.get(key).map(|_| json!(key)),
        Operation::UpdateResource { key, .. } => state.resources.get(key).map(|there| json!(there)),
        Operation::DeleteOrganization { key, .. } => state.organizations.get(key).map(|there| json!(there)),
        Operation::DeleteCatalog { key, contents, .. } => {
            let there = state.catalogs.get(key)?;
            let own = (&there.name, &there.description, &there.state, there.externally_visible);
            Some(json!([own, strangers_in(key, contents, state)]))
        }
        Operation::DeleteExtension { key, .. } => {
            let there = state.extensions.get(key)?;
            Some(json!([there, carried(bindings, &Key::Extension(key.clone()))]))
        }
        Operation::RemoveResource { key, .. } => state.resources.get(key).map(|there| json!(there)),
        _ => package_facet(operation, state, bindings),
    }
}

/// The part of the tenant a step touches, as far as the step itself decides it: how it is told that the step is done.
///
/// What is not modelled does not count here. It can go with the stage or question that holds it, and then no reading
/// would ever show the step as done.
#[must_use]
pub fn facet_done(operation: &Operation, state: &State) -> Option<Value> {
    facet(operation, state, &Bindings::default())
}

/// The part an update touches, as it is once the step of the same plan that creates the object has ended.
pub(super) fn facet_once_created(operation: &Operation) -> Option<Value> {
    let mut state = State::default();
    match operation {
        Operation::UpdateOrganization { key, before, .. } => {
            state.organizations.insert(key.clone(), before.clone());
        }
        Operation::UpdateResource { key, before, .. } => {
            state.resources.insert(key.clone(), before.clone());
        }
        _ => return None,
    }
    facet(operation, &state, &Bindings::default())
}

fn package_facet(operation: &Operation, state: &State, bindings: &Bindings) -> Option<Value> {
    match operation {
        Operation::CreatePackage { key, .. } | Operation::UpdatePackage { key, .. } => {
            let there = state.packages.get(key)?;
            Some(json!([there.name, there.description, there.hidden]))
        }
        Operation::AddRole { key, link } | Operation::RemoveRole { key, link } => {
            state.packages.get(key)?.roles.contains(link).then(|| json!(link))
        }
        Operation::AddIncompatiblePackage { key, other }
        | Operation::RemoveIncompatiblePackage { key, other } => {
            state.packages.get(key)?.incompatible_packages.contains(other).then(|| json!(other))
        }
        Operation::AddIncompatibleGroup { key, group }
        | Operation::RemoveIncompatibleGroup { key, group } => {
            state.packages.get(key)?.incompatible_groups.contains(group).then(|| json!(group))
        }
        Operation::CreatePolicy { key, after } => {
            state.policies.get(key).map(|there| json!(as_far_as_decided(there, after)))
        }
        Operation::UpdatePolicy { key, after, .. } => {
            let there = as_far_as_decided(state.policies.get(key)?, after);
            Some(json!([there, carried(bindings, &Key::Policy(key.clone()))]))
        }
        Operation::DeletePolicy { key, .. } => {
            let there = state.policies.get(key)?;
            Some(json!([there, carried(bindings, &Key::Policy(key.clone()))]))
        }
        Operation::DeletePackage { key, before, policies } => {
            let there = state.packages.get(key)?;
            let mut of_it = state.policies.keys().filter(|policy| policy.package == *key);
            // What the plan takes out of it first may be gone already; what came to it since may not be lost unseen.
            let more =
                of_it.any(|policy| !policies.contains(policy)) || !there.roles.is_subset(&before.roles);
            Some(json!([there.name, there.description, there.hidden, more]))
        }
        Operation::UpdateSettings { .. } => Some(json!(state.settings.external_user_lifecycle)),
        _ => None,
    }
}

/// What a catalog holds beside what a plan takes out of it first.
fn strangers_in(catalog: &CatalogKey, contents: &BTreeSet<Key>, state: &State) -> BTreeSet<String> {
    let packages = state.packages.keys().cloned().map(Key::Package);
    let resources = state.resources.keys().cloned().map(Key::Resource);
    let extensions = state.extensions.keys().cloned().map(Key::Extension);
    let inside = packages.chain(resources).chain(extensions).filter(|key| key.home() == Some(catalog));
    inside.filter(|key| !contents.contains(key)).map(|key| key.to_string()).collect()
}

/// A policy without the start of its review where the plan leaves that to the day of creation.
fn as_far_as_decided(there: &Policy, after: &Policy) -> Policy {
    let mut there = there.clone();
    if let (Some(review), Some(Review { starting: None, .. })) = (&mut there.review, &after.review) {
        review.starting = None;
    }
    there
}

/// What of an object is not modelled, by path.
fn carried(bindings: &Bindings, key: &Key) -> Value {
    let Some(binding) = bindings.0.get(key) else { return json!({}) };
    binding.unmodelled.iter().map(|path| (path.clone(), at(&binding.raw, path))).collect()
}

/// The value at a path like `requestorSettings.newFlag` or `stages[0].kind`.
fn at(raw: &Value, path: &str) -> Value {
    let mut value = raw;
    for part in path.split(['.', '[']) {
        let next = match part.strip_suffix(']').and_then(|index| index.parse::<usize>().ok()) {
            Some(index) => value.get(index),
            None => value.get(part),
        };
        match next {
            Some(next) => value = next,
            None => return Value::Null,
        }
    }
    value.clone()
}
