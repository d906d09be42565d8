//! What reading and writing need beside the object itself.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{Ids, Index, Principal};

/// The names of ids, as a plan carries them.
pub(crate) type Names = BTreeMap<String, String>;

static NO_INDEX: Index = Index {
    catalogs: BTreeMap::new(),
    packages: BTreeMap::new(),
    policies: BTreeMap::new(),
    extensions: BTreeMap::new(),
    organizations: BTreeMap::new(),
};

static NO_IDS: Ids = Ids::none();

/// What an object is read with.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The keys of the objects that it names by id.
    pub index: &'a Index,
    /// Who has which role in it, by role definition; `None` where that could not be read.
    pub holders: Option<&'a [(String, Principal)]>,
}

impl<'a> Reading<'a> {
    /// Nothing but the keys.
    #[must_use]
    pub const fn with_index(index: &'a Index) -> Self {
        Self { index, holders: None }
    }
}

impl Reading<'static> {
    /// For objects that name no others.
    #[must_use]
    pub fn without_index() -> Self {
        Self::with_index(&NO_INDEX)
    }
}

/// What an object is written with.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The ids of the objects that it names.
    pub ids: &'a Ids,
    /// When a review starts that names no start.
    pub now: Timestamp,
    /// The name of the object that is written.
    pub name: &'a str,
    /// Whether the object is made, or changed later.
    pub creates: bool,
    /// Which entry of its list is written.
    pub place: usize,
}

impl<'a> Writing<'a> {
    /// For an object that names others.
    #[must_use]
    pub const fn with_ids(ids: &'a Ids, now: Timestamp, name: &'a str, creates: bool) -> Self {
        Self { ids, now, name, creates, place: 0 }
    }

    /// For an object that names no others.
    #[must_use]
    pub fn without_ids(name: &'a str, creates: bool) -> Self {
        Self::with_ids(&NO_IDS, Timestamp::UNIX_EPOCH, name, creates)
    }

    pub(super) const fn at_position(&self, place: usize) -> Self {
        Self { place, ..*self }
    }
}
