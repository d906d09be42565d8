//! Compares the end of the simulation with the desired state.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Catalog, CatalogKey, CatalogRoles, ExtensionKey, Key, OrganizationKey, PackageKey, Policy, PolicyKey,
    Principal, ResourceKey, Settings, State,
};

use super::super::ReadOnly;

/// Reports where the state after the steps differs from the desired one. Sealed objects must not change.
pub(super) fn end_differences(
    read_only: &[ReadOnly],
    actual: &State,
    end: &State,
    desired: &State,
) -> Vec<String> {
    let keys: BTreeSet<Key> = actual.keys().chain(end.keys()).chain(desired.keys()).collect();
    let names: BTreeSet<String> = keys.iter().map(Key::to_string).collect();
    let may_not: BTreeSet<&str> = read_only.iter().map(|read_only| read_only.key.as_str()).collect();
    let strangers = read_only.iter().filter(|read_only| !names.contains(&read_only.key));
    let mut found: Vec<String> = strangers
        .map(|read_only| format!("it lists `{}` as sealed, but no such object exists.", read_only.key))
        .collect();
    for key in keys {
        let text = key.to_string();
        if may_not.contains(text.as_str()) {
            if is_as_wanted(&key, actual, actual, desired) {
                found.push(format!("it lists `{key}` as sealed, which needs no change."));
            }
            if !is_as_wanted(&key, actual, end, actual) {
                found.push(format!("`{key}` is sealed, but the plan changes it."));
            }
            continue;
        }
        match (end.contains(&key), desired.contains(&key)) {
            (true, false) => found.push(format!("`{key}` still exists at the end, but should not.")),
            (false, true) => found.push(format!("`{key}` should exist at the end, but does not.")),
            _ if !is_as_wanted(&key, actual, end, desired) => {
                found.push(format!("`{key}` differs from its desired state at the end."));
            }
            _ => {}
        }
    }
    found
}

/// Whether an object of `end` is as desired. What `wanted` leaves open must be as in `actual`.
fn is_as_wanted(key: &Key, actual: &State, end: &State, wanted: &State) -> bool {
    match key {
        Key::Organization(key) => {
            is_same_entry::<OrganizationKey, _>(key, &end.organizations, &wanted.organizations)
        }
        Key::Catalog(key) => is_catalog_as_wanted(key, actual, end, wanted),
        Key::Resource(key) => is_same_entry::<ResourceKey, _>(key, &end.resources, &wanted.resources),
        Key::Extension(key) => is_same_entry::<ExtensionKey, _>(key, &end.extensions, &wanted.extensions),
        Key::Package(key) => is_same_entry::<PackageKey, _>(key, &end.packages, &wanted.packages),
        Key::Policy(key) => is_policy_as_wanted(key, end, wanted),
        Key::Settings => is_settings_as_wanted(&actual.settings, &end.settings, &wanted.settings),
    }
}

fn is_same_entry<K: Ord, V: PartialEq>(key: &K, end: &BTreeMap<K, V>, wanted: &BTreeMap<K, V>) -> bool {
    end.get(key) == wanted.get(key)
}

fn is_catalog_as_wanted(key: &CatalogKey, actual: &State, end: &State, wanted: &State) -> bool {
    let (Some(end), Some(wanted)) = (end.catalogs.get(key), wanted.catalogs.get(key)) else {
        return end.catalogs.contains_key(key) == wanted.catalogs.contains_key(key);
    };
    let nobody = CatalogRoles::default();
    let actual = actual.catalogs.get(key).map_or(&nobody, |catalog| &catalog.roles);
    let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
        &end.roles;
    let without_roles = |catalog: &Catalog| Catalog { roles: CatalogRoles::default(), ..catalog.clone() };
    without_roles(end) == without_roles(wanted)
        && is_list_as_wanted(&actual.owners, owners, &wanted.roles.owners)
        && is_list_as_wanted(&actual.readers, readers, &wanted.roles.readers)
        && is_list_as_wanted(
            &actual.access_package_managers,
            access_package_managers,
            &wanted.roles.access_package_managers,
        )
        && is_list_as_wanted(
            &actual.access_package_assignment_managers,
            access_package_assignment_managers,
            &wanted.roles.access_package_assignment_managers,
        )
}

/// Whether a list is as desired. An unmanaged list must not change; an empty list is the same as none.
fn is_list_as_wanted(
    actual: &Option<BTreeSet<Principal>>,
    end: &Option<BTreeSet<Principal>>,
    wanted: &Option<BTreeSet<Principal>>,
) -> bool {
    let wanted = wanted.as_ref().or(actual.as_ref());
    end.iter().flatten().eq(wanted.into_iter().flatten())
}

fn is_policy_as_wanted(key: &PolicyKey, end: &State, wanted: &State) -> bool {
    let (Some(end), Some(wanted)) = (end.policies.get(key), wanted.policies.get(key)) else {
        return end.policies.contains_key(key) == wanted.policies.contains_key(key);
    };
    let mut end: Policy = end.clone();
    // If the start of a review is not declared, it is the day of creation.
    if let (Some(review), Some(wanted)) = (&mut end.review, &wanted.review)
        && wanted.starting.is_none()
    {
        review.starting = None;
    }
    end == *wanted
}

fn is_settings_as_wanted(actual: &Settings, end: &Settings, wanted: &Settings) -> bool {
    let Settings { external_user_lifecycle, catalog_creators } = end;
    let lifecycle = wanted.external_user_lifecycle.as_ref().or(actual.external_user_lifecycle.as_ref());
    external_user_lifecycle.as_ref() == lifecycle
        && is_list_as_wanted(&actual.catalog_creators, catalog_creators, &wanted.catalog_creators)
}
