//! Assignment policies as the service shows them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Index, Policy};
use crate::property::json::object_id;
use crate::property::{Reading, Table};

/// The stages of a policy whose extension the service does not show, as paths: such a policy cannot be written
/// without losing them.
pub(crate) fn hidden_extension_stages(policy: &Value) -> BTreeSet<String> {
    let settings = policy["customExtensionStageSettings"].as_array().into_iter().flatten().enumerate();
    let hidden = settings.filter(|(_, setting)| object_id(&setting["customExtension"], "id").is_none());
    hidden.map(|(at, _)| format!("customExtensionStageSettings[{at}].customExtension")).collect()
}

/// A policy as Graph shows it, with `questions` and `customExtensionStageSettings` expanded.
#[must_use]
pub fn read_policy(value: &Value, index: &Index) -> Policy {
    Policy::read_object(value, &Reading::with_index(index))
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
