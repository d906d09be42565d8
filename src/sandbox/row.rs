//! Members of stored rows, and points in time as rows store them.

use std::time::Duration;

use serde_json::Value;

use super::message::Row;

/// Returns a point in time as rows store it.
pub(crate) fn to_millis(moment: Duration) -> u64 {
    u64::try_from(moment.as_millis()).unwrap_or(u64::MAX)
}

/// Returns a text member of a row, empty when it is absent.
pub(crate) fn text_of<'r>(row: &'r Row, name: &str) -> &'r str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Returns the texts of a list member.
pub(crate) fn texts_of(row: &Row, name: &str) -> Vec<String> {
    let items = row.get(name).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
