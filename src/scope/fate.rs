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
use super::named::of_key;
use super::protect::Protection;
use super::unread::parents;

/// What happens to objects that are not declared.
#[derive(Default)]
pub(super) struct Fate {
    /// The deletions, each with the place of its reason; `None` is the command line.
    pub(super) going: BTreeMap<Key, Option<Place>>,
    /// Objects that are kept although a file deletes them, because this caller may not see everything; with the reason.
    pub(super) spared: BTreeMap<Key, String>,
    /// Objects of unknown state, because a read failed.
    pub(super) open: BTreeSet<Key>,
}

/// What the decision is based on.
pub(super) struct Ground<'a> {
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
    pub(super) blind: &'a BTreeSet<Key>,
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
    blind: BTreeSet<CatalogKey>,
}

impl Near {
    /// Whether an object that could not be read may prevent a deletion.
    fn is_beside(&self, key: &Key) -> bool {
        self.everywhere || key.home().map_or(self.outside, |home| self.homes.contains(home))
    }
}

/// Decides what is deleted.
pub(super) fn decide(ground: &Ground<'_>, problems: &mut Vec<Problem>) -> Fate {
    let mut fate = Fate::default();
    ground.existing(&mut fate, problems);
    ground.written(&mut fate, problems);
    ground.undeclared(&mut fate);
    ground.withhold(&mut fate);
    fate
}

