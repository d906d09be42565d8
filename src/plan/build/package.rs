//! Steps of access packages and their contents.

use crate::diff::{self, Change, ChangeSet};
use crate::model::{Key, Package, PackageKey};
use crate::plan::{Object, Operation, Part, Update};

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn draft_packages(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.packages {
            match change {
                Change::Create(after) => {
                    self.push_draft(
                        Operation::Create(Object::Package(key.clone(), after.clone())),
                        Vec::new(),
                    );
                    self.draft_contents(key, None, after);
                }
                Change::Update(diff::Update { before, after, fields }) => {
                    if !self.is_writable(&Key::Package(key.clone()), fields) {
                        continue;
                    }
                    let own = fields_outside(fields, &["resources", "incompatible."]);
                    if !own.is_empty() {
                        let (before, after) = (before.clone(), after.clone());
                        self.push_draft(
                            Operation::Update(Update::Package { key: key.clone(), before, after }),
                            own,
                        );
                    }
                    self.draft_contents(key, Some(before), after);
                }
                Change::Delete(before) => self.draft_package_deletion(key, before),
            }
        }
    }

    /// Removes the roles one by one before the package, since the service refuses its deletion otherwise (fact
    /// package-delete-removes-roles-first).
    fn draft_package_deletion(&mut self, key: &PackageKey, before: &Package) {
        for link in before.roles.iter().cloned() {
            self.push_draft(Operation::Remove(Part::Role { package: key.clone(), link }), Vec::new());
        }
        let of_it = self.pair.actual.policies_of_package(key);
        let contents = of_it.map(|(policy, _)| Key::Policy(policy.clone())).collect();
        let object = Object::Package(key.clone(), before.clone());
        self.push_draft(Operation::Delete { object, contents }, Vec::new());
    }

    fn draft_contents(&mut self, key: &PackageKey, before: Option<&Package>, after: &Package) {
        let has = |test: &dyn Fn(&Package) -> bool| before.is_some_and(test);
        for link in &after.roles {
            if !has(&|p| p.roles.contains(link)) {
                self.push_draft(
                    Operation::Add(Part::Role { package: key.clone(), link: link.clone() }),
                    Vec::new(),
                );
            }
        }
        for other in &after.incompatible_packages {
            if !has(&|p| p.incompatible_packages.contains(other)) {
                let part = Part::IncompatiblePackage { package: key.clone(), other: other.clone() };
                self.push_draft(Operation::Add(part), Vec::new());
            }
        }
        for group in &after.incompatible_groups {
            if !has(&|p| p.incompatible_groups.contains(group)) {
                let part = Part::IncompatibleGroup { package: key.clone(), group: group.clone() };
                self.push_draft(Operation::Add(part), Vec::new());
            }
        }
        let Some(before) = before else { return };
        for link in before.roles.difference(&after.roles).cloned() {
            self.push_draft(Operation::Remove(Part::Role { package: key.clone(), link }), Vec::new());
        }
        for other in before.incompatible_packages.difference(&after.incompatible_packages).cloned() {
            let part = Part::IncompatiblePackage { package: key.clone(), other };
            self.push_draft(Operation::Remove(part), Vec::new());
        }
        for group in before.incompatible_groups.difference(&after.incompatible_groups).cloned() {
            let part = Part::IncompatibleGroup { package: key.clone(), group };
            self.push_draft(Operation::Remove(part), Vec::new());
        }
    }
}
