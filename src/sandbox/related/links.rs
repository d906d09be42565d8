//! Role links as readers see them, with public ids that consist of those of their role and scope.
//!
//! It must not change anything.

use super::resources;
use crate::sandbox::message::Row;
use crate::sandbox::row::text;
use crate::sandbox::store::table;
use crate::sandbox::view::{Typed, View};

const TYPE: &str = "accessPackageResourceRoleScope";

/// Returns the visible links of a package with their current ids.
pub(crate) fn of_package(view: View<'_>, package: &str) -> Vec<Row> {
    let mut found: Vec<Row> = view
        .list(TYPE, table::ROLE_SCOPES, |row| text(row, "_accessPackage") == package)
        .into_iter()
        .map(|(_, row)| named(view, row))
        .collect();
    found.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    found
}

/// Gives a stored link its public id, which consists of the ids of its role and its scope.
pub(crate) fn named(view: View<'_>, mut row: Row) -> Row {
    let id = |name: &str| side(view, &row, name).map(|(_, row)| text(&row, "id").to_owned());
    let id = format!("{}_{}", id("role").unwrap_or_default(), id("scope").unwrap_or_default());
    row.insert("id".into(), id.into());
    row
}

/// Returns the role or the scope of a link.
pub(crate) fn side(view: View<'_>, link: &Row, name: &str) -> Option<Typed> {
    let resource = view.store.get(table::RESOURCES, text(link, "_resource"))?;
    if name == "scope" {
        return Some(("accessPackageResourceScope".to_owned(), resources::scope(view, resource)));
    }
    let mut roles = resources::roles(view, resource).into_iter();
    let wanted = text(link, "_role");
    // A role that its origin no longer offers stays in the package until the link is removed.
    let role = roles.find(|role| text(role, "originId") == wanted);
    let role = role.unwrap_or_else(|| resources::role_row(view, resource, wanted, wanted));
    Some(("accessPackageResourceRole".to_owned(), role))
}
