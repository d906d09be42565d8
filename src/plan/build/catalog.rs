//! Steps of catalogs and of the roles of entitlement management.

use std::collections::BTreeSet;

use crate::diff::{Change, ChangeSet, Update};
use crate::model::{Catalog, CatalogKey, CatalogRoles, Key, Principal};
use crate::plan::{Operation, RoleName};

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn catalogs(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.catalogs {
            match change {
                Change::Create(after) => {
                    self.push(
                        Operation::CreateCatalog { key: key.clone(), after: after.clone() },
                        Vec::new(),
                    );
                    self.roles(key, &CatalogRoles::default(), &after.roles);
                }
                Change::Update(update) => {
                    if self.writable(&Key::Catalog(key.clone()), &update.fields) {
                        self.update_catalog(key, update);
                    }
                }
                Change::Delete(before) => self.delete_catalog(key, before),
            }
        }
    }

    fn delete_catalog(&mut self, key: &CatalogKey, before: &Catalog) {
        let there = &self.pair.actual;
        let packages = there.packages.keys().cloned().map(Key::Package);
        let resources = there.resources.keys().cloned().map(Key::Resource);
        let extensions = there.extensions.keys().cloned().map(Key::Extension);
        let inside = packages.chain(resources).chain(extensions).filter(|other| other.home() == Some(key));
        let contents = inside.collect();
        self.push(
            Operation::DeleteCatalog { key: key.clone(), before: before.clone(), contents },
            Vec::new(),
        );
    }

    fn update_catalog(&mut self, key: &CatalogKey, update: &Update<Catalog>) {
        let Update { before, after, fields } = update;
        let own = fields_outside(fields, &["roles."]);
        if !own.is_empty() {
            let (before, after) = (before.clone(), after.clone());
            self.push(Operation::UpdateCatalog { key: key.clone(), before, after }, own);
        }
        self.roles(key, &before.roles, &after.roles);
    }

    fn roles(&mut self, key: &CatalogKey, before: &CatalogRoles, after: &CatalogRoles) {
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
            self.holders(Some(key), role, before.as_ref(), after.as_ref());
        }
    }

    pub(super) fn holders(
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
            self.push(Operation::GrantRole { catalog: catalog.cloned(), role, principal }, Vec::new());
        }
        for principal in before.difference(after).cloned() {
            self.push(Operation::RevokeRole { catalog: catalog.cloned(), role, principal }, Vec::new());
        }
    }
}
