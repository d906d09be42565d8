//! Whether the tenant still is as the plan expects, step by step.

use std::collections::BTreeSet;

use crate::model::{Actual, Facts, RoleLink, RoleRef, State};
use crate::plan::{Operation, Part, Plan, Step, StepId, completed_facet, digest_json, step_facet};

/// What the tenant's present state means for a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precheck {
    /// Steps whose result exists already: an interrupted plan can be run again.
    pub already: BTreeSet<StepId>,
    /// Objects of steps that are neither as before nor as after, by KEY.
    pub moved: Vec<(StepId, String)>,
    /// Why parts of the tenant could not be read: if there are any, an apparent change may be something unread.
    pub unread: Vec<String>,
}

/// Compares the tenant with the expectations of every step.
#[must_use]
pub fn precheck_plan(plan: &Plan, actual: &Actual, facts: &Facts) -> Precheck {
    let unread = facts.failures.iter().map(|failure| failure.why.clone()).collect();
    let mut result = Precheck { unread, ..Precheck::default() };
    let mut to_come = BTreeSet::new();
    for step in &plan.steps {
        if step.operation.is_creation() {
            to_come.insert(&step.key);
        }
        match step_state(step, &to_come, actual, facts) {
            StepState::Before => {}
            StepState::After => {
                result.already.insert(step.id);
            }
            StepState::Moved => result.moved.push((step.id, step.key.clone())),
        }
    }
    result
}

/// Steps whose result cannot be seen in the tenant.
#[must_use]
pub fn unfinished_steps(plan: &Plan, actual: &Actual, facts: &Facts) -> BTreeSet<StepId> {
    let seen = |step: &&Step| step_state(step, &BTreeSet::new(), actual, facts) != StepState::After;
    plan.steps.iter().filter(seen).map(|step| step.id).collect()
}

#[derive(PartialEq, Eq)]
enum StepState {
    Before,
    After,
    Moved,
}

/// `to_come` has the objects that this or an earlier step creates: until then nothing of them exists.
fn step_state(step: &Step, to_come: &BTreeSet<&String>, actual: &Actual, facts: &Facts) -> StepState {
    if let Some(there) = role_by_name(&step.operation, &actual.state, facts) {
        return if there { StepState::After } else { StepState::Before };
    }
    let done = completed_facet(&step.operation, &actual.state).map(|facet| digest_json(&facet));
    if done == step.precondition.after {
        return StepState::After;
    }
    let now = step_facet(&step.operation, &actual.state, &actual.bindings).map(|facet| digest_json(&facet));
    if now == step.precondition.before || (now.is_none() && to_come.contains(&step.key)) {
        StepState::Before
    } else {
        StepState::Moved
    }
}

/// Whether a package has a role that the plan knows by name only; `None` for every other operation.
fn role_by_name(operation: &Operation, state: &State, facts: &Facts) -> Option<bool> {
    let Operation::Add(Part::Role { package: key, link }) = operation else { return None };
    let RoleLink { resource, role: RoleRef::Name(name) } = link else { return None };
    let named = |link: &RoleLink| {
        let RoleRef::Id(id) = &link.role else { return false };
        let known = facts.role_names.get(&(resource.clone(), id.clone()));
        link.resource == *resource && known.is_some_and(|known| known.eq_ignore_ascii_case(name))
    };
    Some(state.packages.get(key).is_some_and(|package| package.roles.iter().any(named)))
}
