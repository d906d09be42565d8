//! Which steps write an object or name it, and which objects may name it: built once for a plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ExtensionRef, Key, OrganizationRef, Package, PackageKey, PackageRef, Policy, ResourceKey, State, Subject,
};

use super::super::{Object, Operation, Part, Step, Update};
use super::operation::{required_keys, written_key};

/// Positions of steps, and objects, by the key they have to do with.
#[derive(Default)]
pub(super) struct Index {
    writers: BTreeMap<Key, Vec<usize>>,
    touching: BTreeMap<Key, BTreeSet<usize>>,
    users: BTreeMap<Key, BTreeSet<Key>>,
}

impl Index {
    /// Reads the steps, and the tenant before them.
    pub(super) fn new(steps: &[Step], actual: &State) -> Self {
        let mut index = Self::default();
        for (position, Step { operation, .. }) in steps.iter().enumerate() {
            let key = written_key(operation);
            index.writers.entry(key.clone()).or_default().push(position);
            for touched in required_keys(operation).into_iter().chain(released_keys(operation)).chain([key]) {
                index.touching.entry(touched).or_default().insert(position);
            }
            index.add_uses_of_step(operation);
        }
        for (key, package) in &actual.packages {
            index.add_uses(Key::Package(key.clone()), keys_in_package(key, package));
        }
        for (key, policy) in &actual.policies {
            index.add_uses(Key::Policy(key.clone()), keys_named_by(policy));
        }
        index
    }

    fn add_uses(&mut self, user: Key, used: impl IntoIterator<Item = Key>) {
        for key in used {
            self.users.entry(key).or_default().insert(user.clone());
        }
    }

    fn add_uses_of_step(&mut self, operation: &Operation) {
        let user = written_key(operation);
        match operation {
            Operation::Create(Object::Policy(_, after)) | Operation::Update(Update::Policy { after, .. }) => {
                self.add_uses(user, keys_named_by(after));
            }
            Operation::Add(part) => self.add_uses(user, key_in_part(part)),
            Operation::Create(_) | Operation::Update(_) | Operation::Delete { .. } | Operation::Remove(_) => {
            }
        }
    }

    /// The steps that write an object or a part of it.
    pub(super) fn writing_steps(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.writers.get(key).into_iter().flatten().copied()
    }

    /// The steps that write an object, name it or stop naming it.
    pub(super) fn touching_steps(&self, key: &Key) -> impl Iterator<Item = usize> + '_ {
        self.touching.get(key).into_iter().flatten().copied()
    }

    /// The packages and policies that name an object before the plan or through it.
    pub(super) fn users_of(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.users.get(key).into_iter().flatten()
    }
}

/// The objects that a package names.
pub(super) fn keys_in_package(key: &PackageKey, package: &Package) -> BTreeSet<Key> {
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
pub(super) fn keys_named_by(policy: &Policy) -> BTreeSet<Key> {
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

fn key_in_part(part: &Part) -> Option<Key> {
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
fn released_keys(operation: &Operation) -> BTreeSet<Key> {
    match operation {
        Operation::Update(Update::Policy { before, .. })
        | Operation::Delete { object: Object::Policy(_, before), .. } => keys_named_by(before),
        Operation::Remove(part @ Part::Role { .. }) => key_in_part(part).into_iter().collect(),
        Operation::Update(_)
        | Operation::Delete { .. }
        | Operation::Remove(_)
        | Operation::Create(_)
        | Operation::Add(_) => BTreeSet::new(),
    }
}
