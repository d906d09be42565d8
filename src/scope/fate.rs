//! What goes and what must stay: removals that were written down, and what an exclusive catalog no longer holds.
//!
//! Whatever is in doubt stays. Must not look at what changes: only at whether an object is there at all.

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
    /// What goes, by where the reason stands; `None` for the command line.
    pub(super) going: BTreeMap<Key, Option<Place>>,
    /// What would go and stays, because this caller may not see everything there; and why.
    pub(super) spared: BTreeMap<Key, String>,
    /// Objects of which nothing can be said, because reading failed.
    pub(super) open: BTreeSet<Key>,
}

/// What the decision rests on.
pub(super) struct Ground<'a> {
    pub(super) ownership: &'a Ownership,
    /// Where declared catalogs stand.
    pub(super) places: &'a BTreeMap<Key, Place>,
    pub(super) declared: &'a BTreeSet<Key>,
    /// The tenant, without what could not be read.
    pub(super) there: &'a State,
    pub(super) bindings: &'a Bindings,
    pub(super) facts: &'a Facts,
    pub(super) failed: &'a Failed<'a>,
    /// Objects, declared or not, that could not be read.
    pub(super) incomplete: &'a BTreeSet<Key>,
    /// Declared objects of which this caller cannot see a part.
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
    /// Whether something that could not be read may stand in the way of a deletion.
    fn is_beside(&self, key: &Key) -> bool {
        self.everywhere || key.home().map_or(self.outside, |home| self.homes.contains(home))
    }
}

/// Decides what goes.
pub(super) fn decide(ground: &Ground<'_>, problems: &mut Vec<Problem>) -> Fate {
    let mut fate = Fate::default();
    ground.existing(&mut fate, problems);
    ground.written(&mut fate, problems);
    ground.undeclared(&mut fate);
    ground.withhold(&mut fate);
    fate
}

impl Ground<'_> {
    /// What is said to exist has to.
    fn existing(&self, fate: &mut Fate, problems: &mut Vec<Problem>) {
        for (key, place) in &self.ownership.existing {
            if self.declared.contains(key) {
                problems.push(Problem::StillDeclared {
                    key: key.clone(),
                    place: Some(place.clone()),
                    what: "existing",
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

    /// What is written under `remove`. A package takes its policies with it.
    fn written(&self, fate: &mut Fate, problems: &mut Vec<Problem>) {
        let protection = Protection::of(self.ownership, self.facts, self.there);
        for (key, place) in &self.ownership.remove {
            if self.declared.contains(key) {
                problems.push(Problem::StillDeclared {
                    key: key.clone(),
                    place: place.clone(),
                    what: "removed",
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

    /// What exclusive catalogs hold and no file names. What is protected or existing stays, and what it uses with it.
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

    /// Keeps an object with what it lives in, what belongs to it and what it uses.
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

    /// Takes back what goes where something could not be read, or this caller may not see everything. It is taken
    /// back catalog by catalog: what is left over could be used by what is not known.
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

    /// Whether an object that is not there may well be: its reading failed, or nobody could say what its name means.
    pub(super) fn unread(&self, key: &Key) -> bool {
        let failed = |key: &Key| self.incomplete.contains(key) || self.failed.covers(key);
        let unanswered = of_key(key).is_some_and(|lookup| self.failed.has_no_answer(&lookup));
        unanswered || failed(key) || parents(key).iter().any(failed)
    }

    /// Why the caller may not see everything that a deletion touches.
    fn unseen(&self, key: &Key, near: &Near, going: &BTreeMap<Key, Option<Place>>) -> Option<String> {
        let masked = self.bindings.0.get(key).is_some_and(|binding| !binding.masked.is_empty());
        if masked {
            return Some("the service hides a value of it".to_owned());
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

/// Spares what shares a catalog with something spared, or is used by it; says whether there was any.
fn spread(fate: &mut Fate, all: &Users<'_>) -> bool {
    let homes: BTreeSet<&CatalogKey> = fate.spared.keys().filter_map(Key::home).collect();
    let why = |key: &Key| {
        if key.home().is_some_and(|home| homes.contains(home)) {
            return Some("not everything in its catalog can be deleted".to_owned());
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

/// What an exclusive catalog cannot ask for, because no file can declare it.
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

/// Says of everything that goes what still uses it among what will be there in the end.
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
