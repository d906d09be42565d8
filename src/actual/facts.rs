//! The facts beside the state: the tenant, objects that were shown on the way, and what could not be read.
//!
//! Must not look anything up; names that only a comparison asks for come later.

use serde_json::Value;

use super::Work;
use crate::graph::{Failure, Part, directory_object};
use crate::model::{Key, ObjectId, ReadFailure, ResourceKey, Unread};
use crate::property::json::{object_id, text_member};

impl Work<'_> {
    pub(super) fn add_facts(&mut self) {
        if let Some(tenant) = &self.snapshot.tenant {
            self.facts.tenant = object_id(tenant, "id");
            self.facts.tenant_name = text_member(tenant, "displayName");
        }
        if self.snapshot.application {
            self.facts.sites_unseen = true;
            let blind = "an application cannot see the SharePoint sites of catalogs";
            self.facts.blind_spots.insert(blind.to_owned());
        }
        self.facts.applier = self.snapshot.applier.clone();
        self.add_objects();
        for failure in &self.snapshot.failures {
            let unread = self.unread_part(failure);
            match unread {
                Some(unread) => {
                    self.facts.failures.insert(ReadFailure { unread, why: failure.why.clone() });
                }
                None => {
                    self.facts.blind_spots.insert(format!("the tenant's own name and id: {}", failure.why));
                }
            }
        }
    }

    fn add_objects(&mut self) {
        let shown = |owner: &'_ Value, lists: &[&str]| -> Vec<Value> {
            let lists = lists.iter().filter_map(|name| owner[*name].as_array());
            lists.flatten().filter(|object| object.is_object()).cloned().collect()
        };
        let sponsors = ["internalSponsors", "externalSponsors"];
        let snapshot = self.snapshot;
        let sponsors = snapshot.organizations.iter().flat_map(|owner| shown(owner, &sponsors));
        let groups = snapshot.packages.iter().flat_map(|owner| shown(owner, &["incompatibleGroups"]));
        let groups = groups.map(|mut group| {
            if group.get("@odata.type").is_none() {
                group["@odata.type"] = "#microsoft.graph.group".into();
            }
            group
        });
        let holders = snapshot.role_assignments.iter().map(|assignment| assignment["principal"].clone());
        let all = snapshot.directory.iter().cloned().chain(sponsors).chain(groups).chain(holders);
        let objects = all.filter_map(|value| directory_object(&value, None));
        self.facts.objects = objects.map(|object| (object.id.clone(), object)).collect();
    }

    /// What a failure of the reading leaves unknown; `None` where it is no part of the state.
    fn unread_part(&self, failure: &Failure) -> Option<Unread> {
        let catalog = |id: &str| self.index.catalogs.get(&ObjectId::new(id)).cloned();
        let object = |key: Option<Key>, whole: Unread| key.map_or(whole, Unread::Object);
        Some(match &failure.part {
            Part::Tenant => return None,
            Part::Organizations => Unread::Organizations,
            Part::Organization(id) => {
                let key = self.index.organizations.get(&ObjectId::new(id)).cloned();
                object(key.map(Key::Organization), Unread::Organizations)
            }
            Part::Catalogs => Unread::Catalogs,
            Part::Resources(id) => catalog(id).map_or(Unread::Catalogs, Unread::ResourcesOf),
            Part::Resource(id, resource) => {
                let list = self.snapshot.resources.get(id).into_iter().flatten();
                let raw = list.into_iter().find(|raw| text_member(raw, "id") == *resource);
                let key = raw.and_then(|raw| {
                    Some(ResourceKey { catalog: catalog(id)?, origin: super::catalog::resource_origin(raw)? })
                });
                object(key.map(Key::Resource), catalog(id).map_or(Unread::Catalogs, Unread::ResourcesOf))
            }
            Part::Extensions(id) => catalog(id).map_or(Unread::Catalogs, Unread::ExtensionsOf),
            Part::Packages => Unread::Packages,
            Part::Package(id) => {
                let key = self.index.packages.get(&ObjectId::new(id)).cloned();
                object(key.map(Key::Package), Unread::Packages)
            }
            Part::Policies => Unread::Policies,
            Part::Policy(id) => {
                let key = self.index.policies.get(&ObjectId::new(id)).cloned();
                object(key.map(Key::Policy), Unread::Policies)
            }
            Part::Roles => Unread::RoleAssignments,
            Part::CatalogRoles(id) => object(catalog(id).map(Key::Catalog), Unread::RoleAssignments),
            Part::TenantRoles | Part::Settings => Unread::Settings,
        })
    }
}
