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

pub use assignment::{assignment, requested_package};
pub use policy::policy;
pub use unmodelled::Findings;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::graph::{Part, Snapshot, role};
use crate::model::{
    Actual, Binding, Bindings, Catalog, Extension, Facts, Index, Key, ObjectId, Organization, Package,
    Principal, ReadFailure, Resource, ResourceKey, Settings, Unread,
};
use crate::property::json::{object_id, some_text, text};
use crate::property::package::role_link;
use crate::property::{Reading, Table, principal};

/// The member of a catalog's and of the settings' raw object that contains their role assignments as read, so that they
/// can be removed by id. An annotation: no part of the Graph object.
pub const ROLE_ASSIGNMENTS: &str = "@guestlist.roleAssignments";

/// Turns a snapshot into the state, the bindings and the facts.
#[must_use]
pub fn normalise(snapshot: &Snapshot) -> (Actual, Facts) {
    let index = Index::of(snapshot);
    let mut work = Work { snapshot, index, actual: Actual::default(), facts: Facts::default() };
    work.facts();
    work.organizations();
    work.catalogs();
    work.contents();
    work.packages();
    work.policies();
    (work.actual, work.facts)
}

struct Work<'a> {
    snapshot: &'a Snapshot,
    index: Index,
    actual: Actual,
    facts: Facts,
}

fn binding(raw: &Value, of: &str) -> Binding {
    let Findings { unmodelled, masked } = Findings::of(raw, of);
    Binding { id: text(raw, "id"), raw: raw.clone(), unmodelled, masked }
}

