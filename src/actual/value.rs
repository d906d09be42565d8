//! Total readers of Graph's JSON: null and absent are the same, and a value of another type counts as neither.
//!
//! Must not know any object; nothing here fails.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::model::{ObjectId, Span};

/// A text, empty where there is none.
pub(crate) fn text(object: &Value, name: &str) -> String {
    some_text(object, name).unwrap_or_default()
}

/// A text that holds something.
pub(crate) fn some_text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The id in a member that holds something.
pub(crate) fn object_id(object: &Value, name: &str) -> Option<ObjectId> {
    some_text(object, name).map(|id| ObjectId::new(&id))
}

/// A flag; false where there is none (fact absent-flags-are-false).
pub(crate) fn flag(object: &Value, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// A whole number; 0 where there is none.
pub(crate) fn number(object: &Value, name: &str) -> i64 {
    object.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// A length of time.
pub(crate) fn span(object: &Value, name: &str) -> Option<Span> {
    some_text(object, name).map(|text| Span::of_service(&text))
}

/// An instant.
pub(crate) fn instant(object: &Value, name: &str) -> Option<Timestamp> {
    some_text(object, name)?.parse().ok()
}

/// The objects of a list; empty where there is none.
pub(crate) fn list<'a>(object: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter(|entry| entry.is_object())
}

/// A member object; `None` for null, absent and an object that holds nothing but nulls.
pub(crate) fn block<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let block = object.get(name)?;
    block.as_object()?.iter().any(|(name, value)| !name.contains('@') && !value.is_null()).then_some(block)
}

/// The short name in `@odata.type`: `singleUser` of `#microsoft.graph.singleUser`.
pub(crate) fn kind(object: &Value) -> Option<&str> {
    let name = object.get("@odata.type")?.as_str()?.trim_start_matches('#');
    Some(name.strip_prefix("microsoft.graph.").unwrap_or(name))
}

/// Texts by language, from a list of `accessPackageLocalizedText`.
pub(crate) fn localizations(object: &Value) -> BTreeMap<String, String> {
    let entries = list(object, "localizations");
    entries.map(|entry| (text(entry, "languageCode"), text(entry, "text"))).collect()
}

/// JSON with its members in order, so that equal values have equal texts.
pub(crate) fn canonical(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let members: BTreeMap<_, _> =
                    members.iter().map(|(name, value)| (name, sorted(value))).collect();
                members.into_iter().map(|(name, value)| (name.clone(), value)).collect::<Map<_, _>>().into()
            }
            Value::Array(entries) => entries.iter().map(sorted).collect(),
            other => other.clone(),
        }
    }
    sorted(value).to_string()
}
