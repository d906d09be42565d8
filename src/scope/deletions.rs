//! Decides which objects are deleted: those listed under `remove`, and undeclared objects of exclusive catalogs.
//!
//! In doubt, an object is kept. This file only looks at whether objects exist, not at their properties.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Bindings, CatalogKey, ExtensionRef, Facts, Key, OrganizationRef, Origin, Ownership, PackageKey,
    PackageRef, Place, Policy, PolicyKey, ResourceKey, State, Subject, Unread,
};

use super::Problem;
use super::failed::Failed;
use super::lookups::lookup_of_key;
use super::protect::Protection;
use super::unread::parent_keys;

/// What happens to objects that are not declared.
#[derive(Default)]
pub(super) struct Decision {
    /// The deletions, each with the place of its reason; `None` is the command line.
    pub(super) deletions: BTreeMap<Key, Option<Place>>,
    /// Objects that are kept although a file deletes them, because this caller may not see everything; with the reason.
    pub(super) kept_back: BTreeMap<Key, String>,
    /// Objects of unknown state, because a read failed.
    pub(super) open: BTreeSet<Key>,
}

/// What the decision is based on.
pub(super) struct Inputs<'a> {
    pub(super) ownership: &'a Ownership,
    /// The places of the declared catalogs.
    pub(super) places: &'a BTreeMap<Key, Place>,
    pub(super) declared: &'a BTreeSet<Key>,
    /// The tenant, without the objects that could not be read.
    pub(super) there: &'a State,
    pub(super) bindings: &'a Bindings,
    pub(super) facts: &'a Facts,
    pub(super) failed: &'a Failed<'a>,
    /// Objects, declared or not, that could not be read.
    pub(super) incomplete: &'a BTreeSet<Key>,
    /// Declared objects that this caller sees only in part.
    pub(super) partly_visible: &'a BTreeSet<Key>,
}

/// Where something is not known.
struct Near {
    /// Whether packages, or what is in them, are not known in any catalog.
    everywhere: bool,
    /// Catalogs of objects of which nothing can be said, and those of which a part could not be read.
    homes: BTreeSet<CatalogKey>,
    /// Whether an organization, or a policy that may name one, is among those.
    outside: bool,
    /// Catalogs of objects of which this caller cannot see a part.
    partly_visible: BTreeSet<CatalogKey>,
}

impl Near {
    /// Whether an object that could not be read may prevent a deletion.
    fn is_near(&self, key: &Key) -> bool {
        self.everywhere || key.home_catalog().map_or(self.outside, |home| self.homes.contains(home))
    }
}

/// Decides what is deleted.
pub(super) fn decide_deletions(given: &Inputs<'_>, problems: &mut Vec<Problem>) -> Decision {
    let mut decision = Decision::default();
    given.check_existing(&mut decision, problems);
    given.add_written_removals(&mut decision, problems);
    given.add_undeclared(&mut decision);
    given.withhold_uncertain(&mut decision);
    decision
}

