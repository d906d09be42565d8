//! What a step does: one write to the service.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{
    Catalog, CatalogKey, DirectoryRef, Extension, ExtensionKey, Key, Organization, OrganizationKey, Package,
    PackageKey, PackageRef, Policy, PolicyKey, Principal, Resource, ResourceKey, RoleLink, Settings,
};

/// One write. `before` is what the tenant holds, `after` what it will hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(
    clippy::large_enum_variant,
    reason = "a plan holds thousands of steps at most, and boxes would be seen everywhere"
)]
pub enum Operation {
    /// Creates a connected organization with its first identity source; sponsors follow as steps of their own.
    CreateOrganization {
        /// Its key.
        key: OrganizationKey,
        /// As it will be, sponsors included.
        after: Organization,
    },
    /// Changes a connected organization's own properties.
    UpdateOrganization {
        /// Its key.
        key: OrganizationKey,
        /// As it is.
        before: Organization,
        /// As it will be.
        after: Organization,
    },
    /// Adds a sponsor to a connected organization.
    AddSponsor {
        /// The organization.
        key: OrganizationKey,
        /// Which list.
        list: SponsorKind,
        /// Who.
        principal: Principal,
    },
    /// Removes a sponsor from a connected organization.
    RemoveSponsor {
        /// The organization.
        key: OrganizationKey,
        /// Which list.
        list: SponsorKind,
        /// Who.
        principal: Principal,
    },
    /// Creates a catalog.
    CreateCatalog {
        /// Its key.
        key: CatalogKey,
        /// As it will be.
        after: Catalog,
    },
    /// Changes a catalog's own properties.
    UpdateCatalog {
        /// Its key.
        key: CatalogKey,
        /// As it is.
        before: Catalog,
        /// As it will be.
        after: Catalog,
    },
    /// Gives somebody a role of entitlement management.
    GrantRole {
        /// The catalog; `None` for the whole tenant.
        catalog: Option<CatalogKey>,
        /// The role.
        role: RoleName,
        /// Who.
        principal: Principal,
    },
    /// Takes a role of entitlement management from somebody.
    RevokeRole {
        /// The catalog; `None` for the whole tenant.
        catalog: Option<CatalogKey>,
        /// The role.
        role: RoleName,
        /// Who.
        principal: Principal,
    },
    /// Creates a custom extension.
    CreateExtension {
        /// Its key.
        key: ExtensionKey,
        /// As it will be.
        after: Extension,
    },
    /// Replaces a custom extension.
    UpdateExtension {
        /// Its key.
        key: ExtensionKey,
        /// As it is.
        before: Extension,
        /// As it will be.
        after: Extension,
    },
    /// Brings a resource into a catalog.
    AddResource {
        /// Its key.
        key: ResourceKey,
        /// As it will be; attributes follow as a step of their own.
        after: Resource,
    },
    /// Changes what requestors must supply for a resource, or its environment.
    UpdateResource {
        /// Its key.
        key: ResourceKey,
        /// As it is.
        before: Resource,
        /// As it will be.
        after: Resource,
    },
    /// Creates an access package; its contents follow as steps of their own.
    CreatePackage {
        /// Its key.
        key: PackageKey,
        /// As it will be, contents included.
        after: Package,
    },
    /// Changes an access package's own properties.
    UpdatePackage {
        /// Its key.
        key: PackageKey,
        /// As it is.
        before: Package,
        /// As it will be.
        after: Package,
    },
    /// Adds a role of a resource to an access package.
    AddRole {
        /// The package.
        key: PackageKey,
        /// The role.
        link: RoleLink,
    },
    /// Removes a role of a resource from an access package.
    RemoveRole {
        /// The package.
        key: PackageKey,
        /// The role.
        link: RoleLink,
    },
    /// Keeps holders of another package from getting this one.
    AddIncompatiblePackage {
        /// The package.
        key: PackageKey,
        /// The other package.
        other: PackageRef,
    },
    /// Lets holders of another package get this one.
    RemoveIncompatiblePackage {
        /// The package.
        key: PackageKey,
        /// The other package.
        other: PackageRef,
    },
    /// Keeps members of a group from getting a package.
    AddIncompatibleGroup {
        /// The package.
        key: PackageKey,
        /// The group.
        group: DirectoryRef,
    },
    /// Lets members of a group get a package.
    RemoveIncompatibleGroup {
        /// The package.
        key: PackageKey,
        /// The group.
        group: DirectoryRef,
    },
    /// Creates a policy.
    CreatePolicy {
        /// Its key.
        key: PolicyKey,
        /// As it will be.
        after: Policy,
    },
    /// Replaces a policy, carrying through what is not modelled.
    UpdatePolicy {
        /// Its key.
        key: PolicyKey,
        /// As it is.
        before: Policy,
        /// As it will be.
        after: Policy,
        /// The texts that reworded questions had, by those they get: such a question keeps its id.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        reworded: BTreeMap<String, String>,
    },
    /// Changes what happens to guests after their last assignment.
    UpdateSettings {
        /// As they are.
        before: Settings,
        /// As they will be.
        after: Settings,
    },
    /// Deletes a policy. The service refuses while somebody holds the package through it.
    DeletePolicy {
        /// Its key.
        key: PolicyKey,
        /// As it is.
        before: Policy,
    },
    /// Deletes an access package whose policies and roles went before.
    DeletePackage {
        /// Its key.
        key: PackageKey,
        /// As it is, contents included.
        before: Package,
        /// The policies it has: a package with any other is not the one that was planned for.
        policies: BTreeSet<PolicyKey>,
    },
    /// Deletes a custom extension that no policy calls.
    DeleteExtension {
        /// Its key.
        key: ExtensionKey,
        /// As it is.
        before: Extension,
    },
    /// Takes a resource out of a catalog. The group, application or site itself stays.
    RemoveResource {
        /// Its key.
        key: ResourceKey,
        /// As it is.
        before: Resource,
    },
    /// Deletes a catalog whose contents went before.
    DeleteCatalog {
        /// Its key.
        key: CatalogKey,
        /// As it is.
        before: Catalog,
        /// What it holds: a catalog with anything else is not the one that was planned for.
        contents: BTreeSet<Key>,
    },
    /// Deletes a connected organization, with its sponsors.
    DeleteOrganization {
        /// Its key.
        key: OrganizationKey,
        /// As it is, sponsors included.
        before: Organization,
    },
}

