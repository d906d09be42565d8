//! Ownership: what files say about objects that they do not declare.

use std::collections::{BTreeMap, BTreeSet};

use super::{CatalogKey, Key, KeyPattern, Place};

/// What files and command line say about objects that are not declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// Objects under `existing`, with their places. They must exist and are never changed.
    pub existing: BTreeMap<Key, Place>,
    /// Objects to delete, with their places. `None` for the command line.
    pub remove: BTreeMap<Key, Option<Place>>,
    /// Exclusive catalogs, whose undeclared objects are deleted.
    pub exclusive: BTreeSet<CatalogKey>,
    /// Patterns of objects that are never deleted, with their places.
    pub protected: Vec<(KeyPattern, Place)>,
    /// How much one plan may change without a hold.
    pub limits: Limits,
    /// The objects that a run is limited to, with their contents. Empty for all objects.
    pub targets: BTreeSet<Key>,
}

/// How much one plan may change without a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The number of objects that it may delete.
    pub deletes: usize,
    /// The percentage of managed objects that it may change or delete.
    pub percent: usize,
}

impl Limits {
    /// The number of managed objects from which a percentage is meaningful.
    pub const FEWEST: usize = 10;
}

impl Default for Limits {
    fn default() -> Self {
        Self { deletes: 5, percent: 30 }
    }
}
