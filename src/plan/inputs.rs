//! What of the files a plan was made from: the objects that its steps touch, and no others.
//!
//! Bytes of files do not count, nor do comments, order, names of files, or objects that the plan leaves alone.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Key, State};

use super::digest::digest;
use super::value_v1::property_json;
use super::{Plan, Step};

/// The digest of each object that steps touch as the files say it, by KEY; of an object that no file declares, the
/// digest of nothing.
#[must_use]
pub fn inputs(steps: &[Step], declared: &State) -> BTreeMap<String, String> {
    let keys = steps.iter().map(|step| step.operation.key());
    keys.map(|key| (key.to_string(), digest(&said_of(&key, declared)))).collect()
}

/// What a state says of one object; null where it says nothing.
#[must_use]
pub fn said_of(key: &Key, state: &State) -> Value {
    property_json(&state.get(key))
}

impl Plan {
    /// The KEYs of the objects that files say otherwise than when the plan was made.
    #[must_use]
    pub fn outdated(&self, declared: &State) -> Vec<String> {
        let now = inputs(&self.steps, declared);
        let moved = now.into_iter().filter(|(key, digest)| self.inputs.get(key) != Some(digest));
        moved.map(|(key, _)| key).collect()
    }
}
