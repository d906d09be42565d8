//! What goes and what must stay: removals that were written down, and what an exclusive catalog no longer holds.
//!
//! Whatever is in doubt stays. Must not look at what changes: only at whether an object is there at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Bindings, CatalogKey, ExtensionRef, Facts, Key, OrganizationRef, Origin, Ownership, PackageKey,
    PackageRef, Place, Policy, PolicyKey, ResourceKey, State, Subject, Unread,
};

use super::Problem;
use super::named::of_key;
use super::protect::Protection;
use super::unread::{covers, keys_of, parents};

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
    /// Objects, declared or not, that could not be read.
    pub(super) incomplete: &'a BTreeSet<Key>,
    /// Declared objects of which this caller cannot see a part.
    pub(super) blind: &'a BTreeSet<Key>,
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
            let inside: BTreeSet<Key> = keys_of(self.there)
                .filter(|key| key.home() == Some(catalog) && !matches!(key, Key::Catalog(_)))
                .collect();
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
        let unsaid = fate.open.clone();
        for key in fate.going.keys().cloned().collect::<Vec<_>>() {
            if self.doubtful(&key, &unsaid) {
                fate.going.remove(&key);
                fate.open.insert(key);
            } else if let Some(why) = self.unseen(&key, &fate.going) {
                fate.spared.insert(key, why);
            }
        }
        fate.going.retain(|key, _| !fate.spared.contains_key(key));
        while self.spread(fate) {}
    }

    /// Spares what shares a catalog with something spared, or is used by it; says whether there was any.
    fn spread(&self, fate: &mut Fate) -> bool {
        let homes: BTreeSet<&CatalogKey> = fate.spared.keys().filter_map(Key::home).collect();
        let why = |key: &Key| {
            if key.home().is_some_and(|home| homes.contains(home)) {
                return Some("not everything in its catalog can be deleted".to_owned());
            }
            let stays = |user: &Key| fate.spared.contains_key(user) || fate.open.contains(user);
            let user = users(key, self.there).into_iter().find(stays)?;
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

    /// Whether an object that is not there may well be: its reading failed, or nobody could say what its name means.
    pub(super) fn unread(&self, key: &Key) -> bool {
        let failed = |key: &Key| {
            self.incomplete.contains(key)
                || self.facts.failures.iter().any(|failure| covers(&failure.unread, key))
        };
        let unanswered = of_key(key).is_some_and(|lookup| {
            self.facts.failures.iter().any(|failure| failure.unread == Unread::Answer(lookup.clone()))
        });
        unanswered || failed(key) || parents(key).iter().any(failed)
    }

    /// Whether something that could not be read may stand in the way of a deletion.
    fn doubtful(&self, key: &Key, unsaid: &BTreeSet<Key>) -> bool {
        let home = key.home();
        let near = |other: &Key| match home {
            Some(home) => other.home() == Some(home),
            None => matches!(other, Key::Organization(_) | Key::Policy(_)),
        };
        let failed = self.facts.failures.iter().any(|failure| match &failure.unread {
            Unread::Catalogs | Unread::Packages | Unread::Policies => true,
            Unread::Organizations => home.is_none(),
            Unread::ResourcesOf(catalog) | Unread::ExtensionsOf(catalog) => home == Some(catalog),
            Unread::Object(object) => near(object),
            Unread::RoleAssignments | Unread::Settings | Unread::AssignmentsOf(_) | Unread::Answer(_) => {
                false
            }
        });
        failed || self.incomplete.iter().chain(unsaid).any(near)
    }

    /// Why the caller may not see everything that a deletion touches.
    fn unseen(&self, key: &Key, going: &BTreeMap<Key, Option<Place>>) -> Option<String> {
        let masked = self.bindings.0.get(key).is_some_and(|binding| !binding.masked.is_empty());
        if masked {
            return Some("the service hides a value of it".to_owned());
        }
        let home = key.home()?;
        let blind = self.blind.iter().any(|key| key.home() == Some(home));
        let whole = self.facts.sites_unseen && going.contains_key(&Key::Catalog(home.clone()));
        (blind || whole)
            .then(|| "its catalog may hold SharePoint sites that this caller cannot see".to_owned())
    }

    fn built_in(&self, key: &Key) -> bool {
        let Key::Catalog(key) = key else { return false };
        self.there.catalogs.get(key).is_some_and(|catalog| catalog.built_in)
    }
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
    state.policies.keys().filter(move |key| key.package == *package).cloned()
}

fn extensions_of(policy: &Policy) -> impl Iterator<Item = Key> + '_ {
    policy.extensions.iter().filter_map(|binding| match &binding.extension {
        ExtensionRef::Key(key) => Some(Key::Extension(key.clone())),
        ExtensionRef::Id(_) => None,
    })
}

/// Says of everything that goes what still uses it among what will be there in the end.
pub(super) fn in_use(fate: &Fate, end: &State, problems: &mut Vec<Problem>) {
    for (key, place) in &fate.going {
        let users: Vec<Key> = users(key, end);
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

/// The objects of a state that live in an object or name it.
fn users(key: &Key, state: &State) -> Vec<Key> {
    let packages = state.packages.iter();
    let policies = state.policies.iter();
    match key {
        Key::Catalog(_) => keys_of(state)
            .filter(|other| other != key && parents(other).contains(key) && !matches!(other, Key::Policy(_)))
            .collect(),
        Key::Resource(resource) => packages
            .filter(|(package, there)| {
                package.catalog == resource.catalog
                    && there.roles.iter().any(|link| link.resource == resource.origin)
            })
            .map(|(package, _)| Key::Package(package.clone()))
            .collect(),
        Key::Package(package) => {
            let named = PackageRef::Key(package.clone());
            packages
                .filter(|(_, there)| there.incompatible_packages.contains(&named))
                .map(|(other, _)| Key::Package(other.clone()))
                .collect()
        }
        Key::Extension(_) => policies
            .filter(|(_, policy)| extensions_of(policy).any(|extension| extension == *key))
            .map(|(policy, _)| Key::Policy(policy.clone()))
            .collect(),
        Key::Organization(organization) => {
            let named = Subject::ConnectedOrganization(OrganizationRef::Key(organization.clone()));
            policies
                .filter(|(_, policy)| policy.targets.contains(&named))
                .map(|(policy, _)| Key::Policy(policy.clone()))
                .collect()
        }
        Key::Policy(_) | Key::Settings => Vec::new(),
    }
}
