//! What an operation writes and what it names, read from the operation itself.

use std::collections::BTreeSet;

use crate::model::{
    DirectoryRef, ExtensionBinding, ExtensionRef, Key, OrganizationRef, PackageRef, Policy, PolicyKey,
    Principal, ResourceKey, RoleLink, State, Subject,
};

use super::super::{Operation, RoleName, SponsorKind};
use super::references::subjects;

/// What an operation does to the object it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Brings it into being.
    Creates,
    /// Changes its own properties.
    Changes,
    /// Adds to or removes from one of its lists.
    Lists,
    /// Ends it.
    Deletes,
}

/// The part of an object that one write settles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Existence,
    Properties,
    Sponsor(SponsorKind, Principal),
    Holder(RoleName, Principal),
    Role(RoleLink),
    Package(PackageRef),
    Group(DirectoryRef),
}

/// The object that is written.
pub(super) fn key_of(operation: &Operation) -> Key {
    use Operation as O;
    match operation {
        O::CreateOrganization { key, .. }
        | O::UpdateOrganization { key, .. }
        | O::AddSponsor { key, .. }
        | O::RemoveSponsor { key, .. }
        | O::DeleteOrganization { key, .. } => Key::Organization(key.clone()),
        O::CreateCatalog { key, .. }
        | O::UpdateCatalog { key, .. }
        | O::DeleteCatalog { key, .. }
        | O::GrantRole { catalog: Some(key), .. }
        | O::RevokeRole { catalog: Some(key), .. } => Key::Catalog(key.clone()),
        O::GrantRole { catalog: None, .. }
        | O::RevokeRole { catalog: None, .. }
        | O::UpdateSettings { .. } => Key::Settings,
        O::CreateExtension { key, .. } | O::UpdateExtension { key, .. } | O::DeleteExtension { key, .. } => {
            Key::Extension(key.clone())
        }
        O::AddResource { key, .. } | O::UpdateResource { key, .. } | O::RemoveResource { key, .. } => {
            Key::Resource(key.clone())
        }
        O::CreatePackage { key, .. }
        | O::UpdatePackage { key, .. }
        | O::AddRole { key, .. }
        | O::RemoveRole { key, .. }
        | O::AddIncompatiblePackage { key, .. }
        | O::RemoveIncompatiblePackage { key, .. }
        | O::AddIncompatibleGroup { key, .. }
        | O::RemoveIncompatibleGroup { key, .. }
        | O::DeletePackage { key, .. } => Key::Package(key.clone()),
        O::CreatePolicy { key, .. } | O::UpdatePolicy { key, .. } | O::DeletePolicy { key, .. } => {
            Key::Policy(key.clone())
        }
    }
}

/// The part of the object that is written.
pub(super) fn part_of(operation: &Operation) -> Part {
    use Operation as O;
    match operation {
        O::CreateOrganization { .. }
        | O::CreateCatalog { .. }
        | O::CreateExtension { .. }
        | O::AddResource { .. }
        | O::CreatePackage { .. }
        | O::CreatePolicy { .. }
        | O::DeleteOrganization { .. }
        | O::DeleteCatalog { .. }
        | O::DeleteExtension { .. }
        | O::RemoveResource { .. }
        | O::DeletePackage { .. }
        | O::DeletePolicy { .. } => Part::Existence,
        O::UpdateOrganization { .. }
        | O::UpdateCatalog { .. }
        | O::UpdateExtension { .. }
        | O::UpdateResource { .. }
        | O::UpdatePackage { .. }
        | O::UpdatePolicy { .. }
        | O::UpdateSettings { .. } => Part::Properties,
        O::AddSponsor { list, principal, .. } | O::RemoveSponsor { list, principal, .. } => {
            Part::Sponsor(*list, principal.clone())
        }
        O::GrantRole { role, principal, .. } | O::RevokeRole { role, principal, .. } => {
            Part::Holder(*role, principal.clone())
        }
        O::AddRole { link, .. } | O::RemoveRole { link, .. } => Part::Role(link.clone()),
        O::AddIncompatiblePackage { other, .. } | O::RemoveIncompatiblePackage { other, .. } => {
            Part::Package(other.clone())
        }
        O::AddIncompatibleGroup { group, .. } | O::RemoveIncompatibleGroup { group, .. } => {
            Part::Group(group.clone())
        }
    }
}

