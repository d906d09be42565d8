//! The digest of a JSON value, independent of the order of its members.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The SHA-256 of a value's canonical JSON (keys sorted, no white space), in hex.
#[must_use]
pub fn digest_json<T: Serialize>(value: &T) -> String {
    let canonical = serde_json::to_value(value).map(|value| canonical_json(&value)).unwrap_or_default();
    Sha256::digest(canonical.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON with sorted keys and no white space, whatever the order in the map of serde_json.
fn canonical_json(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            let members: Vec<_> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", json!(key), canonical_json(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical_json).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}
