//! Findings: faults and doubts about what is written, collected and never thrown.

use crate::model::{Place, Traces};

use super::Code;

/// How bad a finding is. The order is that of attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can go on with it.
    Error,
    /// It can go on, and may not be what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word people read.
    #[must_use]
    pub const fn word(self) -> &'static str {
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

/// A line and a column, both from 1, for faults in text that has no routes yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Another place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Also {
    /// Where.
    pub place: Place,
    /// Where in text that has no routes yet; takes precedence over the place's route.
    pub position: Option<Position>,
    /// What it has to do with the finding.
    pub what: String,
}

impl From<(Place, String)> for Also {
    fn from((place, what): (Place, String)) -> Self {
        Self { place, position: None, what: shortened(what) }
    }
}

/// One fault or doubt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where, unless it concerns nothing that is written.
    pub place: Option<Place>,
    /// Where in text that could not be read; takes precedence over the place's route.
    pub position: Option<Position>,
    /// What kind.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What, in one sentence without a full stop.
    pub message: String,
    /// Whether the place's key or its value is meant.
    pub points: Points,
    /// Other places, and what they have to do with it.
    pub more: Vec<Also>,
    /// What to do.
    pub help: Option<String>,
}

impl Finding {
    /// An error at a place.
    #[must_use]
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::nowhere(code, message) }
    }

    /// An error about nothing that is written.
    #[must_use]
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Self {
            place: None,
            position: None,
            code,
            severity: Severity::Error,
            message: shortened(message.into()),
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

    /// The same, pointing at the key instead of its value.
    #[must_use]
    pub fn at_key(self) -> Self {
        Self { points: Points::Key, ..self }
    }

    /// The same, with advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(shortened(help.into())), ..self }
    }

    /// The same, with advice where there is any.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        Self { help: help.map(shortened).or(self.help), ..self }
    }

    /// The same, with one more place.
    #[must_use]
    pub fn and(mut self, place: Place, what: impl Into<String>) -> Self {
        self.more.push((place, what.into()).into());
        self
    }

    /// The same at the place where what it is about was written, with what brought it to where it was found.
    #[must_use]
    pub fn traced(mut self, traces: &Traces) -> Self {
        for also in &mut self.more {
            also.place = traces.of(&also.place).0;
        }
        if let Some(place) = &mut self.place {
            let (written, also) = traces.of(place);
            *place = written;
            self.more.extend(also.into_iter().map(Also::from));
        }
        self
    }
}

/// The most characters of a message. What is written in a file can be longer, and is not repeated whole.
const MOST_MESSAGE: usize = 600;

fn shortened(message: String) -> String {
    let count = message.chars().count();
    if count <= MOST_MESSAGE {
        return message;
    }
    let start: String = message.chars().take(MOST_MESSAGE / 2).collect();
    let end: String = message.chars().skip(count - MOST_MESSAGE / 4).collect();
    format!("{start} … {end}")
}

/// Findings in the order they came, sorted when they are taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Takes one in.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Takes several in.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.0.extend(findings);
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether anything stands in the way.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many there are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.sorted().iter().filter(|finding| finding.severity == severity).count()
    }

    /// All of them by place, each once, whatever the order they were found in.
    #[must_use]
    pub fn sorted(&self) -> Vec<Finding> {
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
        self.sorted().into_iter()
    }
}

/// The candidate that reads most like `name`, if one is close enough to have been meant.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        // On a tie the first in the alphabet wins, so that the order of candidates never shows.
        .max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(nearest("resorces", ["roles", "resources"]), Some("resources"));
        assert_eq!(nearest("fabrikam", ["Fabrikam", "Woodgrove"]), Some("Fabrikam"));
        assert_eq!(nearest("xyz", ["roles", "resources"]), None);
    }
}
