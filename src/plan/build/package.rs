//! Steps of access packages and their contents.

use crate::diff::{Change, ChangeSet, Update};
use crate::model::{Key, Package, PackageKey};
use crate::plan::Operation;

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn packages(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.packages {
            match change {
                Change::Create(after) => {
                    self.push(
                        Operation::CreatePackage { key: key.clone(), after: after.clone() },
                        Vec::new(),
                    );
                    self.contents(key, None, after);
                }
                Change::Update(Update { before, after, fields }) => {
                    if !self.writable(&Key::Package(key.clone()), fields) {
                        continue;
                    }
                    let own = fields_outside(fields, &["resources", "incompatible."]);
                    if !own.is_empty() {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdatePackage { key: key.clone(), before, after }, own);
                    }
                    self.contents(key, Some(before), after);
                }
                Change::Delete(before) => self.delete_package(key, before),
            }
        }
    }

    /// The roles go one by one before the package: the service refuses to delete it otherwise (corrections B8).
    fn delete_package(&mut self, key: &PackageKey, before: &Package) {
        for link in before.roles.iter().cloned() {
            self.push(Operation::RemoveRole { key: key.clone(), link }, Vec::new());
        }
        let of_it = self.pair.actual.policies.keys().filter(|policy| policy.package == *key);
        let policies = of_it.cloned().collect();
        self.push(
            Operation::DeletePackage { key: key.clone(), before: before.clone(), policies },
            Vec::new(),
        );
    }

    fn contents(&mut self, key: &PackageKey, before: Option<&Package>, after: &Package) {
        let has = |test: &dyn Fn(&Package) -> bool| before.is_some_and(test);
        for link in &after.roles {
            if !has(&|p| p.roles.contains(link)) {
                self.push(Operation::AddRole { key: key.clone(), link: link.clone() }, Vec::new());
            }
        }
        for other in &after.incompatible_packages {
            if !has(&|p| p.incompatible_packages.contains(other)) {
                let operation = Operation::AddIncompatiblePackage { key: key.clone(), other: other.clone() };
                self.push(operation, Vec::new());
            }
        }
        for group in &after.incompatible_groups {
            if !has(&|p| p.incompatible_groups.contains(group)) {
                let operation = Operation::AddIncompatibleGroup { key: key.clone(), group: group.clone() };
                self.push(operation, Vec::new());
            }
        }
        let Some(before) = before else { return };
        for link in before.roles.difference(&after.roles).cloned() {
            self.push(Operation::RemoveRole { key: key.clone(), link }, Vec::new());
        }
        for other in before.incompatible_packages.difference(&after.incompatible_packages).cloned() {
            self.push(Operation::RemoveIncompatiblePackage { key: key.clone(), other }, Vec::new());
        }
        for group in before.incompatible_groups.difference(&after.incompatible_groups).cloned() {
            self.push(Operation::RemoveIncompatibleGroup { key: key.clone(), group }, Vec::new());
        }
    }
}
