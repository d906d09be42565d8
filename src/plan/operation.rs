//! The operation of a step: one effect on an object or on a part of one, which is one write to the service.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Catalog, CatalogKey, DirectoryRef, Extension, ExtensionKey, Key, Organization, OrganizationKey, Package,
    PackageKey, PackageRef, Policy, PolicyKey, Principal, Resource, ResourceKey, RoleLink, Settings, State,
};

/// One write. Plan files write it as `OperationV1`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a plan holds thousands of steps at most, and boxes would be seen everywhere"
)]
pub enum Operation {
    /// Creates an object, except for the parts that follow as separate steps: sponsors and further sources of an
    /// organization, role assignments, attributes of a resource, and the contents of an access package.
    Create(Object),
    /// Changes an object's own properties.
    Update(Update),
    /// Deletes an object after its contents. A resource is only removed from its catalog; the group, application or
    /// site itself is kept.
    Delete {
        /// As it is, parts included.
        object: Object,
        /// The contents of a catalog or package at planning time: with other contents, it is not deleted.
        contents: BTreeSet<Key>,
    },
    /// Adds a part to an object.
    Add(Part),
    /// Removes a part from an object.
    Remove(Part),
}

/// An object with its key. Settings are not included, because they are neither created nor deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a plan holds thousands of steps at most, and boxes would be seen everywhere"
)]
pub enum Object {
    /// A connected organization.
    Organization(OrganizationKey, Organization),
    /// A catalog.
    Catalog(CatalogKey, Catalog),
    /// A resource of a catalog.
    Resource(ResourceKey, Resource),
    /// A custom extension.
    Extension(ExtensionKey, Extension),
    /// An access package.
    Package(PackageKey, Package),
    /// A policy.
    Policy(PolicyKey, Policy),
}

/// An object before and after a change of its own properties.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a plan holds thousands of steps at most, and boxes would be seen everywhere"
)]
pub enum Update {
    /// A connected organization.
    Organization {
        /// Its key.
        key: OrganizationKey,
        /// As it is.
        before: Organization,
        /// As it will be.
        after: Organization,
    },
    /// A catalog.
    Catalog {
        /// Its key.
        key: CatalogKey,
        /// As it is.
        before: Catalog,
        /// As it will be.
        after: Catalog,
    },
    /// What requestors must supply for a resource, or its environment.
    Resource {
        /// Its key.
        key: ResourceKey,
        /// As it is.
        before: Resource,
        /// As it will be.
        after: Resource,
    },
    /// A custom extension, which is replaced.
    Extension {
        /// Its key.
        key: ExtensionKey,
        /// As it is.
        before: Extension,
        /// As it will be.
        after: Extension,
    },
    /// An access package.
    Package {
        /// Its key.
        key: PackageKey,
        /// As it is.
        before: Package,
        /// As it will be.
        after: Package,
    },
    /// A policy, which is replaced. Properties that Guestlist does not model are kept unchanged.
    Policy {
        /// Its key.
        key: PolicyKey,
        /// As it is.
        before: Policy,
        /// As it will be.
        after: Policy,
        /// For each reworded question, its new text and its former text, so that the question keeps its id.
        reworded: BTreeMap<String, String>,
    },
    /// What happens to guests when their last assignment ends.
    Settings {
        /// As they are.
        before: Settings,
        /// As they will be.
        after: Settings,
    },
}

/// A part of an object that has its own write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A sponsor of a connected organization.
    Sponsor {
        /// The organization.
        organization: OrganizationKey,
        /// Which list.
        list: SponsorKind,
        /// Who.
        principal: Principal,
    },
    /// An assignment of an entitlement management role.
    Holder {
        /// The catalog; `None` for the whole tenant.
        catalog: Option<CatalogKey>,
        /// The role.
        role: RoleName,
        /// Who.
        principal: Principal,
    },
    /// A resource role that an access package gives.
    Role {
        /// The package.
        package: PackageKey,
        /// The role.
        link: RoleLink,
    },
    /// An access package whose assignees cannot get this one.
    IncompatiblePackage {
        /// The package.
        package: PackageKey,
        /// The other package.
        other: PackageRef,
    },
    /// A group whose members cannot get an access package.
    IncompatibleGroup {
        /// The package.
        package: PackageKey,
        /// The group.
        group: DirectoryRef,
    },
}

/// One of the two lists of sponsors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SponsorKind {
    /// Users and groups of the caller's directory.
    Internal,
    /// Guests of the organization.
    External,
}

/// A role of entitlement management.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// The possible effect of a step on people's access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// No one gains or loses access.
    None,
    /// People may gain access.
    Opens,
    /// People may lose access.
    Closes,
    /// Both are possible.
    Changes,
}

impl SponsorKind {
    /// The list of an organization.
    fn sponsors_of(self, organization: &Organization) -> &BTreeSet<Principal> {
        match self {
            Self::Internal => &organization.internal_sponsors,
            Self::External => &organization.external_sponsors,
        }
    }
}

impl RoleName {
    /// The list of a catalog; `None` where it is not managed, and for the role that no catalog has.
    fn assigned_principals(self, catalog: &Catalog) -> Option<&BTreeSet<Principal>> {
        match self {
            Self::Owner => catalog.roles.owners.as_ref(),
            Self::Reader => catalog.roles.readers.as_ref(),
            Self::AccessPackageManager => catalog.roles.access_package_managers.as_ref(),
            Self::AccessPackageAssignmentManager => catalog.roles.access_package_assignment_managers.as_ref(),
            Self::CatalogCreator => None,
        }
    }
}

