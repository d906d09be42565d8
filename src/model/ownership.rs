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
    /// The objects a run is about, with what lives in them; all of them where none is named.
    pub targets: BTreeSet<Key>,
}
