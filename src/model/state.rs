//! The whole of what is managed, as one value that two sides can share.

use std::collections::BTreeMap;

use super::{
    Catalog, CatalogKey, Extension, ExtensionKey, Organization, OrganizationKey, Origins, Package,
    PackageKey, Policy, PolicyKey, Resource, ResourceKey, Settings,
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

/// What the files ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desired {
    /// The state as declared; names of directory objects are not bound yet.
    pub state: State,
    /// Where it was written.
    pub origin: Origins,
}
