//! The requests that write an object: what envelope its body needs (fact v1-metadata-types). The body itself is the
//! table's.
//!
//! Pure. A replacement starts from what the tenant holds and lays every modelled property over it, so that nothing this
//! version does not know is lost. Must not send, read or decide anything.

mod assignment;

pub(super) use crate::property::package::origin_words as origin;
pub use crate::property::package::role_link_body as role_link;
pub use assignment::encode_assignment_request;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{EncodeError, Ids};
use crate::model::{
    Catalog, Extension, Key, Organization, OrganizationKey, Package, PackageKey, Policy, PolicyKey,
    Principal, Resource, ResourceKey, Settings, bound_id,
};
use crate::property::{Writing, encode_patch, encode_whole, write_over};

/// The body that creates an organization, with the one source its key names (fact organization-starts-with-one-source).
///
/// # Errors
/// When the source is a tenant that is not bound.
pub fn organization_post(key: &OrganizationKey, after: &Organization) -> Result<Value, EncodeError> {
    let first = Organization { identity: [key.0.clone()].into(), ..after.clone() };
    encode_whole(&first, &Writing::without_ids(&after.name, true))
}

/// The body that changes an organization: the properties that differ; sources as one full list.
///
/// # Errors
/// When a source is a tenant that is not bound.
pub fn organization_patch(before: &Organization, after: &Organization) -> Result<Value, EncodeError> {
    encode_patch(before, after, &Writing::without_ids(&after.name, false))
}

/// The body that changes the settings: the parts that are managed and differ. Catalog creators are role assignments and
/// not in it.
///
/// # Errors
/// Never: settings name nothing.
pub fn settings_patch(before: &Settings, after: &Settings) -> Result<Value, EncodeError> {
    encode_patch(before, after, &Writing::without_ids("", false))
}

/// The body that creates a catalog; state and visibility are always said (fact catalog-defaults-undocumented).
///
/// # Errors
/// Never: a catalog names nothing.
pub fn catalog_post(after: &Catalog) -> Result<Value, EncodeError> {
    encode_whole(after, &Writing::without_ids(&after.name, true))
}

/// The body that changes a catalog. Empty where only its lists differ.
///
/// # Errors
/// As `catalog_post`.
pub fn catalog_patch(before: &Catalog, after: &Catalog) -> Result<Value, EncodeError> {
    encode_patch(before, after, &Writing::without_ids(&after.name, false))
}

/// A request about a resource, which always names its catalog (fact body-names-catalog).
fn encode_resource_request(
    kind: &str,
    key: &ResourceKey,
    ids: &Ids,
    resource: impl FnOnce() -> Result<Value, EncodeError>,
) -> Result<Value, EncodeError> {
    let catalog = ids.id_of(&Key::Catalog(key.catalog.clone()))?;
    Ok(json!({ "requestType": kind, "resource": resource()?, "catalog": { "id": catalog } }))
}

/// The request that adds a resource to its catalog. Attributes follow with `resource_update`.
///
/// # Errors
/// When the catalog has no id yet or the origin is not bound.
pub fn resource_add(key: &ResourceKey, after: &Resource, ids: &Ids) -> Result<Value, EncodeError> {
    encode_resource_request("adminAdd", key, ids, || {
        let (system, id) = origin(&key.origin)?;
        let mut resource = encode_whole(after, &Writing::without_ids("", true))?;
        resource["originId"] = json!(id);
        resource["originSystem"] = json!(system);
        Ok(resource)
    })
}

/// The request that takes a resource out of its catalog.
///
/// # Errors
/// When catalog or resource have no id.
pub fn resource_remove(key: &ResourceKey, ids: &Ids) -> Result<Value, EncodeError> {
    encode_resource_request("adminRemove", key, ids, || {
        Ok(json!({ "id": ids.id_of(&Key::Resource(key.clone()))? }))
    })
}

