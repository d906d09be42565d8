//! Objects that are never deleted, whatever the flags.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    DirectoryRef, Facts, IdentitySource, Key, KeyPattern, ObjectId, OrganizationKey, Origin, Ownership,
    Place, State,
};

/// The patterns of a project, and what is needed to match an object by any of its names.
pub(super) struct Protection<'a> {
    patterns: &'a [(KeyPattern, Place)],
    facts: &'a Facts,
    there: &'a State,
    /// The default domains of the tenants that were looked up.
    domains: BTreeMap<&'a ObjectId, BTreeSet<&'a str>>,
}

impl<'a> Protection<'a> {
    pub(super) fn new(ownership: &'a Ownership, facts: &'a Facts, there: &'a State) -> Self {
        let mut domains: BTreeMap<&ObjectId, BTreeSet<&str>> = BTreeMap::new();
        for tenant in facts.tenants.values().flatten() {
            domains.entry(&tenant.id).or_default().insert(&tenant.default_domain);
        }
        Self { patterns: &ownership.protected, facts, there, domains }
    }

    /// The first pattern that protects an object, and where it is written.
    pub(super) fn protecting_pattern(&self, key: &Key) -> Option<&'a (KeyPattern, Place)> {
        if self.patterns.is_empty() {
            return None;
        }
        let also = self.other_spellings(key);
        self.patterns.iter().find(|(pattern, _)| pattern.is_match(key, &also))
    }

    /// Other spellings of the last part of a key that contains an id.
    fn other_spellings(&self, key: &Key) -> Vec<String> {
        match key {
            Key::Resource(resource) => {
                let (word, reference) = match &resource.origin {
                    Origin::Group(reference) => ("group", reference),
                    Origin::Application(reference) => ("application", reference),
                    Origin::Site(_) | Origin::Other { .. } => return Vec::new(),
                };
                let looked_up = reference.bound_object_id().and_then(|id| self.facts.objects.get(id));
                let listed = self.facts.resource_names.get(&resource.origin);
                let names = looked_up.map(|object| &object.name).into_iter().chain(listed);
                names.map(|name| format!("{word}:{name}")).collect()
            }
            Key::Organization(key) => self.organization_spellings(key),
            Key::Catalog(_) | Key::Extension(_) | Key::Package(_) | Key::Policy(_) | Key::Settings => {
                Vec::new()
            }
        }
    }

    fn organization_spellings(&self, key: &OrganizationKey) -> Vec<String> {
        let Some(there) = self.there.organizations.get(key) else { return Vec::new() };
        let mut spellings = vec![there.name.clone()];
        for source in &there.identity {
            spellings.push(OrganizationKey(source.clone()).to_string());
            if let IdentitySource::Tenant(DirectoryRef::Id(id)) = source {
                let known = self.domains.get(id).into_iter().flatten();
                spellings.extend(known.map(|domain| format!("tenant:{domain}")));
            }
        }
        spellings
    }
}