/// One of the two lists of sponsors.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum SponsorKind {
    /// Members of our directory.
    Internal,
    /// Guests of the organization.
    External,
}

/// A role of entitlement management.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum RoleName {
    /// Catalog owner.
    Owner,
    /// Catalog reader.
    Reader,
    /// Access package manager.
    AccessPackageManager,
    /// Access package assignment manager.
    AccessPackageAssignmentManager,
    /// Catalog creator, tenant-wide.
    CatalogCreator,
}

/// What a step may do to people's access.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Risk {
    /// Nobody gains or loses anything by it.
    None,
    /// Somebody may get in, or get more, who could not before.
    Opens,
    /// Somebody may lose something.
    Closes,
    /// Both can happen.
    Changes,
}

impl Operation {
    /// The object the step belongs to.
    #[must_use]
    pub fn key(&self) -> Key {
        match self {
            Self::CreateOrganization { key, .. }
            | Self::UpdateOrganization { key, .. }
            | Self::AddSponsor { key, .. }
            | Self::RemoveSponsor { key, .. }
            | Self::DeleteOrganization { key, .. } => Key::Organization(key.clone()),
            Self::CreateCatalog { key, .. }
            | Self::UpdateCatalog { key, .. }
            | Self::DeleteCatalog { key, .. } => Key::Catalog(key.clone()),
            Self::GrantRole { catalog, .. } | Self::RevokeRole { catalog, .. } => {
                catalog.clone().map_or(Key::Settings, Key::Catalog)
            }
            Self::CreateExtension { key, .. }
            | Self::UpdateExtension { key, .. }
            | Self::DeleteExtension { key, .. } => Key::Extension(key.clone()),
            Self::AddResource { key, .. }
            | Self::UpdateResource { key, .. }
            | Self::RemoveResource { key, .. } => Key::Resource(key.clone()),
            Self::CreatePackage { key, .. }
            | Self::UpdatePackage { key, .. }
            | Self::AddRole { key, .. }
            | Self::RemoveRole { key, .. }
            | Self::AddIncompatiblePackage { key, .. }
            | Self::RemoveIncompatiblePackage { key, .. }
            | Self::AddIncompatibleGroup { key, .. }
            | Self::RemoveIncompatibleGroup { key, .. }
            | Self::DeletePackage { key, .. } => Key::Package(key.clone()),
            Self::CreatePolicy { key, .. }
            | Self::UpdatePolicy { key, .. }
            | Self::DeletePolicy { key, .. } => Key::Policy(key.clone()),
            Self::UpdateSettings { .. } => Key::Settings,
        }
    }

