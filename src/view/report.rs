//! What people should look at after a run, as entries: findings, holds, and parts that are unknown. The
//! source of reports for other tools (SARIF, JUnit, GitLab) and of annotations.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::Place;
use crate::source::Severity;

use super::finding::FindingView;
use super::{HoldView, PlanView};

/// The seriousness of an entry, the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It changes the exit code of the run.
    Error,
    /// The result may not be what was intended.
    Warning,
    /// Worth knowing.
    Note,
}

/// The place of an entry that is about something written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPlace {
    /// The file's path for people, with `/`.
    pub file: String,
    /// The line, from 1. 0 if the file has no line to point at.
    pub line: usize,
    /// The column, from 1, in characters. 0 if unknown.
    pub column: usize,
}

/// A rule, of which entries are instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Its stable id: `GL101`, or the name of a kind of hold.
    pub id: String,
    /// Its stable name.
    pub name: String,
    /// Its meaning, in one line.
    pub meaning: String,
    /// What to do. Empty if each entry says it.
    pub advice: String,
}

/// A finding, a hold, or an unknown part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its rule.
    pub rule: Rule,
    /// How serious it is.
    pub level: Level,
    /// What is wrong, and what to do.
    pub message: String,
    /// Its place in a file.
    pub at: Option<ReportPlace>,
    /// Its subject: a KEY, or a route in a file.
    pub subject: String,
    /// 32 hex digits that depend on rule and subject only, so they do not change when lines move.
    pub fingerprint: String,
    /// How it was accepted, in words.
    pub accepted: Option<String>,
    /// Whether it is about the files alone, whatever the tenant is.
    pub is_of_files: bool,
}

/// The report of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The tenant. Empty if there is none.
    pub tenant: String,
    /// The file for entries without a place.
    pub project: String,
    /// The files that were read.
    pub files: Vec<String>,
    /// The objects that a plan would change, with their kinds. `None` without a plan.
    pub changes: Option<Vec<String>>,
    /// The entries, the most serious first.
    pub entries: Vec<Entry>,
}

impl Report {
    /// The report of a run. `spot` turns places into lines and columns.
    #[must_use]
    pub fn new(
        project: String,
        files: Vec<String>,
        findings: &[FindingView],
        plan: Option<&PlanView>,
        spot: &mut dyn FnMut(&Place) -> Option<(usize, usize)>,
    ) -> Self {
        let mut entries: Vec<Entry> = findings.iter().map(entry_of_finding).collect();
        if let Some(plan) = plan {
            entries.extend(plan.holds.iter().map(|hold| entry_of_hold(hold, spot)));
            entries.extend(unknown_entries(plan));
        }
        entries.sort_by_key(|entry| entry.level);
        number_entries(&mut entries);
        let changes = plan.map(|plan| {
            plan.objects.iter().map(|object| format!("{} {}", object.kind, object.name)).collect()
        });
        let tenant = plan.map(|plan| plan.tenant.clone()).unwrap_or_default();
        Self { tenant, project, files, changes, entries }
    }
}

fn report_entry(
    rule: Rule,
    level: Level,
    message: String,
    subject: String,
    at: Option<ReportPlace>,
) -> Entry {
    Entry {
        rule,
        level,
        message,
        at,
        subject,
        fingerprint: String::new(),
        accepted: None,
        is_of_files: false,
    }
}

fn entry_of_finding(view: &FindingView) -> Entry {
    let rule = Rule {
        id: view.code.number().to_owned(),
        name: view.code.slug().to_owned(),
        meaning: view.code.explanation().to_owned(),
        advice: format!("run `guestlist help {}`", view.code.number()),
    };
    let level = match view.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Note,
    };
    let help = view.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
    let at = view.spot.as_ref().map(|spot| ReportPlace {
        file: spot.file.clone(),
        line: spot.line,
        column: spot.column,
    });
    let subject = view.spot.as_ref().map(|spot| spot.route.clone()).unwrap_or_default();
    let message = format!("{}{help}", view.message);
    Entry { is_of_files: true, ..report_entry(rule, level, message, subject, at) }
}

fn entry_of_hold(hold: &HoldView, spot: &mut dyn FnMut(&Place) -> Option<(usize, usize)>) -> Entry {
    let rule = Rule {
        id: hold.kind.slug().to_owned(),
        name: hold.kind.title().to_owned(),
        meaning: hold.kind.meaning().to_owned(),
        advice: hold.kind.advice().to_owned(),
    };
    let at = hold.cause.as_ref().map(|place| {
        let (line, column) = spot(place).unwrap_or_default();
        ReportPlace { file: place.file.clone(), line, column }
    });
    let (level, how) = match hold.accepted {
        Some(_) => (Level::Note, String::new()),
        None => (Level::Error, format!(" (--accept {})", hold.id)),
    };
    let message = format!("{}: {}{how}", hold.object, hold.says);
    Entry { accepted: hold.accepted.clone(), ..report_entry(rule, level, message, hold.object.clone(), at) }
}

/// Entries for parts that cannot be written, could not be read, or are not visible.
fn unknown_entries(plan: &PlanView) -> Vec<Entry> {
    let rule = |id: &str, meaning: &str, advice: &str| Rule {
        id: id.to_owned(),
        name: id.to_owned(),
        meaning: meaning.to_owned(),
        advice: advice.to_owned(),
    };
    let unread = rule(
        "incomplete-read",
        "A declared object could not be read, so the plan is incomplete.",
        "check that the service answers and that the caller can read it (`guestlist doctor`)",
    );
    let unseen = rule(
        "not-evaluated",
        "This caller cannot see a part of the tenant, so an object that was not found may still exist.",
        "if it matters, plan with an identity that can see this part",
    );
    let sealed = rule(
        "sealed",
        "An object differs but cannot be written without losing something.",
        "change the object with the tool that created it",
    );
    let incomplete = plan.incomplete.iter().map(|(what, why)| {
        report_entry(
            unread.clone(),
            Level::Error,
            format!("{what} could not be read: {why}"),
            what.clone(),
            None,
        )
    });
    let blind = plan.not_evaluated.iter().map(|what| {
        report_entry(unseen.clone(), Level::Note, format!("Not evaluated: {what}"), what.clone(), None)
    });
    let closed = plan.read_only.iter().map(|(name, why, _)| {
        let message = format!("{name} differs, but cannot be written: {why}");
        report_entry(sealed.clone(), Level::Warning, message, name.clone(), None)
    });
    incomplete.chain(closed).chain(blind).collect()
}

/// Gives every entry its fingerprint. Several entries of one rule and subject are distinguished by their
/// order only, so that a reworded message keeps its fingerprint.
fn number_entries(entries: &mut [Entry]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let file = entry.at.as_ref().map(|at| at.file.as_str()).unwrap_or_default();
        let about = format!("{}\0{file}\0{}", entry.rule.id, entry.subject);
        let nth = seen.entry(about.clone()).or_default();
        let hash = Sha256::digest(format!("{about}\0{nth}"));
        entry.fingerprint = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        *nth += 1;
    }
}
