//! The JSON Schemas of the language, made from the documents and the table of defaults.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::{Map, Value};

use super::defaults::{Row, default_rows, project_defaults};
use super::document::{Accepted, Document, Lock, Project};
use super::schema_of::{resolve_reference, sort_keys, type_schema};
use super::template_schema;
use crate::property::Meaning;

/// The schemas by file name, as committed in `schemas/`.
#[must_use]
pub fn file_schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("accepted.schema.json", accepted_schema()),
        ("guestlist.schema.json", project_schema()),
        ("lock.schema.json", lock_schema()),
        ("policy.schema.json", policy_schema()),
    ]
}

pub(super) fn policy_schema() -> Value {
    let mut root = document_schema::<Document>("Guestlist policy", &default_rows());
    template_schema::add_templates(&mut root);
    sort_keys(root)
}

/// The schema of `accepted.yaml`, which has no optional keys and so no defaults to describe.
pub(super) fn accepted_schema() -> Value {
    document_schema::<Accepted>("Guestlist accepted holds", &[])
}

/// The schema of the lock file, which has no optional keys and so no defaults to describe.
pub(super) fn lock_schema() -> Value {
    document_schema::<Lock>("Guestlist lock file", &[])
}

pub(super) fn project_schema() -> Value {
    document_schema::<Project>("Guestlist project file", &project_defaults())
}

fn document_schema<T: JsonSchema>(title: &str, defaults: &[Row]) -> Value {
    let mut root = type_schema::<T>();
    let optional = optional_keys(&root);
    for row in defaults {
        for pointer in optional.get(&row.key).into_iter().flatten() {
            if let Some(Value::Object(property)) = root.pointer_mut(pointer) {
                annotate_property(property, row);
            }
        }
    }
    if let Value::Object(map) = &mut root {
        map.insert("title".to_owned(), Value::from(title));
    }
    sort_keys(root)
}

fn annotate_property(property: &mut Map<String, Value>, row: &Row) {
    let meaning = match &row.meaning {
        Meaning::Yaml(text) => {
            if let Ok(value) = serde_yaml::from_str::<Value>(text) {
                property.insert("default".to_owned(), value);
            }
            format!("Default: `{text}`.")
        }
        Meaning::SameAs(key) => format!("Default: the {key}."),
        Meaning::Words(text) => format!("Default: {text}."),
    };
    let said = property.get("description").and_then(Value::as_str).unwrap_or_default();
    if !said.contains(&meaning) {
        let description = format!("{said}\n\n{meaning}").trim().to_owned();
        property.insert("description".to_owned(), Value::from(description));
    }
}

/// Every optional key of a schema, by its path in a document, with pointers to its schemas.
///
/// A key that belongs to an exactly-one group is not optional in this sense: it has no default.
#[must_use]
pub fn optional_keys(root: &Value) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    walk_schema(root, "", "", &mut found);
    found
}

fn walk_schema(root: &Value, pointer: &str, path: &str, found: &mut BTreeMap<String, Vec<String>>) {
    // In a template, and beside one, the other of the two decides what an absent key means.
    if path == "templates.policies.*.policy" {
        return;
    }
    let (pointer, Some(schema)) = resolve_reference(root, pointer) else { return };
    let alternatives: Vec<&str> = exclusive_keys(schema, "oneOf");
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, _) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let property = format!("{pointer}/properties/{key}");
        if !required.contains(&key.as_str()) && !alternatives.contains(&key.as_str()) {
            found.entry(inner.clone()).or_default().push(property.clone());
        }
        walk_schema(root, &property, &inner, found);
    }
    if schema.get("items").is_some() {
        let entries = format!("{}[]", path.trim_end_matches("[]"));
        walk_schema(root, &format!("{pointer}/items"), &entries, found);
    }
    if schema.get("additionalProperties").is_some_and(Value::is_object) {
        walk_schema(root, &format!("{pointer}/additionalProperties"), &format!("{path}.*"), found);
    }
    if schema.get("else").is_some() {
        walk_schema(root, &format!("{pointer}/else"), path, found);
    }
    for index in 0..schema.get("anyOf").and_then(Value::as_array).map_or(0, Vec::len) {
        walk_schema(root, &format!("{pointer}/anyOf/{index}"), path, found);
    }
}

/// The keys in the branches of a `oneOf` over `required`.
pub(super) fn exclusive_keys<'s>(schema: &'s Value, keyword: &str) -> Vec<&'s str> {
    let branches = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    branches
        .filter_map(|branch| branch.get("required").and_then(Value::as_array))
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_optional_key_has_a_row_and_every_row_a_key() {
        for (root, table) in [
            (policy_schema(), default_rows()),
            (project_schema(), project_defaults()),
            (accepted_schema(), vec![]),
            (lock_schema(), vec![]),
        ] {
            let keys: BTreeSet<String> = optional_keys(&root).into_keys().collect();
            let rows: BTreeSet<String> = table.iter().map(|row| row.key.clone()).collect();
            assert_eq!(rows.len(), table.len(), "a key has two rows");
            let missing: Vec<_> = keys.difference(&rows).collect();
            let stale: Vec<_> = rows.difference(&keys).collect();
            assert!(missing.is_empty() && stale.is_empty(), "no row: {missing:#?}\nno key: {stale:#?}");
        }
    }

    #[test]
    fn defaults_are_values_of_their_keys() {
        let root = policy_schema();
        let validator = jsonschema::validator_for(&root).unwrap();
        assert!(validator.is_valid(&serde_json::json!({})));
        for row in default_rows() {
            if let Meaning::Yaml(text) = &row.meaning {
                for pointer in &optional_keys(&root)[&row.key] {
                    let mut property = root.pointer(pointer).unwrap().clone();
                    property["$defs"] = root["$defs"].clone();
                    let value: Value = serde_yaml::from_str(text).unwrap();
                    let validator = jsonschema::validator_for(&property).unwrap();
                    assert!(validator.is_valid(&value), "{}: {text}", row.key);
                }
            }
        }
    }
}
