//! Graph ids to natural keys: what joins the parts of a snapshot.
//!
//! Must not decode what an object says beyond its name and where it belongs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::graph::Snapshot;
use crate::model::{
    CatalogKey, ExtensionKey, IdentitySource, Index, ObjectId, Organization, OrganizationKey, PackageKey,
    PolicyKey,
};
use crate::property::json::{canonical_text, object_id, text_member};
use crate::property::{Reading, Table};

/// Gives every object its key. Where several have one name, each key carries the id.
fn key_objects<'a, K: Ord + Clone>(
    objects: impl Iterator<Item = &'a Value>,
    key: impl Fn(&Value) -> Option<K>,
    pin: impl Fn(&mut K, ObjectId),
) -> BTreeMap<ObjectId, K> {
    let mut keys: BTreeMap<ObjectId, K> =
        objects.filter_map(|object| Some((object_id(object, "id")?, key(object)?))).collect();
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for key in keys.values() {
        if !once.insert(key.clone()) {
            twice.insert(key.clone());
        }
    }
    for (id, key) in keys.iter_mut().filter(|(_, key)| twice.contains(key)) {
        pin(key, id.clone());
    }
    keys
}

/// The key of an organization: its first source in the order of kinds, a tenant before a domain. One without a
/// source, or with another's, is told apart by its id.
fn organization_keys(objects: &[Value]) -> BTreeMap<ObjectId, OrganizationKey> {
    let by_id = |object: &Value| {
        let id = object_id(object, "id")?;
        let only = serde_json::json!({ "connectedOrganizationId": id.as_str() });
        Some(OrganizationKey(IdentitySource::Unknown(canonical_text(&only))))
    };
    let by_source = |object: &Value| {
        Organization::read_object(object, &Reading::without_index())
            .identity
            .into_iter()
            .next()
            .map(OrganizationKey)
            .or_else(|| by_id(object))
    };
    let only = |id: &ObjectId| serde_json::json!({ "connectedOrganizationId": id.as_str() });
    key_objects(objects.iter(), by_source, |key, id| {
        *key = OrganizationKey(IdentitySource::Unknown(canonical_text(&only(&id))));
    })
}

impl Index {
    /// The keys of a snapshot's objects.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut index = Self { organizations: organization_keys(&snapshot.organizations), ..Self::default() };
        // A caller may see a package and not its catalog; the package names it.
        let listed: BTreeSet<_> =
            snapshot.catalogs.iter().filter_map(|value| object_id(value, "id")).collect();
        let named = snapshot.packages.iter().map(|package| &package["catalog"]);
        let named = named.filter(|value| object_id(value, "id").is_some_and(|id| !listed.contains(&id)));
        index.catalogs = key_objects(
            snapshot.catalogs.iter().chain(named),
            |value| Some(CatalogKey { name: text_member(value, "displayName"), pin: None }),
            |key, id| key.pin = Some(id),
        );
        index.packages = key_objects(
            snapshot.packages.iter(),
            |value| {
                let catalog = index.catalogs.get(&object_id(&value["catalog"], "id")?)?.clone();
                Some(PackageKey { catalog, name: text_member(value, "displayName"), pin: None })
            },
            |key, id| key.pin = Some(id),
        );
        index.policies = key_objects(
            snapshot.policies.iter(),
            |value| {
                let package = index.packages.get(&object_id(&value["accessPackage"], "id")?)?.clone();
                Some(PolicyKey { package, name: text_member(value, "displayName"), pin: None })
            },
            |key, id| key.pin = Some(id),
        );
        for (catalog, list) in &snapshot.extensions {
            let Some(catalog) = index.catalogs.get(&ObjectId::new(catalog)) else { continue };
            index.extensions.extend(key_objects(
                list.iter(),
                |value| {
                    let name = text_member(value, "displayName");
                    Some(ExtensionKey { catalog: catalog.clone(), name, pin: None })
                },
                |key, id| key.pin = Some(id),
            ));
        }
        index
    }
}
