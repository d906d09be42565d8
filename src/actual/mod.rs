//! The tenant's side of the comparison: a snapshot to `Actual` and `Facts`.
//!
//! All normalising of what the service fills in, spells or orders differently happens here, and none of it
//! elsewhere. Pure: no I/O, nothing fails; what cannot be placed is a failure among the facts, never dropped.

mod assignment;
mod catalog;
mod facts;
mod index;
mod policy;
mod unmodelled;

pub use assignment::{read_assignment, requested_package};
pub use policy::read_policy;
pub use unmodelled::Findings;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::graph::{Part, Snapshot, role};
use crate::model::{
    Actual, Binding, Bindings, Catalog, Extension, Facts, Index, Key, ObjectId, Organization, Package,
    Principal, ReadFailure, Resource, ResourceKey, Settings, Unread,
};
use crate::property::json::{object_id, some_text, text_member};
use crate::property::package::role_link;
use crate::property::{Reading, Table, read_holder};

/// The member of a catalog's and of the settings' raw object that contains their role assignments as read, so that they
/// can be removed by id. An annotation: no part of the Graph object.
pub const ROLE_ASSIGNMENTS: &str = "@guestlist.roleAssignments";

/// Turns a snapshot into the state, the bindings and the facts.
#[must_use]
pub fn normalise_snapshot(snapshot: &Snapshot) -> (Actual, Facts) {
    let index = Index::new(snapshot);
    let mut work = Work { snapshot, index, actual: Actual::default(), facts: Facts::default() };
    work.add_facts();
    work.add_organizations();
    work.add_catalogs();
    work.add_contents();
    work.add_packages();
    work.add_policies();
    (work.actual, work.facts)
}

struct Work<'a> {
    snapshot: &'a Snapshot,
    index: Index,
    actual: Actual,
    facts: Facts,
}

fn read_binding(raw: &Value, of: &str) -> Binding {
    let Findings { unmodelled, masked } = Findings::new(raw, of);
    Binding { id: text_member(raw, "id"), raw: raw.clone(), unmodelled, masked }
}

