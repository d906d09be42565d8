//! Entitlement roles: built-in definitions and their assignments.
//!
//! It must not enforce them: `permit` does.

use serde_json::{Value, json};

use super::audit::Entry;
use crate::sandbox::call::Call;
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::rights::Grant;
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const DEFINITION: &str = "unifiedRoleDefinition";
const ASSIGNMENT: &str = "unifiedRoleAssignment";

/// Answers the paths below `/roleManagement/entitlementManagement`.
pub(crate) fn route_role_assignments(
    call: &mut Call<'_>,
    method: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let read = call.reading();
    match (method, segments) {
        ("GET", ["roleDefinitions"]) => {
            let found = read.view.visible_rows(DEFINITION, table::ROLE_DEFINITIONS, |_| true);
            read.list_reply(&allowed::ROLE_DEFINITIONS, found)
        }
        ("GET", ["roleDefinitions", id]) => {
            let found = read.view.visible_row(DEFINITION, table::ROLE_DEFINITIONS, id);
            read.item_reply(&allowed::ROLE_DEFINITIONS, &found.ok_or_else(|| Fault::no_directory_object(id))?)
        }
        ("GET", ["roleAssignments"]) => {
            let found = read.view.visible_rows(ASSIGNMENT, table::ROLE_ASSIGNMENTS, |_| true);
            read.list_reply(&allowed::ROLE_ASSIGNMENTS, found)
        }
        ("GET", ["roleAssignments", id]) => {
            let found = read.view.visible_row(ASSIGNMENT, table::ROLE_ASSIGNMENTS, id);
            read.item_reply(&allowed::ROLE_ASSIGNMENTS, &found.ok_or_else(|| Fault::no_directory_object(id))?)
        }
        ("POST", ["roleAssignments"]) => create_role_assignment(call),
        ("DELETE", ["roleAssignments", id]) => {
            let row = call.find_existing(table::ROLE_ASSIGNMENTS, id);
            let row = row.ok_or_else(|| Fault::no_directory_object(id))?;
            call.store.remove(table::ROLE_ASSIGNMENTS, id);
            let entry = Entry::new("Remove Entitlement Management role assignment", "RoleAssignment");
            call.write_audit(&entry.with_deleted(&row));
            Ok(Reply::no_content())
        }
        (_, ["roleDefinitions" | "roleAssignments"] | ["roleDefinitions" | "roleAssignments", _]) => {
            Err(Fault::method_not_allowed())
        }
        _ => Err(Fault::unsupported_path()),
    }
}

/// Makes the creator of a catalog its owner, unless the creator is an administrator.
pub(crate) fn make_owner(call: &mut Call<'_>, catalog: &str) {
    let administrator = call.rights.reach_with(&["EntitlementManagement.ReadWrite.All"]);
    let owner = call.rights.caller_object_id().filter(|_| administrator == Some(Grant::ByCatalog));
    let named = |row: &Row| text_of(row, "displayName") == "Catalog owner";
    let role = call.store.rows(table::ROLE_DEFINITIONS).find(|(_, row)| named(row)).map(|(id, _)| id.clone());
    let (Some(owner), Some(role)) = (owner, role) else { return };
    let id = call.store.new_id();
    let scope = format!("/AccessPackageCatalog/{catalog}");
    let row = json!({"id": id, "principalId": owner, "roleDefinitionId": role, "appScopeId": scope});
    call.store.put(table::ROLE_ASSIGNMENTS, &id, row.as_object().cloned().unwrap_or_default());
}

fn create_role_assignment(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let mut sent = check::check_body(ASSIGNMENT, &call.request.body_object()?, &Check::default())?;
    let bad = |why: &str| Fault::new(400, "Request_BadRequest", why);
    if call.reader_view().directory_row(text_of(&sent, "principalId")).is_none() {
        return Err(bad("The principal does not exist."));
    }
    if call.store.get(table::ROLE_DEFINITIONS, text_of(&sent, "roleDefinitionId")).is_none() {
        return Err(bad("The role definition does not exist."));
    }
    let scope = text_of(&sent, "appScopeId");
    let catalog = scope.strip_prefix("/AccessPackageCatalog/");
    if scope != "/" && catalog.is_none_or(|id| call.find_existing(table::CATALOGS, id).is_none()) {
        return Err(bad("The scope does not exist."));
    }
    let same = |row: &Row, name: &str| text_of(row, name) == text_of(&sent, name);
    let twin =
        |row: &Row| ["principalId", "roleDefinitionId", "appScopeId"].iter().all(|name| same(row, name));
    if call.store.rows(table::ROLE_ASSIGNMENTS).any(|(_, row)| twin(row)) {
        return Err(Unknown::DuplicateRoleAssignment.into());
    }
    sent.retain(|_, value| *value != Value::Null);
    let (_, mut row) = call.store_new(ASSIGNMENT, table::ROLE_ASSIGNMENTS, sent);
    row.remove("createdDateTime");
    row.remove("modifiedDateTime");
    call.store.put(table::ROLE_ASSIGNMENTS, text_of(&row, "id"), row.clone());
    call.write_audit(
        &Entry::new("Add Entitlement Management role assignment", "RoleAssignment").with_created(&row),
    );
    Ok(call.reading().written_reply(201, &(ASSIGNMENT.to_owned(), row)))
}
