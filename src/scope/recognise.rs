//! Finds the objects of the tenant that the files know by an id or by an earlier name, and calls them as the files do.
//!
//! Everything after it compares one key with another and need not know that an object had a different name before.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Actual, Desired, Facts, Key, KeyText, ObjectId, Place, Renames};

use super::Problem;
use super::unread::{covers, keys_of, parents};

/// A tenant whose objects are called as the files call them.
#[derive(Debug)]
pub struct Recognised {
    /// The tenant.
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

/// Recognises what is declared.
#[must_use]
pub fn recognise(desired: &Desired, actual: Actual, facts: Facts) -> Recognised {
    let mut search = Search {
        desired,
        facts: &facts,
        ids: actual.bindings.0.iter().map(|(key, binding)| (ObjectId::new(&binding.id), key)).collect(),
        renames: Renames::default(),
        known: BTreeMap::new(),
        problems: Vec::new(),
    };
    // From the outside in: what lies in a renamed object is looked for there.
    for depth in 0..3 {
        let there = search.there(depth);
        for key in keys_of(&desired.state).filter(|key| parents(key).len() == depth) {
            search.one(&key, &there);
        }
    }
    let Search { renames, known, problems, .. } = search;
    let managed = managed(desired, &actual, &renames);
    Recognised { actual: renames.actual(actual), facts: renames.facts(facts), known, managed, problems }
}

/// The tenant's objects of one depth by what they are called by now, with their keys as they were read.
type There<'a> = BTreeMap<Key, &'a Key>;

struct Search<'a> {
    desired: &'a Desired,
    facts: &'a Facts,
    ids: BTreeMap<ObjectId, &'a Key>,
    renames: Renames,
    known: BTreeMap<Key, ObjectId>,
    problems: Vec<Problem>,
}

impl<'a> Search<'a> {
    fn there(&self, depth: usize) -> There<'a> {
        let deep = self.ids.values().filter(|key| parents(key).len() == depth);
        deep.map(|key| (self.renames.key(key), *key)).collect()
    }

    fn one(&mut self, key: &Key, there: &There<'a>) {
        match (key.pin(), self.desired.origin.former.get(key)) {
            (Some(pin), _) => self.pinned(key, pin, there),
            (None, Some(names)) => self.renamed(key, names, there),
            (None, None) => {}
        }
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
        if there.contains_key(&now) && is_beside(&now, key) {
            self.take(read, key, pin.clone());
        } else {
            let other = Some(now);
            self.problems.push(Problem::PinnedMissing { key: key.clone(), id: pin.clone(), other });
        }
    }

    /// An object that had another name, if the tenant does not know it under the new one.
    fn renamed(&mut self, key: &Key, names: &[(String, Place)], there: &There<'a>) {
        let Some((_, place)) = names.first() else { return };
        let is_there = there.keys().any(|other| other.unpinned() == *key);
        let former = |other: &Key| names.iter().any(|(name, _)| other.unpinned() == key.named(name));
        let found: Vec<&'a Key> =
            there.iter().filter(|(now, _)| former(now)).map(|(_, read)| *read).collect();
        let (key, place) = (key.clone(), place.clone());
        match found.as_slice() {
            [read] if !is_there => {
                let id = self.ids.iter().find(|(_, other)| *other == read).map(|(id, _)| id.clone());
                id.into_iter().for_each(|id| self.take(read, &key, id));
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

    /// Whether an object that was not found may be there all the same, because reading failed.
    fn unread(&self, key: &Key) -> bool {
        let failed = |key: &Key| self.facts.failures.iter().any(|failure| covers(&failure.unread, key));
        failed(key) || parents(key).iter().any(failed)
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
