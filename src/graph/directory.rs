//! Directory objects as the service returns them: users, groups and service principals.
//!
//! Must not send requests. Objects of other kinds are skipped.

use serde_json::Value;

use crate::model::{DirectoryKind, DirectoryObject, ObjectId};

fn optional_text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn has_entries(object: &Value, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool) == Some(true)
}

fn has_word(object: &Value, name: &str, word: &str) -> bool {
    let list = object.get(name).and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|entry| entry.as_str() == Some(word)))
}

/// The kind that a value's `@odata.type` names, if it is a known one.
fn directory_kind(object: &Value) -> Option<DirectoryKind> {
    match object.get("@odata.type")?.as_str()?.trim_start_matches('#') {
        "microsoft.graph.user" => Some(DirectoryKind::User),
        "microsoft.graph.group" => Some(DirectoryKind::Group),
        "microsoft.graph.servicePrincipal" => Some(DirectoryKind::ServicePrincipal),
        _ => None,
    }
}

/// The application ids of Exchange Online and SharePoint Online, which are the same in every tenant.
const FIRST_PARTY: [&str; 2] =
    ["00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000"];

/// Why an application cannot be added to a catalog (fact first-party-apps-refused).
fn unsuitable_application(principal: &Value) -> Option<String> {
    let app = optional_text(principal, "appId")?;
    let refused = FIRST_PARTY.iter().any(|id| app.eq_ignore_ascii_case(id));
    refused.then(|| "it is a Microsoft application (Exchange Online or SharePoint Online)".to_owned())
}

/// Why a group cannot be added to a catalog. Only cloud-managed groups with assigned members can (fact
/// group-kinds-for-catalogs).
fn unsuitable_group(group: &Value) -> Option<String> {
    if has_word(group, "groupTypes", "DynamicMembership") {
        return Some("it has dynamic membership".to_owned());
    }
    if has_entries(group, "onPremisesSyncEnabled") {
        return Some("it is synchronised from an on-premises directory".to_owned());
    }
    let list = has_entries(group, "mailEnabled")
        && group.get("securityEnabled").and_then(Value::as_bool) == Some(false)
        && !has_word(group, "groupTypes", "Unified");
    list.then(|| "it is a distribution list".to_owned())
}

fn app_roles(principal: &Value) -> Vec<(String, String)> {
    let roles = principal.get("appRoles").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let held = roles
        .iter()
        .filter(|role| has_entries(role, "isEnabled") && has_word(role, "allowedMemberTypes", "User"));
    held.filter_map(|role| {
        Some((optional_text(role, "id")?, optional_text(role, "displayName").unwrap_or_default()))
    })
    .collect()
}

/// Reads a directory object. `kind` is the kind that was requested, for answers without an `@odata.type`.
///
/// `None` for a value without an id, or of a kind that entitlement management does not use.
#[must_use]
pub fn directory_object(object: &Value, asked: Option<DirectoryKind>) -> Option<DirectoryObject> {
    let kind = directory_kind(object).or(asked)?;
    Some(DirectoryObject {
        id: ObjectId::new(&optional_text(object, "id")?),
        kind,
        name: optional_text(object, "displayName").unwrap_or_default(),
        user_principal_name: optional_text(object, "userPrincipalName")
            .filter(|_| kind == DirectoryKind::User),
        mail: optional_text(object, "mail").filter(|_| kind == DirectoryKind::User),
        guest: kind == DirectoryKind::User
            && optional_text(object, "userType").is_some_and(|word| word.eq_ignore_ascii_case("Guest")),
        app_id: optional_text(object, "appId").map(|id| ObjectId::new(&id)),
        app_roles: app_roles(object),
        unsuitable: match kind {
            DirectoryKind::Group => unsuitable_group(object),
            DirectoryKind::ServicePrincipal => unsuitable_application(object),
            DirectoryKind::User => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_that_entitlement_cannot_fill_say_why() {
        let read = |value: Value| directory_object(&value, Some(DirectoryKind::Group)).unwrap().unsuitable;
        assert!(read(json!({"id": "1", "groupTypes": ["DynamicMembership"]})).is_some());
        assert!(read(json!({"id": "1", "onPremisesSyncEnabled": true})).is_some());
        assert!(read(json!({"id": "1", "mailEnabled": true, "securityEnabled": false})).is_some());
        assert!(read(json!({"id": "1", "mailEnabled": true, "groupTypes": ["Unified"]})).is_none());
        assert!(read(json!({"id": "1", "groupTypes": null, "onPremisesSyncEnabled": null})).is_none());
    }

    #[test]
    fn only_enabled_roles_for_users_count() {
        let value = json!({"@odata.type": "#microsoft.graph.servicePrincipal", "id": "S", "appId": "A", "appRoles": [
            {"id": "r1", "displayName": "Reader", "isEnabled": true, "allowedMemberTypes": ["User"]},
            {"id": "r2", "displayName": "Off", "isEnabled": false, "allowedMemberTypes": ["User"]},
            {"id": "r3", "displayName": "Daemon", "isEnabled": true, "allowedMemberTypes": ["Application"]}]});
        let object = directory_object(&value, None).unwrap();
        assert_eq!(object.app_roles, [("r1".to_owned(), "Reader".to_owned())]);
        assert_eq!(object.app_id, Some(ObjectId::new("a")));
        assert_eq!(
            directory_object(&json!({"@odata.type": "#microsoft.graph.device", "id": "x"}), None),
            None
        );
    }
}
