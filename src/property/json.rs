//! Graph's JSON: total readers, for which null and absent are the same and a value of another type counts as neither,
//! and what it takes to lay a property over what the tenant has. Must not know any object.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::{EncodeError, ObjectId, Span};

/// An object under construction.
pub(super) type Object = Map<String, Value>;

/// A text, empty where there is none.
pub(crate) fn text_member(object: &Value, name: &str) -> String {
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
pub(crate) fn flag_member(object: &Value, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// A whole number; 0 where there is none.
pub(crate) fn number_member(object: &Value, name: &str) -> i64 {
    object.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// A length of time.
pub(crate) fn span_member(object: &Value, name: &str) -> Option<Span> {
    some_text(object, name).map(|text| Span::from_graph(&text))
}

/// The objects of a list; empty where there is none.
pub(crate) fn list_member<'a>(object: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter(|entry| entry.is_object())
}

/// A member object; `None` for null, absent and an object that holds nothing but nulls.
pub(crate) fn block_member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let block = object.get(name)?;
    block.as_object()?.iter().any(|(name, value)| !name.contains('@') && !value.is_null()).then_some(block)
}

/// The short name in `@odata.type`: `singleUser` of `#microsoft.graph.singleUser`.
pub(crate) fn odata_kind(object: &Value) -> Option<&str> {
    let name = object.get("@odata.type")?.as_str()?.trim_start_matches('#');
    Some(name.strip_prefix("microsoft.graph.").unwrap_or(name))
}

/// JSON with its members in order, so that equal values have equal texts.
pub(crate) fn canonical_text(value: &Value) -> String {
    fn sort_members(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let members: BTreeMap<_, _> =
                    members.iter().map(|(name, value)| (name, sort_members(value))).collect();
                members.into_iter().map(|(name, value)| (name.clone(), value)).collect::<Map<_, _>>().into()
            }
            Value::Array(entries) => entries.iter().map(sort_members).collect(),
            other => other.clone(),
        }
    }
    sort_members(value).to_string()
}

/// An object as the tenant has it. Annotations are the response's and stay behind; `@odata.type` says what a value is
/// and stays.
pub(crate) fn cleaned_object(raw: &Value) -> Object {
    fn cleaned_value(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.iter().filter(|(name, _)| !name.contains('@') || *name == "@odata.type");
                Value::Object(kept.map(|(name, value)| (name.clone(), cleaned_value(value))).collect())
            }
            Value::Array(entries) => entries.iter().map(cleaned_value).collect(),
            other => other.clone(),
        }
    }
    match cleaned_value(raw) {
        Value::Object(members) => members,
        _ => Object::new(),
    }
}

/// What to lay an entry over: the one that the tenant has, or nothing.
pub(super) fn base_object(held: Option<&Value>) -> Object {
    held.and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Takes the entries out of a list that the tenant has.
pub(super) fn take_entries(object: &mut Object, name: &str) -> Vec<Value> {
    match object.remove(name) {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

/// Graph's discriminator.
pub(super) fn odata_type(name: &str) -> Value {
    Value::String(format!("#microsoft.graph.{name}"))
}

/// Whether two values say the same; texts are compared without case, as ids and enum members are.
pub(super) fn is_equivalent(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left.eq_ignore_ascii_case(right),
        _ => left == right,
    }
}

/// Reads a value back that was kept as canonical JSON.
///
/// # Errors
/// `Unwritable` when it is no JSON object.
pub(super) fn parse_kept(json: &str) -> Result<Object, EncodeError> {
    match serde_json::from_str(json) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(EncodeError::Unwritable(json.to_owned())),
    }
}
