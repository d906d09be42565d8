//! One check of `doctor`, and its result.
//!
//! A question that the service refused is *not evaluated*, never *failed* or *passed*.

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing to do.
    Good,
    /// It works, but a person should know about it.
    Warning,
    /// It fails.
    Bad,
    /// The answer could not be read.
    NotEvaluated,
}

/// A check of `doctor` and its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was checked, in one or two words that never change.
    pub name: &'static str,
    /// The result.
    pub verdict: Verdict,
    /// The result.
    pub says: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl Check {
    pub(super) fn new(name: &'static str, verdict: Verdict, says: impl Into<String>) -> Self {
        Self { name, verdict, says: says.into(), advice: None }
    }

    pub(super) fn with_advice(self, advice: &str) -> Self {
        Self { advice: Some(advice.to_owned()), ..self }
    }
}
