//! What was begun, written down before it is sent: a run that dies leaves word of what the service may have taken and
//! does not show yet.
//!
//! A process that is cut between a request and its answer knows nothing of it afterwards, and for some seconds the
//! tenant does not either. Whoever runs again in that time would make the same thing twice. The journal says for what to
//! wait.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::plan::{Step, digest};

use super::settle::VISIBILITY_WINDOW;

/// What became of a step.
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
    /// What is written, and the KEY of the object: `addRole accessPackage/C/P`. Another plan that would write the same
    /// may know ids where this one knew names, so nothing finer tells them to be one.
    pub what: String,
    /// A digest of the step, which tells its lines from those of others within a plan.
    pub change: String,
    /// What became of it.
    pub event: Event,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

impl Line {
    /// A line about a step.
    #[must_use]
    pub fn of(plan: &str, step: &Step, event: Event, now: Duration) -> Self {
        let at = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let change = digest(&serde_json::to_value(&step.operation).unwrap_or_default());
        Self { plan: plan.to_owned(), what: what(step), change, event, at }
    }
}

/// What a step writes, and to which object.
#[must_use]
pub fn what(step: &Step) -> String {
    let operation = serde_json::to_value(&step.operation).unwrap_or_default();
    format!("{} {}", operation["kind"].as_str().unwrap_or_default(), step.key)
}

/// Where lines are kept.
pub trait Journal: Sync {
    /// Adds a line; when this returns, it outlives the process.
    ///
    /// # Errors
    /// Says why it could not be kept. What is not written down is not begun.
    fn add(&self, entry: &Line) -> Result<(), String>;
}

/// What a former run began and the tenant may not show yet, with the moment until which it may come. A step that was
/// refused, or that the tenant showed, is not among it.
#[must_use]
pub fn pending(lines: &[Line], now: Duration) -> BTreeMap<String, Duration> {
    let mut open: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in lines {
        match line.event {
            Event::Begun => drop(open.insert(&line.change, line)),
            Event::Refused | Event::Seen => drop(open.remove(line.change.as_str())),
        }
    }
    let mut pending = BTreeMap::new();
    for line in open.into_values() {
        // A clock that was put back makes no wait longer than the window.
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
        let open = pending(&entries, Duration::from_secs(100));
        let until: Vec<(&str, u64)> =
            open.iter().map(|(what, at)| (what.rsplit('/').next().unwrap(), at.as_secs())).collect();
        assert_eq!(until, [("again", 129), ("open", 125), ("tomorrow", 130)]);
    }
}
