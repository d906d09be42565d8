//! Published values in words. Which words is the codec's to say; nothing here guesses from a text.

use serde_json::{Map, Value};

use crate::model::Span;

/// A value that is what it says.
pub(super) fn show_plain(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(_) => show_list(value, &show_plain),
        Value::Object(members) => show_parts(members, |_, value| show_plain(value)),
        Value::Number(number) => number.to_string(),
    }
}

/// A length of time in words.
pub(super) fn show_length(value: &Value) -> String {
    value.as_str().map_or_else(|| show_plain(value), |text| Span::from_graph(text).to_words())
}

/// The entries of a list, or the one entry that is given.
pub(super) fn show_list(value: &Value, entry: &dyn Fn(&Value) -> String) -> String {
    match value {
        Value::Null => show_plain(value),
        Value::Array(entries) if entries.is_empty() => "(none)".to_owned(),
        Value::Array(entries) => entries.iter().map(entry).collect::<Vec<_>>().join(", "),
        one => entry(one),
    }
}

/// The parts of a whole that hold something, by name.
pub(super) fn show_parts(members: &Map<String, Value>, show: impl Fn(&str, &Value) -> String) -> String {
    let held = members.iter().filter(|(_, value)| match value {
        Value::Null => false,
        Value::Array(entries) => !entries.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    });
    held.map(|(name, value)| format!("{name}: {}", show(name, value))).collect::<Vec<_>>().join("; ")
}

/// The only member of a value that is one of several kinds.
pub(super) fn single_member(value: &Value) -> Option<(&str, &Value)> {
    let mut members = value.as_object()?.iter();
    match (members.next(), members.next()) {
        (Some((tag, inner)), None) => Some((tag, inner)),
        _ => None,
    }
}
