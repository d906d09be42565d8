//! Findings: errors, warnings and notes about files. They are collected, never thrown, so that one run
//! reports all of them.

use crate::model::{Place, Traces};

use super::Code;

/// How serious a finding is, the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The run cannot continue.
    Error,
    /// The run can continue, but the result may not be what was intended.
    Warning,
    /// A note; nothing to do.
    Info,
}

impl Severity {
    /// The word in output.
    #[must_use]
    pub const fn severity_word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Which end of a mapping entry a finding points at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Points {
    /// The value behind the last step of the route.
    #[default]
    Value,
    /// The key that the last step of the route names.
    Key,
}

/// A line and a column, for faults in text that could not be parsed and so has no routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// Another place that is relevant to a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Also {
    /// The place.
    pub place: Place,
    /// The position in unparsed text. Takes precedence over the place's route.
    pub position: Option<Position>,
    /// What the place has to do with the finding.
    pub what: String,
}

impl From<(Place, String)> for Also {
    fn from((place, what): (Place, String)) -> Self {
        Self { place, position: None, what: shorten_message(what) }
    }
}

/// One error, warning or note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The place, if the finding is about something written.
    pub place: Option<Place>,
    /// The position in unparsed text. Takes precedence over the place's route.
    pub position: Option<Position>,
    /// What it is about.
    pub code: Code,
    /// How serious it is.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Whether the place means its key or its value.
    pub points: Points,
    /// Other relevant places.
    pub more: Vec<Also>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// An error at a place.
    #[must_use]
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::without_place(code, message) }
    }

    /// An error without a place.
    #[must_use]
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Self {
            place: None,
            position: None,
            code,
            severity: Severity::Error,
            message: shorten_message(message.into()),
            points: Points::Value,
            more: Vec::new(),
            help: None,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// Points at the key instead of its value.
    #[must_use]
    pub fn at_key(self) -> Self {
        Self { points: Points::Key, ..self }
    }

    /// Adds advice.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(shorten_message(help.into())), ..self }
    }

    /// Adds advice, if there is any.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        Self { help: help.map(shorten_message).or(self.help), ..self }
    }

    /// Adds another place.
    #[must_use]
    pub fn with_related(mut self, place: Place, what: impl Into<String>) -> Self {
        self.more.push((place, what.into()).into());
        self
    }

    /// Moves the finding from expanded text to the text as written, and adds the places that caused the
    /// expansion.
    #[must_use]
    pub fn trace_to_source(mut self, traces: &Traces) -> Self {
        for also in &mut self.more {
            also.place = traces.trace_place(&also.place).0;
        }
        if let Some(place) = &mut self.place {
            let (written, also) = traces.trace_place(place);
            *place = written;
            self.more.extend(also.into_iter().map(Also::from));
        }
        self
    }
}

/// In characters. Messages quote text from files, which can be of any length.
const MOST_MESSAGE: usize = 600;

fn shorten_message(message: String) -> String {
    let count = message.chars().count();
    if count <= MOST_MESSAGE {
        return message;
    }
    let start: String = message.chars().take(MOST_MESSAGE / 2).collect();
    let end: String = message.chars().skip(count - MOST_MESSAGE / 4).collect();
    format!("{start} … {end}")
}

/// Findings in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds several findings.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.0.extend(findings);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether at least one is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many have a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.to_sorted().iter().filter(|finding| finding.severity == severity).count()
    }

    /// All findings by place, without duplicates. The order does not depend on the order in which they were
    /// found.
    #[must_use]
    pub fn to_sorted(&self) -> Vec<Finding> {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted.dedup();
        sorted
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<T: IntoIterator<Item = Finding>>(findings: T) -> Self {
        Self(findings.into_iter().collect())
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.to_sorted().into_iter()
    }
}

/// The candidate that is most similar to `name`, if one is similar enough to be suggested.
#[must_use]
pub fn nearest_name<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        // On a tie, the first in alphabetical order wins, so that the order of candidates does not matter.
        .max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(nearest_name("resorces", ["roles", "resources"]), Some("resources"));
        assert_eq!(nearest_name("fabrikam", ["Fabrikam", "Woodgrove"]), Some("Fabrikam"));
        assert_eq!(nearest_name("xyz", ["roles", "resources"]), None);
    }
}
