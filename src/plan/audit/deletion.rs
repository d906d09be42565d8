//! The conditions of a deletion: nothing is left inside the object, nothing uses it, and no later step changes it.

use std::collections::BTreeSet;

use crate::model::{Key, State};

use super::super::{Object, Operation, Part, Step};
use super::index::{Index, keys_in_package, keys_named_by};
use super::operation::written_key;
use super::order::Order;

/// A deletion and its surroundings.
pub(super) struct Around<'a> {
    pub(super) steps: &'a [Step],
    pub(super) index: &'a Index,
    pub(super) order: &'a Order,
    /// The tenant before the plan.
    pub(super) actual: &'a State,
    /// The tenant when the step runs.
    pub(super) now: &'a State,
    /// The desired state.
    pub(super) desired: &'a State,
}

/// Reports errors of a step that deletes an object, or removes a part of an object that is deleted later.
pub(super) fn deletion_faults(position: usize, operation: &Operation, around: &Around<'_>) -> Vec<String> {
    let mut found: Vec<String> = around.access_faults(position, operation);
    if matches!(operation, Operation::Delete { .. }) {
        let key = written_key(operation);
        found.extend(around.remaining_contents(&key));
        found.extend(around.contents_fault(operation));
        found.extend(around.later_uses(position, &key));
    }
    found
}

impl Around<'_> {
    /// Parts of a package are removed only after its policies: if their deletion is refused, assignees lose nothing.
    fn access_faults(&self, position: usize, operation: &Operation) -> Vec<String> {
        let Operation::Remove(Part::Role { package: key, .. }) = operation else { return Vec::new() };
        let deletes = |position: usize| matches!(self.steps[position].operation, Operation::Delete { .. });
        if !self.index.writing_steps(&Key::Package(key.clone())).any(deletes) {
            return Vec::new();
        }
        let policies = self.actual.policies_of_package(key).map(|(policy, _)| Key::Policy(policy.clone()));
        policies
            .flat_map(|policy| {
                self.index.writing_steps(&policy).filter(|other| deletes(*other)).collect::<Vec<_>>()
            })
            .filter(|other| !self.order.is_always_before(*other, position))
            .map(|other| self.steps[other].id.0)
            .map(|step| format!("it takes a role from a package before step {step}, which could still fail."))
            .collect()
    }

    /// What is in an object or uses it when it is deleted.
    fn remaining_contents(&self, key: &Key) -> Vec<String> {
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
                left.extend(now.policies_of_package(package).map(|(policy, _)| Key::Policy(policy.clone())));
                if now.packages.get(package).is_some_and(|there| !there.roles.is_empty()) {
                    return vec![format!("it deletes `{key}`, which still has roles.")];
                }
                // One that goes as well takes its own list with it.
                let stays = |user: &&Key| self.desired.contains(user);
                left.extend(self.users_now(key).filter(stays).cloned());
            }
            Key::Resource(_) | Key::Extension(_) | Key::Organization(_) => {
                left.extend(self.users_now(key).cloned());
            }
            Key::Policy(_) | Key::Settings => {}
        }
        left.iter().map(|other| format!("it deletes `{key}` while `{other}` needs it.")).collect()
    }

    /// Whether the step knows the contents of the object at planning time: additional contents must stop it.
    fn contents_fault(&self, operation: &Operation) -> Option<String> {
        let Operation::Delete { object, contents } = operation else { return None };
        let held: BTreeSet<Key> = match object {
            Object::Package(key, _) => {
                self.actual.policies_of_package(key).map(|(policy, _)| Key::Policy(policy.clone())).collect()
            }
            Object::Catalog(key, _) => self.actual.contents_of(key).collect(),
            Object::Organization(..) | Object::Resource(..) | Object::Extension(..) | Object::Policy(..) => {
                BTreeSet::new()
            }
        };
        let right = held == *contents;
        (!right).then(|| "it does not list the contents of the object that it deletes.".to_owned())
    }

    /// Steps that refer to the object and may run after its deletion.
    fn later_uses(&self, position: usize, key: &Key) -> Vec<String> {
        let others = self.index.touching_steps(key).filter(|other| *other != position);
        others
            .filter(|other| !self.order.is_always_before(*other, position))
            .map(|other| self.steps[other].id.0)
            .map(|step| format!("it does not wait for step {step}, which needs `{key}`."))
            .collect()
    }

    /// The objects that name another one as the tenant is when the step runs.
    fn users_now<'k>(&'k self, key: &'k Key) -> impl Iterator<Item = &'k Key> {
        self.index.users_of(key).filter(move |user| match user {
            Key::Package(user) => {
                self.now.packages.get(user).is_some_and(|there| keys_in_package(user, there).contains(key))
            }
            Key::Policy(user) => {
                self.now.policies.get(user).is_some_and(|there| keys_named_by(there).contains(key))
            }
            Key::Organization(_) | Key::Catalog(_) | Key::Resource(_) | Key::Extension(_) | Key::Settings => {
                false
            }
        })
    }
}