impl Work<'_> {
    fn bind(&mut self, key: Key, binding: Binding) {
        let Bindings(bindings) = &mut self.actual.bindings;
        bindings.insert(key, binding);
    }

    fn fail(&mut self, unread: Unread, why: String) {
        self.facts.failures.insert(ReadFailure { unread, why });
    }

    fn organizations(&mut self) {
        for raw in &self.snapshot.organizations {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.organizations.get(&id).cloned())
            else {
                continue;
            };
            self.actual.state.organizations.insert(key.clone(), Organization::read(raw, &Reading::alone()));
            self.bind(Key::Organization(key), binding(raw, "connectedOrganization"));
        }
    }

    /// Who holds a role, by catalog; `None` for the tenant.
    fn holders(&self) -> BTreeMap<Option<String>, Vec<(String, Principal)>> {
        let seen = self.snapshot.directory.iter().filter_map(principal);
        let seen: BTreeMap<ObjectId, Principal> =
            seen.filter_map(|principal| Some((principal.reference().id()?.clone(), principal))).collect();
        let mut holders: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for assignment in &self.snapshot.role_assignments {
            if let Some((catalog, definition, principal)) = catalog::holder(assignment, &seen) {
                holders.entry(catalog).or_default().push((definition, principal));
            }
        }
        holders
    }

    /// The assignments as read, by catalog; `None` for the tenant.
    fn assignments(&self) -> BTreeMap<Option<String>, Vec<Value>> {
        let mut assignments: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for assignment in &self.snapshot.role_assignments {
            let scope = text(assignment, "appScopeId");
            let catalog = role::catalog_of(&scope).map(|id| id.to_string());
            if catalog.is_some() || scope == role::TENANT_SCOPE {
                assignments.entry(catalog).or_default().push(assignment.clone());
            }
        }
        assignments
    }

    fn catalogs(&mut self) {
        let holders = self.holders();
        let mut assignments = self.assignments();
        let unread: BTreeSet<&Part> = self.snapshot.failures.iter().map(|failure| &failure.part).collect();
        let all_unread = unread.contains(&Part::Roles);
        for raw in &self.snapshot.catalogs {
            let Some(id) = object_id(raw, "id") else { continue };
            let Some(key) = self.index.catalogs.get(&id).cloned() else { continue };
            let read = !all_unread && !unread.contains(&Part::CatalogRoles(text(raw, "id")));
            let held = holders.get(&Some(id.as_str().to_owned())).map(Vec::as_slice).unwrap_or_default();
            let reading = Reading { holders: read.then_some(held), ..Reading::with(&self.index) };
            let catalog = Catalog::read(raw, &reading);
            let mut binding = binding(raw, "accessPackageCatalog");
            binding.raw[ROLE_ASSIGNMENTS] =
                assignments.remove(&Some(id.as_str().to_owned())).unwrap_or_default().into();
            self.actual.state.catalogs.insert(key.clone(), catalog);
            self.bind(Key::Catalog(key), binding);
        }
        let read = !all_unread && !unread.contains(&Part::TenantRoles);
        let held = holders.get(&None).map(Vec::as_slice).unwrap_or_default();
        let raw = self.snapshot.settings.as_ref().filter(|raw| raw.is_object());
        let reading = Reading { holders: read.then_some(held), ..Reading::with(&self.index) };
        self.actual.state.settings = Settings::read(raw.unwrap_or(&Value::Null), &reading);
        let mut binding = binding(raw.unwrap_or(&json!({})), "entitlementManagementSettings");
        binding.raw[ROLE_ASSIGNMENTS] = assignments.remove(&None).unwrap_or_default().into();
        self.bind(Key::Settings, binding);
    }

    fn contents(&mut self) {
        for (catalog, list) in &self.snapshot.resources {
            let Some(catalog) = self.index.catalogs.get(&ObjectId::new(catalog)).cloned() else { continue };
            for raw in list {
                let Some(origin) = catalog::resource_origin(raw) else {
                    let why = format!("the resource {} names no origin", text(raw, "id"));
                    self.fail(Unread::ResourcesOf(catalog.clone()), why);
                    continue;
                };
                if let Some(name) = some_text(raw, "displayName") {
                    self.facts.resource_names.insert(origin.clone(), name);
                }
                let key = ResourceKey { catalog: catalog.clone(), origin };
                if self.actual.state.resources.contains_key(&key) {
                    let why = format!("the catalog lists {key} twice");
                    self.fail(Unread::Object(Key::Resource(key)), why);
                    continue;
                }
                self.actual.state.resources.insert(key.clone(), Resource::read(raw, &Reading::alone()));
                self.bind(Key::Resource(key), binding(raw, "accessPackageResource"));
            }
        }
        for raw in self.snapshot.extensions.values().flatten() {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.extensions.get(&id).cloned())
            else {
                continue;
            };
            self.actual.state.extensions.insert(key.clone(), Extension::read(raw, &Reading::alone()));
            self.bind(Key::Extension(key), binding(raw, "customCalloutExtension"));
        }
    }

    fn packages(&mut self) {
        for raw in &self.snapshot.packages {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.packages.get(&id).cloned()) else {
                let why = format!("the package {} names no catalog", text(raw, "id"));
                self.fail(Unread::Packages, why);
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
                        let why = format!("the role link {} names no role or no scope", text(link, "id"));
                        self.fail(Unread::Object(Key::Package(key.clone())), why);
                    }
                }
            }
            self.actual.state.packages.insert(key.clone(), Package::read(raw, &Reading::with(&self.index)));
            self.bind(Key::Package(key), binding(raw, "accessPackage"));
        }
    }

    fn policies(&mut self) {
        for raw in &self.snapshot.policies {
            let Some(key) = object_id(raw, "id").and_then(|id| self.index.policies.get(&id).cloned()) else {
                let why = format!("the policy {} belongs to no package that was read", text(raw, "id"));
                self.fail(Unread::Policies, why);
                continue;
            };
            let mut binding = binding(raw, "accessPackageAssignmentPolicy");
            binding.masked.extend(policy::hidden_extensions(raw));
            self.actual.state.policies.insert(key.clone(), policy(raw, &self.index));
            self.bind(Key::Policy(key), binding);
        }
    }
}

#[cfg(test)]
mod tests;
