//! Assignments: reading them, and what counts as one.
//!
//! It must not make or end them: that is what assignment requests do.

use serde_json::Value;

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::odata::navigation::{Typed, View, text};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageAssignment";

/// Answers the paths of assignments; they are written through requests alone.
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

/// Says whether an assignment keeps its package and policy from being deleted.
pub(crate) fn is_live(row: &Row) -> bool {
    ["delivering", "partiallyDelivered", "delivered"].contains(&text(row, "state"))
}

/// Follows the navigation properties of assignments, their requests and their subjects.
pub(crate) fn related(view: View<'_>, ty: &str, row: &Row, name: &str) -> Option<Typed> {
    let subject = |name: &str| {
        let subject = row.get(name).and_then(Value::as_object)?;
        Some(("accessPackageSubject".to_owned(), subject.clone()))
    };
    match (ty, name) {
        (_, "target") => subject("_target"),
        (_, "requestor") => subject("_requestor"),
        (_, "assignmentPolicy") => {
            view.item("accessPackageAssignmentPolicy", table::POLICIES, text(row, "_assignmentPolicy"))
        }
        (_, "assignment") => view.item(TYPE, table::ASSIGNMENTS, text(row, "_assignment")),
        (_, "connectedOrganization") => {
            view.item("connectedOrganization", table::ORGANIZATIONS, text(row, "_organization"))
        }
        _ => None,
    }
}
