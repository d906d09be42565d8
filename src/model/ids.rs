//! Natural keys to Graph ids: those that were read, and those that are made on the way.
//!
//! Must not look anything up. A key without an id is an error in the order of the steps.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Binding, Bindings, DirectoryRef, Key, ObjectId, ResourceKey};

/// Why a model object cannot be written as JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// An object that has no id yet.
    #[error("{0} has no id in the tenant yet")]
    Unmade(Box<Key>),
    /// A directory object that was not looked up.
    #[error("`{0}` is not bound to an object of the directory")]
    Unbound(String),
    /// A value that was kept as text and is none of Graph's.
    #[error("`{0}` cannot be written to the service")]
    Unwritable(String),
}

/// What the service calls each object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    ids: BTreeMap<Key, String>,
    origins: BTreeMap<ResourceKey, String>,
}

impl Ids {
    /// No ids at all.
    #[must_use]
    pub const fn none() -> Self {
        Self { ids: BTreeMap::new(), origins: BTreeMap::new() }
    }

    /// The ids of everything that was read.
    #[must_use]
    pub fn from_bindings(bindings: &Bindings) -> Self {
        let Bindings(bindings) = bindings;
        let mut ids = Self::default();
        for (key, binding) in bindings {
            ids.insert_binding(key, binding);
        }
        ids
    }

    fn insert_binding(&mut self, key: &Key, binding: &Binding) {
        self.insert_id(key.clone(), &binding.id);
        if let (Key::Resource(key), Some(origin)) = (key, binding.raw.get("originId").and_then(Value::as_str))
        {
            // A site's URL as the service spells it, with or without its last slash.
            self.origins.insert(key.clone(), origin.to_owned());
        }
    }

    /// Remembers the id of an object that was just made.
    pub fn insert_id(&mut self, key: Key, id: &str) {
        self.ids.insert(key, id.to_owned());
    }

    /// The id of an object.
    ///
    /// # Errors
    /// `Unmade` when none is known.
    pub fn id_of(&self, key: &Key) -> Result<&str, EncodeError> {
        self.ids.get(key).map(String::as_str).ok_or_else(|| EncodeError::Unmade(Box::new(key.clone())))
    }

    /// A resource's origin id as the service spells it, where the resource was read.
    pub(crate) fn origin_id(&self, key: &ResourceKey) -> Option<&str> {
        self.origins.get(key).map(String::as_str)
    }
}

/// The id of a directory object.
///
/// # Errors
/// `Unbound` for a name or an app id.
pub(crate) fn bound_id(reference: &DirectoryRef) -> Result<&ObjectId, EncodeError> {
    match reference {
        DirectoryRef::Id(id) => Ok(id),
        DirectoryRef::Name(name) => Err(EncodeError::Unbound(name.clone())),
        DirectoryRef::AppId(id) => Err(EncodeError::Unbound(id.to_string())),
    }
}
