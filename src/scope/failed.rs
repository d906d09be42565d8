//! What could not be read, by what it leaves open, so that it can be asked for every object without a look at every
//! failure.

use std::collections::BTreeSet;

use crate::model::{CatalogKey, Key, Lookup, ReadFailure, Unread};

/// The reads that failed.
#[derive(Debug, Default)]
pub(super) struct Failed<'a> {
    /// Reads of everything of a kind.
    kinds: BTreeSet<&'a Unread>,
    resources_of: BTreeSet<&'a CatalogKey>,
    extensions_of: BTreeSet<&'a CatalogKey>,
    objects: BTreeSet<&'a Key>,
    answers: BTreeSet<&'a Lookup>,
}

impl<'a> Failed<'a> {
    pub(super) fn new(failures: &'a BTreeSet<ReadFailure>) -> Self {
        let mut failed = Self::default();
        for ReadFailure { unread, why: _ } in failures {
            match unread {
                Unread::ResourcesOf(catalog) => drop(failed.resources_of.insert(catalog)),
                Unread::ExtensionsOf(catalog) => drop(failed.extensions_of.insert(catalog)),
                Unread::Object(key) => drop(failed.objects.insert(key)),
                Unread::Answer(lookup) => drop(failed.answers.insert(lookup)),
                Unread::Organizations
                | Unread::Catalogs
                | Unread::Packages
                | Unread::Policies
                | Unread::RoleAssignments
                | Unread::Settings => drop(failed.kinds.insert(unread)),
                // Who holds something says nothing of what is there.
                Unread::AssignmentsOf(_) => {}
            }
        }
        failed
    }

    /// Whether an object, if it exists, may be missing.
    pub(super) fn is_possibly_missing(&self, key: &Key) -> bool {
        let any = |kinds: &[Unread]| kinds.iter().any(|kind| self.kinds.contains(kind));
        let within =
            |catalogs: &BTreeSet<&CatalogKey>| key.home_catalog().is_some_and(|home| catalogs.contains(home));
        self.objects.contains(key)
            || match key {
                Key::Organization(_) => any(&[Unread::Organizations]),
                Key::Catalog(_) => any(&[Unread::Catalogs]),
                // Role links refer to resources of the catalog, so they cannot be compared without them.
                Key::Resource(_) => any(&[Unread::Catalogs]) || within(&self.resources_of),
                Key::Extension(_) => any(&[Unread::Catalogs]) || within(&self.extensions_of),
                Key::Package(_) => any(&[Unread::Catalogs, Unread::Packages]) || within(&self.resources_of),
                Key::Policy(_) => {
                    any(&[Unread::Catalogs, Unread::Packages, Unread::Policies])
                        || within(&self.extensions_of)
                }
                Key::Settings => any(&[Unread::Settings, Unread::RoleAssignments]),
            }
    }

    /// Whether everything of a kind could not be read.
    pub(super) fn has_failed_kind(&self, kind: &Unread) -> bool {
        self.kinds.contains(kind)
    }

    /// Whether a look-up was refused.
    pub(super) fn has_no_answer(&self, lookup: &Lookup) -> bool {
        self.answers.contains(lookup)
    }

    /// Whether any look-up was refused.
    pub(super) fn has_unanswered(&self) -> bool {
        !self.answers.is_empty()
    }

    /// Whether custom extensions of any catalog could not be read.
    pub(super) fn has_unread_extensions(&self) -> bool {
        !self.extensions_of.is_empty()
    }

    /// The catalogs of which a part could not be read.
    pub(super) fn incomplete_catalogs(&self) -> impl Iterator<Item = &'a CatalogKey> + '_ {
        let objects = self.objects.iter().filter_map(|key| key.home_catalog());
        self.resources_of.iter().chain(&self.extensions_of).copied().chain(objects)
    }

    /// Whether connected organizations, or something that may name one, could not be read.
    pub(super) fn has_unread_organizations(&self) -> bool {
        let outside = |key: &&Key| matches!(key, Key::Organization(_) | Key::Policy(_));
        self.has_failed_kind(&Unread::Organizations) || self.objects.iter().any(outside)
    }
}
