//! Whether a package can be found and asked for at all.

use crate::model::{CatalogState, PackageKey, State};

/// What stands before every policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// Whether requests through the catalog are possible.
    pub published: bool,
    /// Whether people from outside can see and ask for what is in the catalog.
    pub to_outside: bool,
    /// Whether the package is shown in My Access; its link works either way.
    pub shown: bool,
}

impl Door {
    /// The door of a package. A state of a catalog that is not known counts as open.
    #[must_use]
    pub fn of(key: &PackageKey, state: &State) -> Self {
        let catalog = state.catalogs.get(&key.catalog);
        let hidden = state.packages.get(key).is_some_and(|package| package.hidden);
        Self {
            published: catalog.is_none_or(|catalog| catalog.state != CatalogState::Unpublished),
            to_outside: catalog.is_none_or(|catalog| catalog.externally_visible),
            shown: !hidden,
        }
    }

    /// Whether it lets nobody through whom `other` keeps out.
    #[must_use]
    pub fn at_most(&self, other: &Self) -> bool {
        (!self.published || other.published)
            && (!self.to_outside || other.to_outside)
            && (!self.shown || other.shown)
    }
}
