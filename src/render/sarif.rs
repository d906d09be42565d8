//! A report as SARIF 2.1.0 (OASIS), for GitHub's code scanning.

use serde_json::{Value, json};

use crate::view::{Entry, Level, Report, ReportPlace, Rule};

use super::escape_hidden;

/// GitHub accepts 25,000 results per run and shows 5,000 (github/docs, "SARIF support for code scanning").
const MOST: usize = 5_000;

/// The report as one run. Entries without a place point to the project file, because code scanning shows
/// nothing without one.
#[must_use]
pub fn sarif_report(report: &Report, version: &str) -> String {
    let mut rules: Vec<&Rule> = report.entries.iter().map(|entry| &entry.rule).collect();
    rules.sort();
    rules.dedup();
    let results: Vec<Value> =
        report.entries.iter().take(MOST).map(|entry| sarif_result(entry, &rules, &report.project)).collect();
    let left = report.entries.len().saturating_sub(MOST);
    let notes = (left > 0).then(|| {
        json!([{ "level": "warning",
            "message": { "text": format!("{left} more results do not fit into this report.") } }])
    });
    let mut run = json!({
        "tool": { "driver": {
            "name": "guestlist",
            "semanticVersion": version,
            "rules": rules.iter().map(|rule| sarif_rule(rule)).collect::<Vec<_>>(),
        } },
        "columnKind": "unicodeCodePoints",
        "automationDetails": { "id": format!("guestlist/{}/", escape_hidden(&report.tenant)) },
        "invocations": [{ "executionSuccessful": true }],
        "results": results,
    });
    if let Some(notes) = notes {
        run["invocations"][0]["toolExecutionNotifications"] = notes;
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn sarif_rule(rule: &Rule) -> Value {
    let help = match rule.advice.as_str() {
        "" => rule.meaning.clone(),
        advice => format!("{} What to do: {advice}.", rule.meaning),
    };
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": { "text": rule.name },
        "fullDescription": { "text": rule.meaning },
        "help": { "text": help, "markdown": help },
    })
}

fn sarif_result(entry: &Entry, rules: &[&Rule], project: &str) -> Value {
    let level = match entry.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let nowhere = ReportPlace { file: project.to_owned(), line: 1, column: 0 };
    let mut result = json!({
        "ruleId": entry.rule.id,
        "ruleIndex": rules.iter().position(|rule| **rule == entry.rule),
        "level": level,
        "message": { "text": sarif_message(&entry.message) },
        "locations": [{ "physicalLocation": sarif_location(entry.at.as_ref().unwrap_or(&nowhere)) }],
        "partialFingerprints": { "guestlist/v1": entry.fingerprint },
    });
    if let Some(by) = &entry.accepted {
        result["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": escape_hidden(by) }]);
    }
    result
}

/// A message without links and placeholders. SARIF reads `[text](target)` and `{0}` as such (3.11.5, 3.11.6);
/// a backslash or a doubled brace escapes them.
fn sarif_message(text: &str) -> String {
    let mut out = String::new();
    for c in escape_hidden(text).chars() {
        match c {
            '[' | ']' | '\\' => out.extend(['\\', c]),
            '{' | '}' => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out
}

fn sarif_location(at: &ReportPlace) -> Value {
    let mut place =
        json!({ "artifactLocation": { "uri": relative_uri(&at.file), "uriBaseId": "%SRCROOT%" } });
    if at.line > 0 {
        place["region"] = json!({ "startLine": at.line });
        if at.column > 0 {
            place["region"]["startColumn"] = json!(at.column);
        }
    }
    place
}

/// A relative path as a URI reference.
fn relative_uri(file: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const PATH: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    utf8_percent_encode(&file.replace('\\', "/"), PATH).to_string()
}
