//! Renames keys in a tenant's state, for objects that the files know under other names.

use std::collections::BTreeMap;

use super::{
    Actual, CatalogKey, ExtensionKey, Facts, Key, Lookup, PackageKey, PolicyKey, ReadFailure, ResourceKey,
    Unread,
};

/// New keys by old ones. Objects inside a renamed object follow it and need no row of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    catalogs: BTreeMap<CatalogKey, CatalogKey>,
    extensions: BTreeMap<ExtensionKey, ExtensionKey>,
    packages: BTreeMap<PackageKey, PackageKey>,
    policies: BTreeMap<PolicyKey, PolicyKey>,
}

impl Renames {
    /// Notes another key for an object; both are of one kind, and the new one is a catalog's, an extension's, a
    /// package's or a policy's. Other objects have no name.
    pub fn insert_rename(&mut self, from: &Key, to: &Key) {
        match (from, to) {
            (Key::Catalog(from), Key::Catalog(to)) => drop(self.catalogs.insert(from.clone(), to.clone())),
            (Key::Extension(from), Key::Extension(to)) => {
                self.extensions.insert(from.clone(), to.clone());
            }
            (Key::Package(from), Key::Package(to)) => drop(self.packages.insert(from.clone(), to.clone())),
            (Key::Policy(from), Key::Policy(to)) => drop(self.policies.insert(from.clone(), to.clone())),
            (
                Key::Organization(_)
                | Key::Catalog(_)
                | Key::Resource(_)
                | Key::Extension(_)
                | Key::Package(_)
                | Key::Policy(_)
                | Key::Settings,
                _,
            ) => {}
        }
    }

    fn is_empty(&self) -> bool {
        let Self { catalogs, extensions, packages, policies } = self;
        catalogs.is_empty() && extensions.is_empty() && packages.is_empty() && policies.is_empty()
    }

    fn rename_catalog(&self, key: &CatalogKey) -> CatalogKey {
        self.catalogs.get(key).unwrap_or(key).clone()
    }

    fn rename_resource(&self, key: &ResourceKey) -> ResourceKey {
        ResourceKey { catalog: self.rename_catalog(&key.catalog), origin: key.origin.clone() }
    }

    fn rename_extension(&self, key: &ExtensionKey) -> ExtensionKey {
        let follow = || ExtensionKey { catalog: self.rename_catalog(&key.catalog), ..key.clone() };
        self.extensions.get(key).cloned().unwrap_or_else(follow)
    }

    fn rename_package(&self, key: &PackageKey) -> PackageKey {
        let follow = || PackageKey { catalog: self.rename_catalog(&key.catalog), ..key.clone() };
        self.packages.get(key).cloned().unwrap_or_else(follow)
    }

    fn rename_policy(&self, key: &PolicyKey) -> PolicyKey {
        let follow = || PolicyKey { package: self.rename_package(&key.package), ..key.clone() };
        self.policies.get(key).cloned().unwrap_or_else(follow)
    }

    /// The new key of an object.
    #[must_use]
    pub fn rename_key(&self, key: &Key) -> Key {
        match key {
            Key::Organization(_) | Key::Settings => key.clone(),
            Key::Catalog(key) => Key::Catalog(self.rename_catalog(key)),
            Key::Resource(key) => Key::Resource(self.rename_resource(key)),
            Key::Extension(key) => Key::Extension(self.rename_extension(key)),
            Key::Package(key) => Key::Package(self.rename_package(key)),
            Key::Policy(key) => Key::Policy(self.rename_policy(key)),
        }
    }

    /// A tenant with the new keys, wherever they occur.
    #[must_use]
    pub fn rename_actual(&self, actual: Actual) -> Actual {
        if self.is_empty() { actual } else { actual.map_keys(&|key| self.rename_key(key)) }
    }

    /// The facts about a tenant with the new keys.
    #[must_use]
    pub fn rename_facts(&self, facts: Facts) -> Facts {
        if self.is_empty() {
            return facts;
        }
        let failures = facts.failures.into_iter();
        Facts {
            roles: facts.roles.into_iter().map(|(key, roles)| (self.rename_resource(&key), roles)).collect(),
            asked: facts.asked.into_iter().map(|lookup| self.rename_lookup(lookup)).collect(),
            failures: failures
                .map(|failure| ReadFailure { unread: self.rename_unread(failure.unread), ..failure })
                .collect(),
            ..facts
        }
    }

    fn rename_unread(&self, unread: Unread) -> Unread {
        match unread {
            Unread::ResourcesOf(catalog) => Unread::ResourcesOf(self.rename_catalog(&catalog)),
            Unread::ExtensionsOf(catalog) => Unread::ExtensionsOf(self.rename_catalog(&catalog)),
            Unread::Object(key) => Unread::Object(self.rename_key(&key)),
            Unread::Answer(lookup) => Unread::Answer(self.rename_lookup(lookup)),
            other => other,
        }
    }

    fn rename_lookup(&self, lookup: Lookup) -> Lookup {
        match lookup {
            Lookup::RolesOf(resource) => Lookup::RolesOf(self.rename_resource(&resource)),
            other => other,
        }
    }
}