impl Work<'_> {
    fn add_binding(&mut self, key: Key, binding: Binding) {
        let Bindings(bindings) = &mut self.actual.bindings;
        bindings.insert(key, binding);
    }

    fn note_failure(&mut self, unread: Unread, why: String) {
        self.facts.failures.insert(ReadFailure { unread, why });
    }

    fn add_organizations(&mut self) {
        for raw in &self.snapshot.organizations {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.organizations.get(&id).cloned())
            else {
                continue;
            };
            self.actual
                .state
                .organizations
                .insert(key.clone(), Organization::read_object(raw, &Reading::without_index()));
            self.add_binding(Key::Organization(key), read_binding(raw, "connectedOrganization"));
        }
    }

    /// Who holds a role, by catalog; `None` for the tenant.
    fn role_assignments(&self) -> BTreeMap<Option<String>, Vec<(String, Principal)>> {
        let seen = self.snapshot.directory.iter().filter_map(read_holder);
        let seen: BTreeMap<ObjectId, Principal> = seen
            .filter_map(|principal| Some((principal.reference().bound_object_id()?.clone(), principal)))
            .collect();
        let mut holders: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for assignment in &self.snapshot.role_assignments {
            if let Some((catalog, definition, principal)) = catalog::read_role_assignment(assignment, &seen) {
                holders.entry(catalog).or_default().push((definition, principal));
            }
        }
        holders
    }

    /// The assignments as read, by catalog; `None` for the tenant.
    fn assignments_at(&self) -> BTreeMap<Option<String>, Vec<Value>> {
        let mut assignments: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for assignment in &self.snapshot.role_assignments {
            let scope = text_member(assignment, "appScopeId");
            let catalog = role::catalog_of_scope(&scope).map(|id| id.to_string());
            if catalog.is_some() || scope == role::TENANT_SCOPE {
                assignments.entry(catalog).or_default().push(assignment.clone());
            }
        }
        assignments
    }

    fn add_catalogs(&mut self) {
        let holders = self.role_assignments();
        let mut assignments = self.assignments_at();
        let unread: BTreeSet<&Part> = self.snapshot.failures.iter().map(|failure| &failure.part).collect();
        let all_unread = unread.contains(&Part::Roles);
        for raw in &self.snapshot.catalogs {
            let Some(id) = object_id(raw, "id") else { continue };
            let Some(key) = self.index.catalogs.get(&id).cloned() else { continue };
            let read = !all_unread && !unread.contains(&Part::CatalogRoles(text_member(raw, "id")));
            let held = holders.get(&Some(id.as_str().to_owned())).map(Vec::as_slice).unwrap_or_default();
            let reading = Reading { holders: read.then_some(held), ..Reading::with_index(&self.index) };
            let catalog = Catalog::read_object(raw, &reading);
            let mut binding = read_binding(raw, "accessPackageCatalog");
            binding.raw[ROLE_ASSIGNMENTS] =
                assignments.remove(&Some(id.as_str().to_owned())).unwrap_or_default().into();
            self.actual.state.catalogs.insert(key.clone(), catalog);
            self.add_binding(Key::Catalog(key), binding);
        }
        let read = !all_unread && !unread.contains(&Part::TenantRoles);
        let held = holders.get(&None).map(Vec::as_slice).unwrap_or_default();
        let raw = self.snapshot.settings.as_ref().filter(|raw| raw.is_object());
        let reading = Reading { holders: read.then_some(held), ..Reading::with_index(&self.index) };
        self.actual.state.settings = Settings::read_object(raw.unwrap_or(&Value::Null), &reading);
        let mut binding = read_binding(raw.unwrap_or(&json!({})), "entitlementManagementSettings");
        binding.raw[ROLE_ASSIGNMENTS] = assignments.remove(&None).unwrap_or_default().into();
        self.add_binding(Key::Settings, binding);
    }

    fn add_contents(&mut self) {
        for (catalog, list) in &self.snapshot.resources {
            let Some(catalog) = self.index.catalogs.get(&ObjectId::new(catalog)).cloned() else { continue };
            for raw in list {
                let Some(origin) = catalog::resource_origin(raw) else {
                    let why =
                        format!("the resource {} has no origin system or origin id", text_member(raw, "id"));
                    self.note_failure(Unread::ResourcesOf(catalog.clone()), why);
                    continue;
                };
                if let Some(name) = some_text(raw, "displayName") {
                    self.facts.resource_names.insert(origin.clone(), name);
                }
                let key = ResourceKey { catalog: catalog.clone(), origin };
                if self.actual.state.resources.contains_key(&key) {
                    let why = format!("the catalog lists {key} twice");
                    self.note_failure(Unread::Object(Key::Resource(key)), why);
                    continue;
                }
                self.actual
                    .state
                    .resources
                    .insert(key.clone(), Resource::read_object(raw, &Reading::without_index()));
                self.add_binding(Key::Resource(key), read_binding(raw, "accessPackageResource"));
            }
        }
        for raw in self.snapshot.extensions.values().flatten() {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.extensions.get(&id).cloned())
            else {
                continue;
            };
            self.actual
                .state
                .extensions
                .insert(key.clone(), Extension::read_object(raw, &Reading::without_index()));
            self.add_binding(Key::Extension(key), read_binding(raw, "customCalloutExtension"));
        }
    }

    fn add_packages(&mut self) {
        for raw in &self.snapshot.packages {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.packages.get(&id).cloned()) else {
                let why = format!("the access package {} has no catalog", text_member(raw, "id"));
                self.note_failure(Unread::Packages, why);
                continue;
            };
            for link in raw["resourceRoleScopes"].as_array().into_iter().flatten() {
                match role_link(link) {
                    Some((link, name)) => {
                        if let crate::model::RoleRef::Id(role) = link.role
                            && !name.is_empty()
                        {
                            self.facts.role_names.insert((link.resource, role), name);
                        }
                    }
                    None => {
                        let why = format!(
                            "the resource role scope {} has no role or no scope",
                            text_member(link, "id")
                        );
                        self.note_failure(Unread::Object(Key::Package(key.clone())), why);
                    }
                }
            }
            self.actual
                .state
                .packages
                .insert(key.clone(), Package::read_object(raw, &Reading::with_index(&self.index)));
            self.add_binding(Key::Package(key), read_binding(raw, "accessPackage"));
        }
    }

    fn add_policies(&mut self) {
        for raw in &self.snapshot.policies {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.policies.get(&id).cloned()) else {
                let why =
                    format!("the policy {} belongs to no package that was read", text_member(raw, "id"));
                self.note_failure(Unread::Policies, why);
                continue;
            };
            let mut binding = read_binding(raw, "accessPackageAssignmentPolicy");
            binding.masked.extend(policy::hidden_extension_stages(raw));
            self.actual.state.policies.insert(key.clone(), read_policy(raw, &self.index));
            self.add_binding(Key::Policy(key), binding);
        }
    }
}

#[cfg(test)]
mod tests;
