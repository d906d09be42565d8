//! Compares the end of the simulation with the desired state.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Catalog, CatalogKey, CatalogRoles, ExtensionKey, Key, OrganizationKey, PackageKey, Policy, PolicyKey,
    Principal, ResourceKey, Settings, State,
};

use super::super::Sealed;

/// Reports where the state after the steps differs from the desired one. Sealed objects must not change.
pub(super) fn differences(sealed: &[Sealed], actual: &State, end: &State, desired: &State) -> Vec<String> {
    let keys: BTreeSet<Key> = actual.keys().chain(end.keys()).chain(desired.keys()).collect();
    let names: BTreeSet<String> = keys.iter().map(Key::to_string).collect();
    let may_not: BTreeSet<&str> = sealed.iter().map(|sealed| sealed.key.as_str()).collect();
    let strangers = sealed.iter().filter(|sealed| !names.contains(&sealed.key));
    let mut found: Vec<String> =
        strangers.map(|sealed| format!("it holds `{}`, which does not exist.", sealed.key)).collect();
    for key in keys {
        let text = key.to_string();
        if may_not.contains(text.as_str()) {
            if agree(&key, actual, actual, desired) {
                found.push(format!("it holds `{key}`, which needs no change."));
            }
            if !agree(&key, actual, end, actual) {
                found.push(format!("`{key}` is sealed and changes."));
            }
            continue;
        }
        match (end.contains(&key), desired.contains(&key)) {
            (true, false) => found.push(format!("`{key}` exists at the end and is not desired.")),
            (false, true) => found.push(format!("`{key}` is desired and does not exist at the end.")),
            _ if !agree(&key, actual, end, desired) => {
                found.push(format!("`{key}` differs from its desired state at the end."));
            }
            _ => {}
        }
    }
    found
}

/// Whether an object of `end` is as desired. What `wanted` leaves open must be as in `actual`.
fn agree(key: &Key, actual: &State, end: &State, wanted: &State) -> bool {
    match key {
        Key::Organization(key) => same::<OrganizationKey, _>(key, &end.organizations, &wanted.organizations),
        Key::Catalog(key) => catalogs_agree(key, actual, end, wanted),
        Key::Resource(key) => same::<ResourceKey, _>(key, &end.resources, &wanted.resources),
        Key::Extension(key) => same::<ExtensionKey, _>(key, &end.extensions, &wanted.extensions),
        Key::Package(key) => same::<PackageKey, _>(key, &end.packages, &wanted.packages),
        Key::Policy(key) => policies_agree(key, end, wanted),
        Key::Settings => settings_agree(&actual.settings, &end.settings, &wanted.settings),
    }
}

fn same<K: Ord, V: PartialEq>(key: &K, end: &BTreeMap<K, V>, wanted: &BTreeMap<K, V>) -> bool {
    end.get(key) == wanted.get(key)
}

fn catalogs_agree(key: &CatalogKey, actual: &State, end: &State, wanted: &State) -> bool {
    let (Some(end), Some(wanted)) = (end.catalogs.get(key), wanted.catalogs.get(key)) else {
        return end.catalogs.contains_key(key) == wanted.catalogs.contains_key(key);
    };
    let nobody = CatalogRoles::default();
    let actual = actual.catalogs.get(key).map_or(&nobody, |catalog| &catalog.roles);
    let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
        &end.roles;
    let without_roles = |catalog: &Catalog| Catalog { roles: CatalogRoles::default(), ..catalog.clone() };
    without_roles(end) == without_roles(wanted)
        && lists_agree(&actual.owners, owners, &wanted.roles.owners)
        && lists_agree(&actual.readers, readers, &wanted.roles.readers)
        && lists_agree(
            &actual.access_package_managers,
            access_package_managers,
            &wanted.roles.access_package_managers,
        )
        && lists_agree(
            &actual.access_package_assignment_managers,
            access_package_assignment_managers,
            &wanted.roles.access_package_assignment_managers,
        )
}

/// Whether a list is as desired. An unmanaged list must not change; an empty list is the same as none.
fn lists_agree(
    actual: &Option<BTreeSet<Principal>>,
    end: &Option<BTreeSet<Principal>>,
    wanted: &Option<BTreeSet<Principal>>,
) -> bool {
    let wanted = wanted.as_ref().or(actual.as_ref());
    end.iter().flatten().eq(wanted.into_iter().flatten())
}

fn policies_agree(key: &PolicyKey, end: &State, wanted: &State) -> bool {
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

fn settings_agree(actual: &Settings, end: &Settings, wanted: &Settings) -> bool {
    let Settings { external_user_lifecycle, catalog_creators } = end;
    let lifecycle = wanted.external_user_lifecycle.as_ref().or(actual.external_user_lifecycle.as_ref());
    external_user_lifecycle.as_ref() == lifecycle
        && lists_agree(&actual.catalog_creators, catalog_creators, &wanted.catalog_creators)
}
