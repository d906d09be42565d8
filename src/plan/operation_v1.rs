//! An operation as version 1 of the plan file writes it: one kind of step for each effect on each kind of object or part.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{
    Catalog, DirectoryRef, Extension, Key, Organization, Package, PackageRef, Policy, Principal, Resource,
    RoleLink, Settings,
};

use super::key_v1::{
    CatalogKeyV1, ExtensionKeyV1, KeyV1, OrganizationKeyV1, PackageKeyV1, PolicyKeyV1, ResourceKeyV1,
};
use super::value_v1::ValueV1;
use super::word_v1::{RoleNameV1, SponsorKindV1};
use super::{Object, Operation, Part, Update};

/// One write. `before` is the value in the tenant, `after` its new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "Operation")]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(
    clippy::large_enum_variant,
    reason = "a plan holds thousands of steps at most, and boxes would be seen everywhere"
)]
pub enum OperationV1 {
    /// Creates a connected organization with its first identity source; sponsors follow as separate steps.
    CreateOrganization {
        /// Its key.
        key: OrganizationKeyV1,
        /// As it will be, sponsors included.
        after: ValueV1<Organization>,
    },
    /// Changes a connected organization's own properties.
    UpdateOrganization {
        /// Its key.
        key: OrganizationKeyV1,
        /// As it is.
        before: ValueV1<Organization>,
        /// As it will be.
        after: ValueV1<Organization>,
    },
    /// Adds a sponsor to a connected organization.
    AddSponsor {
        /// The organization.
        key: OrganizationKeyV1,
        /// Which list.
        list: SponsorKindV1,
        /// Who.
        principal: ValueV1<Principal>,
    },
    /// Removes a sponsor from a connected organization.
    RemoveSponsor {
        /// The organization.
        key: OrganizationKeyV1,
        /// Which list.
        list: SponsorKindV1,
        /// Who.
        principal: ValueV1<Principal>,
    },
    /// Creates a catalog.
    CreateCatalog {
        /// Its key.
        key: CatalogKeyV1,
        /// As it will be.
        after: ValueV1<Catalog>,
    },
    /// Changes a catalog's own properties.
    UpdateCatalog {
        /// Its key.
        key: CatalogKeyV1,
        /// As it is.
        before: ValueV1<Catalog>,
        /// As it will be.
        after: ValueV1<Catalog>,
    },
    /// Assigns an entitlement management role.
    GrantRole {
        /// The catalog; `None` for the whole tenant.
        catalog: Option<CatalogKeyV1>,
        /// The role.
        role: RoleNameV1,
        /// Who.
        principal: ValueV1<Principal>,
    },
    /// Removes an assignment of an entitlement management role.
    RevokeRole {
        /// The catalog; `None` for the whole tenant.
        catalog: Option<CatalogKeyV1>,
        /// The role.
        role: RoleNameV1,
        /// Who.
        principal: ValueV1<Principal>,
    },
    /// Creates a custom extension.
    CreateExtension {
        /// Its key.
        key: ExtensionKeyV1,
        /// As it will be.
        after: ValueV1<Extension>,
    },
    /// Replaces a custom extension.
    UpdateExtension {
        /// Its key.
        key: ExtensionKeyV1,
        /// As it is.
        before: ValueV1<Extension>,
        /// As it will be.
        after: ValueV1<Extension>,
    },
    /// Adds a resource to a catalog.
    AddResource {
        /// Its key.
        key: ResourceKeyV1,
        /// As it will be; attributes follow as a separate step.
        after: ValueV1<Resource>,
    },
    /// Changes what requestors must supply for a resource, or its environment.
    UpdateResource {
        /// Its key.
        key: ResourceKeyV1,
        /// As it is.
        before: ValueV1<Resource>,
        /// As it will be.
        after: ValueV1<Resource>,
    },
    /// Creates an access package; its contents follow as separate steps.
    CreatePackage {
        /// Its key.
        key: PackageKeyV1,
        /// As it will be, contents included.
        after: ValueV1<Package>,
    },
    /// Changes an access package's own properties.
    UpdatePackage {
        /// Its key.
        key: PackageKeyV1,
        /// As it is.
        before: ValueV1<Package>,
        /// As it will be.
        after: ValueV1<Package>,
    },
    /// Adds a role of a resource to an access package.
    AddRole {
        /// The package.
        key: PackageKeyV1,
        /// The role.
        link: ValueV1<RoleLink>,
    },
    /// Removes a role of a resource from an access package.
    RemoveRole {
        /// The package.
        key: PackageKeyV1,
        /// The role.
        link: ValueV1<RoleLink>,
    },
    /// Excludes assignees of another package from this one.
    AddIncompatiblePackage {
        /// The package.
        key: PackageKeyV1,
        /// The other package.
        other: ValueV1<PackageRef>,
    },
    /// Allows assignees of another package to get this one.
    RemoveIncompatiblePackage {
        /// The package.
        key: PackageKeyV1,
        /// The other package.
        other: ValueV1<PackageRef>,
    },
    /// Excludes members of a group from a package.
    AddIncompatibleGroup {
        /// The package.
        key: PackageKeyV1,
        /// The group.
        group: ValueV1<DirectoryRef>,
    },
    /// Allows members of a group to get a package.
    RemoveIncompatibleGroup {
        /// The package.
        key: PackageKeyV1,
        /// The group.
        group: ValueV1<DirectoryRef>,
    },
    /// Creates a policy.
    CreatePolicy {
        /// Its key.
        key: PolicyKeyV1,
        /// As it will be.
        after: ValueV1<Policy>,
    },
    /// Replaces a policy. Properties that Guestlist does not model are kept unchanged.
    UpdatePolicy {
        /// Its key.
        key: PolicyKeyV1,
        /// As it is.
        before: ValueV1<Policy>,
        /// As it will be.
        after: ValueV1<Policy>,
        /// For each reworded question, its new text and its former text, so that the question keeps its id.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        reworded: BTreeMap<String, String>,
    },
    /// Changes what happens to external users after their last assignment.
    UpdateSettings {
        /// As they are.
        before: ValueV1<Settings>,
        /// As they will be.
        after: ValueV1<Settings>,
    },
    /// Deletes a policy. The service refuses while assignments through it exist.
    DeletePolicy {
        /// Its key.
        key: PolicyKeyV1,
        /// As it is.
        before: ValueV1<Policy>,
    },
    /// Deletes an access package after its policies and roles.
    DeletePackage {
        /// Its key.
        key: PackageKeyV1,
        /// As it is, contents included.
        before: ValueV1<Package>,
        /// Its policies when the plan was made. If it has any other policy by then, it is not deleted.
        #[schemars(with = "BTreeSet<PolicyKeyV1>")]
        policies: Vec<PolicyKeyV1>,
    },
    /// Deletes a custom extension that no policy calls.
    DeleteExtension {
        /// Its key.
        key: ExtensionKeyV1,
        /// As it is.
        before: ValueV1<Extension>,
    },
    /// Removes a resource from a catalog. The group, application or site itself is kept.
    RemoveResource {
        /// Its key.
        key: ResourceKeyV1,
        /// As it is.
        before: ValueV1<Resource>,
    },
    /// Deletes a catalog after its contents.
    DeleteCatalog {
        /// Its key.
        key: CatalogKeyV1,
        /// As it is.
        before: ValueV1<Catalog>,
        /// Its contents when the plan was made. If the contents have changed by then, it is not deleted.
        #[schemars(with = "BTreeSet<KeyV1>")]
        contents: Vec<KeyV1>,
    },
    /// Deletes a connected organization, with its sponsors.
    DeleteOrganization {
        /// Its key.
        key: OrganizationKeyV1,
        /// As it is, sponsors included.
        before: ValueV1<Organization>,
    },
}

