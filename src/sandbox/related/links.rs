//! Role links as readers see them, with public ids that consist of those of their role and scope.
//!
//! It must not change anything.

use super::resources;
use crate::sandbox::message::Row;
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::view::{Typed, View};

const TYPE: &str = "accessPackageResourceRoleScope";

/// Returns the visible links of a package with their current ids.
pub(crate) fn links_of_package(view: View<'_>, package: &str) -> Vec<Row> {
    let mut found: Vec<Row> = view
        .visible_rows(TYPE, table::ROLE_SCOPES, |row| text_of(row, "_accessPackage") == package)
        .into_iter()
        .map(|(_, row)| with_outward_id(view, row))
        .collect();
    found.sort_by(|left, right| text_of(left, "id").cmp(text_of(right, "id")));
    found
}

/// Gives a stored link its public id, which consists of the ids of its role and its scope.
pub(crate) fn with_outward_id(view: View<'_>, mut row: Row) -> Row {
    let id = |name: &str| link_side(view, &row, name).map(|(_, row)| text_of(&row, "id").to_owned());
    let id = format!("{}_{}", id("role").unwrap_or_default(), id("scope").unwrap_or_default());
    row.insert("id".into(), id.into());
    row
}

/// Returns the role or the scope of a link.
pub(crate) fn link_side(view: View<'_>, link: &Row, name: &str) -> Option<Typed> {
    let resource = view.store.get(table::RESOURCES, text_of(link, "_resource"))?;
    if name == "scope" {
        return Some(("accessPackageResourceScope".to_owned(), resources::root_scope(view, resource)));
    }
    let mut roles = resources::list_offered_roles(view, resource).into_iter();
    let wanted = text_of(link, "_role");
    // A role that its origin no longer offers stays in the package until the link is removed.
    let role = roles.find(|role| text_of(role, "originId") == wanted);
    let role = role.unwrap_or_else(|| resources::role_row(view, resource, wanted, wanted));
    Some(("accessPackageResourceRole".to_owned(), role))
}
