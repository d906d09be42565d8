//! Objects with another key in the plan than in the tenant: their ids must identify them.

use std::collections::BTreeSet;

use crate::model::{Bindings, Key, exact_form, folded_form};

use super::super::{KnownObject, Operation, Plan, Update};
use super::operation::written_key;

/// Reports rows that identify a different object than they say, and steps for objects that no row identifies.
pub(super) fn binding_faults(plan: &Plan, bindings: &Bindings) -> Vec<String> {
    let mut found = Vec::new();
    for KnownObject { key, id } in &plan.known {
        let there = bindings.0.get(key).map(|binding| binding.id.as_str());
        if !there.is_some_and(|there| there.eq_ignore_ascii_case(id.as_str())) {
            found.push(format!("it identifies `{key}` by the id {id} of another object."));
        }
        if key.own_pin().is_some_and(|pin| pin != id) {
            found.push(format!("it identifies `{key}` by the id {id}, but the key is pinned to another id."));
        }
    }
    let told: BTreeSet<&Key> = plan.known.iter().map(|known| &known.key).collect();
    for step in &plan.steps {
        let key = written_key(&step.operation);
        if is_called_otherwise(&step.operation) && !told.contains(&key) {
            found.push(format!("it renames `{key}` without the id of the object."));
        }
    }
    found
}

/// Whether an operation writes an object that has another name in the tenant.
fn is_called_otherwise(operation: &Operation) -> bool {
    let Operation::Update(update) = operation else { return false };
    match update {
        Update::Catalog { key, before, .. } => folded_form(&key.name) != folded_form(&before.name),
        Update::Extension { key, before, .. } => exact_form(&key.name) != exact_form(&before.name),
        Update::Package { key, before, .. } => exact_form(&key.name) != exact_form(&before.name),
        Update::Policy { key, before, .. } => exact_form(&key.name) != exact_form(&before.name),
        Update::Organization { .. } | Update::Resource { .. } | Update::Settings { .. } => false,
    }
}
