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
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageCatalog";

pub(crate) fn route_catalogs(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            read.list_reply(&allowed::CATALOGS, read.view.visible_rows(TYPE, table::CATALOGS, |_| true))
        }
        ("POST", []) => create_catalog(call),
        ("GET", [id]) => {
            let found = call.reader_view().visible_row(TYPE, table::CATALOGS, id);
            call.reading().item_reply(&allowed::CATALOGS, &found.ok_or(Unknown::CatalogNotFound)?)
        }
        ("PATCH", [id]) => update_catalog(call, id),
        ("DELETE", [id]) => delete_catalog(call, id),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        (_, [id, rest @ ..]) => {
            if call.find_existing(table::CATALOGS, id).is_none() {
                return Err(Unknown::CatalogNotFound.into());
            }
            match rest {
                ["customWorkflowExtensions", rest @ ..] => {
                    extensions::route_extensions(call, method, id, rest)
                }
                _ => resources::route_resources(call, method, id, rest),
            }
        }
    }
}

fn create_catalog(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let sent = check::check_body(TYPE, &call.request.body_object()?, &Check::default())?;
    require_name(&sent)?;
    // The defaults for omitted members are not documented; portals send published and visible.
    let mut row: Row = [("description", json!(null)), ("state", json!("published"))]
        .into_iter()
        .chain([("isExternallyVisible", json!(true))])
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    row.extend(sent);
    row.insert("catalogType".into(), "userManaged".into());
    let created = call.store_new(TYPE, table::CATALOGS, row);
    call.write_audit(
        &Entry::new("Create access package catalog", "AccessPackageCatalog").with_created(&created.1),
    );
    roles::make_owner(call, text_of(&created.1, "id"));
    Ok(call.reading().written_reply(201, &created))
}

fn update_catalog(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let before = call.find_existing(table::CATALOGS, id).ok_or(Unknown::CatalogNotFound)?;
    let stored = Check { stored: Some(&before), ..Check::default() };
    let mut sent = check::check_body(TYPE, &call.request.body_object()?, &stored)?;
    if sent.contains_key("displayName") {
        require_name(&sent)?;
    }
    // Documented as updatable, but without effect.
    for fixed in ["catalogType", "id", "createdDateTime", "modifiedDateTime"] {
        sent.remove(fixed);
    }
    call.patch_row(table::CATALOGS, id, sent);
    let after = call.find_existing(table::CATALOGS, id).unwrap_or_default();
    let entry = Entry::new("Update access package catalog", "AccessPackageCatalog");
    call.write_audit(&entry.with_changed(&before, &after));
    Ok(Reply::no_content())
}

fn delete_catalog(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.find_existing(table::CATALOGS, id).ok_or(Unknown::CatalogNotFound)?;
    if text_of(&row, "catalogType") == "serviceDefault" {
        return Err(Unknown::BuiltInCatalog.into());
    }
    let inside = |row: &Row| text_of(row, "_catalog") == id;
    if call.store.rows(table::PACKAGES).any(|(_, package)| inside(package)) {
        return Err(Unknown::CatalogNotEmpty.into());
    }
    call.store.remove_where(table::RESOURCES, inside);
    call.store.remove_where(table::EXTENSIONS, inside);
    let scope = format!("/AccessPackageCatalog/{id}");
    call.store.remove_where(table::ROLE_ASSIGNMENTS, |row| text_of(row, "appScopeId") == scope);
    call.store.remove(table::CATALOGS, id);
    call.write_audit(&Entry::new("Delete access package catalog", "AccessPackageCatalog").with_deleted(&row));
    Ok(Reply::no_content())
}
