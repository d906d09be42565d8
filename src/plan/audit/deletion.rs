//! What must be so before something is deleted: nothing is left in it, nothing uses it, and nothing can still touch it.

use std::collections::BTreeSet;

use crate::model::{
    ExtensionRef, Key, OrganizationRef, PackageKey, PackageRef, Policy, ResourceKey, State, Subject,
};

use super::super::{Object, Operation, Part, Step, Update};
use super::operation::{key_of, names_of};
use super::order::Order;

/// A deletion, and everything around it.
pub(super) struct Around<'a> {
    pub(super) steps: &'a [Step],
    pub(super) order: &'a Order,
    /// The tenant before the plan.
    pub(super) actual: &'a State,
    /// The tenant as it is when the step runs.
    pub(super) now: &'a State,
    /// The tenant as it is wanted.
    pub(super) desired: &'a State,
}

/// Says what is wrong with a step where it deletes something, or takes something from what is deleted.
pub(super) fn faults(position: usize, operation: &Operation, around: &Around<'_>) -> Vec<String> {
    let mut found: Vec<String> = around.access(position, operation);
    if matches!(operation, Operation::Delete { .. }) {
        let key = key_of(operation);
        found.extend(around.left_in(&key));
        found.extend(around.planned_for(operation));
        found.extend(around.touched_later(position, &key));
    }
    found
}

impl Around<'_> {
    /// What of a package is taken away only after its policies went: their refusal must leave its holders everything.
    fn access(&self, position: usize, operation: &Operation) -> Vec<String> {
        let Operation::Remove(Part::Role { package: key, .. }) = operation else { return Vec::new() };
        let goes = |step: &Step| matches!(&step.operation, Operation::Delete { object: Object::Package(going, _), .. } if going == key);
        if !self.steps.iter().any(goes) {
            return Vec::new();
        }
        let policies = self.steps.iter().enumerate().filter(
            |(_, step)| matches!(&step.operation, Operation::Delete { object: Object::Policy(policy, _), .. } if policy.package == *key),
        );
        policies
            .filter(|(other, _)| !self.order.surely_before(*other, position))
            .map(|(_, step)| format!("it takes a role from a package before step {} could fail.", step.id.0))
            .collect()
    }

    /// What is in an object or uses it when it is deleted.
    fn left_in(&self, key: &Key) -> Vec<String> {
        let now = self.now;
        let mut left: Vec<Key> = Vec::new();
        match key {
            Key::Catalog(catalog) => {
                if now.catalogs.get(catalog).is_some_and(|there| there.built_in) {
                    return vec!["it deletes the built-in catalog.".to_owned()];
                }
                left.extend(now.contents_of(catalog));
            }
            Key::Package(package) => {
                left.extend(now.policies_of(package).map(|(policy, _)| Key::Policy(policy.clone())));
                if now.packages.get(package).is_some_and(|there| !there.roles.is_empty()) {
                    return vec![format!("it deletes `{key}`, which still has roles.")];
                }
                let named = PackageRef::Key(package.clone());
                let stays = |other: &PackageKey| self.desired.packages.contains_key(other);
                let lists = now
                    .packages
                    .iter()
                    .filter(|(other, there)| stays(other) && there.incompatible_packages.contains(&named));
                left.extend(lists.map(|(other, _)| Key::Package(other.clone())));
            }
            Key::Resource(ResourceKey { catalog, origin }) => {
                let uses = now
                    .packages_of(catalog)
                    .filter(|(_, there)| there.roles.iter().any(|link| link.resource == *origin));
                left.extend(uses.map(|(package, _)| Key::Package(package.clone())));
            }
            Key::Extension(_) | Key::Organization(_) => {
                let names = now.policies.iter().filter(|(_, policy)| names(policy).contains(key));
                left.extend(names.map(|(policy, _)| Key::Policy(policy.clone())));
            }
            Key::Policy(_) | Key::Settings => {}
        }
        left.iter().map(|other| format!("it deletes `{key}` while `{other}` needs it.")).collect()
    }

    /// Whether the step knows what the object held when the plan was made: anything more must stop it.
    fn planned_for(&self, operation: &Operation) -> Option<String> {
        let Operation::Delete { object, contents } = operation else { return None };
        let held: BTreeSet<Key> = match object {
            Object::Package(key, _) => {
                self.actual.policies_of(key).map(|(policy, _)| Key::Policy(policy.clone())).collect()
            }
            Object::Catalog(key, _) => self.actual.contents_of(key).collect(),
            Object::Organization(..) | Object::Resource(..) | Object::Extension(..) | Object::Policy(..) => {
                BTreeSet::new()
            }
        };
        let right = held == *contents;
        (!right).then(|| "it does not know what the object it deletes held.".to_owned())
    }

    /// Steps that name the object and may run after it is gone.
    fn touched_later(&self, position: usize, key: &Key) -> Vec<String> {
        let touches = |operation: &Operation| {
            key_of(operation) == *key || names_of(operation).contains(key) || left(operation).contains(key)
        };
        let others = self.steps.iter().enumerate().filter(|(other, _)| *other != position);
        others
            .filter(|(other, step)| touches(&step.operation) && !self.order.surely_before(*other, position))
            .map(|(_, step)| format!("it does not wait for step {}, which needs `{key}`.", step.id.0))
            .collect()
    }
}

/// The objects that an operation stops naming.
fn left(operation: &Operation) -> BTreeSet<Key> {
    match operation {
        Operation::Update(Update::Policy { before, .. })
        | Operation::Delete { object: Object::Policy(_, before), .. } => names(before),
        Operation::Remove(Part::Role { package, link }) => {
            let (catalog, origin) = (package.catalog.clone(), link.resource.clone());
            BTreeSet::from([Key::Resource(ResourceKey { catalog, origin })])
        }
        Operation::Update(_)
        | Operation::Delete { .. }
        | Operation::Remove(_)
        | Operation::Create(_)
        | Operation::Add(_) => BTreeSet::new(),
    }
}

fn names(policy: &Policy) -> BTreeSet<Key> {
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