impl From<Operation> for OperationV1 {
    fn from(operation: Operation) -> Self {
        match operation {
            Operation::Create(object) => create_v1(object),
            Operation::Update(update) => update_v1(update),
            Operation::Delete { object, contents } => delete_v1(object, contents),
            Operation::Add(part) => add_v1(part),
            Operation::Remove(part) => remove_v1(part),
        }
    }
}

fn create_v1(object: Object) -> OperationV1 {
    match object {
        Object::Organization(key, after) => {
            OperationV1::CreateOrganization { key: key.into(), after: ValueV1(after) }
        }
        Object::Catalog(key, after) => OperationV1::CreateCatalog { key: key.into(), after: ValueV1(after) },
        Object::Extension(key, after) => {
            OperationV1::CreateExtension { key: key.into(), after: ValueV1(after) }
        }
        Object::Resource(key, after) => OperationV1::AddResource { key: key.into(), after: ValueV1(after) },
        Object::Package(key, after) => OperationV1::CreatePackage { key: key.into(), after: ValueV1(after) },
        Object::Policy(key, after) => OperationV1::CreatePolicy { key: key.into(), after: ValueV1(after) },
    }
}

fn update_v1(update: Update) -> OperationV1 {
    match update {
        Update::Organization { key, before, after } => OperationV1::UpdateOrganization {
            key: key.into(),
            before: ValueV1(before),
            after: ValueV1(after),
        },
        Update::Catalog { key, before, after } => {
            OperationV1::UpdateCatalog { key: key.into(), before: ValueV1(before), after: ValueV1(after) }
        }
        Update::Extension { key, before, after } => {
            OperationV1::UpdateExtension { key: key.into(), before: ValueV1(before), after: ValueV1(after) }
        }
        Update::Resource { key, before, after } => {
            OperationV1::UpdateResource { key: key.into(), before: ValueV1(before), after: ValueV1(after) }
        }
        Update::Package { key, before, after } => {
            OperationV1::UpdatePackage { key: key.into(), before: ValueV1(before), after: ValueV1(after) }
        }
        Update::Policy { key, before, after, reworded } => OperationV1::UpdatePolicy {
            key: key.into(),
            before: ValueV1(before),
            after: ValueV1(after),
            reworded,
        },
        Update::Settings { before, after } => {
            OperationV1::UpdateSettings { before: ValueV1(before), after: ValueV1(after) }
        }
    }
}

