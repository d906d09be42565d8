//! Whose an object is: what files say of objects beside declaring them.

use std::collections::{BTreeMap, BTreeSet};

use super::{CatalogKey, Key, KeyPattern, Place};

/// What the files and the command line say of objects that are not declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// Objects that are referred to and not managed, by where that stands: they must be there, and are never written.
    pub existing: BTreeMap<Key, Place>,
    /// Objects that go, by where that stands; `None` for the command line.
    pub remove: BTreeMap<Key, Option<Place>>,
    /// Declared catalogs in which everything goes that is neither declared nor existing.
    pub exclusive: BTreeSet<CatalogKey>,
    /// What is never deleted, by where that stands.
    pub protected: Vec<(KeyPattern, Place)>,
    /// How much one plan may change unasked.
    pub limits: Limits,
    /// The objects a run is about, with what lives in them; all of them where none is named.
    pub targets: BTreeSet<Key>,
}

/// How much one plan may change before somebody has to accept that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many objects it may delete.
    pub deletes: usize,
    /// How many of a hundred managed objects it may change or delete.
    pub percent: usize,
}

impl Limits {
    /// The fewest managed objects of which a share says anything.
    pub const FEWEST: usize = 10;
}

impl Default for Limits {
    fn default() -> Self {
        Self { deletes: 5, percent: 30 }
    }
}
