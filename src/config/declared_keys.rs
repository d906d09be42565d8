//! Which keys a declaration contains, so that an explicit value can be told from a default.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::{Key, Place, Provenance, RouteStep};
use crate::source::Files;

/// The keys of every declared object, by the place of the declaration.
pub(super) fn declared_keys(origin: &Provenance, files: &Files) -> BTreeMap<Place, BTreeSet<String>> {
    let documents: BTreeMap<&str, &Value> = files
        .policies
        .iter()
        .filter_map(|file| Some((file.path.as_str(), file.document.as_ref()?)))
        .collect();
    let objects = origin.objects.iter().filter(|(key, _)| **key != Key::Settings);
    objects
        .filter_map(|(key, place)| {
            let mut value = *documents.get(place.file.as_str())?;
            for step in &place.route.0 {
                value = match step {
                    RouteStep::Key(key) => value.get(key)?,
                    RouteStep::Index(index) => value.get(index)?,
                };
            }
            let mut paths = BTreeSet::new();
            for (name, inner) in value.as_object().into_iter().flatten() {
                if !is_list_of_declared(key, name) {
                    collect_paths(inner, name, &mut paths);
                }
                paths.insert(name.clone());
            }
            Some((place.clone(), paths))
        })
        .collect()
}

/// Whether a list of an object contains objects that are declared on their own.
fn is_list_of_declared(key: &Key, list: &str) -> bool {
    match key {
        Key::Package(_) => list == "policies",
        Key::Catalog(_) => matches!(list, "resources" | "extensions"),
        Key::Organization(_) | Key::Resource(_) | Key::Extension(_) | Key::Policy(_) | Key::Settings => false,
    }
}

fn collect_paths(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                let inner_path = format!("{path}.{key}");
                collect_paths(inner, &inner_path, paths);
                paths.insert(inner_path);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect_paths(inner, &format!("{path}[{index}]"), paths);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
