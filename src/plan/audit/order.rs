//! Numbers and waits: which steps have certainly ended when another one starts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Plan, StepId};
use super::violation::Violation;

/// Which steps have ended when a step starts, by position in the plan and in every order that the waits allow.
pub(super) struct Order {
    ended: Vec<BTreeSet<usize>>,
}

impl Order {
    /// Reads the waits of a plan and reports errors in them and in the numbers.
    pub(super) fn from_plan(plan: &Plan) -> (Self, Vec<Violation>) {
        let mut violations = Vec::new();
        let mut positions: BTreeMap<StepId, usize> = BTreeMap::new();
        let mut ended: Vec<BTreeSet<usize>> = Vec::with_capacity(plan.steps.len());
        let numbers: BTreeSet<StepId> = plan.steps.iter().map(|step| step.id).collect();
        for (position, step) in plan.steps.iter().enumerate() {
            let mut violation = |what: String| violations.push(Violation { step: Some(step.id), what });
            if step.id != StepId(position + 1) {
                violation(format!("it is at position {} of the plan.", position + 1));
            }
            let mut before = BTreeSet::new();
            for wait in &step.waits_for {
                match positions.get(wait) {
                    Some(&earlier) => {
                        before.insert(earlier);
                        before.extend(ended[earlier].iter().copied());
                    }
                    None if numbers.contains(wait) => {
                        violation(format!("it waits for step {}, which does not come before it.", wait.0));
                    }
                    None => violation(format!("it waits for step {}, which does not exist.", wait.0)),
                }
            }
            // A number that occurs twice refers to the first step that has it; the second one is reported above.
            positions.entry(step.id).or_insert(position);
            ended.push(before);
        }
        (Self { ended }, violations)
    }

    /// Whether the step at `earlier` has ended whenever the one at `later` starts.
    pub(super) fn is_always_before(&self, earlier: usize, later: usize) -> bool {
        self.ended.get(later).is_some_and(|ended| ended.contains(&earlier))
    }
}
