//! A record of each request, written before it is sent, so that a run that is killed leaves a record of writes that the
//! service may have accepted but does not show yet.
//!
//! A process that is killed between a request and its answer cannot know the outcome, and the tenant may not show it
//! for some seconds. A second run in that time would create the same object twice. The journal says what to wait for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::plan::{Step, digest_json};

use super::settle::VISIBILITY_WINDOW;

/// The outcome of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Event {
    /// It is about to be sent.
    Begun,
    /// The service refused it: nothing was written.
    Refused,
    /// The tenant shows it.
    Seen,
}

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The id of the plan.
    pub plan: String,
    /// What is written, and the KEY of the object: `addRole accessPackage/C/P`. Another plan with the same write may
    /// have ids where this one had names, so nothing more specific identifies it.
    pub what: String,
    /// A digest of the step, which distinguishes its lines from those of other steps of the plan.
    pub change: String,
    /// The outcome.
    pub event: Event,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

impl Line {
    /// A line about a step.
    #[must_use]
    pub fn new(plan: &str, step: &Step, event: Event, now: Duration) -> Self {
        let at = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let change = digest_json(&serde_json::to_value(&step.operation).unwrap_or_default());
        Self { plan: plan.to_owned(), what: describe_write(step), change, event, at }
    }
}

/// What a step writes, and to which object.
#[must_use]
pub fn describe_write(step: &Step) -> String {
    let operation = serde_json::to_value(&step.operation).unwrap_or_default();
    format!("{} {}", operation["kind"].as_str().unwrap_or_default(), step.key)
}

/// Where lines are stored.
pub trait Journal: Sync {
    /// Adds a line; when this returns, the line survives the process.
    ///
    /// # Errors
    /// Says why it could not be written. A step without a line is not started.
    fn append_line(&self, entry: &Line) -> Result<(), String>;
}

/// What an earlier run started and the tenant may not show yet, with the time until which it may appear. Steps that
/// were refused, or that the tenant showed, are not included.
#[must_use]
pub fn pending_writes(lines: &[Line], now: Duration) -> BTreeMap<String, Duration> {
    let mut open: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in lines {
        match line.event {
            Event::Begun => drop(open.insert(&line.change, line)),
            Event::Refused | Event::Seen => drop(open.remove(line.change.as_str())),
        }
    }
    let mut pending = BTreeMap::new();
    for line in open.into_values() {
        // A clock that was set back makes no wait longer than the window.
        let until = (Duration::from_millis(line.at) + VISIBILITY_WINDOW).min(now + VISIBILITY_WINDOW);
        if until > now {
            let latest = pending.entry(line.what.clone()).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    pending
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(change: &str, event: Event, second: u64) -> Line {
        let (plan, what) = ("p".to_owned(), format!("createCatalog catalog/{change}"));
        Line { plan, what, change: change.to_owned(), event, at: second * 1_000 }
    }

    #[test]
    fn what_is_open_is_what_nobody_saw_in_time() {
        let entries = [
            line("old", Event::Begun, 10),
            line("refused", Event::Begun, 95),
            line("seen", Event::Begun, 95),
            line("open", Event::Begun, 95),
            line("refused", Event::Refused, 96),
            line("seen", Event::Seen, 97),
            line("again", Event::Seen, 97),
            line("again", Event::Begun, 99),
            line("tomorrow", Event::Begun, 90_000),
        ];
        let open = pending_writes(&entries, Duration::from_secs(100));
        let until: Vec<(&str, u64)> =
            open.iter().map(|(what, at)| (what.rsplit('/').next().unwrap(), at.as_secs())).collect();
        assert_eq!(until, [("again", 129), ("open", 125), ("tomorrow", 130)]);
    }
}
