//! The independent checker of plans: carries out the steps on a copy of the tenant and proves that they are correct.
//!
//! It uses the plan as a file and the model, but no code that builds, orders or digests plans: a checker that shared
//! code with the planner would repeat its errors.

mod deletion;
mod end;
mod exposure;
mod given;
mod holds;
mod index;
mod known;
mod lockout;
mod mass;
mod operation;
mod order;
mod policy;
mod references;
mod rules;
#[cfg(test)]
mod tests;
mod violation;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Actual, Key, State};

pub use self::given::Known;
pub use self::holds::DECIDED;
pub use self::violation::Violation;

use self::index::Index;
use self::operation::{Written, key_of, names_of, part_of};
use self::order::Order;
use self::world::World;
use super::{Operation, Plan, Precondition, Step, StepId, Update};

/// Checks that every execution of `plan` that respects its waits leads from `actual` to `desired`, that no step writes
/// what it must not, and that every change that needs acceptance has a hold. The list is empty for a correct plan.
///
/// Both states are those that were compared: objects whose read failed are in neither. If a step refers to such an
/// object, its id from the service is sufficient proof that it exists.
#[must_use]
pub fn audit(plan: &Plan, actual: &Actual, desired: &State, known: &Known<'_>) -> Vec<Violation> {
    let (order, mut violations) = Order::of(plan);
    let mut auditor = Auditor {
        plan,
        actual,
        desired,
        order,
        world: World::of(&actual.state),
        made: BTreeMap::new(),
        written: BTreeMap::new(),
        added: plan.steps.iter().filter_map(|step| operation::added_resource(&step.operation)).collect(),
        foreign: plan.about.foreign.iter().map(String::as_str).collect(),
        sealed: plan.about.sealed.iter().map(|sealed| sealed.key.as_str()).collect(),
        index: Index::of(&plan.steps, &actual.state),
    };
    for (position, step) in plan.steps.iter().enumerate() {
        let found = auditor.step(position, step);
        violations.extend(found.into_iter().map(|what| Violation { step: Some(step.id), what }));
    }
    let end = end::differences(&plan.about.sealed, &actual.state, &auditor.world.state, desired);
    let holds = holds::faults(&plan.holds, &actual.state, &auditor.world.state, known);
    let known = known::faults(plan, &actual.bindings);
    violations.extend(end.into_iter().chain(holds).chain(known).map(|what| Violation { step: None, what }));
    violations
}

struct Auditor<'a> {
    plan: &'a Plan,
    actual: &'a Actual,
    desired: &'a State,
    order: Order,
    world: World,
    /// Objects that earlier steps created, with the position of the step.
    made: BTreeMap<Key, usize>,
    /// Parts that earlier steps wrote, with the number of the step.
    written: BTreeMap<(Key, Written), StepId>,
    /// Resources that the plan adds to a catalog that does not have them yet.
    added: BTreeSet<Key>,
    /// KEYs that no file declares.
    foreign: BTreeSet<&'a str>,
    /// KEYs that may not be written.
    sealed: BTreeSet<&'a str>,
    /// Which steps write and name what.
    index: Index,
}