impl Object {
    /// Its key.
    #[must_use]
    pub fn object_key(&self) -> Key {
        match self {
            Self::Organization(key, _) => Key::Organization(key.clone()),
            Self::Catalog(key, _) => Key::Catalog(key.clone()),
            Self::Resource(key, _) => Key::Resource(key.clone()),
            Self::Extension(key, _) => Key::Extension(key.clone()),
            Self::Package(key, _) => Key::Package(key.clone()),
            Self::Policy(key, _) => Key::Policy(key.clone()),
        }
    }
}

impl Update {
    /// The object's key.
    #[must_use]
    pub fn updated_key(&self) -> Key {
        match self {
            Self::Organization { key, .. } => Key::Organization(key.clone()),
            Self::Catalog { key, .. } => Key::Catalog(key.clone()),
            Self::Resource { key, .. } => Key::Resource(key.clone()),
            Self::Extension { key, .. } => Key::Extension(key.clone()),
            Self::Package { key, .. } => Key::Package(key.clone()),
            Self::Policy { key, .. } => Key::Policy(key.clone()),
            Self::Settings { .. } => Key::Settings,
        }
    }

    /// The possible effect on people's access.
    fn update_risk(&self) -> Risk {
        let same = match self {
            Self::Organization { before, after, .. } => before.state == after.state,
            Self::Catalog { before, after, .. } => {
                before.state == after.state && before.externally_visible == after.externally_visible
            }
            Self::Package { before, after, .. } => before.hidden == after.hidden,
            Self::Resource { .. } | Self::Extension { .. } | Self::Policy { .. } | Self::Settings { .. } => {
                false
            }
        };
        if same { Risk::None } else { Risk::Changes }
    }
}

impl Part {
    /// The key of the object that it is a part of.
    #[must_use]
    pub fn owner_key(&self) -> Key {
        match self {
            Self::Sponsor { organization, .. } => Key::Organization(organization.clone()),
            Self::Holder { catalog, .. } => catalog.clone().map_or(Key::Settings, Key::Catalog),
            Self::Role { package, .. }
            | Self::IncompatiblePackage { package, .. }
            | Self::IncompatibleGroup { package, .. } => Key::Package(package.clone()),
        }
    }

    /// Whether a state has it.
    #[must_use]
    pub fn is_in(&self, state: &State) -> bool {
        match self {
            Self::Sponsor { organization, list, principal } => {
                let there = state.organizations.get(organization);
                there.is_some_and(|there| list.sponsors_of(there).contains(principal))
            }
            Self::Holder { catalog, role, principal } => {
                let holders = match catalog {
                    None => state.settings.catalog_creators.as_ref(),
                    Some(key) => state.catalogs.get(key).and_then(|there| role.assigned_principals(there)),
                };
                holders.is_some_and(|holders| holders.contains(principal))
            }
            Self::Role { package, link } => {
                state.packages.get(package).is_some_and(|there| there.roles.contains(link))
            }
            Self::IncompatiblePackage { package, other } => {
                state.packages.get(package).is_some_and(|there| there.incompatible_packages.contains(other))
            }
            Self::IncompatibleGroup { package, group } => {
                state.packages.get(package).is_some_and(|there| there.incompatible_groups.contains(group))
            }
        }
    }

    /// Whether it excludes people from something.
    fn is_exclusion(&self) -> bool {
        match self {
            Self::IncompatiblePackage { .. } | Self::IncompatibleGroup { .. } => true,
            Self::Sponsor { .. } | Self::Holder { .. } | Self::Role { .. } => false,
        }
    }
}

impl Operation {
    /// The object the step belongs to.
    #[must_use]
    pub fn affected_key(&self) -> Key {
        match self {
            Self::Create(object) | Self::Delete { object, .. } => object.object_key(),
            Self::Update(update) => update.updated_key(),
            Self::Add(part) | Self::Remove(part) => part.owner_key(),
        }
    }

    /// Whether the step creates the object of its key.
    #[must_use]
    pub fn is_creation(&self) -> bool {
        matches!(self, Self::Create(_))
    }

    /// Whether the step deletes the object of its key.
    #[must_use]
    pub fn is_deletion(&self) -> bool {
        matches!(self, Self::Delete { .. })
    }

    /// The possible effect of the step on people's access.
    #[must_use]
    pub fn access_risk(&self) -> Risk {
        match self {
            Self::Create(Object::Organization(..) | Object::Policy(..)) => Risk::Opens,
            Self::Create(
                Object::Catalog(..) | Object::Resource(..) | Object::Extension(..) | Object::Package(..),
            ) => Risk::None,
            Self::Update(update) => update.update_risk(),
            Self::Delete { object, .. } => match object {
                Object::Extension(..) | Object::Resource(..) => Risk::None,
                Object::Organization(..) | Object::Catalog(..) | Object::Package(..) | Object::Policy(..) => {
                    Risk::Closes
                }
            },
            Self::Add(part) if part.is_exclusion() => Risk::Closes,
            Self::Add(_) => Risk::Opens,
            Self::Remove(part) if part.is_exclusion() => Risk::Opens,
            Self::Remove(_) => Risk::Closes,
        }
    }
}
