//! Replaces the keys of a state's objects in all places: of the object, of its contents, and in references
//! from other objects.

use std::collections::BTreeMap;

use super::{
    Actual, Bindings, CatalogKey, Desired, ExtensionKey, ExtensionRef, Key, OrganizationKey, OrganizationRef,
    Ownership, PackageKey, PackageRef, PolicyKey, Provenance, ReferenceMut, ResourceKey, State, Subject,
};

/// A key of one kind of object.
trait Keyed: Clone + Ord {
    fn to_key(&self) -> Key;

    fn from_key(key: Key) -> Option<Self>;

    /// The new key. A key of another kind is ignored.
    fn map_key(&self, new: &dyn Fn(&Key) -> Key) -> Self {
        Self::from_key(new(&self.to_key())).unwrap_or_else(|| self.clone())
    }
}

macro_rules! keyed {
    ($($kind:ident: $key:ty),+) => {
        $(impl Keyed for $key {
            fn to_key(&self) -> Key {
                Key::$kind(self.clone())
            }

            fn from_key(key: Key) -> Option<Self> {
                match key {
                    Key::$kind(key) => Some(key),
                    _ => None,
                }
            }
        })+
    };
}

keyed! {
    Organization: OrganizationKey, Catalog: CatalogKey, Resource: ResourceKey, Extension: ExtensionKey,
    Package: PackageKey, Policy: PolicyKey
}

fn move_keys<K: Keyed, V>(map: BTreeMap<K, V>, new: &dyn Fn(&Key) -> Key) -> BTreeMap<K, V> {
    map.into_iter().map(|(key, value)| (key.map_key(new), value)).collect()
}

impl State {
    /// The state with new keys. If two keys become equal, the later object wins.
    #[must_use]
    pub fn map_keys(self, new: &dyn Fn(&Key) -> Key) -> Self {
        let Self { organizations, catalogs, resources, extensions, packages, policies, settings } = self;
        let mut state = Self {
            organizations: move_keys(organizations, new),
            catalogs: move_keys(catalogs, new),
            resources: move_keys(resources, new),
            extensions: move_keys(extensions, new),
            packages: move_keys(packages, new),
            policies: move_keys(policies, new),
            settings,
        };
        state.map_references(&mut |reference| match reference {
            ReferenceMut::Subject(Subject::ConnectedOrganization(OrganizationRef::Key(key))) => {
                *key = key.map_key(new);
            }
            ReferenceMut::Package(PackageRef::Key(key)) => *key = key.map_key(new),
            ReferenceMut::Extension(ExtensionRef::Key(key)) => *key = key.map_key(new),
            ReferenceMut::Principal(_)
            | ReferenceMut::Subject(_)
            | ReferenceMut::Group(_)
            | ReferenceMut::Origin(_)
            | ReferenceMut::Role(_)
            | ReferenceMut::Source(_)
            | ReferenceMut::Package(PackageRef::Id(_))
            | ReferenceMut::Extension(ExtensionRef::Id(_)) => {}
        });
        state
    }
}

impl Actual {
    /// The tenant's objects with new keys.
    #[must_use]
    pub fn map_keys(self, new: &dyn Fn(&Key) -> Key) -> Self {
        let bindings = self.bindings.0.into_iter().map(|(key, binding)| (new(&key), binding));
        Self { bindings: Bindings(bindings.collect()), state: self.state.map_keys(new) }
    }
}

impl Desired {
    /// The desired state with new keys, including its places and ownership.
    #[must_use]
    pub fn map_keys(self, new: &dyn Fn(&Key) -> Key) -> Self {
        let Self { state, origin, ownership, lock } = self;
        Self {
            state: state.map_keys(new),
            origin: origin.map_keys(new),
            ownership: ownership.map_keys(new),
            lock,
        }
    }
}

impl Provenance {
    fn map_keys(self, new: &dyn Fn(&Key) -> Key) -> Self {
        let Self { objects, declared_keys: written, former, reworded, references, domains, traces } = self;
        Self {
            objects: objects.into_iter().map(|(key, place)| (new(&key), place)).collect(),
            declared_keys: written,
            former: former.into_iter().map(|(key, names)| (new(&key), names)).collect(),
            reworded: move_keys(reworded, new),
            references,
            domains,
            traces,
        }
    }
}

impl Ownership {
    /// The same with new keys.
    #[must_use]
    pub fn map_keys(self, new: &dyn Fn(&Key) -> Key) -> Self {
        let Self { existing, remove, exclusive, protected, limits, targets } = self;
        Self {
            existing: existing.into_iter().map(|(key, place)| (new(&key), place)).collect(),
            remove: remove.into_iter().map(|(key, place)| (new(&key), place)).collect(),
            exclusive: exclusive.iter().map(|key| key.map_key(new)).collect(),
            protected,
            limits,
            targets: targets.iter().map(new).collect(),
        }
    }
}
