//! Findings as version 1 of the published results writes them.

use serde::Serialize;

use super::finding::{FindingView, Spot};

/// A finding as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "FindingView")]
pub struct FindingV1 {
    /// The stable number of its code: `GL101`.
    pub code: &'static str,
    /// The stable name of its code: `unknown-key`.
    pub slug: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where, unless it concerns nothing that is written.
    pub spot: Option<SpotV1>,
    /// Other places, and what they have to do with it.
    pub more: Vec<(SpotV1, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// A stretch of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Spot")]
pub struct SpotV1 {
    /// The file as people are shown it.
    pub file: String,
    /// The line, from 1; 0 where the file has no text to point at.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The route to the value: `catalogs[0].name`.
    pub route: String,
    /// The text of the line.
    pub snippet: String,
    /// The first byte of the stretch within the line.
    pub start: usize,
    /// The byte behind its last within the line.
    pub end: usize,
}

impl From<FindingView> for FindingV1 {
    fn from(view: FindingView) -> Self {
        let FindingView { code, severity, message, spot, more, help } = view;
        Self {
            code: code.number(),
            slug: code.slug(),
            severity: severity.word(),
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
