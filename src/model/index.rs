//! Graph ids to natural keys: what joins the parts of a snapshot.

use std::collections::BTreeMap;

use super::{CatalogKey, ExtensionKey, ObjectId, OrganizationKey, PackageKey, PolicyKey};

/// Keys by the ids Graph gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Catalogs, also those that only their packages name.
    pub catalogs: BTreeMap<ObjectId, CatalogKey>,
    /// Packages whose catalog is known.
    pub packages: BTreeMap<ObjectId, PackageKey>,
    /// Policies whose package is known.
    pub policies: BTreeMap<ObjectId, PolicyKey>,
    /// Custom extensions.
    pub extensions: BTreeMap<ObjectId, ExtensionKey>,
    /// Connected organizations.
    pub organizations: BTreeMap<ObjectId, OrganizationKey>,
}
