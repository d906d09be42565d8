//! Findings with their places worked out to lines and columns.

use serde::Serialize;

use crate::model::Place;
use crate::source::{Files, Finding, Findings, Located, Locator, Points, Severity};

/// A finding as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// The stable number of its code: `GL101`.
    pub code: &'static str,
    /// The stable name of its code: `unknown-key`.
    pub slug: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where, unless it concerns nothing that is written.
    pub spot: Option<Spot>,
    /// Other places, and what they have to do with it.
    pub more: Vec<(Spot, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// A stretch of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spot {
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

/// Findings by file, line and column.
#[must_use]
pub fn findings(files: &Files, findings: &Findings) -> Vec<FindingView> {
    let mut locator = Locator::new(files);
    let mut views: Vec<_> = findings.sorted().iter().map(|found| view(&mut locator, found)).collect();
    // A stable sort: findings of one place keep the order of their codes.
    views.sort_by(|left, right| left.spot.cmp(&right.spot));
    views
}

fn view(locator: &mut Locator<'_>, finding: &Finding) -> FindingView {
    let spot = finding.place.as_ref().map(|place| match finding.position {
        Some(position) => {
            let located = locator.at_position(&place.file, position);
            spot(locator, place, located)
        }
        None => spot_of(locator, place, finding.points),
    });
    FindingView {
        code: finding.code.number(),
        slug: finding.code.slug(),
        severity: finding.severity.word(),
        message: finding.message.clone(),
        spot,
        more: finding
            .more
            .iter()
            .map(|(place, what)| (spot_of(locator, place, Points::Value), what.clone()))
            .collect(),
        help: finding.help.clone(),
    }
}

fn spot_of(locator: &mut Locator<'_>, place: &Place, points: Points) -> Spot {
    let located = locator.locate(place, points);
    spot(locator, place, located)
}

fn spot(locator: &Locator<'_>, place: &Place, located: Option<Located>) -> Spot {
    let mut spot = Spot {
        file: place.file.clone(),
        line: 0,
        column: 0,
        route: place.route.to_string(),
        snippet: String::new(),
        start: 0,
        end: 0,
    };
    let Some((text, found)) = locator.text(&place.file).zip(located) else { return spot };
    let line_start = text[..found.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[found.start..].find('\n').map_or(text.len(), |at| found.start + at);
    spot.line = found.position.line;
    spot.column = found.position.column;
    spot.snippet = text[line_start..line_end].trim_end_matches('\r').to_owned();
    spot.start = (found.start - line_start).min(spot.snippet.len());
    spot.end = (found.end - line_start).min(spot.snippet.len());
    spot
}

/// How many findings there are: `2 errors, 1 warning`.
#[must_use]
pub fn summary(findings: &Findings) -> String {
    let counted = |severity: Severity, word: &str| {
        let count = findings.count(severity);
        (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    };
    let parts: Vec<String> = [counted(Severity::Error, "error"), counted(Severity::Warning, "warning")]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}
