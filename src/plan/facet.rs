//! The part of the tenant that one step affects: its precondition, and how a completed step is recognized.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{Bindings, CatalogKey, Key, PackageKey, Policy, Review, State};

use super::value_v1::property_json;
use super::{Object, Operation, Part, Update};

/// The part of the tenant that a step affects, as in `state`; `None` if it does not exist.
///
/// Unmodelled properties count for a policy and an extension, because those are replaced as a whole.
#[must_use]
pub fn step_facet(operation: &Operation, state: &State, bindings: &Bindings) -> Option<Value> {
    match operation {
        Operation::Create(object) => created_facet(object, state),
        Operation::Update(update) => updated_facet(update, state, bindings),
        Operation::Delete { object, contents } => deleted_facet(object, contents, state, bindings),
        Operation::Add(part) | Operation::Remove(part) => part_facet(part, state),
    }
}

fn created_facet(object: &Object, state: &State) -> Option<Value> {
    match object {
        Object::Organization(key, _) => {
            let there = state.organizations.get(key)?;
            Some(json!([there.name, there.description, property_json(&there.state)]))
        }
        Object::Catalog(key, _) => catalog_members(key, state),
        Object::Resource(key, _) => state.resources.get(key).map(|_| property_json(&key)),
        Object::Extension(key, _) => state.extensions.get(key).map(|there| property_json(&there)),
        Object::Package(key, _) => package_members(key, state),
        Object::Policy(key, after) => {
            state.policies.get(key).map(|there| property_json(&without_open_start(there, after)))
        }
    }
}

fn updated_facet(update: &Update, state: &State, bindings: &Bindings) -> Option<Value> {
    match update {
        Update::Organization { key, .. } => {
            let there = state.organizations.get(key)?;
            Some(json!([
                there.name,
                there.description,
                property_json(&there.state),
                property_json(&there.identity)
            ]))
        }
        Update::Catalog { key, .. } => catalog_members(key, state),
        Update::Resource { key, .. } => state.resources.get(key).map(|there| property_json(&there)),
        Update::Extension { key, .. } => {
            let there = state.extensions.get(key)?;
            Some(json!([property_json(&there), carried_facet(bindings, &Key::Extension(key.clone()))]))
        }
        Update::Package { key, .. } => package_members(key, state),
        Update::Policy { key, after, .. } => {
            let there = without_open_start(state.policies.get(key)?, after);
            Some(json!([property_json(&there), carried_facet(bindings, &Key::Policy(key.clone()))]))
        }
        Update::Settings { .. } => Some(property_json(&state.settings.external_user_lifecycle)),
    }
}

fn deleted_facet(
    object: &Object,
    contents: &BTreeSet<Key>,
    state: &State,
    bindings: &Bindings,
) -> Option<Value> {
    match object {
        Object::Organization(key, _) => state.organizations.get(key).map(|there| property_json(&there)),
        Object::Catalog(key, _) => {
            let there = state.catalogs.get(key)?;
            let state_word = property_json(&there.state);
            let own = json!([there.name, there.description, state_word, there.externally_visible]);
            Some(json!([own, unplanned_contents(key, contents, state)]))
        }
        Object::Resource(key, _) => state.resources.get(key).map(|there| property_json(&there)),
        Object::Extension(key, _) => {
            let there = state.extensions.get(key)?;
            Some(json!([property_json(&there), carried_facet(bindings, &Key::Extension(key.clone()))]))
        }
        Object::Package(key, before) => {
            let there = state.packages.get(key)?;
            let mut of_it = state.policies_of_package(key).map(|(policy, _)| Key::Policy(policy.clone()));
            // Contents that the plan removes first may be gone already; contents that were added since must not be
            // lost.
            let more =
                of_it.any(|policy| !contents.contains(&policy)) || !there.roles.is_subset(&before.roles);
            Some(json!([there.name, there.description, there.hidden, more]))
        }
        Object::Policy(key, _) => {
            let there = state.policies.get(key)?;
            Some(json!([property_json(&there), carried_facet(bindings, &Key::Policy(key.clone()))]))
        }
    }
}

/// A part with its own write, if the object has it.
fn part_facet(part: &Part, state: &State) -> Option<Value> {
    if !part.is_in(state) {
        return None;
    }
    Some(match part {
        Part::Sponsor { principal, .. } | Part::Holder { principal, .. } => property_json(&principal),
        Part::Role { link, .. } => property_json(&link),
        Part::IncompatiblePackage { other, .. } => property_json(&other),
        Part::IncompatibleGroup { group, .. } => property_json(&group),
    })
}

fn catalog_members(key: &CatalogKey, state: &State) -> Option<Value> {
    let there = state.catalogs.get(key)?;
    Some(json!([there.name, there.description, property_json(&there.state), there.externally_visible]))
}

fn package_members(key: &PackageKey, state: &State) -> Option<Value> {
    let there = state.packages.get(key)?;
    Some(json!([there.name, there.description, there.hidden]))
}

/// The part of the tenant that a step affects, as far as the step decides it: this recognizes a completed step.
///
/// Unmodelled properties do not count here. They can disappear with the stage or question that contains them, and then
/// no read would ever show the step as completed.
#[must_use]
pub fn completed_facet(operation: &Operation, state: &State) -> Option<Value> {
    step_facet(operation, state, &Bindings::default())
}

/// The part that an update affects, after the step of the same plan that creates the object.
pub(super) fn facet_after_creation(operation: &Operation) -> Option<Value> {
    let mut state = State::default();
    match operation {
        Operation::Update(Update::Organization { key, before, .. }) => {
            state.organizations.insert(key.clone(), before.clone());
        }
        Operation::Update(Update::Resource { key, before, .. }) => {
            state.resources.insert(key.clone(), before.clone());
        }
        Operation::Update(
            Update::Catalog { .. }
            | Update::Extension { .. }
            | Update::Package { .. }
            | Update::Policy { .. }
            | Update::Settings { .. },
        )
        | Operation::Create(_)
        | Operation::Delete { .. }
        | Operation::Add(_)
        | Operation::Remove(_) => return None,
    }
    step_facet(operation, &state, &Bindings::default())
}

/// The contents of a catalog except those that the plan removes first.
fn unplanned_contents(catalog: &CatalogKey, contents: &BTreeSet<Key>, state: &State) -> BTreeSet<String> {
    state.contents_of(catalog).filter(|key| !contents.contains(key)).map(|key| key.to_string()).collect()
}

/// A policy without the start of its review, if the plan leaves that to the day of creation.
fn without_open_start(there: &Policy, after: &Policy) -> Policy {
    let mut there = there.clone();
    if let (Some(review), Some(Review { starting: None, .. })) = (&mut there.review, &after.review) {
        review.starting = None;
    }
    there
}

/// The unmodelled properties of an object, by path.
fn carried_facet(bindings: &Bindings, key: &Key) -> Value {
    let Some(binding) = bindings.0.get(key) else { return json!({}) };
    binding.unmodelled.iter().map(|path| (path.clone(), value_at(&binding.raw, path))).collect()
}

/// The value at a path like `requestorSettings.newFlag` or `stages[0].kind`.
fn value_at(raw: &Value, path: &str) -> Value {
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
