//! Catalogs and the collections below them.
//!
//! It must not know how resources are added to a catalog.

use serde_json::json;

use super::audit::Entry;
use super::{extensions, resources, roles};
use crate::sandbox::call::{Call, require_name};
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::row::text;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageCatalog";

pub(crate) fn route(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.read();
            read.list(&allowed::CATALOGS, read.view.list(TYPE, table::CATALOGS, |_| true))
        }
        ("POST", []) => create(call),
        ("GET", [id]) => {
            let found = call.view().item(TYPE, table::CATALOGS, id);
            call.read().item(&allowed::CATALOGS, &found.ok_or(Unknown::CatalogNotFound)?)
        }
        ("PATCH", [id]) => update(call, id),
        ("DELETE", [id]) => delete(call, id),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        (_, [id, rest @ ..]) => {
            if call.existing(table::CATALOGS, id).is_none() {
                return Err(Unknown::CatalogNotFound.into());
            }
            match rest {
                ["customWorkflowExtensions", rest @ ..] => extensions::route(call, method, id, rest),
                _ => resources::route(call, method, id, rest),
            }
        }
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let sent = check::body(TYPE, &call.request.object()?, &Check::default())?;
    require_name(&sent)?;
    // The defaults for omitted members are not documented; portals send published and visible.
    let mut row: Row = [("description", json!(null)), ("state", json!("published"))]
        .into_iter()
        .chain([("isExternallyVisible", json!(true))])
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    row.extend(sent);
    row.insert("catalogType".into(), "userManaged".into());
    let created = call.create(TYPE, table::CATALOGS, row);
    call.audit(&Entry::new("Create access package catalog", "AccessPackageCatalog").created(&created.1));
    roles::make_owner(call, text(&created.1, "id"));
    Ok(call.read().written(201, &created))
}

fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let before = call.existing(table::CATALOGS, id).ok_or(Unknown::CatalogNotFound)?;
    let stored = Check { stored: Some(&before), ..Check::default() };
    let mut sent = check::body(TYPE, &call.request.object()?, &stored)?;
    if sent.contains_key("displayName") {
        require_name(&sent)?;
    }
    // Documented as updatable, but without effect.
    for fixed in ["catalogType", "id", "createdDateTime", "modifiedDateTime"] {
        sent.remove(fixed);
    }
    call.patch(table::CATALOGS, id, sent);
    let after = call.existing(table::CATALOGS, id).unwrap_or_default();
    let entry = Entry::new("Update access package catalog", "AccessPackageCatalog");
    call.audit(&entry.changed(&before, &after));
    Ok(Reply::no_content())
}

fn delete(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.existing(table::CATALOGS, id).ok_or(Unknown::CatalogNotFound)?;
    if text(&row, "catalogType") == "serviceDefault" {
        return Err(Unknown::BuiltInCatalog.into());
    }
    let inside = |row: &Row| text(row, "_catalog") == id;
    if call.store.rows(table::PACKAGES).any(|(_, package)| inside(package)) {
        return Err(Unknown::CatalogNotEmpty.into());
    }
    call.store.remove_where(table::RESOURCES, inside);
    call.store.remove_where(table::EXTENSIONS, inside);
    let scope = format!("/AccessPackageCatalog/{id}");
    call.store.remove_where(table::ROLE_ASSIGNMENTS, |row| text(row, "appScopeId") == scope);
    call.store.remove(table::CATALOGS, id);
    call.audit(&Entry::new("Delete access package catalog", "AccessPackageCatalog").deleted(&row));
    Ok(Reply::no_content())
}
