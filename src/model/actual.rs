//! What the tenant holds, and what the service calls it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Key, State};

/// The tenant's side of the comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actual {
    /// The state, with defaults, order and casing of the service normalised away.
    pub state: State,
    /// What the service calls each object, and what of it is not in the state.
    pub bindings: Bindings,
}

/// What the service calls each object, by natural key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bindings(pub BTreeMap<Key, Binding>);

/// One object as the service holds it, beside its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Binding {
    /// The id Graph gave it. For a catalog resource this is the catalog-resource id, never the origin's.
    pub id: String,
    /// The object as read, navigation properties included: what a `PUT` must carry through.
    pub raw: Value,
    /// Paths of properties that hold something this version does not model, in order (`requestorSettings.newFlag`).
    pub unmodelled: BTreeSet<String>,
    /// Paths of values the service hid (`unknownFutureValue`): while there are any, the object is not written.
    pub masked: BTreeSet<String>,
}
