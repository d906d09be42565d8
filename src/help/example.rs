//! Examples of values: those that pages show, else those of the schema.

use serde_json::{Map, Value};

use super::flow::flow_yaml;
use super::form::resolve_schema;
use super::samples::Samples;

/// Where examples come from: what pages show, else what the schema says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Examples<'s> {
    /// The whole schema, which references are resolved in.
    pub(super) root: &'s Value,
    /// What pages show of files with this schema.
    pub(super) shown: &'s Samples,
}

impl Examples<'_> {
    /// A value for the key at a path, as YAML on one line.
    pub(super) fn example_line(self, schema: &Value, path: &str) -> Option<String> {
        self.example_value_of(schema, path).map(|value| flow_yaml(&value))
    }

    fn example_value_of(self, schema: &Value, path: &str) -> Option<Value> {
        let default = schema.get("default");
        let shown = self.shown.sample_value(path, default);
        shown.cloned().or_else(|| self.of_schema(schema, default.filter(|given| !is_empty(given)), path))
    }

    fn of_schema(self, schema: &Value, given: Option<&Value>, path: &str) -> Option<Value> {
        if let Some(own) = schema.get("examples").and_then(|list| list.get(0)) {
            return Some(own.clone());
        }
        let inner = resolve_schema(self.root, schema);
        if inner != schema
            && let Some(value) = self.of_schema(inner, given, path)
        {
            return Some(value);
        }
        if let Some(words) = inner.get("enum") {
            return given.or_else(|| words.get(0)).cloned();
        }
        if let Some(branches) = inner.get("anyOf").and_then(Value::as_array) {
            let first = || branches.iter().find_map(|branch| self.example_value_of(branch, path));
            return given.cloned().or_else(first);
        }
        match inner.get("type").and_then(Value::as_str) {
            Some("boolean") => Some(Value::from(true)),
            Some("array") => {
                Some(Value::from(vec![self.example_value_of(inner.get("items")?, &entry_of(path))?]))
            }
            Some("object") if inner.get("properties").is_some() => self.example_mapping(inner, path),
            Some("object") => {
                let entry =
                    self.example_value_of(inner.get("additionalProperties")?, &format!("{path}.*"))?;
                Some(Value::Object(Map::from_iter([("NAME".to_owned(), entry)])))
            }
            _ if inner.get("else").is_some() => self.example_value_of(inner.get("else")?, path),
            _ => given.cloned(),
        }
    }

    /// A mapping with the keys that it needs, or with its first one.
    fn example_mapping(self, schema: &Value, path: &str) -> Option<Value> {
        let properties = schema.get("properties")?.as_object()?;
        let strings = |value: Option<&Value>| -> Vec<String> {
            let list = value.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let mut keys = strings(schema.get("required"));
        keys.extend(strings(schema.pointer("/oneOf/0/required")));
        if keys.is_empty() {
            keys.extend(properties.keys().next().cloned());
        }
        let entries: Option<Map<String, Value>> = keys
            .into_iter()
            .map(|key| {
                let inner = self.example_value_of(properties.get(&key)?, &format!("{path}.{key}"))?;
                Some((key, inner))
            })
            .collect();
        entries.map(Value::Object)
    }
}

/// The path of the entries of a list.
pub(super) fn entry_of(path: &str) -> String {
    format!("{}[]", path.trim_end_matches("[]"))
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}
