//! What a plan means for existing assignments.

use crate::model::{Headcount, Key};

/// The effect on existing assignments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// They lose access as soon as the plan is applied.
    Loses,
    /// They gain access as soon as the plan is applied.
    Gains,
    /// They are kept until they end: changing who may request, or for how long, revokes nothing.
    // (fact policy-change-keeps-assignments)
    Keeps,
    /// They cannot be renewed once they end.
    CannotRenew,
    /// Their next review uses the new settings.
    NextReview,
}

/// How many assignments of a package or policy are affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The package, or the policy by which they hold it.
    pub key: Key,
    /// The effect.
    pub effect: Effect,
    /// The number that are certainly affected.
    pub at_least: Headcount,
    /// The number of assignments that may be affected at most. It is larger if the organization or groups of some
    /// people are unknown.
    pub at_most: Headcount,
}
