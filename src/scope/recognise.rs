//! Finds the objects of the tenant that the files know by an id or by a former name, and gives each the same key on
//! both sides.
//!
//! Later code compares keys and does not need to know that an object had another name.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Actual, CatalogKey, Desired, ExtensionKey, Facts, Key, KeyText, ObjectId, PackageKey, Place, PolicyKey,
    Renames, ResourceKey,
};

use super::Problem;
use super::bind::repeated;
use super::failed::Failed;
use super::unread::{keys_of, parents};

/// The files and a tenant with the same names for the same objects.
#[derive(Debug)]
pub struct Recognised {
    /// The state of the files. A catalog that they name by its id has its name.
    pub desired: Desired,
    /// The tenant, with the names that the files use.
    pub actual: Actual,
    /// The facts about it.
    pub facts: Facts,
    /// The objects behind keys that the tenant does not use: pinned and renamed ones.
    pub known: BTreeMap<Key, ObjectId>,
    /// The objects locked as managed, under their names in the tenant.
    pub managed: BTreeSet<KeyText>,
    /// What prevents a comparison.
    pub problems: Vec<Problem>,
}

/// Finds the declared objects, and other objects that the files name by id.
#[must_use]
pub fn recognise(desired: &Desired, actual: Actual, facts: Facts) -> Recognised {
    let mut search = Search {
        failed: Failed::of(&facts.failures),
        ids: actual.bindings.0.iter().map(|(key, binding)| (ObjectId::new(&binding.id), key)).collect(),
        read: actual.bindings.0.iter().map(|(key, binding)| (key, ObjectId::new(&binding.id))).collect(),
        renames: Renames::default(),
        known: BTreeMap::new(),
        problems: Vec::new(),
    };
    // From the outside in: the contents of a renamed object are searched there.
    search.all(0, desired);
    let repeated = repeated(&desired.state, &|key| search.called(key));
    search.problems.extend(repeated);
    let mut desired = desired.clone().map_keys(&|key| search.called(key));
    search.all(1, &desired);
    search.all(2, &desired);
    desired.ownership = desired.ownership.map_keys(&|key| search.called(key));
    let Search { renames, known, problems, .. } = search;
    let managed = managed(&desired, &actual, &renames);
    let (actual, facts) = (renames.actual(actual), renames.facts(facts));
    Recognised { desired, actual, facts, known, managed, problems }
}

/// The tenant's objects of one depth, with their keys as they were read.
#[derive(Default)]
struct There<'a> {
    /// By their present keys.
    called: BTreeMap<Key, &'a Key>,
    /// By the same without pins, which several can share.
    unpinned: BTreeMap<Key, Vec<&'a Key>>,
}

struct Search<'a> {
    failed: Failed<'a>,
    ids: BTreeMap<ObjectId, &'a Key>,
    /// The id of each object as it was read.
    read: BTreeMap<&'a Key, ObjectId>,
    renames: Renames,
    known: BTreeMap<Key, ObjectId>,
    problems: Vec<Problem>,
}

impl<'a> Search<'a> {
    /// Searches the declared objects of one depth.
    fn all(&mut self, depth: usize, desired: &Desired) {
        let there = self.there(depth);
        for key in keys_of(&desired.state).filter(|key| parents(key).len() == depth) {
            match (key.pin(), desired.origin.former.get(&key)) {
                (Some(pin), _) => self.pinned(&key, pin, &there),
                (None, Some(names)) => self.renamed(&key, names, &there),
                (None, None) => {}
            }
        }
    }

