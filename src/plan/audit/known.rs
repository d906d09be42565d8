//! Objects that a plan calls by another name than the tenant: their ids must say which ones they are.

use std::collections::BTreeSet;

use crate::model::{Bindings, Key, exact, folded};

use super::super::{KnownObject, Operation, Plan, Update};
use super::operation::key_of;

/// Says which rows lead to another object than they say, and which steps write an object that no row tells apart.
pub(super) fn faults(plan: &Plan, bindings: &Bindings) -> Vec<String> {
    let mut found = Vec::new();
    for KnownObject { key, id } in &plan.known {
        let there = bindings.0.get(key).map(|binding| binding.id.as_str());
        if !there.is_some_and(|there| there.eq_ignore_ascii_case(id.as_str())) {
            found.push(format!("it says that `{key}` is the object {id}, which it is not."));
        }
        if key.pin().is_some_and(|pin| pin != id) {
            found.push(format!("it says that `{key}` is the object {id}, and is pinned to another one."));
        }
    }
    let told: BTreeSet<&Key> = plan.known.iter().map(|known| &known.key).collect();
    for step in &plan.steps {
        let key = key_of(&step.operation);
        if is_called_otherwise(&step.operation) && !told.contains(&key) {
            found.push(format!("it renames `{key}` and does not say which object that is."));
        }
    }
    found
}

/// Whether an operation writes an object that the tenant knows under another name.
fn is_called_otherwise(operation: &Operation) -> bool {
    let Operation::Update(update) = operation else { return false };
    match update {
        Update::Catalog { key, before, .. } => folded(&key.name) != folded(&before.name),
        Update::Extension { key, before, .. } => exact(&key.name) != exact(&before.name),
        Update::Package { key, before, .. } => exact(&key.name) != exact(&before.name),
        Update::Policy { key, before, .. } => exact(&key.name) != exact(&before.name),
        Update::Organization { .. } | Update::Resource { .. } | Update::Settings { .. } => false,
    }
}
