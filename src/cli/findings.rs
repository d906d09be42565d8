//! Findings for people and for programs.

use serde_json::Value;

use crate::render::finding;
use crate::source::{Files, Findings};
use crate::view::finding::findings;

/// Findings with the lines they are about, and how to learn more about one: of several, about the first error.
pub(super) fn text(files: &Files, found: &Findings, colour: bool) -> String {
    let views = findings(files, found);
    let mut text = String::new();
    // Writing into a String does not fail.
    let _ = finding::text(&views, colour, &mut text);
    if let Some(view) = views.iter().find(|view| view.severity == "error").or_else(|| views.first()) {
        let code = view.code;
        text += &match views.iter().all(|other| other.code == code) {
            true => format!("Run `guestlist help {code}` for more about this finding.\n"),
            false => format!(
                "Run `guestlist help` with the code of a finding for more about it: `guestlist help {code}`.\n"
            ),
        };
    }
    text
}

/// Findings as a list of objects.
pub(super) fn json(files: &Files, found: &Findings) -> Value {
    serde_json::to_value(findings(files, found)).unwrap_or_default()
}
