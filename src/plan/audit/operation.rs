//! What an operation writes and refers to, read from the operation itself.

use std::collections::BTreeSet;

use crate::model::{
    ExtensionBinding, ExtensionRef, Key, OrganizationRef, PackageRef, Policy, PolicyKey, ResourceKey, State,
    Subject,
};

use super::super::{Object, Operation, Part, RoleName, SponsorKind, Update};
use super::references::policy_subjects;

/// The part of an object that one write decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WrittenPart {
    Existence,
    Properties,
    Part(Part),
}

/// The object that is written.
pub(super) fn written_key(operation: &Operation) -> Key {
    match operation {
        Operation::Create(object) | Operation::Delete { object, .. } => match object {
            Object::Organization(key, _) => Key::Organization(key.clone()),
            Object::Catalog(key, _) => Key::Catalog(key.clone()),
            Object::Resource(key, _) => Key::Resource(key.clone()),
            Object::Extension(key, _) => Key::Extension(key.clone()),
            Object::Package(key, _) => Key::Package(key.clone()),
            Object::Policy(key, _) => Key::Policy(key.clone()),
        },
        Operation::Update(update) => match update {
            Update::Organization { key, .. } => Key::Organization(key.clone()),
            Update::Catalog { key, .. } => Key::Catalog(key.clone()),
            Update::Resource { key, .. } => Key::Resource(key.clone()),
            Update::Extension { key, .. } => Key::Extension(key.clone()),
            Update::Package { key, .. } => Key::Package(key.clone()),
            Update::Policy { key, .. } => Key::Policy(key.clone()),
            Update::Settings { .. } => Key::Settings,
        },
        Operation::Add(part) | Operation::Remove(part) => match part {
            Part::Sponsor { organization, .. } => Key::Organization(organization.clone()),
            Part::Holder { catalog: Some(catalog), .. } => Key::Catalog(catalog.clone()),
            Part::Holder { catalog: None, .. } => Key::Settings,
            Part::Role { package, .. }
            | Part::IncompatiblePackage { package, .. }
            | Part::IncompatibleGroup { package, .. } => Key::Package(package.clone()),
        },
    }
}

/// The part of the object that is written.
pub(super) fn written_part(operation: &Operation) -> WrittenPart {
    match operation {
        Operation::Create(_) | Operation::Delete { .. } => WrittenPart::Existence,
        Operation::Update(_) => WrittenPart::Properties,
        Operation::Add(part) | Operation::Remove(part) => WrittenPart::Part(part.clone()),
    }
}

/// The resource that is brought into its catalog, if the operation does that.
pub(super) fn added_resource(operation: &Operation) -> Option<Key> {
    matches!(operation, Operation::Create(Object::Resource(..))).then(|| written_key(operation))
}

/// The other objects that must exist: the parent of the object, and the objects that the operation refers to by key.
pub(super) fn required_keys(operation: &Operation) -> BTreeSet<Key> {
    let mut names: BTreeSet<Key> = match written_key(operation) {
        Key::Organization(_) | Key::Catalog(_) | Key::Settings => BTreeSet::new(),
        Key::Resource(key) => BTreeSet::from([Key::Catalog(key.catalog)]),
        Key::Extension(key) => BTreeSet::from([Key::Catalog(key.catalog)]),
        Key::Package(key) => BTreeSet::from([Key::Catalog(key.catalog)]),
        Key::Policy(PolicyKey { package, .. }) => {
            BTreeSet::from([Key::Catalog(package.catalog.clone()), Key::Package(package)])
        }
    };
    match operation {
        Operation::Create(Object::Policy(_, after)) | Operation::Update(Update::Policy { after, .. }) => {
            names.extend(policy_references(after));
        }
        Operation::Add(Part::Role { package, link }) => {
            let (catalog, origin) = (package.catalog.clone(), link.resource.clone());
            names.insert(Key::Resource(ResourceKey { catalog, origin }));
        }
        Operation::Add(part) | Operation::Remove(part) => names.extend(kept_apart_package(part)),
        Operation::Create(_) | Operation::Update(_) | Operation::Delete { .. } => {}
    }
    names
}

/// The package that a part declares incompatible.
fn kept_apart_package(part: &Part) -> Option<Key> {
    match part {
        Part::IncompatiblePackage { other: PackageRef::Key(other), .. } => Some(Key::Package(other.clone())),
        Part::IncompatiblePackage { other: PackageRef::Id(_), .. }
        | Part::Sponsor { .. }
        | Part::Holder { .. }
        | Part::Role { .. }
        | Part::IncompatibleGroup { .. } => None,
    }
}

fn policy_references(policy: &Policy) -> BTreeSet<Key> {
    let mut names = BTreeSet::new();
    for subject in policy_subjects(policy) {
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

/// Whether a state has the part that the operation writes.
pub(super) fn has_part(state: &State, operation: &Operation) -> bool {
    let part = match operation {
        Operation::Create(_) | Operation::Update(_) | Operation::Delete { .. } => {
            return state.contains(&written_key(operation));
        }
        Operation::Add(part) | Operation::Remove(part) => part,
    };
    let package = |key| state.packages.get(key);
    match part {
        Part::Sponsor { organization, list, principal } => {
            state.organizations.get(organization).is_some_and(|there| match list {
                SponsorKind::Internal => there.internal_sponsors.contains(principal),
                SponsorKind::External => there.external_sponsors.contains(principal),
            })
        }
        Part::Holder { catalog: Some(catalog), role, principal } => {
            state.catalogs.get(catalog).is_some_and(|there| {
                let list = match role {
                    RoleName::Owner => &there.roles.owners,
                    RoleName::Reader => &there.roles.readers,
                    RoleName::AccessPackageManager => &there.roles.access_package_managers,
                    RoleName::AccessPackageAssignmentManager => {
                        &there.roles.access_package_assignment_managers
                    }
                    RoleName::CatalogCreator => return false,
                };
                list.as_ref().is_some_and(|list| list.contains(principal))
            })
        }
        Part::Holder { catalog: None, principal, .. } => {
            state.settings.catalog_creators.as_ref().is_some_and(|list| list.contains(principal))
        }
        Part::Role { package: key, link } => package(key).is_some_and(|there| there.roles.contains(link)),
        Part::IncompatiblePackage { package: key, other } => {
            package(key).is_some_and(|there| there.incompatible_packages.contains(other))
        }
        Part::IncompatibleGroup { package: key, group } => {
            package(key).is_some_and(|there| there.incompatible_groups.contains(group))
        }
    }
}