/// The request that changes a resource's attributes: always the full list, over what the tenant holds.
///
/// # Errors
/// When the catalog has no id or the origin is not bound.
pub fn resource_update(
    key: &ResourceKey,
    after: &Resource,
    raw: &Value,
    ids: &Ids,
) -> Result<Value, EncodeError> {
    encode_resource_request("adminUpdate", key, ids, || {
        let (system, plain) = origin(&key.origin)?;
        let id = ids.origin_id(key).map_or(plain, str::to_owned);
        let held = json!({ "attributes": raw.get("attributes") });
        let mut resource = write_over(after, &held, &Writing::without_ids("", false))?;
        resource["originId"] = json!(id);
        resource["originSystem"] = json!(system);
        Ok(resource)
    })
}

/// The body that creates an extension.
///
/// # Errors
/// Never: an extension names nothing.
pub fn extension_post(after: &Extension) -> Result<Value, EncodeError> {
    encode_whole(after, &Writing::without_ids(&after.name, true))
}

/// The body that replaces an extension: everything the tenant holds, with every modelled property as it shall be.
///
/// # Errors
/// As `extension_post`.
pub fn extension_put(after: &Extension, raw: &Value) -> Result<Value, EncodeError> {
    write_over(after, raw, &Writing::without_ids(&after.name, false))
}

/// The body that creates a package. Its catalog is always in it (fact body-names-catalog).
///
/// # Errors
/// When the catalog has no id yet.
pub fn package_post(key: &PackageKey, after: &Package, ids: &Ids) -> Result<Value, EncodeError> {
    let catalog = json!({ "id": ids.id_of(&Key::Catalog(key.catalog.clone()))? });
    let mut body = encode_whole(after, &Writing::without_ids(&after.name, true))?;
    body["catalog"] = catalog;
    Ok(body)
}

/// The body that changes a package. Empty where only its lists differ.
///
/// # Errors
/// Never: what a package names is in its lists.
pub fn package_patch(before: &Package, after: &Package) -> Result<Value, EncodeError> {
    encode_patch(before, after, &Writing::without_ids(&after.name, false))
}

/// The body that creates a policy. `now` starts a review that names no start.
///
/// # Errors
/// When the package, an organization, an extension or a directory object is not bound.
pub fn policy_post(key: &PolicyKey, after: &Policy, ids: &Ids, now: Timestamp) -> Result<Value, EncodeError> {
    encode_policy(key, after, &Value::Null, &Writing::with_ids(ids, now, &after.name, true))
}

/// The body that replaces a policy: everything the tenant holds, with every modelled property as it shall be.
///
/// # Errors
/// As `policy_post`.
pub fn policy_put(
    key: &PolicyKey,
    after: &Policy,
    raw: &Value,
    ids: &Ids,
    now: Timestamp,
) -> Result<Value, EncodeError> {
    encode_policy(key, after, raw, &Writing::with_ids(ids, now, &after.name, false))
}

fn encode_policy(
    key: &PolicyKey,
    after: &Policy,
    raw: &Value,
    cx: &Writing<'_>,
) -> Result<Value, EncodeError> {
    let package = json!({ "id": cx.ids.id_of(&Key::Package(key.package.clone()))? });
    let mut body = write_over(after, raw, cx)?;
    body["accessPackage"] = package;
    Ok(body)
}

/// A policy as the tenant holds it, with the new texts of questions that are reworded: each is the same question then.
#[must_use]
pub fn reword_questions(mut raw: Value, texts: &BTreeMap<String, String>) -> Value {
    for question in raw["questions"].as_array_mut().into_iter().flatten() {
        let new = texts.iter().find(|(_, was)| question["text"] == was.as_str());
        if let Some((now, _)) = new {
            question["text"] = json!(now);
        }
    }
    raw
}

/// The body that assigns an entitlement role at a scope (`graph::role`).
///
/// # Errors
/// When the principal is not bound.
pub fn role_assignment(principal: &Principal, definition: &str, scope: &str) -> Result<Value, EncodeError> {
    let id = bound_id(principal.reference())?;
    Ok(json!({ "principalId": id.as_str(), "roleDefinitionId": definition, "appScopeId": scope }))
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod policy_tests;
#[cfg(test)]
mod tests;
