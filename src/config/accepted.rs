//! The holds that `accepted.yaml` accepts.

use crate::model::Place;
use crate::source::{Code, Files, Findings};

use super::context::Context;
use super::cursor::Cursor;
use super::document;
use super::shape::ACCEPTED;

/// One entry of `accepted.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The hold's id.
    pub id: String,
    /// The reason that the reviewer gave.
    pub reason: String,
    /// The person or team that is answerable for the entry.
    pub owner: String,
    /// The last day on which the entry counts, as `2027-01-31`.
    pub until: String,
    /// The entry's place in the file.
    pub place: Place,
}

/// The entries of `accepted.yaml`, or an empty list without the file. Every fault is a finding.
///
/// `is_id` decides whether a text has the form of a hold's id, because only the room `plan` knows the kinds
/// of hold.
pub fn read_accepted(files: &Files, is_id: fn(&str) -> bool, findings: &mut Findings) -> Vec<Accepted> {
    let Some(file) = &files.accepted else { return Vec::new() };
    let Some(written) = ACCEPTED.read_document::<document::Accepted>(file, findings) else {
        return Vec::new();
    };
    let mut context = Context { findings, origin: Default::default() };
    let top = Cursor::top_of_file(&file.path);
    let list = top.key("accepted");
    let ids = written.accepted.iter().map(|entry| entry.id.clone()).collect();
    context.read_set(&list, ids);
    let entries = written.accepted.iter().enumerate();
    entries
        .map(|(index, entry)| {
            let at = list.index(index);
            if !is_id(&entry.id) {
                let message = format!("`{}` is not the id of a hold; copy the id from a plan", entry.id);
                context.report_error(&at.key("id"), Code::BadHoldId, message);
            }
            Accepted {
                id: entry.id.clone(),
                reason: context.require_text(&at.key("reason"), &entry.reason),
                owner: context.require_text(&at.key("owner"), &entry.owner),
                until: context.read_day(&at.key("until"), &entry.until),
                place: at.written_place(),
            }
        })
        .collect()
}
