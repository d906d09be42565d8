//! Both sides compared and weighed, once for everything that a plan says of them.

use crate::diff::{ChangeSet, diff};
use crate::exposure::Weighing;
use crate::model::State;
use crate::scope::Pair;

/// What differs between both sides of a pair, and what that means for who can get in.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What differs.
    pub changes: ChangeSet,
    /// The tenant as it will be: what may not be written stays as it is.
    pub after: State,
    /// Who can get what, in the tenant as it is and as it will be.
    pub weighed: Weighing,
}

impl Comparison {
    /// Compares and weighs.
    #[must_use]
    pub fn of(pair: &Pair) -> Self {
        let after = written(pair);
        let weighed = Weighing::of(&pair.actual, &after);
        Self { changes: diff(&pair.desired, &pair.actual), after, weighed }
    }
}

/// The wanted state, with what may not be written as the tenant has it.
fn written(pair: &Pair) -> State {
    let mut after = pair.desired.clone();
    for key in pair.sealed.keys() {
        if let Some(entry) = pair.actual.get(key) {
            after.insert(key, entry);
        }
    }
    after
}