fn delete_v1(object: Object, contents: BTreeSet<Key>) -> OperationV1 {
    match object {
        Object::Organization(key, before) => {
            OperationV1::DeleteOrganization { key: key.into(), before: ValueV1(before) }
        }
        Object::Catalog(key, before) => OperationV1::DeleteCatalog {
            key: key.into(),
            before: ValueV1(before),
            contents: contents.into_iter().map(Into::into).collect(),
        },
        Object::Extension(key, before) => {
            OperationV1::DeleteExtension { key: key.into(), before: ValueV1(before) }
        }
        Object::Resource(key, before) => {
            OperationV1::RemoveResource { key: key.into(), before: ValueV1(before) }
        }
        Object::Package(key, before) => {
            let policy = |key| match key {
                Key::Policy(policy) => Some(PolicyKeyV1::from(policy)),
                Key::Organization(_)
                | Key::Catalog(_)
                | Key::Resource(_)
                | Key::Extension(_)
                | Key::Package(_)
                | Key::Settings => None,
            };
            let policies = contents.into_iter().filter_map(policy).collect();
            OperationV1::DeletePackage { key: key.into(), before: ValueV1(before), policies }
        }
        Object::Policy(key, before) => OperationV1::DeletePolicy { key: key.into(), before: ValueV1(before) },
    }
}

fn add_v1(part: Part) -> OperationV1 {
    match part {
        Part::Sponsor { organization: key, list, principal } => {
            OperationV1::AddSponsor { key: key.into(), list: list.into(), principal: ValueV1(principal) }
        }
        Part::Holder { catalog, role, principal } => OperationV1::GrantRole {
            catalog: catalog.map(Into::into),
            role: role.into(),
            principal: ValueV1(principal),
        },
        Part::Role { package: key, link } => OperationV1::AddRole { key: key.into(), link: ValueV1(link) },
        Part::IncompatiblePackage { package: key, other } => {
            OperationV1::AddIncompatiblePackage { key: key.into(), other: ValueV1(other) }
        }
        Part::IncompatibleGroup { package: key, group } => {
            OperationV1::AddIncompatibleGroup { key: key.into(), group: ValueV1(group) }
        }
    }
}

fn remove_v1(part: Part) -> OperationV1 {
    match part {
        Part::Sponsor { organization: key, list, principal } => {
            OperationV1::RemoveSponsor { key: key.into(), list: list.into(), principal: ValueV1(principal) }
        }
        Part::Holder { catalog, role, principal } => OperationV1::RevokeRole {
            catalog: catalog.map(Into::into),
            role: role.into(),
            principal: ValueV1(principal),
        },
        Part::Role { package: key, link } => OperationV1::RemoveRole { key: key.into(), link: ValueV1(link) },
        Part::IncompatiblePackage { package: key, other } => {
            OperationV1::RemoveIncompatiblePackage { key: key.into(), other: ValueV1(other) }
        }
        Part::IncompatibleGroup { package: key, group } => {
            OperationV1::RemoveIncompatibleGroup { key: key.into(), group: ValueV1(group) }
        }
    }
}

