//! Every property and enum member of every modelled Graph type: the claims of the table of coverage are
//! tested on a raw tenant, and the table is compared with the sandbox's own table of the published metadata.
//!
//! What is in the state is also in the language: law 3 writes states with every field as YAML and reads them
//! back.

mod effects;
mod sample;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use guestlist::actual::normalise_snapshot;
use guestlist::apply::{Ids, encode};
use guestlist::model::{Actual, Bindings, Facts, Key};
use guestlist::property::coverage::{Property, Shape, Use, all_types};
use serde_json::{Value, json};

use sample::{snapshot, tenant};

/// Modelled properties with a constant value: the state has no field for them. Another value is reported, and
/// the tenant's value stays.
const CONSTANT: &[(&str, &str)] = &[
    ("accessPackageResourceAttribute", "destination"),
    ("accessPackageAssignmentRequestWorkflowExtension", "authenticationConfiguration"),
    ("accessPackageAssignmentWorkflowExtension", "authenticationConfiguration"),
];

/// Enum members that Guestlist treats like another one, with the reason.
const ALIKE: &[(&str, &str, &str)] = &[(
    "catalogType",
    "serviceManaged",
    "a catalog is the built-in one or it is not; no file can make or change its type",
)];

/// A property of an object of the sample.
struct Spot {
    of: &'static str,
    property: &'static Property,
    /// The place: as a JSON pointer, and as in the message about unmodelled properties.
    pointer: String,
}

/// Walks through an object along the table, to its properties and nested objects.
fn walk(value: &Value, of: &str, pointer: &str, spots: &mut Vec<Spot>, objects: &mut Vec<(String, String)>) {
    let named = value["@odata.type"].as_str().map(|name| name.trim_start_matches("#microsoft.graph."));
    let row = all_types().get_key_value(named.unwrap_or(of));
    let (name, row) = row.unwrap_or_else(|| panic!("{of} at {pointer} is not in the table"));
    objects.push(((*name).to_owned(), pointer.to_owned()));
    for property in row.values() {
        let pointer = format!("{pointer}/{}", property.name);
        spots.push(Spot { of: name, property, pointer: pointer.clone() });
        let Shape::Object(of) = property.shape else { continue };
        match &value[property.name] {
            Value::Array(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    walk(entry, of, &format!("{pointer}/{at}"), spots, objects);
                }
            }
            Value::Object(_) => walk(&value[property.name], of, &pointer, spots, objects),
            _ => {}
        }
    }
}

/// Every property and object of the sample.
fn spots(tenant: &Value) -> (Vec<Spot>, Vec<(String, String)>) {
    let (mut spots, mut objects) = (Vec::new(), Vec::new());
    for (of, list) in tenant.as_object().unwrap() {
        for (at, object) in list.as_array().unwrap().iter().enumerate() {
            walk(object, of, &format!("/{of}/{at}"), &mut spots, &mut objects);
        }
    }
    (spots, objects)
}

fn with(tenant: &Value, pointer: &str, value: Value) -> Value {
    let mut tenant = tenant.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    tenant.pointer_mut(parent).unwrap()[name] = value;
    tenant
}

fn read(tenant: &Value) -> (Actual, Facts) {
    normalise_snapshot(&snapshot(tenant))
}

/// A different value of the same form.
fn other(value: &Value) -> Value {
    match value {
        Value::Null => json!("stray"),
        Value::Bool(on) => json!(!on),
        Value::Number(number) => json!(number.as_i64().unwrap() + 5),
        Value::String(text) => {
            let digit = text.char_indices().rev().find(|(_, letter)| letter.is_ascii_digit());
            let Some((at, digit)) = digit else { return json!(format!("{text}x")) };
            let next = (digit.to_digit(10).unwrap() + 1) % 10;
            json!(format!("{}{next}{}", &text[..at], &text[at + 1..]))
        }
        Value::Array(entries) if entries.is_empty() => json!([{"stray": true}]),
        Value::Array(_) => json!([]),
        Value::Object(_) => Value::Null,
    }
}

/// Whether all words of a property are distinguished, including an unknown one.
fn words_are_told_apart(tenant: &Value, spot: &Spot, words: &[&str]) -> bool {
    let alike =
        |word: &&&str| !ALIKE.iter().any(|(name, same, _)| *name == spot.property.name && same == *word);
    let in_list = tenant.pointer(&spot.pointer).is_some_and(Value::is_array);
    let state = |word: &str| {
        let value = if in_list { json!([word]) } else { json!(word) };
        format!("{:?}", read(&with(tenant, &spot.pointer, value)).0.state)
    };
    let known: Vec<&&str> = words.iter().filter(alike).collect();
    let mut states: BTreeSet<String> = known.iter().map(|word| state(word)).collect();
    let expected = if spot.property.name == "catalogType" { known.len() } else { known.len() + 1 };
    states.insert(state("brandNew"));
    states.len() == expected
}