/// What is done to the object.
pub(super) fn effect_of(operation: &Operation) -> Effect {
    use Operation as O;
    match part_of(operation) {
        Part::Existence => match operation {
            O::DeleteOrganization { .. }
            | O::DeleteCatalog { .. }
            | O::DeleteExtension { .. }
            | O::RemoveResource { .. }
            | O::DeletePackage { .. }
            | O::DeletePolicy { .. } => Effect::Deletes,
            _ => Effect::Creates,
        },
        Part::Properties => Effect::Changes,
        Part::Sponsor(..) | Part::Holder(..) | Part::Role(_) | Part::Package(_) | Part::Group(_) => {
            Effect::Lists
        }
    }
}

/// The resource that is brought into its catalog, if the operation does that.
pub(super) fn added_resource(operation: &Operation) -> Option<Key> {
    matches!(operation, Operation::AddResource { .. }).then(|| key_of(operation))
}

/// The other objects that have to exist: what holds the object, and what the operation refers to by key.
pub(super) fn names_of(operation: &Operation) -> BTreeSet<Key> {
    let mut names: BTreeSet<Key> = match key_of(operation) {
        Key::Organization(_) | Key::Catalog(_) | Key::Settings => BTreeSet::new(),
        Key::Resource(key) => BTreeSet::from([Key::Catalog(key.catalog)]),
        Key::Extension(key) => BTreeSet::from([Key::Catalog(key.catalog)]),
        Key::Package(key) => BTreeSet::from([Key::Catalog(key.catalog)]),
        Key::Policy(PolicyKey { package, .. }) => {
            BTreeSet::from([Key::Catalog(package.catalog.clone()), Key::Package(package)])
        }
    };
    match operation {
        Operation::AddRole { key, link } => {
            let (catalog, origin) = (key.catalog.clone(), link.resource.clone());
            names.insert(Key::Resource(ResourceKey { catalog, origin }));
        }
        Operation::AddIncompatiblePackage { other: PackageRef::Key(other), .. }
        | Operation::RemoveIncompatiblePackage { other: PackageRef::Key(other), .. } => {
            names.insert(Key::Package(other.clone()));
        }
        Operation::CreatePolicy { after, .. } | Operation::UpdatePolicy { after, .. } => {
            names.extend(named_by(after));
        }
        _ => {}
    }
    names
}

fn named_by(policy: &Policy) -> BTreeSet<Key> {
    let mut names = BTreeSet::new();
    for subject in subjects(policy) {
        if let Subject::ConnectedOrganization(OrganizationRef::Key(key)) = subject {
            names.insert(Key::Organization(key.clone()));
        }
    }
    for ExtensionBinding { extension, .. } in &policy.extensions {
        if let ExtensionRef::Key(key) = extension {
            names.insert(Key::Extension(key.clone()));
        }
    }
    names
}

/// Whether a state holds the part that the operation writes.
pub(super) fn holds(state: &State, operation: &Operation) -> bool {
    let key = key_of(operation);
    match (part_of(operation), &key) {
        (Part::Existence | Part::Properties, key) => state.contains(key),
        (Part::Sponsor(list, principal), Key::Organization(key)) => {
            state.organizations.get(key).is_some_and(|there| match list {
                SponsorKind::Internal => there.internal_sponsors.contains(&principal),
                SponsorKind::External => there.external_sponsors.contains(&principal),
            })
        }
        (Part::Holder(role, principal), Key::Catalog(key)) => state.catalogs.get(key).is_some_and(|there| {
            let list = match role {
                RoleName::Owner => &there.roles.owners,
                RoleName::Reader => &there.roles.readers,
                RoleName::AccessPackageManager => &there.roles.access_package_managers,
                RoleName::AccessPackageAssignmentManager => &there.roles.access_package_assignment_managers,
                RoleName::CatalogCreator => return false,
            };
            list.as_ref().is_some_and(|list| list.contains(&principal))
        }),
        (Part::Holder(_, principal), _) => {
            state.settings.catalog_creators.as_ref().is_some_and(|list| list.contains(&principal))
        }
        (Part::Role(link), Key::Package(key)) => {
            state.packages.get(key).is_some_and(|there| there.roles.contains(&link))
        }
        (Part::Package(other), Key::Package(key)) => {
            state.packages.get(key).is_some_and(|there| there.incompatible_packages.contains(&other))
        }
        (Part::Group(group), Key::Package(key)) => {
            state.packages.get(key).is_some_and(|there| there.incompatible_groups.contains(&group))
        }
        (Part::Sponsor(..) | Part::Role(_) | Part::Package(_) | Part::Group(_), _) => false,
    }
}