    fn there(&self, depth: usize) -> There<'a> {
        let mut there = There::default();
        for key in self.ids.values().copied().filter(|key| parents(key).len() == depth) {
            there.called.insert(self.renames.key(key), key);
        }
        for (now, key) in &there.called {
            there.unpinned.entry(now.unpinned()).or_default().push(key);
        }
        there
    }

    /// An object that has an id, whatever its name in the tenant is.
    fn pinned(&mut self, key: &Key, pin: &ObjectId, there: &There<'a>) {
        let Some(read) = self.ids.get(pin).copied() else {
            if !self.unread(key) {
                self.problems.push(Problem::PinnedMissing { key: key.clone(), id: pin.clone(), other: None });
            }
            return;
        };
        let now = self.renames.key(read);
        if there.called.contains_key(&now) && is_beside(&now, key) {
            self.take(read, key, pin.clone());
        } else {
            let other = Some(now);
            self.problems.push(Problem::PinnedMissing { key: key.clone(), id: pin.clone(), other });
        }
    }

    /// An object with a former name, if the tenant has none with the new name.
    fn renamed(&mut self, key: &Key, names: &[(String, Place)], there: &There<'a>) {
        let Some((_, place)) = names.first() else { return };
        let is_there = there.unpinned.contains_key(key);
        let former: BTreeSet<Key> = names.iter().map(|(name, _)| key.named(name)).collect();
        let found: Vec<&'a Key> =
            former.iter().filter_map(|former| there.unpinned.get(former)).flatten().copied().collect();
        let (key, place) = (key.clone(), place.clone());
        match found.as_slice() {
            [read] if !is_there => {
                if let Some(id) = self.read.get(*read).cloned() {
                    self.take(read, &key, id);
                }
            }
            [] if !is_there && self.unread(&key) => {}
            [] => self.problems.push(Problem::NothingToRename { key, place, is_there }),
            several => {
                let others = several.iter().map(|read| (*read).clone()).collect();
                self.problems.push(Problem::BothNames { key, place, others, is_there });
            }
        }
    }

    fn take(&mut self, read: &Key, key: &Key, id: ObjectId) {
        self.renames.insert(read, key);
        self.known.insert(key.clone(), id);
    }

    /// The name of the object of a key. The key may consist of an id, or of the id of its catalog or package.
    fn called(&self, key: &Key) -> Key {
        match key {
            Key::Catalog(key) => Key::Catalog(self.catalog(key)),
            Key::Resource(key) => {
                Key::Resource(ResourceKey { catalog: self.catalog(&key.catalog), origin: key.origin.clone() })
            }
            Key::Extension(key) => self.told_apart(Key::Extension(ExtensionKey {
                catalog: self.catalog(&key.catalog),
                ..key.clone()
            })),
            Key::Package(key) => Key::Package(self.package(key)),
            Key::Policy(key) => {
                let package = self.package(&key.package);
                self.told_apart(Key::Policy(PolicyKey { package, ..key.clone() }))
            }
            Key::Organization(_) | Key::Settings => key.clone(),
        }
    }

    fn catalog(&self, key: &CatalogKey) -> CatalogKey {
        match self.told_apart(Key::Catalog(key.clone())) {
            Key::Catalog(found) => found,
            _ => key.clone(),
        }
    }

    fn package(&self, key: &PackageKey) -> PackageKey {
        let key = PackageKey { catalog: self.catalog(&key.catalog), ..key.clone() };
        match self.told_apart(Key::Package(key.clone())) {
            Key::Package(found) => found,
            _ => key,
        }
    }

    /// The name of the object whose id is in a key. If the key has a name as well, it must be the object's: a line that
    /// was written about another object must not apply to this one.
    fn told_apart(&self, key: Key) -> Key {
        let read = key.pin().and_then(|pin| self.ids.get(pin));
        let now = read.map(|read| self.renames.key(read)).filter(|now| is_beside(now, &key));
        let by_id = matches!(&key, Key::Catalog(catalog) if catalog.is_by_id());
        match now {
            Some(now) if by_id || now.unpinned() == key.unpinned() => now,
            _ => key,
        }
    }

    /// Whether an object that was not found may exist, because a read failed.
    fn unread(&self, key: &Key) -> bool {
        self.failed.covers(key) || parents(key).iter().any(|key| self.failed.covers(key))
    }
}

/// The new keys of objects that are remembered as managed: renaming does not make another object of them.
fn managed(desired: &Desired, actual: &Actual, renames: &Renames) -> BTreeSet<KeyText> {
    let Some(lock) = &desired.lock else { return BTreeSet::new() };
    let managed = keys_of(&actual.state).filter(|read| lock.manages(read));
    managed.map(|read| KeyText(renames.key(&read).to_string())).collect()
}

/// Whether two objects are of the same kind and in the same parent.
fn is_beside(one: &Key, other: &Key) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other) && parents(one) == parents(other)
}
