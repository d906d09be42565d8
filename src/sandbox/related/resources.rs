//! Resources of catalogs with the properties that they copy from their origin, their roles and their scope.
//!
//! It must not change anything.

use serde_json::{Value, json};

use crate::sandbox::message::{Fault, Row};
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;
use crate::sandbox::view::{Typed, View};

const TYPE: &str = "accessPackageResource";

/// Returns the resources of a catalog that a caller sees. Applications do not see sites.
pub(crate) fn resources_of_catalog(view: View<'_>, catalog: &str) -> Vec<Typed> {
    view.visible_rows(TYPE, table::RESOURCES, |row| {
        let hidden =
            view.rights.is_application_caller() && text_of(row, "originSystem") == "SharePointOnline";
        text_of(row, "_catalog") == catalog && !hidden
    })
}

/// The origin id of the only role of an application without roles for users. Inferred, because no sample is
/// published.
const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

/// Microsoft's own applications that cannot be added to a catalog: Exchange Online and SharePoint Online.
const FIRST_PARTY: [&str; 2] =
    ["00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000"];

/// The properties that a resource copies from its origin.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Value,
    /// The id of the environment. Empty except for sites.
    pub(crate) environment: String,
}

/// Returns the members that a resource copies from its origin.
pub(crate) fn mirrored_members(origin: &Origin) -> Row {
    let mut row = Row::new();
    row.insert("displayName".into(), origin.name.clone().into());
    row.insert("description".into(), origin.description.clone());
    row
}

/// Looks up an origin.
///
/// # Errors 400 `ArgumentException` for an unknown system, and 400 `ResourceNotFoundInOriginSystem` for an
/// unknown object and for the documented kinds of groups and applications that cannot be added to a catalog.
pub(crate) fn find_origin(view: View<'_>, system: &str, id: &str) -> Result<Origin, Fault> {
    let missing = || {
        let why = format!("The resource '{id}' was not found in the origin system.");
        Fault::new(400, "ResourceNotFoundInOriginSystem", why)
    };
    let of = |row: &Row| Origin {
        id: text_of(row, "id").to_owned(),
        name: text_of(row, "displayName").to_owned(),
        description: row.get("description").cloned().unwrap_or(Value::Null),
        environment: String::new(),
    };
    match system {
        "AadGroup" => {
            let row = view.store.get(table::GROUPS, id).ok_or_else(missing)?;
            if is_refused_group(row) {
                return Err(Unknown::ResourceNotAllowed.into());
            }
            Ok(of(row))
        }
        "AadApplication" => {
            let row = view.store.get(table::SERVICE_PRINCIPALS, id).ok_or_else(missing)?;
            if FIRST_PARTY.contains(&text_of(row, "appId")) {
                return Err(Unknown::ResourceNotAllowed.into());
            }
            Ok(of(row))
        }
        "SharePointOnline" => {
            let row = find_site(view, id).ok_or_else(missing)?;
            let environment = text_of(row, "_environment").to_owned();
            Ok(Origin { id: text_of(row, "webUrl").to_owned(), environment, ..of(row) })
        }
        other => {
            let why = format!("Requested value '{other}' was not found.");
            Err(Fault::new(400, "ArgumentException", why))
        }
    }
}

/// Groups that cannot be added to a catalog: dynamic groups, groups synchronised from an on-premises
/// directory, and distribution lists.
fn is_refused_group(row: &Row) -> bool {
    let kinds = row.get("groupTypes").and_then(Value::as_array);
    let is = |kind: &str| kinds.is_some_and(|kinds| kinds.iter().any(|found| found == kind));
    let flag = |name: &str| row.get(name).and_then(Value::as_bool).unwrap_or_default();
    is("DynamicMembership") || flag("onPremisesSyncEnabled") || (flag("mailEnabled") && !is("Unified"))
}

fn find_site<'a>(view: View<'a>, url: &str) -> Option<&'a Row> {
    let same = |row: &Row| {
        text_of(row, "webUrl").trim_end_matches('/').eq_ignore_ascii_case(url.trim_end_matches('/'))
    };
    view.store.rows(table::SITES).map(|(_, row)| row).find(|row| same(row))
}