fn in_model(tenant: &Value, spot: &Spot) -> bool {
    if let Shape::Word(words) = spot.property.shape {
        return words_are_told_apart(tenant, spot, words);
    }
    let Some(value) = tenant.pointer(&spot.pointer) else { return false };
    let (before, after) = (read(tenant), read(&with(tenant, &spot.pointer, other(value))));
    (before.0.state, before.1) != (after.0.state, after.1)
}

#[test]
fn every_modelled_property_and_word_is_in_the_state() {
    let tenant = tenant();
    let (spots, objects) = spots(&tenant);
    let sampled: BTreeSet<&str> = objects.iter().map(|(of, _)| of.as_str()).collect();
    for (name, row) in all_types() {
        assert!(sampled.contains(name), "the sample has no object of the type {name}");
        for property in row.values().filter(|property| property.used == Use::Modelled) {
            if CONSTANT.contains(&(*name, property.name)) {
                continue;
            }
            let mut found = spots.iter().filter(|s| s.of == *name && s.property.name == property.name);
            assert!(
                found.any(|spot| in_model(&tenant, spot)),
                "{name}.{} is said to be modelled, and changing it changes no state",
                property.name
            );
        }
    }
}

#[test]
fn what_is_not_modelled_changes_no_state_and_is_said_only_where_it_is_carried() {
    let tenant = tenant();
    let (spots, _) = spots(&tenant);
    let state = read(&tenant).0.state;
    // Ids join the parts of a read; the service generates them and nothing compares them.
    for spot in spots.iter().filter(|spot| spot.property.name != "id") {
        let mut value = tenant.pointer(&spot.pointer).cloned().unwrap_or_default();
        match &mut value {
            // References between objects stay, and get an additional property.
            Value::Object(members) => drop(members.insert("stray".to_owned(), json!("x"))),
            value => *value = other(value),
        }
        if spot.property.used == Use::Modelled {
            continue;
        }
        let actual = read(&with(&tenant, &spot.pointer, value)).0;
        let at = format!("{}.{} at {}", spot.of, spot.property.name, spot.pointer);
        assert_eq!(actual.state, state, "{at}");
        let said = unmodelled(&actual).iter().any(|path| path.ends_with(spot.property.name));
        assert_eq!(said, spot.property.used == Use::Carried, "{at}: {:?}", unmodelled(&actual));
        if let Use::Ignored(reason) = spot.property.used {
            assert!(reason.len() > 10, "{at} is left out without a reason");
        }
    }
}

fn unmodelled(actual: &Actual) -> BTreeSet<String> {
    let Bindings(bindings) = &actual.bindings;
    bindings.values().flat_map(|binding| binding.unmodelled.clone()).collect()
}

/// The body that writes an object, for kinds of objects that are replaced as a whole or in complete lists.
fn written(actual: &Actual, key: &Key, ids: &Ids) -> Option<Value> {
    let raw = &actual.bindings.0[key].raw;
    let state = &actual.state;
    match key {
        Key::Policy(key) => {
            let now = "2027-01-01T00:00:00Z".parse().unwrap();
            Some(encode::policy_put(key, &state.policies[key], raw, ids, now).unwrap())
        }
        Key::Extension(key) => Some(encode::extension_put(&state.extensions[key], raw).unwrap()),
        Key::Resource(key) => Some(encode::resource_update(key, &state.resources[key], raw, ids).unwrap()),
        Key::Organization(_) | Key::Catalog(_) | Key::Package(_) | Key::Settings => None,
    }
}

#[test]
fn what_is_carried_survives_an_update_wherever_it_stands() {
    let tenant = tenant();
    let (spots, objects) = spots(&tenant);
    let unknown = objects.iter().map(|(of, pointer)| (of.clone(), format!("{pointer}/newInV2")));
    let carried = spots.iter().filter(|spot| spot.property.used == Use::Carried);
    let carried = carried.map(|spot| (spot.of.to_owned(), spot.pointer.clone()));
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    for (of, pointer) in unknown.chain(carried) {
        let tenant = with(&tenant, &pointer, json!("kept"));
        let actual = read(&tenant).0;
        let name = pointer.rsplit('/').next().unwrap();
        if pointer.starts_with("/unifiedRoleAssignment") {
            // Role assignments are created and deleted, never updated.
            continue;
        }
        let key = actual.bindings.0.iter().find(|(_, binding)| binding.raw.to_string().contains("kept"));
        let key = key.unwrap_or_else(|| panic!("{pointer} is not kept")).0.clone();
        let unmodelled = &actual.bindings.0[&key].unmodelled;
        assert!(unmodelled.iter().any(|path| path.ends_with(name)), "{pointer} is not named: {unmodelled:?}");
        // Only the attributes of a resource are updated, so other properties are not sent.
        let elsewhere = pointer.starts_with("/accessPackageResource/") && !pointer.contains("/attributes/");
        let Some(body) = written(&actual, &key, &Ids::from_bindings(&actual.bindings)).filter(|_| !elsewhere)
        else {
            continue;
        };
        assert!(body.to_string().contains(&format!("\"{name}\":\"kept\"")), "{pointer} is lost: {body:#}");
        *tried.entry(of).or_default() += 1;
    }
    assert!(tried.len() > 35, "{tried:#?}");
}
