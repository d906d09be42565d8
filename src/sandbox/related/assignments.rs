//! The related rows of assignments, their requests and their subjects.
//!
//! It must not change anything.

use serde_json::Value;

use crate::sandbox::message::Row;
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::view::{Typed, View};

/// Follows the navigation properties of assignments, their requests and their subjects.
pub(crate) fn follow_assignment(view: View<'_>, ty: &str, row: &Row, name: &str) -> Option<Typed> {
    let subject = |name: &str| {
        let subject = row.get(name).and_then(Value::as_object)?;
        Some(("accessPackageSubject".to_owned(), subject.clone()))
    };
    match (ty, name) {
        (_, "target") => subject("_target"),
        (_, "requestor") => subject("_requestor"),
        (_, "assignmentPolicy") => view.visible_row(
            "accessPackageAssignmentPolicy",
            table::POLICIES,
            text_of(row, "_assignmentPolicy"),
        ),
        (_, "assignment") => {
            view.visible_row("accessPackageAssignment", table::ASSIGNMENTS, text_of(row, "_assignment"))
        }
        (_, "connectedOrganization") => {
            view.visible_row("connectedOrganization", table::ORGANIZATIONS, text_of(row, "_organization"))
        }
        _ => None,
    }
}