impl Auditor<'_> {
    fn step(&mut self, position: usize, step: &Step) -> Vec<String> {
        let operation = &step.operation;
        let key = key_of(operation);
        let mut found = Vec::new();
        if step.key != key.to_string() {
            found.push(format!("it is listed under `{}` and writes `{key}`.", step.key));
        }
        found.extend(self.off_limits(&key));
        found.extend(references::unbound(operation, |resource| {
            self.added.contains(resource) && !self.actual.state.contains(resource)
        }));
        found.extend(self.existence(position, &key, operation));
        found.extend(self.whole_package(position, operation));
        let around = deletion::Around {
            steps: &self.plan.steps,
            index: &self.index,
            order: &self.order,
            actual: &self.actual.state,
            now: &self.world.state,
            desired: self.desired,
        };
        found.extend(deletion::faults(position, operation, &around));
        found.extend(self.written_once(step, &key));
        found.extend(rules::broken(operation, &self.world));
        found.extend(self.file(step, &key));
        found.extend(self.world.write(operation));
        if matches!(operation, Operation::Create(_)) {
            self.made.entry(key).or_insert(position);
        }
        found
    }

    /// Objects that are not declared or must not be written.
    fn off_limits(&self, key: &Key) -> Vec<String> {
        let text = key.to_string();
        let mut found = Vec::new();
        if self.foreign.contains(text.as_str()) {
            found.push(format!("it writes `{text}`, which is foreign."));
        }
        if self.sealed.contains(text.as_str()) {
            found.push(format!("it writes `{text}`, which is sealed."));
        }
        let hidden = self.actual.bindings.0.get(key).is_some_and(|binding| !binding.masked.is_empty());
        if hidden {
            found.push(format!("it writes `{text}`, of which the service hides a value."));
        }
        found
    }

    /// Whether everything that the step refers to exists when it runs, in every order that the waits allow.
    fn existence(&self, position: usize, key: &Key, operation: &Operation) -> Vec<String> {
        let mut found = Vec::new();
        let bound = |key: &Key| self.actual.bindings.0.contains_key(key);
        if matches!(operation, Operation::Create(_)) {
            // World checks what the state contains; an id proves existence even if the read failed.
            if bound(key) && !self.world.state.contains(key) {
                found.push(format!("it creates `{key}`, for which the service has an id already."));
            }
        } else if !self.world.state.contains(key) {
            found.push(format!("it changes `{key}`, which does not exist when it runs."));
        }
        for named in names_of(operation) {
            if !self.world.state.contains(&named) && !bound(&named) {
                found.push(format!("it names `{named}`, which does not exist when it runs."));
            }
        }
        let all = names_of(operation).into_iter().chain([key.clone()]);
        for named in all.collect::<BTreeSet<_>>() {
            if let Some(&made) = self.made.get(&named)
                && !self.order.surely_before(made, position)
            {
                let made = self.plan.steps[made].id.0;
                found.push(format!("it does not wait for step {made}, which creates `{named}`."));
            }
        }
        found
    }

    /// A policy makes its package available, so the package must be complete then, including its incompatibilities.
    fn whole_package(&self, position: usize, operation: &Operation) -> Vec<String> {
        if matches!(operation, Operation::Delete { .. }) {
            return Vec::new();
        }
        let Key::Policy(policy) = key_of(operation) else { return Vec::new() };
        let package = Key::Package(policy.package);
        self.index
            .writers(&package)
            .filter(|other| !self.order.surely_before(*other, position))
            .map(|other| self.plan.steps[other].id.0)
            .map(|step| format!("it does not wait for step {step}, which writes its package."))
            .collect()
    }

    fn written_once(&mut self, step: &Step, key: &Key) -> Option<String> {
        let part = (key.clone(), part_of(&step.operation));
        if let Some(StepId(other)) = self.written.get(&part) {
            return Some(format!("it writes the same part of `{key}` as step {other}."));
        }
        self.written.insert(part, step.id);
        None
    }

    /// What the plan file has beside the operation: fields, preconditions, and carried properties.
    fn file(&self, step: &Step, key: &Key) -> Vec<String> {
        let operation = &step.operation;
        let changes = matches!(operation, Operation::Update(_));
        let mut found = Vec::new();
        if changes && self.actual.state.contains(key) && step.fields.is_empty() {
            found.push(format!("it changes `{key}` and lists no field."));
        }
        let Precondition { before, after } = &step.precondition;
        // An object that an earlier step creates exists when this step changes it.
        let made_before = changes && !self.actual.state.contains(key);
        let expected = [
            ("before", before, made_before || operation::holds(&self.actual.state, operation)),
            ("after", after, operation::holds(self.desired, operation)),
        ];
        for (name, digest, holds) in expected {
            match (digest, holds) {
                (None, true) => found.push(format!("its precondition lacks the digest `{name}`.")),
                (Some(_), false) => {
                    found.push(format!(
                        "its precondition has a digest `{name}` of an object that does not exist."
                    ));
                }
                (None, false) | (Some(_), true) => {}
            }
        }
        if before.is_some() && before == after {
            found.push("its precondition is the same before and after.".to_owned());
        }
        // These two are replaced as a whole, so properties that are not listed here would be lost.
        if matches!(operation, Operation::Update(Update::Policy { .. } | Update::Extension { .. }))
            && let Some(binding) = self.actual.bindings.0.get(key)
        {
            let lost = binding.unmodelled.iter().filter(|path| !step.carries.contains(path));
            found.extend(lost.map(|path| format!("it does not carry `{path}` of `{key}` through.")));
        }
        found
    }
}