impl Inputs<'_> {
    /// Objects under `existing` must exist.
    fn check_existing(&self, decision: &mut Decision, problems: &mut Vec<Problem>) {
        for (key, place) in &self.ownership.existing {
            if self.declared.contains(key) {
                problems.push(Problem::StillDeclared {
                    key: key.clone(),
                    place: Some(place.clone()),
                    what: "listed under `existing`",
                });
            } else if self.there.contains(key) {
                continue;
            } else if self.is_possibly_unread(key) {
                decision.open.insert(key.clone());
            } else {
                problems.push(Problem::NotThere { key: key.clone(), place: place.clone() });
            }
        }
    }

    /// The objects under `remove`. A package is deleted with its policies.
    fn add_written_removals(&self, decision: &mut Decision, problems: &mut Vec<Problem>) {
        let protection = Protection::new(self.ownership, self.facts, self.there);
        for (key, place) in &self.ownership.remove {
            if self.declared.contains(key) {
                problems.push(Problem::StillDeclared {
                    key: key.clone(),
                    place: place.clone(),
                    what: "listed for removal",
                });
            } else if !self.there.contains(key) {
                if self.is_possibly_unread(key) {
                    decision.open.insert(key.clone());
                } else {
                    problems.push(Problem::AlreadyGone { key: key.clone(), place: place.clone() });
                }
            } else if self.is_built_in(key) {
                problems.push(Problem::BuiltIn { key: key.clone(), place: place.clone() });
            } else {
                decision.deletions.insert(key.clone(), place.clone());
            }
        }
        for (package, place) in deleted_packages(&decision.deletions) {
            for policy in policy_keys_of(&package, self.there) {
                decision.deletions.entry(Key::Policy(policy)).or_insert_with(|| place.clone());
            }
        }
        for (key, place) in &decision.deletions {
            if let Some((pattern, by)) = protection.protecting_pattern(key) {
                let (key, place) = (key.clone(), place.clone());
                problems.push(Problem::Protected {
                    key,
                    place,
                    pattern: pattern.to_string(),
                    by: by.clone(),
                });
            } else if let Some(kept) = self.ownership.existing.get(key) {
                let (key, place) = (key.clone(), place.clone());
                problems.push(Problem::Kept { key, place, by: kept.clone() });
            }
        }
    }

    /// The undeclared objects of exclusive catalogs. Protected and existing objects are kept, and so is everything they
    /// use.
    fn add_undeclared(&self, decision: &mut Decision) {
        let protection = Protection::new(self.ownership, self.facts, self.there);
        for catalog in &self.ownership.exclusive {
            let inside: BTreeSet<Key> = keys_in_catalog(catalog, self.there).collect();
            let stays = |key: &Key| {
                self.ownership.existing.contains_key(key)
                    || protection.protecting_pattern(key).is_some()
                    || is_strange(key)
            };
            let mut kept: BTreeSet<Key> =
                inside.iter().filter(|key| !self.declared.contains(key) && stays(key)).cloned().collect();
            let keeping: Vec<Key> = kept.iter().cloned().collect();
            for key in keeping {
                self.keep_with_surroundings(key, &mut kept);
            }
            let place =
                self.places.get(&Key::Catalog(catalog.clone())).map(|place| place.at_key("exclusive"));
            for key in inside {
                if !self.declared.contains(&key) && !kept.contains(&key) {
                    decision.deletions.entry(key).or_insert_with(|| place.clone());
                }
            }
        }
    }

    /// Keeps an object, the objects that contain it, its parts and everything it uses.
    fn keep_with_surroundings(&self, key: Key, kept: &mut BTreeSet<Key>) {
        let more: Vec<Key> = match &key {
            Key::Policy(policy) => {
                let extensions = self.there.policies.get(policy).into_iter().flat_map(called_extensions);
                let package = Key::Package(policy.package.clone());
                let whole = (!self.declared.contains(&package)).then_some(package);
                extensions.chain(whole).collect()
            }
            Key::Package(package) => {
                let links = self.there.packages.get(package).into_iter().flat_map(|there| &there.roles);
                let resources = links.map(|link| {
                    let (catalog, origin) = (package.catalog.clone(), link.resource.clone());
                    Key::Resource(ResourceKey { catalog, origin })
                });
                resources.chain(policy_keys_of(package, self.there).map(Key::Policy)).collect()
            }
            Key::Organization(_) | Key::Catalog(_) | Key::Resource(_) | Key::Extension(_) | Key::Settings => {
                Vec::new()
            }
        };
        kept.insert(key);
        for key in more {
            if !kept.contains(&key) {
                self.keep_with_surroundings(key, kept);
            }
        }
    }

    /// Takes deletions back if something could not be read, or if this caller may not see everything. Whole catalogs
    /// are taken back, because an unseen object could use the rest.
    fn withhold_uncertain(&self, decision: &mut Decision) {
        let unknown: BTreeSet<&Key> = self.incomplete.iter().chain(&decision.open).collect();
        let kinds = [Unread::Catalogs, Unread::Packages, Unread::Policies];
        let near = Near {
            everywhere: kinds.iter().any(|kind| self.failed.has_failed_kind(kind)),
            homes: unknown
                .iter()
                .filter_map(|key| key.home_catalog())
                .chain(self.failed.incomplete_catalogs())
                .cloned()
                .collect(),
            outside: self.failed.has_unread_organizations()
                || unknown.iter().any(|key| matches!(key, Key::Organization(_) | Key::Policy(_))),
            partly_visible: self
                .partly_visible
                .iter()
                .filter_map(|key| key.home_catalog().cloned())
                .collect(),
        };
        for key in decision.deletions.keys().cloned().collect::<Vec<_>>() {
            if near.is_near(&key) {
                decision.deletions.remove(&key);
                decision.open.insert(key);
            } else if let Some(why) = self.unseen_reason(&key, &near, &decision.deletions) {
                decision.kept_back.insert(key, why);
            }
        }
        decision.deletions.retain(|key, _| !decision.kept_back.contains_key(key));
        if decision.kept_back.is_empty() && decision.open.is_empty() {
            return;
        }
        let users = Dependents::new(self.there);
        while spread_kept_back(decision, &users) {}
    }

    /// Whether an object that was not found may exist: its read failed, or its name could not be looked up.
    pub(super) fn is_possibly_unread(&self, key: &Key) -> bool {
        let failed = |key: &Key| self.incomplete.contains(key) || self.failed.is_possibly_missing(key);
        let unanswered = lookup_of_key(key).is_some_and(|lookup| self.failed.has_no_answer(&lookup));
        unanswered || failed(key) || parent_keys(key).iter().any(failed)
    }

    /// Why this caller may not see everything that a deletion affects.
    fn unseen_reason(
        &self,
        key: &Key,
        near: &Near,
        deletions: &BTreeMap<Key, Option<Place>>,
    ) -> Option<String> {
        let masked = self.bindings.0.get(key).is_some_and(|binding| !binding.masked.is_empty());
        if masked {
            return Some("the service hides one of its values".to_owned());
        }
        let home = key.home_catalog()?;
        let partly_visible = near.partly_visible.contains(home);
        let whole = self.facts.sites_unseen && deletions.contains_key(&Key::Catalog(home.clone()));
        (partly_visible || whole)
            .then(|| "its catalog may hold SharePoint sites that this caller cannot see".to_owned())
    }

    fn is_built_in(&self, key: &Key) -> bool {
        let Key::Catalog(key) = key else { return false };
        self.there.catalogs.get(key).is_some_and(|catalog| catalog.built_in)
    }
}

