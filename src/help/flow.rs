//! YAML on one line.

use serde_json::Value;

/// A value as YAML on one line, as people write it.
pub(super) fn flow_yaml(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Array(entries) => {
            format!("[{}]", entries.iter().map(flow_yaml).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}: {}", flow_yaml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a text is the same text without quotes, also inside brackets.
fn is_plain(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/' | '@' | '_' | '(' | ')');
    let plain = text.starts_with(|c: char| c.is_alphanumeric()) && text.chars().all(inside);
    plain && serde_yaml::from_str::<Value>(text).is_ok_and(|read| read == text)
}
