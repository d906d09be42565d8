//! The errors that the checker finds.

use std::fmt;

use super::super::StepId;

/// An error of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The step with the error; `None` is the plan as a whole.
    pub step: Option<StepId>,
    /// The error, as a sentence.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Some(StepId(number)) => write!(f, "Step {number}: {}", self.what),
            None => write!(f, "The plan: {}", self.what),
        }
    }
}
