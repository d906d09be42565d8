//! Findings for people and for programs.

use serde_json::Value;

use crate::render::finding;
use crate::source::{Files, Findings, Severity};
use crate::view::FindingV1;
use crate::view::finding::{FindingView, finding_views};

/// Findings with the lines they are about, and how to learn more about one: of several, about the first error.
pub(super) fn findings_text(files: &Files, found: &Findings, colour: bool) -> String {
    let views = finding_views(files, found);
    let mut text = String::new();
    // Writing into a String does not fail.
    let _ = finding::write_findings(&views, colour, &mut text);
    let first_error = views.iter().find(|view| view.severity == Severity::Error);
    if let Some(FindingView { code, .. }) = first_error.or_else(|| views.first()) {
        let (code, number) = (*code, code.number());
        text += &match views.iter().all(|other| other.code == code) {
            true => format!("Run `guestlist help {number}` for more about this finding.\n"),
            false => format!(
                "Run `guestlist help` with the code of a finding for more about it: `guestlist help {number}`.\n"
            ),
        };
    }
    text
}

/// Findings as a list of objects.
pub(super) fn findings_json(files: &Files, found: &Findings) -> Value {
    let published: Vec<FindingV1> = finding_views(files, found).into_iter().map(FindingV1::from).collect();
    serde_json::to_value(published).unwrap_or_default()
}
