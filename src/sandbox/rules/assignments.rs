//! Assignments: reading them, and what counts as one.
//!
//! It must not create or end them: assignment requests do.

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::row::text;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageAssignment";

/// Answers the paths of assignments, which only requests can change.
pub(crate) fn route(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    let read = call.read();
    match (method, segments) {
        ("GET", []) => read.list(&allowed::ASSIGNMENTS, read.view.list(TYPE, table::ASSIGNMENTS, |_| true)),
        ("GET", [id]) => {
            let found = read.view.item(TYPE, table::ASSIGNMENTS, id);
            read.item(&allowed::ASSIGNMENTS, &found.ok_or(Unknown::AssignmentNotFound)?)
        }
        ("POST", [id, "reprocess" | "microsoft.graph.reprocess"]) => {
            call.existing(table::ASSIGNMENTS, id).ok_or(Unknown::AssignmentNotFound)?;
            Ok(Reply::no_content())
        }
        _ => Err(Fault::unsupported_path()),
    }
}

/// Whether an assignment prevents the deletion of its package and policy.
pub(crate) fn is_live(row: &Row) -> bool {
    ["delivering", "partiallyDelivered", "delivered"].contains(&text(row, "state"))
}
