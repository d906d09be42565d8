//! A reader's view of the tenant: stored rows with their types, if they exist and the reader may see them.
//!
//! It must not shape answers.

use std::time::Duration;

use serde_json::Value;

use super::faults::Faults;
use super::message::Row;
use super::rights::{READ, Rights, Standing};
use super::row::{millis, text};
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
    fn reached(self, row: &Row, name: &str) -> Option<bool> {
        row.get(name).and_then(Value::as_u64).map(|at| at <= millis(self.now))
    }

    /// Whether readers see the row.
    pub(crate) fn visible(self, row: &Row) -> bool {
        self.live(row) && self.reached(row, "_visibleAt") != Some(false)
    }

    /// Whether the row exists for writers, which do not wait for the readers' copies.
    pub(crate) fn live(self, row: &Row) -> bool {
        self.reached(row, "_doneAt") != Some(false) && self.reached(row, "_goneAt") != Some(true)
    }

    /// Whether this reader sees a row.
    fn shown(self, table: &str, row: &Row) -> bool {
        if self.rights.unlimited() {
            return true;
        }
        let catalog = match table {
            table::CATALOGS => Some(text(row, "id").to_owned()),
            table::PACKAGES
            | table::POLICIES
            | table::RESOURCES
            | table::EXTENSIONS
            | table::ASSIGNMENTS
            | table::ASSIGNMENT_REQUESTS
            | table::RESOURCE_REQUESTS => catalog_of_row(self.store, row),
            _ => return true,
        };
        self.rights.standing(READ) != Some(Standing::ByCatalog)
            || catalog.is_some_and(|catalog| self.rights.catalogs.contains_key(&catalog))
    }

    /// Returns the visible rows of a table that pass a test.
    pub(crate) fn list(self, ty: &str, table: &str, pick: impl Fn(&Row) -> bool) -> Vec<Typed> {
        let rows = self.store.rows(table).map(|(_, row)| row);
        let seen = rows.filter(|row| self.visible(row) && pick(row) && self.shown(table, row));
        seen.map(|row| (ty.to_owned(), row.clone())).collect()
    }

    /// Returns a visible row.
    pub(crate) fn item(self, ty: &str, table: &str, id: &str) -> Option<Typed> {
        let row = self.store.get(table, id).filter(|row| self.visible(row) && self.shown(table, row))?;
        Some((ty.to_owned(), row.clone()))
    }

    /// Returns a user, group or service principal.
    pub(crate) fn directory(self, id: &str) -> Option<Typed> {
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
    let package = store.get(table::PACKAGES, text(row, "_accessPackage"))?;
    Some(text(package, "_catalog").to_owned())
}
