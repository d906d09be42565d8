//! The comparison of both sides and of their exposure, made once for all parts of a plan.

use crate::diff::{ChangeSet, diff_states};
use crate::exposure::Weighing;
use crate::model::State;
use crate::scope::Pair;

/// The differences between both sides of a pair, and what they mean for exposure.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The differences.
    pub changes: ChangeSet,
    /// The tenant after the plan: objects that must not be written are unchanged.
    pub after: State,
    /// Who can get what, before and after the plan.
    pub weighed: Weighing,
}

impl Comparison {
    /// Compares both sides.
    #[must_use]
    pub fn new(pair: &Pair) -> Self {
        let after = writable_state(pair);
        let weighed = Weighing::new(&pair.actual, &after);
        Self { changes: diff_states(&pair.desired, &pair.actual), after, weighed }
    }
}

/// The desired state, except that objects that must not be written are as in the tenant.
fn writable_state(pair: &Pair) -> State {
    let mut after = pair.desired.clone();
    for key in pair.read_only.keys() {
        if let Some(entry) = pair.actual.get(key) {
            after.insert(key, entry);
        }
    }
    after
}
