//! The JSON Schema of a type, without defaults, and following references in one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The schema of a type, without the `null` of an absent key.
pub(super) fn type_schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut root = settings.into_generator().into_root_schema_for::<T>().to_value();
    without_null(&mut root);
    root
}

/// The same value with sorted keys. Without this, the file would depend on how a build orders its maps.
pub(super) fn sort_keys(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries: BTreeMap<String, Value> = map.into_iter().collect();
            Value::Object(entries.into_iter().map(|(key, value)| (key, sort_keys(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sort_keys).collect()),
        other => other,
    }
}

/// Removes the `null` of an absent key: in the language a key is left out, never null.
fn without_null(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(words)) = map.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
                let before = branches.len();
                branches.retain(|branch| branch.get("type") != Some(&Value::from("null")));
                if before != branches.len()
                    && let [Value::Object(only)] = branches.as_slice()
                {
                    let only = only.clone();
                    map.remove("anyOf");
                    for (key, value) in only {
                        map.entry(key).or_insert(value);
                    }
                }
            }
            map.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// Follows `$ref` from a schema to its definition, and returns the pointer to the definition and the
/// definition.
pub(super) fn resolve_reference<'r>(root: &'r Value, pointer: &str) -> (String, Option<&'r Value>) {
    let found = root.pointer(pointer);
    match found.and_then(|schema| schema.get("$ref")).and_then(Value::as_str) {
        Some(reference) => resolve_reference(root, reference.trim_start_matches('#')),
        None => (pointer.to_owned(), found),
    }
}
