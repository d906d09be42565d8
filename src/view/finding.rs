//! Findings with their places resolved to lines and columns.

use std::collections::BTreeMap;

use crate::model::{Place, Route};
use crate::source::{Code, Files, Finding, Findings, Located, Locator, Points, Position, Severity};

/// A finding for output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingView {
    /// Its code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// The place. Absent if the finding is not about something written.
    pub spot: Option<Spot>,
    /// Other relevant places, each with a note.
    pub more: Vec<(Spot, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A part of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
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

/// How many findings of one file are shown. The others are counted.
const MOST_SHOWN: usize = 100;

/// How many characters of a source line are shown around a place.
const MOST_SNIPPET: usize = 240;

/// Findings by file, line and column. If a file has too many, its errors are kept first.
#[must_use]
pub fn finding_views(files: &Files, findings: &Findings) -> Vec<FindingView> {
    let mut locator = Locator::new(files);
    let mut by_file: BTreeMap<Option<String>, Vec<Finding>> = BTreeMap::new();
    for finding in findings.to_sorted() {
        by_file.entry(finding.place.as_ref().map(|place| place.file.clone())).or_default().push(finding);
    }
    let mut views = Vec::new();
    for (file, mut found) in by_file {
        found.sort_by_key(|finding| finding.severity);
        let rest = found.len().saturating_sub(MOST_SHOWN);
        views.extend(found.iter().take(MOST_SHOWN).map(|finding| finding_view(&mut locator, finding)));
        if rest > 0 {
            let place = file.map(|file| Place { file, route: Route::default() });
            let more = Finding {
                place,
                ..Finding::without_place(Code::More, format!("{rest} more findings are not shown"))
            };
            views.push(FindingView { severity: Severity::Info, ..finding_view(&mut locator, &more) });
        }
    }
    // A stable sort keeps findings of one place in the order of their codes, and the count of the others at
    // the end.
    let file = |view: &FindingView| view.spot.as_ref().map(|spot| spot.file.clone());
    let count = |view: &FindingView| view.code == Code::More;
    views.sort_by(|left, right| {
        (file(left), count(left), &left.spot).cmp(&(file(right), count(right), &right.spot))
    });
    views
}

fn finding_view(locator: &mut Locator<'_>, finding: &Finding) -> FindingView {
    let spot = finding.place.as_ref().map(|place| spot_of(locator, place, finding.position, finding.points));
    FindingView {
        code: finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
        spot,
        more: finding
            .more
            .iter()
            .map(|also| (spot_of(locator, &also.place, also.position, Points::Value), also.what.clone()))
            .collect(),
        help: finding.help.clone(),
    }
}

fn spot_of(locator: &mut Locator<'_>, place: &Place, position: Option<Position>, points: Points) -> Spot {
    let located = match position {
        Some(position) => locator.at_position(&place.file, position),
        None => locator.locate_place(place, points),
    };
    finding_spot(locator, place, located)
}

fn finding_spot(locator: &Locator<'_>, place: &Place, located: Option<Located>) -> Spot {
    let mut spot = Spot {
        file: place.file.clone(),
        line: 0,
        column: 0,
        route: place.route.to_string(),
        snippet: String::new(),
        start: 0,
        end: 0,
    };
    let Some((text, found)) = locator.file_text(&place.file).zip(located) else { return spot };
    let line_start = text[..found.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[found.start..].find('\n').map_or(text.len(), |at| found.start + at);
    spot.line = found.position.line;
    spot.column = found.position.column;
    let line = text[line_start..line_end].trim_end_matches('\r');
    let start = (found.start - line_start).min(line.len());
    let end = (found.end - line_start).clamp(start, line.len());
    // A line can be as long as a file, so the excerpt begins shortly before the place.
    let from = byte_before(line, start, if line.len() > MOST_SNIPPET { MOST_SNIPPET / 4 } else { start });
    let window: String = line[from..].chars().take(MOST_SNIPPET).collect();
    spot.start = start - from;
    spot.end = (end - from).min(window.len());
    spot.snippet = window;
    spot
}

/// The offset of the character that is `count` characters before another one.
fn byte_before(line: &str, at: usize, count: usize) -> usize {
    line[..at].char_indices().rev().take(count).last().map_or(at, |(byte, _)| byte)
}

/// The number of findings: `2 errors, 1 warning`.
#[must_use]
pub fn findings_summary(findings: &Findings) -> String {
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
