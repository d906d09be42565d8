//! The objects of a state, one by one.

use serde::Serialize;
use serde_json::Value;

use crate::model::{Key, State};

/// The key of every object of a state, and that of the settings.
pub(super) fn keys(state: &State) -> impl Iterator<Item = Key> + '_ {
    let State { organizations, catalogs, resources, extensions, packages, policies, settings: _ } = state;
    let organizations = organizations.keys().cloned().map(Key::Organization);
    let catalogs = catalogs.keys().cloned().map(Key::Catalog);
    let resources = resources.keys().cloned().map(Key::Resource);
    let extensions = extensions.keys().cloned().map(Key::Extension);
    let packages = packages.keys().cloned().map(Key::Package);
    let policies = policies.keys().cloned().map(Key::Policy);
    organizations
        .chain(catalogs)
        .chain(resources)
        .chain(extensions)
        .chain(packages)
        .chain(policies)
        .chain([Key::Settings])
}

pub(super) fn object(key: &Key, state: &State) -> Value {
    fn of<T: Serialize>(object: Option<&T>) -> Value {
        object.and_then(|object| serde_json::to_value(object).ok()).unwrap_or(Value::Null)
    }
    match key {
        Key::Organization(key) => of(state.organizations.get(key)),
        Key::Catalog(key) => of(state.catalogs.get(key)),
        Key::Resource(key) => of(state.resources.get(key)),
        Key::Extension(key) => of(state.extensions.get(key)),
        Key::Package(key) => of(state.packages.get(key)),
        Key::Policy(key) => of(state.policies.get(key)),
        Key::Settings => of(Some(&state.settings)),
    }
}
