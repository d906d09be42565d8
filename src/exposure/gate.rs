//! What is required between a request and access.

use std::collections::BTreeSet;

use crate::model::{Policy, RequestKind, Subject};

/// The approval, and the answers a requestor must give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// The approvers of each stage; the first decision in a stage counts.
    pub stages: Vec<BTreeSet<Subject>>,
    /// Whether a justification is required.
    pub justification: bool,
    /// Questions that a request must answer.
    pub questions: BTreeSet<String>,
}

impl Gate {
    /// The gate of a policy for new access. Assignment by rule has none.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        if policy.automatic.as_ref().is_some_and(|automatic| automatic.assign) {
            return Self::default();
        }
        let approval = &policy.approval;
        let asked = approval.required_for.contains(&RequestKind::Add);
        let stages = approval.stages.iter().filter(|_| asked);
        let required = policy.questions.iter().filter(|question| question.required);
        Self {
            stages: stages.map(|stage| stage.approvers.union(&stage.fallback).cloned().collect()).collect(),
            justification: approval.requestor_justification,
            questions: required.map(|question| question.text.clone()).collect(),
        }
    }

    /// Whether it requires nothing that `other` does not require too: each of its stages matches one of the other's, in
    /// order, without additional approvers.
    #[must_use]
    pub fn is_no_stricter(&self, other: &Self) -> bool {
        let mut theirs = other.stages.iter();
        let stages = self.stages.iter().all(|ours| theirs.any(|theirs| theirs.is_subset(ours)));
        stages && (!self.justification || other.justification) && self.questions.is_subset(&other.questions)
    }
}
