//! What a plan was made from: the declarations of the objects that its steps change, and no others.
//!
//! File contents as such do not count: comments, order, file names and untouched objects do not matter.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Key, State};

use super::digest::digest_json;
use super::value_v1::property_json;
use super::{Plan, Step};

/// The digest of the declaration of each object that steps change, by KEY. For an object that no file declares, it is
/// the digest of null.
#[must_use]
pub fn declared_digests(steps: &[Step], declared: &State) -> BTreeMap<String, String> {
    let keys = steps.iter().map(|step| step.operation.affected_key());
    keys.map(|key| (key.to_string(), digest_json(&declared_value(&key, declared)))).collect()
}

/// What a state says about one object; null if it has none.
#[must_use]
pub fn declared_value(key: &Key, state: &State) -> Value {
    property_json(&state.get(key))
}

impl Plan {
    /// The KEYs of the objects whose declarations have changed since the plan was made.
    #[must_use]
    pub fn outdated_keys(&self, declared: &State) -> Vec<String> {
        let now = declared_digests(&self.steps, declared);
        let moved = now.into_iter().filter(|(key, digest)| self.inputs.get(key) != Some(digest));
        moved.map(|(key, _)| key).collect()
    }
}
