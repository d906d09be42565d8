//! An operation as version 1 of the plan file writes it: one kind of step for each effect on each kind of object or part.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{
    Catalog, CatalogKey, DirectoryRef, Extension, ExtensionKey, Key, Organization, OrganizationKey, Package,
    PackageKey, PackageRef, Policy, PolicyKey, Principal, Resource, ResourceKey, RoleLink, Settings,
};

use super::{Object, Operation, Part, RoleName, SponsorKind, Update};

/// One write. `before` is what the tenant holds, `after` what it will hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "Operation")]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(
    clippy::large_enum_variant,
    reason = "a plan holds thousands of steps at most, and boxes would be seen everywhere"
)]
pub enum OperationV1 {
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

impl From<Operation> for OperationV1 {
    fn from(operation: Operation) -> Self {
        match operation {
            Operation::Create(object) => created(object),
            Operation::Update(update) => updated(update),
            Operation::Delete { object, contents } => deleted(object, contents),
            Operation::Add(part) => added(part),
            Operation::Remove(part) => removed(part),
        }
    }
}

fn created(object: Object) -> OperationV1 {
    match object {
        Object::Organization(key, after) => OperationV1::CreateOrganization { key, after },
        Object::Catalog(key, after) => OperationV1::CreateCatalog { key, after },
        Object::Extension(key, after) => OperationV1::CreateExtension { key, after },
        Object::Resource(key, after) => OperationV1::AddResource { key, after },
        Object::Package(key, after) => OperationV1::CreatePackage { key, after },
        Object::Policy(key, after) => OperationV1::CreatePolicy { key, after },
    }
}

fn updated(update: Update) -> OperationV1 {
    match update {
        Update::Organization { key, before, after } => OperationV1::UpdateOrganization { key, before, after },
        Update::Catalog { key, before, after } => OperationV1::UpdateCatalog { key, before, after },
        Update::Extension { key, before, after } => OperationV1::UpdateExtension { key, before, after },
        Update::Resource { key, before, after } => OperationV1::UpdateResource { key, before, after },
        Update::Package { key, before, after } => OperationV1::UpdatePackage { key, before, after },
        Update::Policy { key, before, after, reworded } => {
            OperationV1::UpdatePolicy { key, before, after, reworded }
        }
        Update::Settings { before, after } => OperationV1::UpdateSettings { before, after },
    }
}

fn deleted(object: Object, contents: BTreeSet<Key>) -> OperationV1 {
    match object {
        Object::Organization(key, before) => OperationV1::DeleteOrganization { key, before },
        Object::Catalog(key, before) => OperationV1::DeleteCatalog { key, before, contents },
        Object::Extension(key, before) => OperationV1::DeleteExtension { key, before },
        Object::Resource(key, before) => OperationV1::RemoveResource { key, before },
        Object::Package(key, before) => {
            let policy = |key| match key {
                Key::Policy(policy) => Some(policy),
                Key::Organization(_)
                | Key::Catalog(_)
                | Key::Resource(_)
                | Key::Extension(_)
                | Key::Package(_)
                | Key::Settings => None,
            };
            let policies = contents.into_iter().filter_map(policy).collect();
            OperationV1::DeletePackage { key, before, policies }
        }
        Object::Policy(key, before) => OperationV1::DeletePolicy { key, before },
    }
}

fn added(part: Part) -> OperationV1 {
    match part {
        Part::Sponsor { organization: key, list, principal } => {
            OperationV1::AddSponsor { key, list, principal }
        }
        Part::Holder { catalog, role, principal } => OperationV1::GrantRole { catalog, role, principal },
        Part::Role { package: key, link } => OperationV1::AddRole { key, link },
        Part::IncompatiblePackage { package: key, other } => {
            OperationV1::AddIncompatiblePackage { key, other }
        }
        Part::IncompatibleGroup { package: key, group } => OperationV1::AddIncompatibleGroup { key, group },
    }
}

fn removed(part: Part) -> OperationV1 {
    match part {
        Part::Sponsor { organization: key, list, principal } => {
            OperationV1::RemoveSponsor { key, list, principal }
        }
        Part::Holder { catalog, role, principal } => OperationV1::RevokeRole { catalog, role, principal },
        Part::Role { package: key, link } => OperationV1::RemoveRole { key, link },
        Part::IncompatiblePackage { package: key, other } => {
            OperationV1::RemoveIncompatiblePackage { key, other }
        }
        Part::IncompatibleGroup { package: key, group } => {
            OperationV1::RemoveIncompatibleGroup { key, group }
        }
    }
}

impl From<OperationV1> for Operation {
    fn from(written: OperationV1) -> Self {
        use OperationV1 as V1;
        let delete = |object| Self::Delete { object, contents: BTreeSet::new() };
        match written {
            V1::CreateOrganization { key, after } => Self::Create(Object::Organization(key, after)),
            V1::CreateCatalog { key, after } => Self::Create(Object::Catalog(key, after)),
            V1::CreateExtension { key, after } => Self::Create(Object::Extension(key, after)),
            V1::AddResource { key, after } => Self::Create(Object::Resource(key, after)),
            V1::CreatePackage { key, after } => Self::Create(Object::Package(key, after)),
            V1::CreatePolicy { key, after } => Self::Create(Object::Policy(key, after)),
            V1::UpdateOrganization { key, before, after } => {
                Self::Update(Update::Organization { key, before, after })
            }
            V1::UpdateCatalog { key, before, after } => Self::Update(Update::Catalog { key, before, after }),
            V1::UpdateExtension { key, before, after } => {
                Self::Update(Update::Extension { key, before, after })
            }
            V1::UpdateResource { key, before, after } => {
                Self::Update(Update::Resource { key, before, after })
            }
            V1::UpdatePackage { key, before, after } => Self::Update(Update::Package { key, before, after }),
            V1::UpdatePolicy { key, before, after, reworded } => {
                Self::Update(Update::Policy { key, before, after, reworded })
            }
            V1::UpdateSettings { before, after } => Self::Update(Update::Settings { before, after }),
            V1::DeleteOrganization { key, before } => delete(Object::Organization(key, before)),
            V1::DeleteCatalog { key, before, contents } => {
                Self::Delete { object: Object::Catalog(key, before), contents }
            }
            V1::DeleteExtension { key, before } => delete(Object::Extension(key, before)),
            V1::RemoveResource { key, before } => delete(Object::Resource(key, before)),
            V1::DeletePackage { key, before, policies } => Self::Delete {
                object: Object::Package(key, before),
                contents: policies.into_iter().map(Key::Policy).collect(),
            },
            V1::DeletePolicy { key, before } => delete(Object::Policy(key, before)),
            V1::AddSponsor { key, list, principal } => {
                Self::Add(Part::Sponsor { organization: key, list, principal })
            }
            V1::RemoveSponsor { key, list, principal } => {
                Self::Remove(Part::Sponsor { organization: key, list, principal })
            }
            V1::GrantRole { catalog, role, principal } => {
                Self::Add(Part::Holder { catalog, role, principal })
            }
            V1::RevokeRole { catalog, role, principal } => {
                Self::Remove(Part::Holder { catalog, role, principal })
            }
            V1::AddRole { key, link } => Self::Add(Part::Role { package: key, link }),
            V1::RemoveRole { key, link } => Self::Remove(Part::Role { package: key, link }),
            V1::AddIncompatiblePackage { key, other } => {
                Self::Add(Part::IncompatiblePackage { package: key, other })
            }
            V1::RemoveIncompatiblePackage { key, other } => {
                Self::Remove(Part::IncompatiblePackage { package: key, other })
            }
            V1::AddIncompatibleGroup { key, group } => {
                Self::Add(Part::IncompatibleGroup { package: key, group })
            }
            V1::RemoveIncompatibleGroup { key, group } => {
                Self::Remove(Part::IncompatibleGroup { package: key, group })
            }
        }
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OperationV1::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        OperationV1::deserialize(deserializer).map(Self::from)
    }
}
