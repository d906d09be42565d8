//! The independent checker: applies a plan to the given assignments and reports every mistake.
//!
//! It shares no code with the building of plans.

use std::collections::BTreeSet;

use super::plan::{Intent, Operation, Plan, Step};
use crate::model::{Assignment, Key, PackageKey, Person, PolicyKey};

/// An assignment in the simulation: person, package, policy, and its id if it existed before.
type Row = (String, PackageKey, Option<PolicyKey>, Option<String>);

/// What identifies a person: the id, or the name if the service shows no id.
fn person_identity(person: &Person) -> String {
    person.id.as_ref().map_or_else(|| person.name.clone(), ToString::to_string)
}

/// All mistakes of a plan. Empty for a correct one.
#[must_use]
pub fn audit_plan(plan: &Plan, holders: &[Assignment]) -> Vec<String> {
    let live = holders.iter().filter(|held| held.state.is_live());
    let mut rows: Vec<Row> = live
        .map(|held| {
            (person_identity(&held.person), held.package.clone(), held.policy.clone(), Some(held.id.clone()))
        })
        .collect();
    let before: BTreeSet<String> = rows.iter().map(|row| row.0.clone()).collect();
    let mut faults = Vec::new();
    let mut ended = BTreeSet::new();
    for (at, step) in plan.steps.iter().enumerate() {
        if step.id.0 != at + 1 || step.waits_for.iter().any(|id| !ended.contains(id)) {
            faults.push(format!("step {} is out of order", step.id.0));
        }
        ended.insert(step.id);
        faults.extend(step_outside_intent(&plan.intent, step, holders));
        faults.extend(play_step(step, &mut rows));
        let holds = |person: &String| rows.iter().any(|row| row.0 == *person);
        if matches!(plan.intent, Intent::Move { .. }) && before.iter().any(|person| !holds(person)) {
            faults.push(format!(
                "after step {}, a person who is being moved would have no assignment",
                step.id.0
            ));
        }
    }
    let stays = plan.about.stays.len();
    let left = rows.iter().filter(|row| is_source(&plan.intent, &row.1, row.2.as_ref())).count();
    if left != stays {
        faults.push(format!("{left} assignments would remain, but the plan lists {stays} as unchanged"));
    }
    faults
}

fn is_source(intent: &Intent, package: &PackageKey, policy: Option<&PolicyKey>) -> bool {
    match intent {
        Intent::Remove { from: Key::Package(from), .. } => package == from,
        Intent::Remove { from: Key::Policy(from), .. } | Intent::Move { from, .. } => policy == Some(from),
        Intent::Remove { .. } => false,
    }
}

/// A step for an object or person that the intent does not include.
fn step_outside_intent(intent: &Intent, step: &Step, holders: &[Assignment]) -> Option<String> {
    let source = step.operation.source_assignment();
    let known = holders.iter().find(|held| source.is_still(held));
    let named = is_source(intent, &source.package, source.policy.as_ref());
    let target = match (&step.operation, intent) {
        (Operation::Remove { .. }, Intent::Remove { only, .. }) => {
            only.is_none_or(|only| only == step.standing)
        }
        (Operation::Remove { .. }, Intent::Move { from, to }) => from.package != to.package,
        (Operation::Reassign { to, .. }, Intent::Move { to: wanted, from }) => {
            to == wanted && from.package == to.package
        }
        (Operation::Add { to, .. }, Intent::Move { to: wanted, from }) => {
            to == wanted && from.package != to.package
        }
        (Operation::Reassign { .. } | Operation::Add { .. }, Intent::Remove { .. }) => false,
    };
    let whole = named && target && known.is_some_and(|held| held.person == step.person);
    (!whole).then(|| format!("step {} does something that was not requested", step.id.0))
}

fn play_step(step: &Step, rows: &mut Vec<Row>) -> Option<String> {
    let at = |id: &String, rows: &[Row]| rows.iter().position(|row| row.3.as_ref() == Some(id));
    match &step.operation {
        Operation::Remove { assignment } => match at(&assignment.id, rows) {
            Some(index) => drop(rows.remove(index)),
            None => return Some(format!("step {} removes an assignment that does not exist", step.id.0)),
        },
        Operation::Reassign { assignment, to } => match at(&assignment.id, rows) {
            Some(index) => rows[index].2 = Some(to.clone()),
            None => return Some(format!("step {} moves an assignment that does not exist", step.id.0)),
        },
        Operation::Add { to, .. } => {
            if rows.iter().any(|row| row.0 == person_identity(&step.person) && row.1 == to.package) {
                return Some(format!("step {} adds an assignment that already exists", step.id.0));
            }
            rows.push((person_identity(&step.person), to.package.clone(), Some(to.clone()), None));
        }
    }
    None
}
