//! Which steps write an object or name it, and which objects may name it: built once for a plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ExtensionRef, Key, OrganizationRef, Package, PackageKey, PackageRef, Policy, ResourceKey, State, Subject,
};

use super::super::{Object, Operation, Part, Step, Update};
use super::operation::{key_of, names_of};

/// Positions of steps, and objects, by the key they have to do with.
#[derive(Default)]
pub(super) struct Index {
    writers: BTreeMap<Key, Vec<usize>>,
    touching: BTreeMap<Key, BTreeSet<usize>>,
    users: BTreeMap<Key, BTreeSet<Key>>,
}

impl Index {
    /// Reads the steps, and the tenant before them.
    pub(super) fn of(steps: &[Step], actual: &State) -> Self {
        let mut index = Self::default();
        for (position, Step { operation, .. }) in steps.iter().enumerate() {
            let key = key_of(operation);
            index.writers.entry(key.clone()).or_default().push(position);
            for touched in names_of(operation).into_iter().chain(left(operation)).chain([key]) {
                index.touching.entry(touched).or_default().insert(position);
            }
            index.used_by_step(operation);
        }
        for (key, package) in &actual.packages {
            index.used(Key::Package(key.clone()), in_package(key, package));
        }
        for (key, policy) in &actual.policies {
            index.used(Key::Policy(key.clone()), in_policy(policy));
        }
        index
    }

    fn used(&mut self, user: Key, used: impl IntoIterator<Item = Key>) {
        for key in used {
            self.users.entry(key).or_default().insert(user.clone());
        }
    }

    fn used_by_step(&mut self, operation: &Operation) {
        let user = key_of(operation);
        match operation {
            Operation::Create(Object::Policy(_, after)) | Operation::Update(Update::Policy { after, .. }) => {
                self.used(user, in_policy(after));
            }
            Operation::Add(part) => self.used(user, in_part(part)),
            Operation::Create(_) | Operation::Update(_) | Operation::Delete { .. } | Operation::Remove(_) => {
            }
        }
    }

    /// The steps that write an object or a part of it.
    pub(super) fn writers(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.writers.get(key).into_iter().flatten().copied()
    }

    /// The steps that write an object, name it or stop naming it.
    pub(super) fn touching(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.touching.get(key).into_iter().flatten().copied()
    }

    /// The packages and policies that name an object before the plan or through it.
    pub(super) fn users(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.users.get(key).into_iter().flatten()
    }
}

/// The objects that a package names.
pub(super) fn in_package(key: &PackageKey, package: &Package) -> BTreeSet<Key> {
    let roles = package.roles.iter().map(|link| {
        let (catalog, origin) = (key.catalog.clone(), link.resource.clone());
        Key::Resource(ResourceKey { catalog, origin })
    });
    let others = package.incompatible_packages.iter().filter_map(|other| match other {
        PackageRef::Key(key) => Some(Key::Package(key.clone())),
        PackageRef::Id(_) => None,
    });
    roles.chain(others).collect()
}

/// The objects outside of its package that a policy names.
pub(super) fn in_policy(policy: &Policy) -> BTreeSet<Key> {
    let organizations = policy.targets.iter().filter_map(|target| match target {
        Subject::ConnectedOrganization(OrganizationRef::Key(key)) => Some(Key::Organization(key.clone())),
        _ => None,
    });
    let extensions = policy.extensions.iter().filter_map(|binding| match &binding.extension {
        ExtensionRef::Key(key) => Some(Key::Extension(key.clone())),
        ExtensionRef::Id(_) => None,
    });
    organizations.chain(extensions).collect()
}

fn in_part(part: &Part) -> Option<Key> {
    match part {
        Part::Role { package, link } => {
            let (catalog, origin) = (package.catalog.clone(), link.resource.clone());
            Some(Key::Resource(ResourceKey { catalog, origin }))
        }
        Part::IncompatiblePackage { other: PackageRef::Key(other), .. } => Some(Key::Package(other.clone())),
        Part::IncompatiblePackage { other: PackageRef::Id(_), .. }
        | Part::Sponsor { .. }
        | Part::Holder { .. }
        | Part::IncompatibleGroup { .. } => None,
    }
}

/// The objects that an operation stops naming.
fn left(operation: &Operation) -> BTreeSet<Key> {
    match operation {
        Operation::Update(Update::Policy { before, .. })
        | Operation::Delete { object: Object::Policy(_, before), .. } => in_policy(before),
        Operation::Remove(part @ Part::Role { .. }) => in_part(part).into_iter().collect(),
        Operation::Update(_)
        | Operation::Delete { .. }
        | Operation::Remove(_)
        | Operation::Create(_)
        | Operation::Add(_) => BTreeSet::new(),
    }
}
