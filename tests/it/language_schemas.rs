//! The schemas: up to date, and consistent with the parser.

use std::path::Path;

use guestlist::config::document::{Project, TemplatedDocument};
use guestlist::config::{TargetTenant, file_schemas};
use guestlist::source::{Files, Findings};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::docs::{blocks, pages};

#[test]
fn the_schemas_in_the_repository_are_those_of_the_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, schema) in guestlist::cli::published_schemas() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = folder.join(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, text).unwrap();
        } else {
            let committed = std::fs::read_to_string(&path).unwrap();
            assert!(committed == text, "{name} is stale: run the tests with BLESS=1");
        }
    }
}

fn follow<'r>(root: &'r Value, schema: &'r Value) -> &'r Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => follow(root, root.pointer(reference.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

/// Documents that are valid for a schema, generated from the schema alone.
fn instance(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    let schema = follow(root, schema);
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        let branches: Vec<_> = branches.iter().map(|branch| instance(root, branch)).collect();
        return proptest::strategy::Union::new(branches).boxed();
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return proptest::sample::select(words.clone()).boxed();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => "[a-zA-Z ]{0,6}".prop_map(Value::from).boxed(),
        Some("integer") => prop_oneof![(-3..40_i64).prop_map(Value::from), Just(Value::from(2.0))].boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("array") => {
            proptest::collection::vec(instance(root, &schema["items"]), 0..3).prop_map(Value::from).boxed()
        }
        Some("object") => object(root, schema),
        None if schema.get("if").is_some() => {
            let branches = ["then", "else"].map(|branch| instance(root, &schema[branch]));
            proptest::strategy::Union::new(branches).boxed()
        }
        // Any value.
        None => {
            prop::sample::select(vec![Value::from("30d"), Value::from(3), serde_json::json!(["a"])]).boxed()
        }
        Some(other) => panic!("a schema of the type {other}: {schema}"),
    }
}

fn object(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(entries) = schema.get("additionalProperties").filter(|entries| entries.is_object()) {
        let map = proptest::collection::btree_map("[a-z]{1,3}", instance(root, entries), 0..3);
        return map.prop_map(|map| Value::Object(map.into_iter().collect())).boxed();
    }
    let names = |value: Option<&Value>| -> Vec<String> {
        value
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let required = names(schema.get("required"));
    let alternatives: Vec<String> = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .flat_map(|branch| names(branch.get("required")))
        .collect();
    let chosen = proptest::sample::select(if alternatives.is_empty() {
        vec![String::new()]
    } else {
        alternatives.clone()
    });
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let entries: Vec<_> = properties
        .iter()
        .map(|(key, property)| {
            let must = required.contains(key) || alternatives.contains(key);
            let presence = if must { Just(true).boxed() } else { prop::bool::weighted(0.4).boxed() };
            (Just(key.clone()), presence, instance(root, property))
        })
        .collect();
    (chosen, entries)
        .prop_map(move |(chosen, entries)| {
            let kept = entries
                .into_iter()
                .filter(|(key, stands, _)| *stands && (*key == chosen || !alternatives.contains(key)));
            Value::Object(kept.map(|(key, _, value)| (key, value)).collect())
        })
        .boxed()
}

/// A modification that may make a document invalid.
#[derive(Clone, Debug)]
struct Spoil {
    at: usize,
    with: Value,
    key: Option<String>,
}

fn spoil() -> impl Strategy<Value = Vec<Spoil>> {
    let values = prop::sample::select(vec![
        Value::from(1),
        Value::from(1.5),
        Value::from("internalSponsors"),
        Value::from("self"),
        Value::from(false),
        Value::from(true),
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!({ "group": "G" }),
        serde_json::json!({ "group": "G", "user": "U" }),
        serde_json::json!({ "requestorManager": "1" }),
        serde_json::json!(["add"]),
        serde_json::json!({ "param": "p" }),
        serde_json::json!({ "param": 1 }),
        serde_json::json!({ "param": "p", "group": "G" }),
        Value::from("none"),
        serde_json::json!(["a", "b"]),
        serde_json::json!(["environmentToken"]),
    ]);
    let keys = prop::option::of(prop::sample::select(vec![
        "group", "name", "direct", "groupId", "extra", "stages", "template", "with", "approval", "param",
    ]));
    let one = (0..400_usize, values, keys).prop_map(|(at, with, key)| Spoil {
        at,
        with,
        key: key.map(str::to_owned),
    });
    prop::collection::vec(one, 0..3)
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

fn spoiled(value: &mut Value, at: &mut usize, spoil: &Spoil) {
    if *at == 0 {
        *at = usize::MAX;
        match (&spoil.key, value) {
            (Some(key), Value::Object(map)) => drop(map.insert(key.clone(), spoil.with.clone())),
            (_, value) => *value = spoil.with.clone(),
        }
        return;
    }
    if *at != usize::MAX {
        *at -= 1;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| spoiled(item, at, spoil)),
        Value::Object(map) => map.values_mut().for_each(|item| spoiled(item, at, spoil)),
        _ => {}
    }
}

fn agree<T: for<'t> Deserialize<'t>>(name: &str, cases: u32) {
    let root = file_schemas().into_iter().find(|(file, _)| *file == name).unwrap().1;
    let validator = jsonschema::validator_for(&root).unwrap();
    let mut config = ProptestConfig::with_cases(cases);
    config.failure_persistence = None;
    let strategy = (instance(&root, &root), spoil());
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |(mut document, spoils)| {
            prop_assert!(validator.is_valid(&document), "the generator and the schema differ: {document:#}");
            for spoil in &spoils {
                let mut at = spoil.at % count(&document);
                spoiled(&mut document, &mut at, spoil);
            }
            let parsed = T::deserialize(&document).map(|_| ());
            prop_assert_eq!(validator.is_valid(&document), parsed.is_ok(), "{:#}: {:?}", document, parsed);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_parser_takes_exactly_what_the_policy_schema_takes() {
    agree::<TemplatedDocument>("policy.schema.json", 400);
}

#[test]
fn what_the_schema_refuses_is_found_in_files_too() {
    let root = file_schemas().into_iter().find(|(file, _)| *file == "policy.schema.json").unwrap().1;
    let validator = jsonschema::validator_for(&root).unwrap();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) };
    let strategy = (instance(&root, &root), spoil());
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |(mut document, spoils)| {
            for spoil in &spoils {
                let mut at = spoil.at % count(&document);
                spoiled(&mut document, &mut at, spoil);
            }
            let mut found = Findings::default();
            let files = Files::from_texts([("a.yaml", document.to_string().as_str())], &mut found);
            guestlist::config::read_desired(&files, TargetTenant::detached("sandbox"), &mut found);
            prop_assert!(validator.is_valid(&document) || found.has_errors(), "{:#}", document);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_parser_takes_exactly_what_the_project_schema_takes() {
    agree::<Project>("guestlist.schema.json", 400);
}

/// Whether a schema shows a value, itself or through its parts.
fn shows_a_value(root: &Value, place: &Value) -> bool {
    let schema = follow(root, place);
    // Keywords beside a reference count too.
    let has = |keyword: &str| place.get(keyword).or(schema.get(keyword)).is_some();
    let inner = ["items", "additionalProperties"].iter().filter_map(|keyword| schema.get(*keyword));
    let branches = ["anyOf", "else"].iter().filter_map(|keyword| schema.get(*keyword));
    let branches =
        branches.flat_map(|forms| forms.as_array().map_or(std::slice::from_ref(forms), Vec::as_slice));
    ["examples", "default", "enum", "const", "properties"].iter().any(|keyword| has(keyword))
        || schema.get("type") == Some(&Value::from("boolean"))
        || inner.chain(branches).any(|part| shows_a_value(root, part))
}

/// Every mapping of a schema, with its path and its keys.
fn mappings<'s>(schema: &'s Value, at: &str, found: &mut Vec<(String, &'s Map<String, Value>)>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(keys)) = members.get("properties") {
                found.push((at.to_owned(), keys));
            }
            members.iter().for_each(|(name, inner)| mappings(inner, &format!("{at}/{name}"), found));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| mappings(entry, at, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_schemas_is_explained_and_shows_a_value() {
    let mut faults = Vec::new();
    for (name, root) in file_schemas() {
        let mut found = Vec::new();
        mappings(&root, "", &mut found);
        assert!(found.len() > 1, "{name}");
        for (at, keys) in found {
            for (key, schema) in keys {
                let explained =
                    |schema: &Value| schema["description"].as_str().is_some_and(|said| said.len() > 2);
                if !explained(schema) {
                    faults.push(format!("{name} {at} `{key}`: give it a doc comment"));
                }
                if !shows_a_value(&root, schema) {
                    faults.push(format!("{name} {at} `{key}`: give it a #[schemars(example = …)]"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_key_of_the_schemas_is_shown_on_a_page() {
    let blocks: String = pages()
        .into_iter()
        .flat_map(|(_, text)| blocks(text))
        .filter(|block| block.language == "yaml")
        .map(|block| block.text)
        .collect();
    let mut words: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    for (at, _) in blocks.match_indices(':') {
        let before = &blocks[..at];
        let start = before.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |found| found + 1);
        words.insert(&before[start..]);
    }
    let mut missing = Vec::new();
    for (name, root) in file_schemas() {
        let mut found = Vec::new();
        mappings(&root, "", &mut found);
        let keys = found.iter().flat_map(|(at, keys)| keys.keys().map(move |key| (at, key)));
        for (at, key) in keys.filter(|(_, key)| !words.contains(key.as_str())) {
            missing.push(format!("`{key}` of {name} {at}"));
        }
    }
    missing.sort();
    assert!(
        missing.is_empty(),
        "show these keys with a value in a YAML block of a page in src/help:\n{}",
        missing.join("\n")
    );
}
