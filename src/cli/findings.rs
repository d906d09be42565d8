//! Findings for people and for programs.

use serde_json::Value;

use crate::render::finding;
use crate::source::{Files, Findings};
use crate::view::finding::findings;

/// Findings with the lines they are about.
pub(super) fn text(files: &Files, found: &Findings, colour: bool) -> String {
    let mut text = String::new();
    // Writing into a String does not fail.
    let _ = finding::text(&findings(files, found), colour, &mut text);
    text
}

/// Findings as a list of objects.
pub(super) fn json(files: &Files, found: &Findings) -> Value {
    serde_json::to_value(findings(files, found)).unwrap_or_default()
}
