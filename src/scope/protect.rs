//! What is never deleted, by any flag.

use crate::model::{
    DirectoryRef, Facts, IdentitySource, Key, KeyPattern, OrganizationKey, Origin, Ownership, Place, State,
};

/// The patterns of a project, and what is needed to recognise an object by any of its names.
pub(super) struct Protection<'a> {
    patterns: &'a [(KeyPattern, Place)],
    facts: &'a Facts,
    there: &'a State,
}

impl<'a> Protection<'a> {
    pub(super) fn of(ownership: &'a Ownership, facts: &'a Facts, there: &'a State) -> Self {
        Self { patterns: &ownership.protected, facts, there }
    }

    /// The first pattern that protects an object, and where it stands.
    pub(super) fn covers(&self, key: &Key) -> Option<&'a (KeyPattern, Place)> {
        if self.patterns.is_empty() {
            return None;
        }
        let also = self.spellings(key);
        self.patterns.iter().find(|(pattern, _)| pattern.matches(key, &also))
    }

    /// Other ways in which people may write the last part of a key that holds an id.
    fn spellings(&self, key: &Key) -> Vec<String> {
        match key {
            Key::Resource(resource) => {
                let (word, reference) = match &resource.origin {
                    Origin::Group(reference) => ("group", reference),
                    Origin::Application(reference) => ("application", reference),
                    Origin::Site(_) | Origin::Other { .. } => return Vec::new(),
                };
                let looked_up = reference.id().and_then(|id| self.facts.objects.get(id));
                let listed = self.facts.resource_names.get(&resource.origin);
                let names = looked_up.map(|object| &object.name).into_iter().chain(listed);
                names.map(|name| format!("{word}:{name}")).collect()
            }
            Key::Organization(key) => self.organization(key),
            Key::Catalog(_) | Key::Extension(_) | Key::Package(_) | Key::Policy(_) | Key::Settings => {
                Vec::new()
            }
        }
    }

    fn organization(&self, key: &OrganizationKey) -> Vec<String> {
        let Some(there) = self.there.organizations.get(key) else { return Vec::new() };
        let mut spellings = vec![there.name.clone()];
        for source in &there.identity {
            spellings.push(OrganizationKey(source.clone()).to_string());
            if let IdentitySource::Tenant(DirectoryRef::Id(id)) = source {
                let known = self.facts.tenants.values().flatten().filter(|tenant| tenant.id == *id);
                spellings.extend(known.map(|tenant| format!("tenant:{}", tenant.default_domain)));
            }
        }
        spellings
    }
}
