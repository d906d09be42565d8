//! The whole of what is managed, as one value that two sides can share.

use std::collections::BTreeMap;

use super::{
    Catalog, CatalogKey, Extension, ExtensionKey, Key, Lock, Organization, OrganizationKey, Origins,
    Ownership, Package, PackageKey, Policy, PolicyKey, Resource, ResourceKey, Settings,
};

/// Everything that entitlement management holds, by natural key. Two states are compared with `==`.
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

impl State {
    /// Whether the object of a key is there. Settings always are.
    #[must_use]
    pub fn contains(&self, key: &Key) -> bool {
        match key {
            Key::Organization(key) => self.organizations.contains_key(key),
            Key::Catalog(key) => self.catalogs.contains_key(key),
            Key::Resource(key) => self.resources.contains_key(key),
            Key::Extension(key) => self.extensions.contains_key(key),
            Key::Package(key) => self.packages.contains_key(key),
            Key::Policy(key) => self.policies.contains_key(key),
            Key::Settings => true,
        }
    }
}

/// What the files ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desired {
    /// The state as declared; names of directory objects are not bound yet.
    pub state: State,
    /// Where it was written.
    pub origin: Origins,
    /// What is said of objects beside declaring them.
    pub ownership: Ownership,
    /// What is remembered of the tenant; `None` for one that is not locked, as the embedded one.
    pub lock: Option<Lock>,
}
