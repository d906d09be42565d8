//! What stands between a request and access.

use std::collections::BTreeSet;

use crate::model::{Policy, RequestKind, Subject};

/// Approval and what must be said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Who may say yes, stage by stage; the first answer in a stage decides it.
    pub stages: Vec<BTreeSet<Subject>>,
    /// Whether a reason must be given.
    pub justification: bool,
    /// Questions without whose answer a request is refused.
    pub questions: BTreeSet<String>,
}

impl Gate {
    /// The gate of a policy for new access. Who is assigned by rule passes none.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
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

    /// Whether it asks for nothing that `other` does not ask for too: each of its stages has its own among the other's,
    /// in order, with nobody else to say yes there.
    #[must_use]
    pub fn at_most(&self, other: &Self) -> bool {
        let mut theirs = other.stages.iter();
        let stages = self.stages.iter().all(|ours| theirs.any(|theirs| theirs.is_subset(ours)));
        stages && (!self.justification || other.justification) && self.questions.is_subset(&other.questions)
    }
}
