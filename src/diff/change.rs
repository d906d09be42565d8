//! Differences, as data.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Catalog, CatalogKey, Extension, ExtensionKey, FieldChange, Key, Organization, OrganizationKey, Package,
    PackageKey, Policy, PolicyKey, Resource, ResourceKey, Settings,
};

/// The change of one object. An object without differences has no change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<T> {
    /// It is desired and does not exist.
    Create(T),
    /// It exists and differs.
    Update(Update<T>),
    /// It exists and is not desired.
    Delete(T),
}

/// An object that exists and differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update<T> {
    /// Its present state.
    pub before: T,
    /// Its desired state.
    pub after: T,
    /// Every field that differs, in the order of the type; never empty.
    pub fields: Vec<FieldChange>,
}

/// Everything that differs between two states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// Connected organizations.
    pub organizations: BTreeMap<OrganizationKey, Change<Organization>>,
    /// Catalogs.
    pub catalogs: BTreeMap<CatalogKey, Change<Catalog>>,
    /// Resources of catalogs.
    pub resources: BTreeMap<ResourceKey, Change<Resource>>,
    /// Custom extensions.
    pub extensions: BTreeMap<ExtensionKey, Change<Extension>>,
    /// Access packages.
    pub packages: BTreeMap<PackageKey, Change<Package>>,
    /// Assignment policies.
    pub policies: BTreeMap<PolicyKey, Change<Policy>>,
    /// Tenant-wide settings.
    pub settings: Option<Update<Settings>>,
}

impl ChangeSet {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { organizations, catalogs, resources, extensions, packages, policies, settings } = self;
        organizations.is_empty()
            && catalogs.is_empty()
            && resources.is_empty()
            && extensions.is_empty()
            && packages.is_empty()
            && policies.is_empty()
            && settings.is_none()
    }

    /// The packages and policies that exist and are not desired: their assignments prevent the deletion.
    #[must_use]
    pub fn deleted_packages_and_policies(&self) -> BTreeSet<Key> {
        let packages = self.packages.iter().filter(|(_, change)| matches!(change, Change::Delete(_)));
        let policies = self.policies.iter().filter(|(_, change)| matches!(change, Change::Delete(_)));
        let packages = packages.map(|(key, _)| Key::Package(key.clone()));
        packages.chain(policies.map(|(key, _)| Key::Policy(key.clone()))).collect()
    }
}
