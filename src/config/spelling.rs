//! Whether two keys can be two spellings of one object, as far as files alone show: a name and an id can be
//! the same object; two names or two ids cannot.

use std::collections::BTreeMap;

use crate::model::{CatalogKey, DirectoryRef, Key, Origin, ResourceKey};

/// The objects that files declare or list under `existing`, by the open parts of their spelling.
#[derive(Default)]
pub(super) struct Spellings {
    /// Catalogs that are given by id alone, with their contents.
    by_id: Vec<Key>,
    /// The objects behind the resources of each catalog.
    origins: BTreeMap<CatalogKey, Vec<Origin>>,
}

impl Spellings {
    pub(super) fn new<'k>(keys: impl Iterator<Item = &'k Key>) -> Self {
        let mut spellings = Self::default();
        for key in keys {
            if key.home_catalog().is_some_and(CatalogKey::is_by_id) {
                spellings.by_id.push(key.clone());
            } else if let Key::Resource(ResourceKey { catalog, origin }) = key {
                spellings.origins.entry(catalog.clone()).or_default().push(origin.clone());
            }
        }
        spellings
    }

    /// Whether an object that a file refers to can be one of them in another spelling.
    pub(super) fn is_possible_spelling(&self, key: &Key) -> bool {
        let beside = || match key {
            Key::Resource(ResourceKey { catalog, origin }) => {
                self.origins.get(catalog).into_iter().flatten().any(|other| is_possible_source(origin, other))
            }
            _ => false,
        };
        key.home_catalog().is_some_and(CatalogKey::is_by_id)
            || beside()
            || self.by_id.iter().any(|other| is_possible_spelling_of(key, other))
    }
}

fn is_possible_spelling_of(key: &Key, other: &Key) -> bool {
    let same_home = key
        .home_catalog()
        .zip(other.home_catalog())
        .is_some_and(|(key, other)| is_possible_catalog(key, other));
    same_home
        && match key {
            Key::Catalog(_) => matches!(other, Key::Catalog(_)),
            Key::Package(key) => {
                matches!(other, Key::Package(other) if (&key.name, &key.pin) == (&other.name, &other.pin))
            }
            Key::Extension(key) => {
                matches!(other, Key::Extension(other) if (&key.name, &key.pin) == (&other.name, &other.pin))
            }
            Key::Resource(key) => {
                matches!(other, Key::Resource(other) if is_possible_source(&key.origin, &other.origin))
            }
            Key::Organization(_) | Key::Policy(_) | Key::Settings => false,
        }
}

fn is_possible_catalog(one: &CatalogKey, other: &CatalogKey) -> bool {
    match (&one.pin, &other.pin) {
        (Some(one), Some(other)) => one == other,
        _ => one.is_by_id() || other.is_by_id() || one == other,
    }
}

fn is_possible_source(one: &Origin, other: &Origin) -> bool {
    match (one, other) {
        (Origin::Group(one), Origin::Group(other))
        | (Origin::Application(one), Origin::Application(other)) => is_possible_object(one, other),
        _ => one == other,
    }
}

fn is_possible_object(one: &DirectoryRef, other: &DirectoryRef) -> bool {
    one == other || std::mem::discriminant(one) != std::mem::discriminant(other)
}
