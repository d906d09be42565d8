//! The tenant's objects, and the service's record of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Key, State};

/// The tenant's side of the comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actual {
    /// The state, with the service's defaults, order and casing normalised.
    pub state: State,
    /// The service's ids of the objects, and their properties outside the state.
    pub bindings: Bindings,
}

/// The service's record of each object, by natural key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bindings(pub BTreeMap<Key, Binding>);

/// One object as the service stores it, beside its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Binding {
    /// The object's id in Graph. For a catalog resource, this is the catalog-resource id, never the origin
    /// id.
    pub id: String,
    /// The object as read, with navigation properties. A `PUT` must repeat all of it.
    pub raw: Value,
    /// Paths of set properties that this version of Guestlist does not model, in order (`requestorSettings.newFlag`).
    pub unmodelled: BTreeSet<String>,
    /// Paths of values that the service hid (`unknownFutureValue`). An object with such values must not be
    /// written.
    pub masked: BTreeSet<String>,
}