/// Keeps deletions that share a catalog with a kept object, or that a kept object uses; says whether there were
/// any.
fn spread_kept_back(decision: &mut Decision, all: &Dependents<'_>) -> bool {
    let homes: BTreeSet<&CatalogKey> = decision.kept_back.keys().filter_map(Key::home_catalog).collect();
    let why = |key: &Key| {
        if key.home_catalog().is_some_and(|home| homes.contains(home)) {
            return Some("another object of its catalog cannot be deleted".to_owned());
        }
        let stays = |user: &Key| decision.kept_back.contains_key(user) || decision.open.contains(user);
        let user = all.dependent_keys(key).into_iter().find(stays)?;
        Some(format!("{user} uses it and is not deleted"))
    };
    let more: Vec<(Key, String)> =
        decision.deletions.keys().filter_map(|key| Some((key.clone(), why(key)?))).collect();
    let any = !more.is_empty();
    for (key, _) in &more {
        decision.deletions.remove(key);
    }
    decision.kept_back.extend(more);
    any
}

/// Parts of an exclusive catalog that no file can declare, so their absence from the files means nothing.
fn is_strange(key: &Key) -> bool {
    matches!(key, Key::Resource(ResourceKey { origin: Origin::Other { .. }, .. }))
}

fn deleted_packages(deletions: &BTreeMap<Key, Option<Place>>) -> Vec<(PackageKey, Option<Place>)> {
    let package = |(key, place): (&Key, &Option<Place>)| match key {
        Key::Package(key) => Some((key.clone(), place.clone())),
        _ => None,
    };
    deletions.iter().filter_map(package).collect()
}

fn policy_keys_of<'a>(package: &'a PackageKey, state: &'a State) -> impl Iterator<Item = PolicyKey> + 'a {
    state.policies_of_package(package).map(|(key, _)| key.clone())
}

/// What lies in a catalog, however deep.
fn keys_in_catalog<'a>(catalog: &'a CatalogKey, state: &'a State) -> impl Iterator<Item = Key> + 'a {
    let policies = state.packages_of(catalog).flat_map(|(package, _)| policy_keys_of(package, state));
    state.contents_of(catalog).chain(policies.map(Key::Policy))
}

fn called_extensions(policy: &Policy) -> impl Iterator<Item = Key> + '_ {
    policy.extensions.iter().filter_map(|binding| match &binding.extension {
        ExtensionRef::Key(key) => Some(Key::Extension(key.clone())),
        ExtensionRef::Id(_) => None,
    })
}

/// Reports the remaining objects that still use a deleted one.
pub(super) fn report_uses(decision: &Decision, end: &State, problems: &mut Vec<Problem>) {
    if decision.deletions.is_empty() {
        return;
    }
    let all = Dependents::new(end);
    for (key, place) in &decision.deletions {
        let users = all.dependent_keys(key);
        if users.is_empty() {
            continue;
        }
        let (key, place) = (key.clone(), place.clone());
        problems.push(match key {
            Key::Catalog(_) => Problem::NotEmpty { key, place, contents: users },
            _ => Problem::InUse { key, place, users },
        });
    }
}

/// Which objects of a state name another one.
struct Dependents<'a> {
    state: &'a State,
    by_name: BTreeMap<Key, BTreeSet<Key>>,
}

impl<'a> Dependents<'a> {
    fn new(state: &'a State) -> Self {
        let mut by_name: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        let mut note = |used: Key, user: Key| {
            by_name.entry(used).or_default().insert(user);
        };
        for (key, package) in &state.packages {
            for link in &package.roles {
                let (catalog, origin) = (key.catalog.clone(), link.resource.clone());
                note(Key::Resource(ResourceKey { catalog, origin }), Key::Package(key.clone()));
            }
            for other in &package.incompatible_packages {
                if let PackageRef::Key(other) = other {
                    note(Key::Package(other.clone()), Key::Package(key.clone()));
                }
            }
        }
        for (key, policy) in &state.policies {
            for target in &policy.targets {
                if let Subject::ConnectedOrganization(OrganizationRef::Key(organization)) = target {
                    note(Key::Organization(organization.clone()), Key::Policy(key.clone()));
                }
            }
            called_extensions(policy).for_each(|extension| note(extension, Key::Policy(key.clone())));
        }
        Self { state, by_name }
    }

    /// The objects that live in an object or name it.
    fn dependent_keys(&self, key: &Key) -> Vec<Key> {
        match key {
            Key::Catalog(catalog) => self.state.contents_of(catalog).collect(),
            Key::Resource(_) | Key::Package(_) | Key::Extension(_) | Key::Organization(_) => {
                self.by_name.get(key).into_iter().flatten().cloned().collect()
            }
            Key::Policy(_) | Key::Settings => Vec::new(),
        }
    }
}
