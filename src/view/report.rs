//! What somebody should look at after a run, one entry each: findings, holds, and what is not known. Reports for machines
//! (SARIF, JUnit, GitLab) and annotations are laid out from it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::Place;
use crate::source::Severity;

use super::finding::FindingView;
use super::{HoldView, PlanView};

/// How grave an entry is. The order is that of attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The run ends otherwise because of it.
    Error,
    /// It may not be what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// Where an entry is about something written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The file as people are shown it, with `/`.
    pub file: String,
    /// The line, from 1; 0 where the file has no line to point at.
    pub line: usize,
    /// The column, from 1, in characters; 0 where it is not known.
    pub column: usize,
}

/// A rule of which entries are instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Its stable id: `GL101`, or the name of a kind of hold.
    pub id: String,
    /// Its stable name.
    pub name: String,
    /// What it means, in one line.
    pub meaning: String,
    /// What to do; empty where the entries say it.
    pub advice: String,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is an instance of.
    pub rule: Rule,
    /// How grave it is.
    pub level: Level,
    /// What is so, and what to do.
    pub message: String,
    /// Where it was written.
    pub at: Option<At>,
    /// What it is about: a KEY, or a route in a file.
    pub subject: String,
    /// 32 hex digits that stay the same while rule and subject do, whatever happens to lines above.
    pub fingerprint: String,
    /// By what it is accepted, in words.
    pub accepted: Option<String>,
    /// Whether it is about the files alone, whatever the tenant is.
    pub is_of_files: bool,
}

/// What somebody should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The tenant; empty where there is none.
    pub tenant: String,
    /// The file that stands for what is written nowhere.
    pub project: String,
    /// The files that were read.
    pub files: Vec<String>,
    /// The objects that a plan would change, with their kinds; `None` without a plan.
    pub changes: Option<Vec<String>>,
    /// The entries, the gravest first.
    pub entries: Vec<Entry>,
}

impl Report {
    /// The report on a run. `spot` turns places into lines and columns.
    #[must_use]
    pub fn of(
        project: String,
        files: Vec<String>,
        findings: &[FindingView],
        plan: Option<&PlanView>,
        spot: &mut dyn FnMut(&Place) -> Option<(usize, usize)>,
    ) -> Self {
        let mut entries: Vec<Entry> = findings.iter().map(found).collect();
        if let Some(plan) = plan {
            entries.extend(plan.holds.iter().map(|hold| held(hold, spot)));
            entries.extend(unknown(plan));
        }
        entries.sort_by_key(|entry| entry.level);
        number(&mut entries);
        let changes = plan.map(|plan| {
            plan.objects.iter().map(|object| format!("{} {}", object.kind, object.name)).collect()
        });
        let tenant = plan.map(|plan| plan.tenant.clone()).unwrap_or_default();
        Self { tenant, project, files, changes, entries }
    }
}

fn entry(rule: Rule, level: Level, message: String, subject: String, at: Option<At>) -> Entry {
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

fn found(view: &FindingView) -> Entry {
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
    let at =
        view.spot.as_ref().map(|spot| At { file: spot.file.clone(), line: spot.line, column: spot.column });
    let subject = view.spot.as_ref().map(|spot| spot.route.clone()).unwrap_or_default();
    let message = format!("{}{help}", view.message);
    Entry { is_of_files: true, ..entry(rule, level, message, subject, at) }
}

fn held(hold: &HoldView, spot: &mut dyn FnMut(&Place) -> Option<(usize, usize)>) -> Entry {
    let rule = Rule {
        id: hold.kind.slug().to_owned(),
        name: hold.kind.title().to_owned(),
        meaning: hold.kind.meaning().to_owned(),
        advice: hold.kind.advice().to_owned(),
    };
    let at = hold.cause.as_ref().map(|place| {
        let (line, column) = spot(place).unwrap_or_default();
        At { file: place.file.clone(), line, column }
    });
    let (level, how) = match hold.accepted {
        Some(_) => (Level::Note, String::new()),
        None => (Level::Error, format!(" (--accept {})", hold.id)),
    };
    let message = format!("{}: {}{how}", hold.object, hold.says);
    Entry { accepted: hold.accepted.clone(), ..entry(rule, level, message, hold.object.clone(), at) }
}

/// What is not written, not known and not seen.
fn unknown(plan: &PlanView) -> Vec<Entry> {
    let rule = |id: &str, meaning: &str, advice: &str| Rule {
        id: id.to_owned(),
        name: id.to_owned(),
        meaning: meaning.to_owned(),
        advice: advice.to_owned(),
    };
    let unread = rule(
        "incomplete-read",
        "Something that is declared could not be read, so the plan is not whole.",
        "see that the service answers and that the caller may read it (`guestlist doctor`)",
    );
    let unseen = rule(
        "not-evaluated",
        "Something that this caller cannot see, so that its absence proves nothing.",
        "plan as somebody who sees it, where it matters",
    );
    let sealed = rule(
        "sealed",
        "An object differs and is not written, because writing it would destroy something.",
        "change it where it was made",
    );
    let incomplete = plan.incomplete.iter().map(|(what, why)| {
        entry(unread.clone(), Level::Error, format!("{what} could not be read: {why}"), what.clone(), None)
    });
    let blind = plan
        .not_evaluated
        .iter()
        .map(|what| entry(unseen.clone(), Level::Note, format!("Not evaluated: {what}"), what.clone(), None));
    let closed = plan.sealed.iter().map(|(name, why, _)| {
        let message = format!("{name} differs and is not written: {why}");
        entry(sealed.clone(), Level::Warning, message, name.clone(), None)
    });
    incomplete.chain(closed).chain(blind).collect()
}

/// Gives every entry its fingerprint. Several of one rule on one subject are told apart by their order alone, so that
/// a reworded message is the same entry.
fn number(entries: &mut [Entry]) {
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
