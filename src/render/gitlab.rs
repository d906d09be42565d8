//! A report as GitLab's Code Quality artifact (docs.gitlab.com, "Code Quality report format"), which a merge
//! request shows next to the lines.

use serde_json::{Value, json};

use crate::view::{Entry, Level, Report};

use super::escape_hidden;

/// The report as a list. GitLab requires a file and a line, so entries without a place point to the project
/// file.
#[must_use]
pub fn gitlab_report(report: &Report) -> String {
    let open = report.entries.iter().filter(|entry| entry.accepted.is_none());
    let list: Vec<Value> = open.map(|entry| gitlab_issue(entry, &report.project)).collect();
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}

fn gitlab_issue(entry: &Entry, project: &str) -> Value {
    let severity = match entry.level {
        Level::Error => "critical",
        Level::Warning => "minor",
        Level::Note => "info",
    };
    let (file, line) = entry.at.as_ref().map_or((project, 1), |at| (at.file.as_str(), at.line.max(1)));
    json!({
        "description": escape_hidden(&entry.message),
        "check_name": entry.rule.id,
        "fingerprint": entry.fingerprint,
        "severity": severity,
        "location": { "path": escape_hidden(file), "lines": { "begin": line } },
    })
}
