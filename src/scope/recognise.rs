//! Finds the objects of the tenant that the files know by an id or by an earlier name, and gives each one key on both
//! sides.
//!
//! Everything after it compares one key with another and need not know that an object had a different name before.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Actual, CatalogKey, Desired, ExtensionKey, Facts, Key, KeyText, ObjectId, PackageKey, Place, PolicyKey,
    Renames, ResourceKey,
};

use super::Problem;
use super::bind::repeated;
use super::failed::Failed;
use super::unread::{keys_of, parents};

/// Files and a tenant that call each object by one name.
#[derive(Debug)]
pub struct Recognised {
    /// What the files ask for. A catalog that they name by its id alone has its name.
    pub desired: Desired,
    /// The tenant, whose objects are called as the files call them.
    pub actual: Actual,
    /// What is known beside it.
    pub facts: Facts,
    /// Which object each key means that is no name of the tenant's: those that are pinned and those that are renamed.
    pub known: BTreeMap<Key, ObjectId>,
    /// The objects that were locked as managed under what the tenant calls them.
    pub managed: BTreeSet<KeyText>,
    /// What stands in the way.
    pub problems: Vec<Problem>,
}

/// Recognises what is declared, and what the files name by an id beside that.
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
    // From the outside in: what lies in a renamed object is looked for there.
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
    /// Looks for what is declared at one depth.
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

    /// An object that is told by its id, whatever the tenant calls it.
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

    /// An object that had another name, if the tenant does not know it under the new one.
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

    /// What the object of a key is called, which may say its id, or the id of its catalog or package.
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

    /// What the object with the id in a key is called. Where the key says a name as well, that has to be its name: a
    /// line that was written about another object must not come to mean this one.
    fn told_apart(&self, key: Key) -> Key {
        let read = key.pin().and_then(|pin| self.ids.get(pin));
        let now = read.map(|read| self.renames.key(read)).filter(|now| is_beside(now, &key));
        let by_id = matches!(&key, Key::Catalog(catalog) if catalog.is_by_id());
        match now {
            Some(now) if by_id || now.unpinned() == key.unpinned() => now,
            _ => key,
        }
    }

    /// Whether an object that was not found may be there all the same, because reading failed.
    fn unread(&self, key: &Key) -> bool {
        self.failed.covers(key) || parents(key).iter().any(|key| self.failed.covers(key))
    }
}

/// The new keys of objects that are remembered as managed: another name makes nobody else of them.
fn managed(desired: &Desired, actual: &Actual, renames: &Renames) -> BTreeSet<KeyText> {
    let Some(lock) = &desired.lock else { return BTreeSet::new() };
    let managed = keys_of(&actual.state).filter(|read| lock.manages(read));
    managed.map(|read| KeyText(renames.key(&read).to_string())).collect()
}

/// Whether two objects are of one kind and live in the same one.
fn is_beside(one: &Key, other: &Key) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other) && parents(one) == parents(other)
}
