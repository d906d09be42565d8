//! All managed objects as one value, of the same type for both sides.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Catalog, CatalogKey, DirectoryRef, Extension, ExtensionKey, Key, Lock, ObjectId, Organization,
    OrganizationKey, Origin, Ownership, Package, PackageKey, Policy, PolicyKey, Provenance, Resource,
    ResourceKey, Settings,
};

/// All objects of entitlement management, by natural key. Two states are compared with `==`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Connected organizations.
    pub organizations: BTreeMap<OrganizationKey, Organization>,
    /// Catalogs.
    pub catalogs: BTreeMap<CatalogKey, Catalog>,
    /// Resources of catalogs.
    pub resources: BTreeMap<ResourceKey, Resource>,
    /// Custom extensions of catalogs.
    pub extensions: BTreeMap<ExtensionKey, Extension>,
    /// Access packages.
    pub packages: BTreeMap<PackageKey, Package>,
    /// Assignment policies.
    pub policies: BTreeMap<PolicyKey, Policy>,
    /// Tenant-wide settings.
    pub settings: Settings,
}

/// One object of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Entry<'a> {
    /// A connected organization.
    Organization(&'a Organization),
    /// A catalog.
    Catalog(&'a Catalog),
    /// A resource of a catalog.
    Resource(&'a Resource),
    /// A custom extension.
    Extension(&'a Extension),
    /// An access package.
    Package(&'a Package),
    /// A policy.
    Policy(&'a Policy),
    /// The tenant-wide settings.
    Settings(&'a Settings),
}

impl State {
    /// The object with a key. Settings always exist.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Entry<'_>> {
        match key {
            Key::Organization(key) => self.organizations.get(key).map(Entry::Organization),
            Key::Catalog(key) => self.catalogs.get(key).map(Entry::Catalog),
            Key::Resource(key) => self.resources.get(key).map(Entry::Resource),
            Key::Extension(key) => self.extensions.get(key).map(Entry::Extension),
            Key::Package(key) => self.packages.get(key).map(Entry::Package),
            Key::Policy(key) => self.policies.get(key).map(Entry::Policy),
            Key::Settings => Some(Entry::Settings(&self.settings)),
        }
    }

    /// Whether the state contains an object. Settings always exist.
    #[must_use]
    pub fn contains(&self, key: &Key) -> bool {
        self.get(key).is_some()
    }

    /// The keys of all objects, including settings.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        let Self { organizations, catalogs, resources, extensions, packages, policies, settings: _ } = self;
        let organizations = organizations.keys().cloned().map(Key::Organization);
        let catalogs = catalogs.keys().cloned().map(Key::Catalog);
        let resources = resources.keys().cloned().map(Key::Resource);
        let extensions = extensions.keys().cloned().map(Key::Extension);
        let packages = packages.keys().cloned().map(Key::Package);
        let policies = policies.keys().cloned().map(Key::Policy);
        let around = organizations.chain(catalogs).chain(resources).chain(extensions);
        around.chain(packages).chain(policies).chain([Key::Settings])
    }

    /// The policies of a package. Keys sort by their container first, so these are adjacent.
    pub fn policies_of_package<'a>(
        &'a self,
        package: &'a PackageKey,
    ) -> impl Iterator<Item = (&'a PolicyKey, &'a Policy)> {
        let first = PolicyKey { package: package.clone(), name: String::new(), pin: None };
        self.policies.range(first..).take_while(|(key, _)| key.package == *package)
    }

    /// The packages of a catalog.
    pub fn packages_of<'a>(
        &'a self,
        catalog: &'a CatalogKey,
    ) -> impl Iterator<Item = (&'a PackageKey, &'a Package)> {
        let first = PackageKey { catalog: catalog.clone(), name: String::new(), pin: None };
        self.packages.range(first..).take_while(|(key, _)| key.catalog == *catalog)
    }

    /// The resources of a catalog.
    pub fn resources_of<'a>(
        &'a self,
        catalog: &'a CatalogKey,
    ) -> impl Iterator<Item = (&'a ResourceKey, &'a Resource)> {
        let origin = Origin::Group(DirectoryRef::Id(ObjectId::new("")));
        let first = ResourceKey { catalog: catalog.clone(), origin };
        self.resources.range(first..).take_while(|(key, _)| key.catalog == *catalog)
    }

    /// The custom extensions of a catalog.
    pub fn extensions_of_catalog<'a>(
        &'a self,
        catalog: &'a CatalogKey,
    ) -> impl Iterator<Item = (&'a ExtensionKey, &'a Extension)> {
        let first = ExtensionKey { catalog: catalog.clone(), name: String::new(), pin: None };
        self.extensions.range(first..).take_while(|(key, _)| key.catalog == *catalog)
    }

    /// The contents of a catalog except policies, which belong to its packages.
    pub fn contents_of<'a>(&'a self, catalog: &'a CatalogKey) -> impl Iterator<Item = Key> + 'a {
        let resources = self.resources_of(catalog).map(|(key, _)| Key::Resource(key.clone()));
        let extensions = self.extensions_of_catalog(catalog).map(|(key, _)| Key::Extension(key.clone()));
        let packages = self.packages_of(catalog).map(|(key, _)| Key::Package(key.clone()));
        resources.chain(extensions).chain(packages)
    }

    /// Takes the object of a key out. Settings become the default ones.
    pub fn remove(&mut self, key: &Key) {
        match key {
            Key::Organization(key) => drop(self.organizations.remove(key)),
            Key::Catalog(key) => drop(self.catalogs.remove(key)),
            Key::Resource(key) => drop(self.resources.remove(key)),
            Key::Extension(key) => drop(self.extensions.remove(key)),
            Key::Package(key) => drop(self.packages.remove(key)),
            Key::Policy(key) => drop(self.policies.remove(key)),
            Key::Settings => self.settings = Settings::default(),
        }
    }

    /// Adds or replaces an object. An object of another kind than its key is ignored.
    pub fn insert(&mut self, key: &Key, entry: Entry<'_>) {
        match (key, entry) {
            (Key::Organization(key), Entry::Organization(new)) => {
                drop(self.organizations.insert(key.clone(), new.clone()));
            }
            (Key::Catalog(key), Entry::Catalog(new)) => drop(self.catalogs.insert(key.clone(), new.clone())),
            (Key::Resource(key), Entry::Resource(new)) => {
                drop(self.resources.insert(key.clone(), new.clone()));
            }
            (Key::Extension(key), Entry::Extension(new)) => {
                drop(self.extensions.insert(key.clone(), new.clone()));
            }
            (Key::Package(key), Entry::Package(new)) => drop(self.packages.insert(key.clone(), new.clone())),
            (Key::Policy(key), Entry::Policy(new)) => drop(self.policies.insert(key.clone(), new.clone())),
            (Key::Settings, Entry::Settings(new)) => self.settings = new.clone(),
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
}

/// The state that the files ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desired {
    /// The state as declared, with names of directory objects not yet resolved.
    pub state: State,
    /// Where everything was written.
    pub origin: Provenance,
    /// What the files say about objects that they do not declare.
    pub ownership: Ownership,
    /// The contents of the lock file. `None` for a tenant without a lock, such as the embedded one.
    pub lock: Option<Lock>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::TargetScope;

    #[test]
    fn what_lies_in_something_is_found_by_its_place_among_the_keys() {
        let catalog = |name: &str| CatalogKey { name: name.to_owned(), pin: None };
        let package = |home: &str, name: &str, pin: Option<&str>| {
            let pin = pin.map(ObjectId::new);
            PackageKey { catalog: catalog(home), name: name.to_owned(), pin }
        };
        let policy = |package: &PackageKey, name: &str| PolicyKey {
            package: package.clone(),
            name: name.to_owned(),
            pin: Some(ObjectId::new("b")),
        };
        let all = [
            package("a", "P", None),
            package("B", "", None),
            package("b", "P", Some("x")),
            package("b", "P", None),
            package("b ", "P", None),
            package("C", "P", None),
        ];
        let nothing = Package {
            name: String::new(),
            description: String::new(),
            hidden: false,
            roles: BTreeSet::new(),
            incompatible_packages: BTreeSet::new(),
            incompatible_groups: BTreeSet::new(),
        };
        let unsaid = Policy::new("", TargetScope::NotSpecified);
        let mut state = State::default();
        for key in &all {
            state.packages.insert(key.clone(), nothing.clone());
            for name in ["", "Staff", "Visitors"] {
                state.policies.insert(policy(key, name), unsaid.clone());
            }
        }
        assert_eq!(state.packages_of(&catalog("b")).count(), 3);
        for key in &all {
            let found: Vec<_> = state.policies_of_package(key).map(|(policy, _)| policy.clone()).collect();
            assert_eq!(found, ["", "Staff", "Visitors"].map(|name| policy(key, name)), "{key}");
        }
        assert_eq!(state.policies_of_package(&package("b", "Q", None)).count(), 0);
        for origin in [Origin::Site(String::new()), Origin::Group(DirectoryRef::Id(ObjectId::new("")))] {
            let key = ResourceKey { catalog: catalog("C"), origin };
            state.resources.insert(key, Resource::default());
        }
        assert_eq!(
            (state.resources_of(&catalog("c")).count(), state.resources_of(&catalog("b")).count()),
            (2, 0)
        );
        assert_eq!(state.contents_of(&catalog("c")).count(), 3);
    }
}
