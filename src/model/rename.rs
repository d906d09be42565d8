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
    pub fn insert(&mut self, from: &Key, to: &Key) {
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

    fn catalog(&self, key: &CatalogKey) -> CatalogKey {
        self.catalogs.get(key).unwrap_or(key).clone()
    }

    fn resource(&self, key: &ResourceKey) -> ResourceKey {
        ResourceKey { catalog: self.catalog(&key.catalog), origin: key.origin.clone() }
    }

    fn extension(&self, key: &ExtensionKey) -> ExtensionKey {
        let follow = || ExtensionKey { catalog: self.catalog(&key.catalog), ..key.clone() };
        self.extensions.get(key).cloned().unwrap_or_else(follow)
    }

    fn package(&self, key: &PackageKey) -> PackageKey {
        let follow = || PackageKey { catalog: self.catalog(&key.catalog), ..key.clone() };
        self.packages.get(key).cloned().unwrap_or_else(follow)
    }

    fn policy(&self, key: &PolicyKey) -> PolicyKey {
        let follow = || PolicyKey { package: self.package(&key.package), ..key.clone() };
        self.policies.get(key).cloned().unwrap_or_else(follow)
    }

    /// The new key of an object.
    #[must_use]
    pub fn key(&self, key: &Key) -> Key {
        match key {
            Key::Organization(_) | Key::Settings => key.clone(),
            Key::Catalog(key) => Key::Catalog(self.catalog(key)),
            Key::Resource(key) => Key::Resource(self.resource(key)),
            Key::Extension(key) => Key::Extension(self.extension(key)),
            Key::Package(key) => Key::Package(self.package(key)),
            Key::Policy(key) => Key::Policy(self.policy(key)),
        }
    }

    /// A tenant with the new keys, wherever they occur.
    #[must_use]
    pub fn actual(&self, actual: Actual) -> Actual {
        if self.is_empty() { actual } else { actual.map_keys(&|key| self.key(key)) }
    }

    /// The facts about a tenant with the new keys.
    #[must_use]
    pub fn facts(&self, facts: Facts) -> Facts {
        if self.is_empty() {
            return facts;
        }
        let failures = facts.failures.into_iter();
        Facts {
            roles: facts.roles.into_iter().map(|(key, roles)| (self.resource(&key), roles)).collect(),
            asked: facts.asked.into_iter().map(|lookup| self.lookup(lookup)).collect(),
            failures: failures
                .map(|failure| ReadFailure { unread: self.unread(failure.unread), ..failure })
                .collect(),
            ..facts
        }
    }

    fn unread(&self, unread: Unread) -> Unread {
        match unread {
            Unread::ResourcesOf(catalog) => Unread::ResourcesOf(self.catalog(&catalog)),
            Unread::ExtensionsOf(catalog) => Unread::ExtensionsOf(self.catalog(&catalog)),
            Unread::Object(key) => Unread::Object(self.key(&key)),
            Unread::Answer(lookup) => Unread::Answer(self.lookup(lookup)),
            other => other,
        }
    }

    fn lookup(&self, lookup: Lookup) -> Lookup {
        match lookup {
            Lookup::RolesOf(resource) => Lookup::RolesOf(self.resource(&resource)),
            other => other,
        }
    }
}
