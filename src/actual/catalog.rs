//! Where resources of catalogs come from, and who holds a role in a catalog.
//!
//! Roles come from role assignments by role definition and scope (fact entitlement-role-ids); a role that is none of
//! the four of a catalog is not in the state.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::graph::role;
use crate::model::{Origin, Principal};
use crate::property::json::{object_id, some_text, text_member};
use crate::property::{package::read_origin_of, read_holder};

/// Where a catalog resource comes from.
pub(super) fn resource_origin(value: &Value) -> Option<Origin> {
    Some(read_origin_of(&some_text(value, "originSystem")?, &some_text(value, "originId")?))
}

/// A role assignment: the catalog's id (`None` for the tenant), the role definition and who holds it.
pub(super) fn read_role_assignment(
    assignment: &Value,
    directory: &BTreeMap<crate::model::ObjectId, Principal>,
) -> Option<(Option<String>, String, Principal)> {
    let scope = text_member(assignment, "appScopeId");
    let catalog = match role::catalog_of_scope(&scope) {
        Some(catalog) => Some(catalog),
        None if scope == role::TENANT_SCOPE => None,
        None => return None,
    };
    let id = object_id(assignment, "principalId")?;
    let shown = read_holder(&assignment["principal"]);
    let shown = shown.filter(|principal| !matches!(principal, Principal::Unknown(_)));
    let unknown = || Principal::Unknown(crate::model::DirectoryRef::Id(id.clone()));
    let principal = shown.or_else(|| directory.get(&id).cloned()).unwrap_or_else(unknown);
    Some((catalog, text_member(assignment, "roleDefinitionId").to_ascii_lowercase(), principal))
}
