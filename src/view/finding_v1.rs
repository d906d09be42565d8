//! Findings as version 1 of the published results writes them.

use serde::Serialize;

use super::finding::{FindingView, Spot};

/// A finding for output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "FindingView")]
pub struct FindingV1 {
    /// The number of its code, such as `GL101`, which never changes.
    pub code: &'static str,
    /// The name of its code, such as `unknown-key`, which never changes.
    pub slug: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The place in a file, if the finding is about one.
    pub spot: Option<SpotV1>,
    /// Other relevant places.
    pub more: Vec<(SpotV1, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// A part of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Spot")]
pub struct SpotV1 {
    /// The file's path, for display.
    pub file: String,
    /// The line, from 1. 0 if the file has no text to point at.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The route to the value: `catalogs[0].name`.
    pub route: String,
    /// The source line.
    pub snippet: String,
    /// The offset of the first byte in the line.
    pub start: usize,
    /// The offset after the last byte in the line.
    pub end: usize,
}

impl From<FindingView> for FindingV1 {
    fn from(view: FindingView) -> Self {
        let FindingView { code, severity, message, spot, more, help } = view;
        Self {
            code: code.number(),
            slug: code.slug(),
            severity: severity.severity_word(),
            message,
            spot: spot.map(SpotV1::from),
            more: more.into_iter().map(|(spot, what)| (spot.into(), what)).collect(),
            help,
        }
    }
}

impl From<Spot> for SpotV1 {
    fn from(spot: Spot) -> Self {
        let Spot { file, line, column, route, snippet, start, end } = spot;
        Self { file, line, column, route, snippet, start, end }
    }
}
