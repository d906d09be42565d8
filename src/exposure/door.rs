//! Whether a package can be found and requested at all.

use crate::model::{CatalogState, PackageKey, State};

/// What applies before every policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// Whether requests are possible in the catalog.
    pub published: bool,
    /// Whether external users can see and request what is in the catalog.
    pub to_outside: bool,
    /// Whether the package is shown in My Access; its link works either way.
    pub shown: bool,
}

impl Door {
    /// The door of a package. An unknown state of a catalog counts as open.
    #[must_use]
    pub fn new(key: &PackageKey, state: &State) -> Self {
        let catalog = state.catalogs.get(&key.catalog);
        let hidden = state.packages.get(key).is_some_and(|package| package.hidden);
        Self {
            published: catalog.is_none_or(|catalog| catalog.state != CatalogState::Unpublished),
            to_outside: catalog.is_none_or(|catalog| catalog.externally_visible),
            shown: !hidden,
        }
    }

    /// Whether everyone it admits is admitted by `other` too.
    #[must_use]
    pub fn is_no_wider(&self, other: &Self) -> bool {
        (!self.published || other.published)
            && (!self.to_outside || other.to_outside)
            && (!self.shown || other.shown)
    }
}
