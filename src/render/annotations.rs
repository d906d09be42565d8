//! Findings as the commands with which a CI host shows them as annotations.
//!
//! The escapes are those of the runners: actions/toolkit `command.ts` for GitHub, the agent's
//! `CommandStringConvertor` for Azure DevOps. No message can end its command or begin another one.

use std::fmt::Write;

use crate::view::{Entry, Level};

use super::escape_hidden;

/// The host whose runner reads the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// GitHub Actions.
    GitHub,
    /// Azure DevOps.
    Azure,
}

/// How many annotations a step shows. GitHub shows no more than this of each kind.
const MOST: usize = 10;

/// The most serious entries as commands, one per line, and the number of the others. Empty without entries.
/// Accepted holds are left out, because there is nothing to do about them.
#[must_use]
pub fn annotation_lines(host: Host, entries: &[Entry]) -> String {
    let mut gravest: Vec<&Entry> = entries.iter().filter(|entry| entry.accepted.is_none()).collect();
    gravest.sort_by_key(|entry| entry.level);
    let mut out = String::new();
    for entry in gravest.iter().take(MOST) {
        let _ = match host {
            Host::GitHub => write_github(&mut out, entry),
            Host::Azure => write_azure(&mut out, entry),
        };
    }
    if gravest.len() > MOST {
        let more = format!("{} more findings are in the log", gravest.len() - MOST);
        let _ = match host {
            Host::GitHub => writeln!(out, "::notice title=guestlist::{more}"),
            Host::Azure => writeln!(out, "##vso[task.logissue type=warning]guestlist: {more}"),
        };
    }
    out
}

fn write_github(out: &mut String, entry: &Entry) -> std::fmt::Result {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let kind = match entry.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    write!(out, "::{kind} title={} {}", entry.rule.id, property(&entry.rule.name))?;
    if let Some(at) = entry.at.as_ref() {
        write!(out, ",file={}", property(&escape_hidden(&at.file)))?;
        if at.line > 0 {
            write!(out, ",line={},col={}", at.line, at.column.max(1))?;
        }
    }
    writeln!(out, "::{}", data(&escape_lines(&entry.message)))
}

fn write_azure(out: &mut String, entry: &Entry) -> std::fmt::Result {
    let data = |text: &str| text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(';', "%3B").replace(']', "%5D");
    let kind = if entry.level == Level::Error { "error" } else { "warning" };
    write!(out, "##vso[task.logissue type={kind};code={}", entry.rule.id)?;
    if let Some(at) = entry.at.as_ref() {
        write!(out, ";sourcepath={}", property(&escape_lines(&at.file)))?;
        if at.line > 0 {
            write!(out, ";linenumber={};columnnumber={}", at.line, at.column.max(1))?;
        }
    }
    writeln!(out, "]{}", data(&escape_lines(&entry.message)))
}

/// A text with every character made visible, line by line, so that the host's own escape still sees the line
/// breaks.
fn escape_lines(text: &str) -> String {
    text.split('\n').map(escape_hidden).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use crate::view::{ReportPlace, Rule};

    use super::*;

    fn view(level: Level, file: &str, message: &str) -> Entry {
        let rule = Rule {
            id: "GL101".to_owned(),
            name: "unknown-key".to_owned(),
            meaning: String::new(),
            advice: String::new(),
        };
        Entry {
            rule,
            level,
            message: message.to_owned(),
            at: Some(ReportPlace { file: file.to_owned(), line: 3, column: 5 }),
            subject: String::new(),
            fingerprint: String::new(),
            accepted: None,
            is_of_files: true,
        }
    }

    #[test]
    fn a_finding_stands_beside_its_line() {
        let one = [view(Level::Error, "policies/a.yaml", "50% of it\nis wrong")];
        assert_eq!(
            annotation_lines(Host::GitHub, &one),
            "::error title=GL101 unknown-key,file=policies/a.yaml,line=3,col=5::50%25 of it%0Ais wrong\n"
        );
        assert_eq!(
            annotation_lines(Host::Azure, &one),
            "##vso[task.logissue type=error;code=GL101;sourcepath=policies/a.yaml;linenumber=3;columnnumber=5]50%AZP25 of it%0Ais wrong\n"
        );
        assert_eq!(annotation_lines(Host::GitHub, &[]), "");
    }

    #[test]
    fn what_is_accepted_is_not_shown() {
        let accepted = Entry { accepted: Some("by".to_owned()), ..view(Level::Note, "a", "a") };
        assert_eq!(annotation_lines(Host::GitHub, &[accepted]), "");
    }

    #[test]
    fn the_gravest_ten_and_a_count() {
        let mut many = vec![view(Level::Note, "a", "i"); 4];
        many.extend(vec![view(Level::Warning, "a", "w"); 4]);
        many.extend(vec![view(Level::Error, "a", "e"); 6]);
        for (host, mark, more) in [(Host::GitHub, "::error", "4 more"), (Host::Azure, "type=error", "4 more")]
        {
            let text = annotation_lines(host, &many);
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines.len(), 11);
            assert!(lines[..6].iter().all(|line| line.contains(mark)) && lines[10].contains(more), "{text}");
        }
    }

    #[test]
    fn no_name_ends_its_command_or_begins_another() {
        for hostile in [
            "x\n::error::y",
            "::set-output name=a::b",
            "x]##vso[task.complete result=Succeeded;]y",
            "x\r\n##[error]y",
            "\u{1b}[2J\u{202e}",
            "a,line=1::b",
            "a;linenumber=9]b",
        ] {
            let one = [view(Level::Error, hostile, hostile)];
            let github = annotation_lines(Host::GitHub, &one);
            assert_eq!(github.lines().count(), 1, "{github}");
            let properties = github.trim_start_matches("::").split("::").next().unwrap();
            assert_eq!(properties.matches("line=").count(), hostile.matches("line=").count() + 1, "{github}");
            assert!(properties.ends_with(",line=3,col=5"), "{github}");
            let azure = annotation_lines(Host::Azure, &one);
            assert_eq!((azure.lines().count(), azure.matches("##vso[").count()), (1, 1), "{azure}");
            let inside = azure.split(']').next().unwrap();
            assert!(inside.ends_with("columnnumber=5"), "{azure}");
            assert!(
                !github.contains('\u{1b}') && !azure.contains('\u{202e}') && !azure.contains("##["),
                "{azure}"
            );
        }
    }
}
