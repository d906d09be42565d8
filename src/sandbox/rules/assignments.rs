//! Assignments: reading them, and what counts as one.
//!
//! It must not create or end them: assignment requests do.

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageAssignment";

/// Answers the paths of assignments, which only requests can change.
pub(crate) fn route_assignments(
    call: &mut Call<'_>,
    method: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let read = call.reading();
    match (method, segments) {
        ("GET", []) => {
            read.list_reply(&allowed::ASSIGNMENTS, read.view.visible_rows(TYPE, table::ASSIGNMENTS, |_| true))
        }
        ("GET", [id]) => {
            let found = read.view.visible_row(TYPE, table::ASSIGNMENTS, id);
            read.item_reply(&allowed::ASSIGNMENTS, &found.ok_or(Unknown::AssignmentNotFound)?)
        }
        ("POST", [id, "reprocess" | "microsoft.graph.reprocess"]) => {
            call.find_existing(table::ASSIGNMENTS, id).ok_or(Unknown::AssignmentNotFound)?;
            Ok(Reply::no_content())
        }
        _ => Err(Fault::unsupported_path()),
    }
}

/// Whether an assignment prevents the deletion of its package and policy.
pub(crate) fn is_live_assignment(row: &Row) -> bool {
    ["delivering", "partiallyDelivered", "delivered"].contains(&text_of(row, "state"))
}
