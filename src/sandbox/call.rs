//! The state of one request while it is carried out: what the rules read and change.
//!
//! It must not know paths or objects.

use std::time::Duration;

use serde_json::Value;

use crate::sandbox::faults::Faults;
use crate::sandbox::message::{Fault, Request, Row, format_timestamp};
use crate::sandbox::odata::read::Read;
use crate::sandbox::rights::Rights;
use crate::sandbox::row::to_millis;
use crate::sandbox::store::{Store, table};
use crate::sandbox::view::{Typed, View};

/// The world, as seen by one request.
pub(crate) struct Call<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) faults: &'a Faults,
    pub(crate) now: Duration,
    pub(crate) request: &'a Request,
    /// `http://host:port/v1.0`.
    pub(crate) base: &'a str,
    /// The caller's permissions and roles.
    pub(crate) rights: Rights,
}

impl Call<'_> {
    pub(crate) fn reader_view(&self) -> View<'_> {
        View { store: self.store, faults: self.faults, now: self.now, rights: &self.rights }
    }

    pub(crate) fn reading(&self) -> Read<'_> {
        Read { view: self.reader_view(), request: self.request, base: self.base }
    }

    /// Stores a new row with an id, dates, and the time from which readers see it.
    pub(crate) fn store_new(&mut self, ty: &str, table: &str, mut row: Row) -> Typed {
        let id = self.store.new_id();
        let now = format_timestamp(self.now);
        row.insert("id".into(), id.clone().into());
        row.insert("createdDateTime".into(), now.clone().into());
        row.insert("modifiedDateTime".into(), now.into());
        let visible = to_millis(self.now + self.faults.visibility_delay);
        row.insert("_visibleAt".into(), visible.into());
        self.store.put(table, &id, row.clone());
        (ty.to_owned(), row)
    }

    /// Returns a row that writers can use, whether or not readers see it yet.
    pub(crate) fn find_existing(&self, table: &str, id: &str) -> Option<Row> {
        self.store.get(table, id).filter(|row| self.reader_view().is_live_row(row)).cloned()
    }

    /// Overwrites members of a row and updates its modification date.
    pub(crate) fn patch_row(&mut self, table: &str, id: &str, members: Row) {
        let now = format_timestamp(self.now);
        self.store.update_row(table, id, |row| {
            row.extend(members);
            row.insert("modifiedDateTime".into(), now.into());
        });
    }

    /// Completes everything that is due: deliveries of requests, and ends of assignments.
    pub(crate) fn settle_due(&mut self) {
        for table in [table::RESOURCE_REQUESTS, table::ASSIGNMENTS, table::ASSIGNMENT_REQUESTS] {
            let due = |row: &Row| row.get("_nextAt").and_then(Value::as_u64);
            let ready: Vec<String> = self
                .store
                .rows(table)
                .filter(|(_, row)| due(row).is_some_and(|at| at <= to_millis(self.now)))
                .map(|(id, _)| id.clone())
                .collect();
            for id in ready {
                self.store.update_row(table, &id, |row| {
                    row.remove("_nextAt");
                    if let Some(Value::Object(next)) = row.remove("_next") {
                        row.extend(next);
                    }
                });
            }
        }
    }

    /// Gives a row the state `next` after `delay`, or at once without a delay.
    pub(crate) fn schedule_change(&mut self, table: &str, id: &str, delay: Duration, next: Row) {
        let at = to_millis(self.now + delay);
        self.store.update_row(table, id, |row| {
            if delay.is_zero() {
                row.extend(next);
            } else {
                row.insert("_next".into(), Value::Object(next));
                row.insert("_nextAt".into(), at.into());
            }
        });
    }
}

/// Returns the id of a reference `{ "id": … }` among the members of a body.
pub(crate) fn reference_in_body(body: &Row, name: &str) -> Option<String> {
    body.get(name)?.get("id")?.as_str().map(str::to_owned)
}

/// Returns the last segment of the `@odata.id` of a reference body, with the segment before it.
///
/// # Errors 400 if the body is not a reference.
pub(crate) fn odata_id(body: &Row) -> Result<(String, String), Fault> {
    let url = body.get("@odata.id").and_then(Value::as_str).unwrap_or_default();
    let mut parts = url.trim_end_matches('/').rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(id), Some(kind)) if body.len() == 1 && uuid::Uuid::parse_str(id).is_ok() => {
            Ok((kind.to_owned(), id.to_owned()))
        }
        _ => Err(Fault::new(400, "BadRequest", "The body must be a reference with an '@odata.id'.")),
    }
}

/// Refuses a body without a display name.
pub(crate) fn require_name(row: &Row) -> Result<(), Fault> {
    let name = row.get("displayName").and_then(Value::as_str).unwrap_or_default();
    if name.trim().is_empty() { Err(Fault::invalid_model("'displayName' is required.")) } else { Ok(()) }
}
