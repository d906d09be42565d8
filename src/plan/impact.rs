//! What a plan means for people who hold a package already.

use crate::model::{Headcount, Key};

/// What happens to people who hold something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// They lose something as soon as it is written.
    Loses,
    /// They get something as soon as it is written.
    Gains,
    /// They keep what they have until it ends: changing who may ask, or for how long, revokes nothing.
    // (fact policy-change-keeps-assignments)
    Keeps,
    /// They could not get it anew once it ends.
    CannotRenew,
    /// It counts for them from their next review on.
    NextReview,
}

/// How many people of a package or a policy something happens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The package, or the policy by which they hold it.
    pub key: Key,
    /// What happens.
    pub effect: Effect,
    /// To how many surely.
    pub at_least: Headcount,
    /// To how many at most: it is not known of everybody to which organization or group he belongs.
    pub at_most: Headcount,
}
