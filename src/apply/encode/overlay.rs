//! Laying modelled fields over what the tenant holds.
//!
//! Must not know any property: the files beside this one name them.

use serde_json::{Map, Value};

use crate::apply::EncodeError;

/// An object under construction.
pub(super) type Object = Map<String, Value>;

/// What to start from: the object the tenant holds, or nothing. Annotations are the response's and stay behind;
/// `@odata.type` says what a value is and stays.
pub(super) fn base(raw: Option<&Value>) -> Object {
    match raw.map(clean) {
        Some(Value::Object(members)) => members,
        _ => Object::new(),
    }
}

fn clean(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| !name.contains('@') || *name == "@odata.type");
            Value::Object(kept.map(|(name, value)| (name.clone(), clean(value))).collect())
        }
        Value::Array(entries) => entries.iter().map(clean).collect(),
        other => other.clone(),
    }
}

/// A member of the object the tenant holds, unless it is null.
pub(super) fn member<'a>(raw: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    raw?.get(name).filter(|value| !value.is_null())
}

/// The entries of a list the tenant holds.
pub(super) fn entries<'a>(raw: Option<&'a Value>, name: &str) -> &'a [Value] {
    member(raw, name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Sets members of an object.
pub(super) fn set<const N: usize>(object: &mut Object, members: [(&str, Value); N]) {
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
}

/// The members that differ: (name, before, after). What a `PATCH` says.
pub(super) fn changed<const N: usize>(members: [(&str, Value, Value); N]) -> Object {
    let differing = members.into_iter().filter(|(_, before, after)| before != after);
    differing.map(|(name, _, after)| (name.to_owned(), after)).collect()
}

/// Graph's discriminator.
pub(super) fn kind(name: &str) -> Value {
    Value::String(format!("#microsoft.graph.{name}"))
}

/// Whether two values say the same; texts are compared without case, as ids and enum members are.
pub(super) fn alike(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left.eq_ignore_ascii_case(right),
        _ => left == right,
    }
}

/// Reads a value back that was kept as canonical JSON.
///
/// # Errors
/// `Unwritable` when it is no JSON object.
pub(super) fn kept(json: &str) -> Result<Object, EncodeError> {
    match serde_json::from_str(json) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(EncodeError::Unwritable(json.to_owned())),
    }
}