/// Returns the roles a resource offers, as the path `resourceRoles` lists them.
pub(crate) fn list_offered_roles(view: View<'_>, resource: &Row) -> Vec<Row> {
    let (system, id) = (text_of(resource, "originSystem"), text_of(resource, "originId"));
    let offered = offered_roles(view, system, id).unwrap_or_else(|| known_roles(resource));
    offered.into_iter().map(|(role, name)| role_row(view, resource, &role, &name)).collect()
}

/// Returns a role of a resource. Its id is derived from the resource and the origin id.
pub(crate) fn role_row(view: View<'_>, resource: &Row, role: &str, name: &str) -> Row {
    let id = text_of(resource, "id");
    let mut row = Row::new();
    row.insert("id".into(), view.store.service_id(&format!("role/{id}/{role}")).into());
    row.insert("displayName".into(), name.into());
    row.insert("description".into(), Value::Null);
    row.insert("originSystem".into(), text_of(resource, "originSystem").into());
    row.insert("originId".into(), role.into());
    row.insert("type".into(), Value::Null);
    row.insert("_resource".into(), id.into());
    row
}

/// Returns the origin ids and names of the roles that an origin has now. Empty if the origin was deleted.
pub(crate) fn offered_roles(view: View<'_>, system: &str, id: &str) -> Option<Vec<(String, String)>> {
    match system {
        "AadGroup" => {
            let group = view.store.get(table::GROUPS, id)?;
            let mut roles = vec![("Member", "Member"), ("Owner", "Owner")];
            if is_pim(group) {
                roles.extend([("EligibleMember", "Eligible Member"), ("EligibleOwner", "Eligible Owner")]);
            }
            Some(roles.iter().map(|(role, name)| (format!("{role}_{id}"), (*name).to_owned())).collect())
        }
        "AadApplication" => {
            let app = view.store.get(table::SERVICE_PRINCIPALS, id)?;
            let roles = app.get("appRoles").and_then(Value::as_array).cloned().unwrap_or_default();
            let for_users = |role: &&Value| {
                let kinds = role["allowedMemberTypes"].as_array();
                role["isEnabled"] != json!(false)
                    && kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind == "User"))
            };
            let member = |role: &Value, name: &str| role[name].as_str().unwrap_or_default().to_owned();
            let found: Vec<(String, String)> = roles
                .iter()
                .filter(for_users)
                .map(|role| (member(role, "id"), member(role, "displayName")))
                .collect();
            let default = || vec![(DEFAULT_ACCESS.to_owned(), "Default Access".to_owned())];
            Some(if found.is_empty() { default() } else { found })
        }
        _ => Some(known_roles(find_site(view, id)?)),
    }
}

/// Returns the roles that a row stores itself: those of a site, or of a resource as it was added.
fn known_roles(row: &Row) -> Vec<(String, String)> {
    let roles = row.get("_roles").and_then(Value::as_object);
    let pairs = roles.into_iter().flatten();
    pairs.map(|(id, name)| (id.clone(), name.as_str().unwrap_or_default().to_owned())).collect()
}

fn is_pim(group: &Row) -> bool {
    group.get("_pim").and_then(Value::as_bool).unwrap_or_default()
}

/// Returns the roles as an expansion of the resource shows them: none for role-assignable and PIM-managed
/// groups, although they have roles (recorded from a live tenant).
pub(crate) fn expanded_roles(view: View<'_>, resource: &Row) -> Vec<Row> {
    let group = view.store.get(table::GROUPS, text_of(resource, "originId"));
    let hidden = group.is_some_and(|group| {
        is_pim(group) || group.get("isAssignableToRole").and_then(Value::as_bool).unwrap_or_default()
    });
    if hidden || view.faults.empty_expanded_roles { Vec::new() } else { list_offered_roles(view, resource) }
}

/// Returns the only scope of a resource.
pub(crate) fn root_scope(view: View<'_>, resource: &Row) -> Row {
    let id = text_of(resource, "id");
    let mut row = Row::new();
    row.insert("id".into(), view.store.service_id(&format!("scope/{id}")).into());
    row.insert("displayName".into(), "Root".into());
    row.insert("description".into(), "Root Scope".into());
    row.insert("originSystem".into(), text_of(resource, "originSystem").into());
    row.insert("originId".into(), text_of(resource, "originId").into());
    row.insert("isRootScope".into(), true.into());
    row.insert("_resource".into(), id.into());
    row
}
