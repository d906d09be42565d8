//! The holds that `accepted.yaml` accepts.

use crate::model::Place;
use crate::source::{Code, Files, Findings};

use super::at::At;
use super::context::Context;
use super::document;
use super::shape::ACCEPTED;

/// One entry of `accepted.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The id of the hold.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it counts, as `2027-01-31`.
    pub until: String,
    /// Where it stands.
    pub place: Place,
}

/// What `accepted.yaml` accepts; nothing where there is none. Every fault is a finding.
///
/// Whether an id has the form of a hold's is told by `is_id`: the kinds are the plan's to know.
pub fn accepted(files: &Files, is_id: fn(&str) -> bool, findings: &mut Findings) -> Vec<Accepted> {
    let Some(file) = &files.accepted else { return Vec::new() };
    let Some(written) = ACCEPTED.read::<document::Accepted>(file, findings) else { return Vec::new() };
    let mut context = Context { findings, origin: Default::default() };
    let top = At::file(&file.path);
    let list = top.key("accepted");
    let ids = written.accepted.iter().map(|entry| entry.id.clone()).collect();
    context.set(&list, ids);
    let entries = written.accepted.iter().enumerate();
    entries
        .map(|(index, entry)| {
            let at = list.index(index);
            if !is_id(&entry.id) {
                let message = format!("`{}` is no id of a hold, as a plan shows it", entry.id);
                context.error(&at.key("id"), Code::BadHoldId, message);
            }
            Accepted {
                id: entry.id.clone(),
                reason: context.filled(&at.key("reason"), &entry.reason),
                owner: context.filled(&at.key("owner"), &entry.owner),
                until: context.day(&at.key("until"), &entry.until),
                place: at.place(),
            }
        })
        .collect()
}
