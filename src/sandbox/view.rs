//! A reader's view of the tenant: stored rows with their types, if they exist and the reader may see them.
//!
//! It must not shape answers.

use std::time::Duration;

use serde_json::Value;

use super::faults::Faults;
use super::message::Row;
use super::rights::{Grant, READ, Rights};
use super::row::{text_of, to_millis};
use super::store::{Store, table};

/// A reader's view: the store at a point in time.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) store: &'a Store,
    pub(crate) faults: &'a Faults,
    pub(crate) now: Duration,
    /// The reader's rights. It sees nothing of catalogs without a role.
    pub(crate) rights: &'a Rights,
}

/// A row with the name of its type.
pub(crate) type Typed = (String, Row);

impl View<'_> {
    fn reached_moment(self, row: &Row, name: &str) -> Option<bool> {
        row.get(name).and_then(Value::as_u64).map(|at| at <= to_millis(self.now))
    }

    /// Whether readers see the row.
    pub(crate) fn is_visible(self, row: &Row) -> bool {
        self.is_live_row(row) && self.reached_moment(row, "_visibleAt") != Some(false)
    }

    /// Whether the row exists for writers, which do not wait for the readers' copies.
    pub(crate) fn is_live_row(self, row: &Row) -> bool {
        self.reached_moment(row, "_doneAt") != Some(false)
            && self.reached_moment(row, "_goneAt") != Some(true)
    }

    /// Whether this reader sees a row.
    fn is_shown(self, table: &str, row: &Row) -> bool {
        if self.rights.is_unlimited() {
            return true;
        }
        let catalog = match table {
            table::CATALOGS => Some(text_of(row, "id").to_owned()),
            table::PACKAGES
            | table::POLICIES
            | table::RESOURCES
            | table::EXTENSIONS
            | table::ASSIGNMENTS
            | table::ASSIGNMENT_REQUESTS
            | table::RESOURCE_REQUESTS => catalog_of_row(self.store, row),
            _ => return true,
        };
        self.rights.reach_with(READ) != Some(Grant::ByCatalog)
            || catalog.is_some_and(|catalog| self.rights.catalogs.contains_key(&catalog))
    }

    /// Returns the visible rows of a table that pass a test.
    pub(crate) fn visible_rows(self, ty: &str, table: &str, pick: impl Fn(&Row) -> bool) -> Vec<Typed> {
        let rows = self.store.rows(table).map(|(_, row)| row);
        let seen = rows.filter(|row| self.is_visible(row) && pick(row) && self.is_shown(table, row));
        seen.map(|row| (ty.to_owned(), row.clone())).collect()
    }

    /// Returns a visible row.
    pub(crate) fn visible_row(self, ty: &str, table: &str, id: &str) -> Option<Typed> {
        let row =
            self.store.get(table, id).filter(|row| self.is_visible(row) && self.is_shown(table, row))?;
        Some((ty.to_owned(), row.clone()))
    }

    /// Returns a user, group or service principal.
    pub(crate) fn directory_row(self, id: &str) -> Option<Typed> {
        let kinds = [
            (table::USERS, "user"),
            (table::GROUPS, "group"),
            (table::SERVICE_PRINCIPALS, "servicePrincipal"),
        ];
        kinds.iter().find_map(|(table, ty)| Some(((*ty).to_owned(), self.store.get(table, id)?.clone())))
    }
}

/// The catalog of a stored object.
pub(crate) fn catalog_of_row(store: &Store, row: &Row) -> Option<String> {
    if let Some(catalog) = row.get("_catalog").and_then(|value| value.as_str()) {
        return Some(catalog.to_owned());
    }
    let package = store.get(table::PACKAGES, text_of(row, "_accessPackage"))?;
    Some(text_of(package, "_catalog").to_owned())
}
