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
use super::bind::repeated_objects;
use super::failed::Failed;
use super::unread::{keys_of, parent_keys};

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
pub fn recognise_objects(desired: &Desired, actual: Actual, facts: Facts) -> Recognised {
    let mut search = Search {
        failed: Failed::new(&facts.failures),
        ids: actual.bindings.0.iter().map(|(key, binding)| (ObjectId::new(&binding.id), key)).collect(),
        read: actual.bindings.0.iter().map(|(key, binding)| (key, ObjectId::new(&binding.id))).collect(),
        renames: Renames::default(),
        known: BTreeMap::new(),
        problems: Vec::new(),
    };
    // From the outside in: the contents of a renamed object are searched there.
    search.search_depth(0, desired);
    let repeated = repeated_objects(&desired.state, &|key| search.key_in_tenant(key));
    search.problems.extend(repeated);
    let mut desired = desired.clone().map_keys(&|key| search.key_in_tenant(key));
    search.search_depth(1, &desired);
    search.search_depth(2, &desired);
    desired.ownership = desired.ownership.map_keys(&|key| search.key_in_tenant(key));
    let Search { renames, known, problems, .. } = search;
    let managed = managed_keys(&desired, &actual, &renames);
    let (actual, facts) = (renames.rename_actual(actual), renames.rename_facts(facts));
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
    fn search_depth(&mut self, depth: usize, desired: &Desired) {
        let there = self.objects_at(depth);
        for key in keys_of(&desired.state).filter(|key| parent_keys(key).len() == depth) {
            match (key.own_pin(), desired.origin.former.get(&key)) {
                (Some(pin), _) => self.find_pinned(&key, pin, &there),
                (None, Some(names)) => self.find_renamed(&key, names, &there),
                (None, None) => {}
            }
        }
    }

    fn objects_at(&self, depth: usize) -> There<'a> {
        let mut there = There::default();
        for key in self.ids.values().copied().filter(|key| parent_keys(key).len() == depth) {
            there.called.insert(self.renames.rename_key(key), key);
        }
        for (now, key) in &there.called {
            there.unpinned.entry(now.without_pin()).or_default().push(key);
        }
        there
    }

    /// An object that has an id, whatever its name in the tenant is.
    fn find_pinned(&mut self, key: &Key, pin: &ObjectId, there: &There<'a>) {
        let Some(read) = self.ids.get(pin).copied() else {
            if !self.is_unread_object(key) {
                self.problems.push(Problem::PinnedMissing { key: key.clone(), id: pin.clone(), other: None });
            }
            return;
        };
        let now = self.renames.rename_key(read);
        if there.called.contains_key(&now) && is_sibling(&now, key) {
            self.take_found(read, key, pin.clone());
        } else {
            let other = Some(now);
            self.problems.push(Problem::PinnedMissing { key: key.clone(), id: pin.clone(), other });
        }
    }

    /// An object with a former name, if the tenant has none with the new name.
    fn find_renamed(&mut self, key: &Key, names: &[(String, Place)], there: &There<'a>) {
        let Some((_, place)) = names.first() else { return };
        let is_there = there.unpinned.contains_key(key);
        let former: BTreeSet<Key> = names.iter().map(|(name, _)| key.with_name(name)).collect();
        let found: Vec<&'a Key> =
            former.iter().filter_map(|former| there.unpinned.get(former)).flatten().copied().collect();
        let (key, place) = (key.clone(), place.clone());
        match found.as_slice() {
            [read] if !is_there => {
                if let Some(id) = self.read.get(*read).cloned() {
                    self.take_found(read, &key, id);
                }
            }
            [] if !is_there && self.is_unread_object(&key) => {}
            [] => self.problems.push(Problem::NothingToRename { key, place, is_there }),
            several => {
                let others = several.iter().map(|read| (*read).clone()).collect();
                self.problems.push(Problem::BothNames { key, place, others, is_there });
            }
        }
    }

    fn take_found(&mut self, read: &Key, key: &Key, id: ObjectId) {
        self.renames.insert_rename(read, key);
        self.known.insert(key.clone(), id);
    }

    /// The name of the object of a key. The key may consist of an id, or of the id of its catalog or package.
    fn key_in_tenant(&self, key: &Key) -> Key {
        match key {
            Key::Catalog(key) => Key::Catalog(self.catalog_in_tenant(key)),
            Key::Resource(key) => Key::Resource(ResourceKey {
                catalog: self.catalog_in_tenant(&key.catalog),
                origin: key.origin.clone(),
            }),
            Key::Extension(key) => self.key_of_id(Key::Extension(ExtensionKey {
                catalog: self.catalog_in_tenant(&key.catalog),
                ..key.clone()
            })),
            Key::Package(key) => Key::Package(self.package_in_tenant(key)),
            Key::Policy(key) => {
                let package = self.package_in_tenant(&key.package);
                self.key_of_id(Key::Policy(PolicyKey { package, ..key.clone() }))
            }
            Key::Organization(_) | Key::Settings => key.clone(),
        }
    }

    fn catalog_in_tenant(&self, key: &CatalogKey) -> CatalogKey {
        match self.key_of_id(Key::Catalog(key.clone())) {
            Key::Catalog(found) => found,
            _ => key.clone(),
        }
    }

    fn package_in_tenant(&self, key: &PackageKey) -> PackageKey {
        let key = PackageKey { catalog: self.catalog_in_tenant(&key.catalog), ..key.clone() };
        match self.key_of_id(Key::Package(key.clone())) {
            Key::Package(found) => found,
            _ => key,
        }
    }

    /// The name of the object whose id is in a key. If the key has a name as well, it must be the object's: a line that
    /// was written about another object must not apply to this one.
    fn key_of_id(&self, key: Key) -> Key {
        let read = key.own_pin().and_then(|pin| self.ids.get(pin));
        let now = read.map(|read| self.renames.rename_key(read)).filter(|now| is_sibling(now, &key));
        let by_id = matches!(&key, Key::Catalog(catalog) if catalog.is_by_id());
        match now {
            Some(now) if by_id || now.without_pin() == key.without_pin() => now,
            _ => key,
        }
    }

    /// Whether an object that was not found may exist, because a read failed.
    fn is_unread_object(&self, key: &Key) -> bool {
        self.failed.is_possibly_missing(key)
            || parent_keys(key).iter().any(|key| self.failed.is_possibly_missing(key))
    }
}

/// The new keys of objects that are remembered as managed: renaming does not make another object of them.
fn managed_keys(desired: &Desired, actual: &Actual, renames: &Renames) -> BTreeSet<KeyText> {
    let Some(lock) = &desired.lock else { return BTreeSet::new() };
    let managed = keys_of(&actual.state).filter(|read| lock.has_managed(read));
    managed.map(|read| KeyText(renames.rename_key(&read).to_string())).collect()
}

/// Whether two objects are of the same kind and in the same parent.
fn is_sibling(one: &Key, other: &Key) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other) && parent_keys(one) == parent_keys(other)
}