impl From<OperationV1> for Operation {
    fn from(written: OperationV1) -> Self {
        use OperationV1 as V1;
        let delete = |object| Self::Delete { object, contents: BTreeSet::new() };
        match written {
            V1::CreateOrganization { key, after } => Self::Create(Object::Organization(key.into(), after.0)),
            V1::CreateCatalog { key, after } => Self::Create(Object::Catalog(key.into(), after.0)),
            V1::CreateExtension { key, after } => Self::Create(Object::Extension(key.into(), after.0)),
            V1::AddResource { key, after } => Self::Create(Object::Resource(key.into(), after.0)),
            V1::CreatePackage { key, after } => Self::Create(Object::Package(key.into(), after.0)),
            V1::CreatePolicy { key, after } => Self::Create(Object::Policy(key.into(), after.0)),
            V1::UpdateOrganization { key, before, after } => {
                Self::Update(Update::Organization { key: key.into(), before: before.0, after: after.0 })
            }
            V1::UpdateCatalog { key, before, after } => {
                Self::Update(Update::Catalog { key: key.into(), before: before.0, after: after.0 })
            }
            V1::UpdateExtension { key, before, after } => {
                Self::Update(Update::Extension { key: key.into(), before: before.0, after: after.0 })
            }
            V1::UpdateResource { key, before, after } => {
                Self::Update(Update::Resource { key: key.into(), before: before.0, after: after.0 })
            }
            V1::UpdatePackage { key, before, after } => {
                Self::Update(Update::Package { key: key.into(), before: before.0, after: after.0 })
            }
            V1::UpdatePolicy { key, before, after, reworded } => {
                Self::Update(Update::Policy { key: key.into(), before: before.0, after: after.0, reworded })
            }
            V1::UpdateSettings { before, after } => {
                Self::Update(Update::Settings { before: before.0, after: after.0 })
            }
            V1::DeleteOrganization { key, before } => delete(Object::Organization(key.into(), before.0)),
            V1::DeleteCatalog { key, before, contents } => Self::Delete {
                object: Object::Catalog(key.into(), before.0),
                contents: contents.into_iter().map(Key::from).collect(),
            },
            V1::DeleteExtension { key, before } => delete(Object::Extension(key.into(), before.0)),
            V1::RemoveResource { key, before } => delete(Object::Resource(key.into(), before.0)),
            V1::DeletePackage { key, before, policies } => Self::Delete {
                object: Object::Package(key.into(), before.0),
                contents: policies.into_iter().map(|key| Key::Policy(key.into())).collect(),
            },
            V1::DeletePolicy { key, before } => delete(Object::Policy(key.into(), before.0)),
            V1::AddSponsor { key, list, principal } => Self::Add(Part::Sponsor {
                organization: key.into(),
                list: list.into(),
                principal: principal.0,
            }),
            V1::RemoveSponsor { key, list, principal } => Self::Remove(Part::Sponsor {
                organization: key.into(),
                list: list.into(),
                principal: principal.0,
            }),
            V1::GrantRole { catalog, role, principal } => Self::Add(Part::Holder {
                catalog: catalog.map(Into::into),
                role: role.into(),
                principal: principal.0,
            }),
            V1::RevokeRole { catalog, role, principal } => Self::Remove(Part::Holder {
                catalog: catalog.map(Into::into),
                role: role.into(),
                principal: principal.0,
            }),
            V1::AddRole { key, link } => Self::Add(Part::Role { package: key.into(), link: link.0 }),
            V1::RemoveRole { key, link } => Self::Remove(Part::Role { package: key.into(), link: link.0 }),
            V1::AddIncompatiblePackage { key, other } => {
                Self::Add(Part::IncompatiblePackage { package: key.into(), other: other.0 })
            }
            V1::RemoveIncompatiblePackage { key, other } => {
                Self::Remove(Part::IncompatiblePackage { package: key.into(), other: other.0 })
            }
            V1::AddIncompatibleGroup { key, group } => {
                Self::Add(Part::IncompatibleGroup { package: key.into(), group: group.0 })
            }
            V1::RemoveIncompatibleGroup { key, group } => {
                Self::Remove(Part::IncompatibleGroup { package: key.into(), group: group.0 })
            }
        }
    }
}
