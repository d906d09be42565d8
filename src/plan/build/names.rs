//! The names of the ids in steps, so that a plan can be read without the tenant.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::exposure::Movement;
use crate::model::{Facts, IdentitySource, Key, ObjectId, OrganizationKey, Origin, ResourceKey};
use crate::plan::{ReadOnly, Step};
use crate::scope::Pair;

/// The names of the ids in steps, so that a plan can be read without the tenant.
pub(super) fn names_of_ids(
    steps: &[Step],
    read_only: &[ReadOnly],
    exposure: &[Movement],
    pair: &Pair,
    facts: &Facts,
) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (id, object) in &facts.objects {
        known.insert(id.to_string(), object.name.clone());
    }
    for tenant in facts.tenants.values().flatten() {
        known.entry(tenant.id.to_string()).or_insert_with(|| tenant.name.clone());
    }
    known.extend(role_names(pair, facts));
    for (key, organization) in pair.actual.organizations.iter().chain(&pair.desired.organizations) {
        if let IdentitySource::Tenant(tenant) = &key.0
            && let Some(id) = tenant.bound_object_id()
        {
            known.insert(id.to_string(), organization.name.clone());
        }
    }
    let mut used = BTreeMap::new();
    for value in
        steps.iter().map(serde_json::to_value).chain(read_only.iter().map(serde_json::to_value)).flatten()
    {
        pick_names(&value, &known, &mut used);
    }
    let said = exposure.iter().flat_map(|movement| &movement.sentences).flat_map(|said| in_braces(said));
    for id in said.collect::<BTreeSet<&str>>() {
        if let Some(name) = known.get(id) {
            used.insert(id.to_owned(), name.clone());
        }
    }
    for id in pair.own_roles.iter().map(|own| &own.holder) {
        if let Some(name) = known.get(id.as_str()) {
            used.insert(id.to_string(), name.clone());
        }
    }
    for id in pair.foreign.iter().filter_map(id_of_key) {
        if let Some(name) = known.get(id.as_str()) {
            used.insert(id.to_string(), name.clone());
        }
    }
    used
}

/// The texts in braces in a sentence.
fn in_braces(said: &str) -> impl Iterator<Item = &str> {
    said.match_indices('{').filter_map(|(at, _)| said[at + 1..].split_once('}').map(|(inner, _)| inner))
}

/// The id in a key that has no name.
fn id_of_key(key: &Key) -> Option<&ObjectId> {
    match key {
        Key::Resource(ResourceKey {
            origin: Origin::Group(object) | Origin::Application(object), ..
        }) => object.bound_object_id(),
        Key::Organization(OrganizationKey(IdentitySource::Tenant(tenant))) => tenant.bound_object_id(),
        Key::Resource(_)
        | Key::Organization(_)
        | Key::Catalog(_)
        | Key::Extension(_)
        | Key::Package(_)
        | Key::Policy(_)
        | Key::Settings => None,
    }
}

/// The names of the roles that packages have or will have.
fn role_names(pair: &Pair, facts: &Facts) -> BTreeMap<String, String> {
    let mut names = pair.role_names.clone();
    names.extend(facts.role_names.iter().map(|((_, role), name)| (role.clone(), name.clone())));
    names
}

fn pick_names(value: &Value, known: &BTreeMap<String, String>, used: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = known.get(text) {
                used.insert(text.clone(), name.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| pick_names(item, known, used)),
        Value::Object(members) => members.values().for_each(|member| pick_names(member, known, used)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
