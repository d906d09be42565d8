//! Access packages and their role links (facts package-calls, role-link-calls).

use serde_json::{Value, json};

use super::catalog::origin;
use super::overlay::changed;
use crate::apply::{EncodeError, Ids};
use crate::model::{Key, Package, PackageKey, ResourceKey, RoleLink, RoleRef};

/// The body that creates a package. Its catalog is always in it (fact body-names-catalog).
///
/// # Errors
/// When the catalog has no id yet.
pub fn package_post(key: &PackageKey, after: &Package, ids: &Ids) -> Result<Value, EncodeError> {
    let catalog = ids.id(&Key::Catalog(key.catalog.clone()))?;
    Ok(json!({
        "catalog": { "id": catalog },
        "displayName": after.name,
        "description": after.description,
        "isHidden": after.hidden,
    }))
}

/// The body that changes a package: the fields that differ. Empty where only its lists do.
#[must_use]
pub fn package_patch(before: &Package, after: &Package) -> Value {
    Value::Object(changed([
        ("displayName", json!(before.name), json!(after.name)),
        ("description", json!(before.description), json!(after.description)),
        ("isHidden", json!(before.hidden), json!(after.hidden)),
    ]))
}

/// The body that adds a role to a package: role and scope by origin, the resource by its id in the catalog.
///
/// # Errors
/// When the resource is not in the catalog yet, or the role is still a name.
pub fn role_link(package: &PackageKey, link: &RoleLink, ids: &Ids) -> Result<Value, EncodeError> {
    let key = ResourceKey { catalog: package.catalog.clone(), origin: link.resource.clone() };
    let resource = ids.id(&Key::Resource(key.clone()))?;
    let (system, plain) = origin(&link.resource)?;
    let id = ids.origin(&key).map_or(plain, str::to_owned);
    let role = match &link.role {
        RoleRef::Id(role) => role,
        RoleRef::Name(name) => return Err(EncodeError::Unbound(name.clone())),
    };
    Ok(json!({
        "role": {
            "originId": role,
            "originSystem": system,
            "resource": { "id": resource, "originId": id, "originSystem": system },
        },
        // Groups, applications and single sites have a root scope alone, and a site's link is not found without it.
        "scope": { "originId": id, "originSystem": system, "isRootScope": true },
    }))
}
