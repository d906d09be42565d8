//! Steps of catalogs and of the roles of entitlement management.

use std::collections::BTreeSet;

use crate::diff::{self, Change, ChangeSet};
use crate::model::{Catalog, CatalogKey, CatalogRoles, Key, Principal};
use crate::plan::{Object, Operation, Part, RoleName, Update};

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn draft_catalogs(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.catalogs {
            match change {
                Change::Create(after) => {
                    self.push_draft(
                        Operation::Create(Object::Catalog(key.clone(), after.clone())),
                        Vec::new(),
                    );
                    self.draft_catalog_roles(key, &CatalogRoles::default(), &after.roles);
                }
                Change::Update(update) => {
                    if self.is_writable(&Key::Catalog(key.clone()), &update.fields) {
                        self.update_catalog(key, update);
                    }
                }
                Change::Delete(before) => self.draft_catalog_deletion(key, before),
            }
        }
    }

    fn draft_catalog_deletion(&mut self, key: &CatalogKey, before: &Catalog) {
        let contents = self.pair.actual.contents_of(key).collect();
        let object = Object::Catalog(key.clone(), before.clone());
        self.push_draft(Operation::Delete { object, contents }, Vec::new());
    }

    fn update_catalog(&mut self, key: &CatalogKey, update: &diff::Update<Catalog>) {
        let diff::Update { before, after, fields } = update;
        let own = fields_outside(fields, &["roles."]);
        if !own.is_empty() {
            let (before, after) = (before.clone(), after.clone());
            self.push_draft(Operation::Update(Update::Catalog { key: key.clone(), before, after }), own);
        }
        self.draft_catalog_roles(key, &before.roles, &after.roles);
    }

    fn draft_catalog_roles(&mut self, key: &CatalogKey, before: &CatalogRoles, after: &CatalogRoles) {
        let lists = [
            (RoleName::Owner, &before.owners, &after.owners),
            (RoleName::Reader, &before.readers, &after.readers),
            (RoleName::AccessPackageManager, &before.access_package_managers, &after.access_package_managers),
            (
                RoleName::AccessPackageAssignmentManager,
                &before.access_package_assignment_managers,
                &after.access_package_assignment_managers,
            ),
        ];
        for (role, before, after) in lists {
            self.draft_role_assignments(Some(key), role, before.as_ref(), after.as_ref());
        }
    }

    pub(super) fn draft_role_assignments(
        &mut self,
        catalog: Option<&CatalogKey>,
        role: RoleName,
        before: Option<&BTreeSet<Principal>>,
        after: Option<&BTreeSet<Principal>>,
    ) {
        let Some(after) = after else { return };
        let nobody = BTreeSet::new();
        let before = before.unwrap_or(&nobody);
        for principal in after.difference(before).cloned() {
            let part = Part::Holder { catalog: catalog.cloned(), role, principal };
            self.push_draft(Operation::Add(part), Vec::new());
        }
        for principal in before.difference(after).cloned() {
            let part = Part::Holder { catalog: catalog.cloned(), role, principal };
            self.push_draft(Operation::Remove(part), Vec::new());
        }
    }
}