impl Ground<'_> {
    /// Objects under `existing` must exist.
    fn existing(&self, fate: &mut Fate, problems: &mut Vec<Problem>) {
        for (key, place) in &self.ownership.existing {
            if self.declared.contains(key) {
                problems.push(Problem::StillDeclared {
                    key: key.clone(),
                    place: Some(place.clone()),
                    what: "listed under `existing`",
                });
            } else if self.there.contains(key) {
                continue;
            } else if self.unread(key) {
                fate.open.insert(key.clone());
            } else {
                problems.push(Problem::NotThere { key: key.clone(), place: place.clone() });
            }
        }
    }

    /// The objects under `remove`. A package is deleted with its policies.
    fn written(&self, fate: &mut Fate, problems: &mut Vec<Problem>) {
        let protection = Protection::of(self.ownership, self.facts, self.there);
        for (key, place) in &self.ownership.remove {
            if self.declared.contains(key) {
                problems.push(Problem::StillDeclared {
                    key: key.clone(),
                    place: place.clone(),
                    what: "listed for removal",
                });
            } else if !self.there.contains(key) {
                if self.unread(key) {
                    fate.open.insert(key.clone());
                } else {
                    problems.push(Problem::AlreadyGone { key: key.clone(), place: place.clone() });
                }
            } else if self.built_in(key) {
                problems.push(Problem::BuiltIn { key: key.clone(), place: place.clone() });
            } else {
                fate.going.insert(key.clone(), place.clone());
            }
        }
        for (package, place) in packages(&fate.going) {
            for policy in policies_of(&package, self.there) {
                fate.going.entry(Key::Policy(policy)).or_insert_with(|| place.clone());
            }
        }
        for (key, place) in &fate.going {
            if let Some((pattern, by)) = protection.covers(key) {
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
    fn undeclared(&self, fate: &mut Fate) {
        let protection = Protection::of(self.ownership, self.facts, self.there);
        for catalog in &self.ownership.exclusive {
            let inside: BTreeSet<Key> = inside(catalog, self.there).collect();
            let stays = |key: &Key| {
                self.ownership.existing.contains_key(key)
                    || protection.covers(key).is_some()
                    || is_strange(key)
            };
            let mut kept: BTreeSet<Key> =
                inside.iter().filter(|key| !self.declared.contains(key) && stays(key)).cloned().collect();
            let keeping: Vec<Key> = kept.iter().cloned().collect();
            for key in keeping {
                self.keep(key, &mut kept);
            }
            let place = self.places.get(&Key::Catalog(catalog.clone())).map(|place| place.key("exclusive"));
            for key in inside {
                if !self.declared.contains(&key) && !kept.contains(&key) {
                    fate.going.entry(key).or_insert_with(|| place.clone());
                }
            }
        }
    }

    /// Keeps an object, the objects that contain it, its parts and everything it uses.
    fn keep(&self, key: Key, kept: &mut BTreeSet<Key>) {
        let more: Vec<Key> = match &key {
            Key::Policy(policy) => {
                let extensions = self.there.policies.get(policy).into_iter().flat_map(extensions_of);
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
                resources.chain(policies_of(package, self.there).map(Key::Policy)).collect()
            }
            Key::Organization(_) | Key::Catalog(_) | Key::Resource(_) | Key::Extension(_) | Key::Settings => {
                Vec::new()
            }
        };
        kept.insert(key);
        for key in more {
            if !kept.contains(&key) {
                self.keep(key, kept);
            }
        }
    }

    /// Takes deletions back if something could not be read, or if this caller may not see everything. Whole catalogs
    /// are taken back, because an unseen object could use the rest.
    fn withhold(&self, fate: &mut Fate) {
        let unknown: BTreeSet<&Key> = self.incomplete.iter().chain(&fate.open).collect();
        let kinds = [Unread::Catalogs, Unread::Packages, Unread::Policies];
        let near = Near {
            everywhere: kinds.iter().any(|kind| self.failed.has(kind)),
            homes: unknown.iter().filter_map(|key| key.home()).chain(self.failed.homes()).cloned().collect(),
            outside: self.failed.reaches_outside()
                || unknown.iter().any(|key| matches!(key, Key::Organization(_) | Key::Policy(_))),
            blind: self.blind.iter().filter_map(|key| key.home().cloned()).collect(),
        };
        for key in fate.going.keys().cloned().collect::<Vec<_>>() {
            if near.is_beside(&key) {
                fate.going.remove(&key);
                fate.open.insert(key);
            } else if let Some(why) = self.unseen(&key, &near, &fate.going) {
                fate.spared.insert(key, why);
            }
        }
        fate.going.retain(|key, _| !fate.spared.contains_key(key));
        if fate.spared.is_empty() && fate.open.is_empty() {
            return;
        }
        let users = Users::of(self.there);
        while spread(fate, &users) {}
    }

    /// Whether an object that was not found may exist: its read failed, or its name could not be looked up.
    pub(super) fn unread(&self, key: &Key) -> bool {
        let failed = |key: &Key| self.incomplete.contains(key) || self.failed.covers(key);
        let unanswered = of_key(key).is_some_and(|lookup| self.failed.has_no_answer(&lookup));
        unanswered || failed(key) || parents(key).iter().any(failed)
    }

    /// Why this caller may not see everything that a deletion affects.
    fn unseen(&self, key: &Key, near: &Near, going: &BTreeMap<Key, Option<Place>>) -> Option<String> {
        let masked = self.bindings.0.get(key).is_some_and(|binding| !binding.masked.is_empty());
        if masked {
            return Some("the service hides one of its values".to_owned());
        }
        let home = key.home()?;
        let blind = near.blind.contains(home);
        let whole = self.facts.sites_unseen && going.contains_key(&Key::Catalog(home.clone()));
        (blind || whole)
            .then(|| "its catalog may hold SharePoint sites that this caller cannot see".to_owned())
    }

    fn built_in(&self, key: &Key) -> bool {
        let Key::Catalog(key) = key else { return false };
        self.there.catalogs.get(key).is_some_and(|catalog| catalog.built_in)
    }
}

/// Keeps deletions that share a catalog with a kept object, or that a kept object uses; says whether there were
/// any.
fn spread(fate: &mut Fate, all: &Users<'_>) -> bool {
    let homes: BTreeSet<&CatalogKey> = fate.spared.keys().filter_map(Key::home).collect();
    let why = |key: &Key| {
        if key.home().is_some_and(|home| homes.contains(home)) {
            return Some("another object of its catalog cannot be deleted".to_owned());
        }
        let stays = |user: &Key| fate.spared.contains_key(user) || fate.open.contains(user);
        let user = all.users(key).into_iter().find(stays)?;
        Some(format!("{user} uses it and is not deleted"))
    };
    let more: Vec<(Key, String)> =
        fate.going.keys().filter_map(|key| Some((key.clone(), why(key)?))).collect();
    let any = !more.is_empty();
    for (key, _) in &more {
        fate.going.remove(key);
    }
    fate.spared.extend(more);
    any
}

/// Parts of an exclusive catalog that no file can declare, so their absence from the files means nothing.
fn is_strange(key: &Key) -> bool {
    matches!(key, Key::Resource(ResourceKey { origin: Origin::Other { .. }, .. }))
}

fn packages(going: &BTreeMap<Key, Option<Place>>) -> Vec<(PackageKey, Option<Place>)> {
    let package = |(key, place): (&Key, &Option<Place>)| match key {
        Key::Package(key) => Some((key.clone(), place.clone())),
        _ => None,
    };
    going.iter().filter_map(package).collect()
}

fn policies_of<'a>(package: &'a PackageKey, state: &'a State) -> impl Iterator<Item = PolicyKey> + 'a {
    state.policies_of(package).map(|(key, _)| key.clone())
}

/// What lies in a catalog, however deep.
fn inside<'a>(catalog: &'a CatalogKey, state: &'a State) -> impl Iterator<Item = Key> + 'a {
    let policies = state.packages_of(catalog).flat_map(|(package, _)| policies_of(package, state));
    state.contents_of(catalog).chain(policies.map(Key::Policy))
}

fn extensions_of(policy: &Policy) -> impl Iterator<Item = Key> + '_ {
    policy.extensions.iter().filter_map(|binding| match &binding.extension {
        ExtensionRef::Key(key) => Some(Key::Extension(key.clone())),
        ExtensionRef::Id(_) => None,
    })
}

/// Reports the remaining objects that still use a deleted one.
pub(super) fn in_use(fate: &Fate, end: &State, problems: &mut Vec<Problem>) {
    if fate.going.is_empty() {
        return;
    }
    let all = Users::of(end);
    for (key, place) in &fate.going {
        let users = all.users(key);
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
struct Users<'a> {
    state: &'a State,
    by_name: BTreeMap<Key, BTreeSet<Key>>,
}

impl<'a> Users<'a> {
    fn of(state: &'a State) -> Self {
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
            extensions_of(policy).for_each(|extension| note(extension, Key::Policy(key.clone())));
        }
        Self { state, by_name }
    }

    /// The objects that live in an object or name it.
    fn users(&self, key: &Key) -> Vec<Key> {
        match key {
            Key::Catalog(catalog) => self.state.contents_of(catalog).collect(),
            Key::Resource(_) | Key::Package(_) | Key::Extension(_) | Key::Organization(_) => {
                self.by_name.get(key).into_iter().flatten().cloned().collect()
            }
            Key::Policy(_) | Key::Settings => Vec::new(),
        }
    }
}