    /// Whether the step brings the object of its key into being.
    #[must_use]
    pub fn creates(&self) -> bool {
        matches!(
            self,
            Self::CreateOrganization { .. }
                | Self::CreateCatalog { .. }
                | Self::CreateExtension { .. }
                | Self::AddResource { .. }
                | Self::CreatePackage { .. }
                | Self::CreatePolicy { .. }
        )
    }

    /// Whether the step ends the object of its key.
    #[must_use]
    pub fn deletes(&self) -> bool {
        matches!(
            self,
            Self::DeleteOrganization { .. }
                | Self::DeleteCatalog { .. }
                | Self::DeleteExtension { .. }
                | Self::RemoveResource { .. }
                | Self::DeletePackage { .. }
                | Self::DeletePolicy { .. }
        )
    }

    /// What the step may do to people's access.
    #[must_use]
    pub fn risk(&self) -> Risk {
        match self {
            Self::CreateOrganization { .. }
            | Self::AddSponsor { .. }
            | Self::GrantRole { .. }
            | Self::AddRole { .. }
            | Self::RemoveIncompatiblePackage { .. }
            | Self::RemoveIncompatibleGroup { .. }
            | Self::CreatePolicy { .. } => Risk::Opens,
            Self::RemoveSponsor { .. }
            | Self::RevokeRole { .. }
            | Self::RemoveRole { .. }
            | Self::AddIncompatiblePackage { .. }
            | Self::AddIncompatibleGroup { .. }
            | Self::DeleteOrganization { .. }
            | Self::DeleteCatalog { .. }
            | Self::DeletePackage { .. }
            | Self::DeletePolicy { .. } => Risk::Closes,
            Self::UpdateOrganization { before, after, .. } if before.state == after.state => Risk::None,
            Self::UpdateCatalog { before, after, .. } => {
                let same =
                    before.state == after.state && before.externally_visible == after.externally_visible;
                if same { Risk::None } else { Risk::Changes }
            }
            Self::UpdatePackage { before, after, .. } => {
                if before.hidden == after.hidden {
                    Risk::None
                } else {
                    Risk::Changes
                }
            }
            Self::UpdateOrganization { .. }
            | Self::UpdateExtension { .. }
            | Self::UpdateResource { .. }
            | Self::UpdatePolicy { .. }
            | Self::UpdateSettings { .. } => Risk::Changes,
            Self::CreateCatalog { .. }
            | Self::CreateExtension { .. }
            | Self::AddResource { .. }
            | Self::CreatePackage { .. }
            | Self::DeleteExtension { .. }
            | Self::RemoveResource { .. } => Risk::None,
        }
    }
}
