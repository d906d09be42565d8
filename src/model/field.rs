//! One property that differs between two objects.

use serde_json::Value;

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The path of the field, as written in the files (`approval.stages[0].decideWithin`).
    pub field: String,
    /// Its value in the tenant.
    pub before: Value,
    /// Its value in the files.
    pub after: Value,
}
