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

pub use self::given::AuditInputs;
pub use self::holds::DECIDED;
pub use self::violation::Violation;

use self::index::Index;
use self::operation::{WrittenPart, required_keys, written_key, written_part};
use self::order::Order;
use self::world::World;
use super::{Operation, Plan, Precondition, Step, StepId, Update};

/// Checks that every execution of `plan` that respects its waits leads from `actual` to `desired`, that no step writes
/// what it must not, and that every change that needs acceptance has a hold. The list is empty for a correct plan.
///
/// Both states are those that were compared: objects whose read failed are in neither. If a step refers to such an
/// object, its id from the service is sufficient proof that it exists.
#[must_use]
pub fn audit_changes(
    plan: &Plan,
    actual: &Actual,
    desired: &State,
    known: &AuditInputs<'_>,
) -> Vec<Violation> {
    let (order, mut violations) = Order::from_plan(plan);
    let mut auditor = Auditor {
        plan,
        actual,
        desired,
        order,
        world: World::from_state(&actual.state),
        made: BTreeMap::new(),
        written: BTreeMap::new(),
        added: plan.steps.iter().filter_map(|step| operation::added_resource(&step.operation)).collect(),
        foreign: plan.about.foreign.iter().map(String::as_str).collect(),
        read_only: plan.about.read_only.iter().map(|read_only| read_only.key.as_str()).collect(),
        index: Index::new(&plan.steps, &actual.state),
    };
    for (position, step) in plan.steps.iter().enumerate() {
        let found = auditor.audit_step(position, step);
        violations.extend(found.into_iter().map(|what| Violation { step: Some(step.id), what }));
    }
    let end = end::end_differences(&plan.about.read_only, &actual.state, &auditor.world.state, desired);
    let holds = holds::hold_faults(&plan.holds, &actual.state, &auditor.world.state, known);
    let known = known::binding_faults(plan, &actual.bindings);
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
    written: BTreeMap<(Key, WrittenPart), StepId>,
    /// Resources that the plan adds to a catalog that does not have them yet.
    added: BTreeSet<Key>,
    /// KEYs that no file declares.
    foreign: BTreeSet<&'a str>,
    /// KEYs that may not be written.
    read_only: BTreeSet<&'a str>,
    /// Which steps write and name what.
    index: Index,
}

impl Auditor<'_> {
    fn audit_step(&mut self, position: usize, step: &Step) -> Vec<String> {
        let operation = &step.operation;
        let key = written_key(operation);
        let mut found = Vec::new();
        if step.key != key.to_string() {
            found.push(format!("it is listed under `{}`, but writes `{key}`.", step.key));
        }
        found.extend(self.forbidden_writes(&key));
        found.extend(references::unbound_names(operation, |resource| {
            self.added.contains(resource) && !self.actual.state.contains(resource)
        }));
        found.extend(self.existence_faults(position, &key, operation));
        found.extend(self.incomplete_package_faults(position, operation));
        let around = deletion::Around {
            steps: &self.plan.steps,
            index: &self.index,
            order: &self.order,
            actual: &self.actual.state,
            now: &self.world.state,
            desired: self.desired,
        };
        found.extend(deletion::deletion_faults(position, operation, &around));
        found.extend(self.repeated_write(step, &key));
        found.extend(rules::broken_rules(operation, &self.world));
        found.extend(self.file_faults(step, &key));
        found.extend(self.world.apply_operation(operation));
        if matches!(operation, Operation::Create(_)) {
            self.made.entry(key).or_insert(position);
        }
        found
    }

    /// Objects that are not declared or must not be written.
    fn forbidden_writes(&self, key: &Key) -> Vec<String> {
        let text = key.to_string();
        let mut found = Vec::new();
        if self.foreign.contains(text.as_str()) {
            found.push(format!("it writes `{text}`, which is foreign."));
        }
        if self.read_only.contains(text.as_str()) {
            found.push(format!("it writes `{text}`, which is sealed."));
        }
        let hidden = self.actual.bindings.0.get(key).is_some_and(|binding| !binding.masked.is_empty());
        if hidden {
            found.push(format!("it writes `{text}`, although the service hides one of its values."));
        }
        found
    }

    /// Whether everything that the step refers to exists when it runs, in every order that the waits allow.
    fn existence_faults(&self, position: usize, key: &Key, operation: &Operation) -> Vec<String> {
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
        for named in required_keys(operation) {
            if !self.world.state.contains(&named) && !bound(&named) {
                found.push(format!("it names `{named}`, which does not exist when it runs."));
            }
        }
        let all = required_keys(operation).into_iter().chain([key.clone()]);
        for named in all.collect::<BTreeSet<_>>() {
            if let Some(&made) = self.made.get(&named)
                && !self.order.is_always_before(made, position)
            {
                let made = self.plan.steps[made].id.0;
                found.push(format!("it does not wait for step {made}, which creates `{named}`."));
            }
        }
        found
    }

    /// A policy makes its package available, so the package must be complete then, including its incompatibilities.
    fn incomplete_package_faults(&self, position: usize, operation: &Operation) -> Vec<String> {
        if matches!(operation, Operation::Delete { .. }) {
            return Vec::new();
        }
        let Key::Policy(policy) = written_key(operation) else { return Vec::new() };
        let package = Key::Package(policy.package);
        self.index
            .writing_steps(&package)
            .filter(|other| !self.order.is_always_before(*other, position))
            .map(|other| self.plan.steps[other].id.0)
            .map(|step| format!("it does not wait for step {step}, which writes its package."))
            .collect()
    }

    fn repeated_write(&mut self, step: &Step, key: &Key) -> Option<String> {
        let part = (key.clone(), written_part(&step.operation));
        if let Some(StepId(other)) = self.written.get(&part) {
            return Some(format!("it writes the same part of `{key}` as step {other}."));
        }
        self.written.insert(part, step.id);
        None
    }

    /// What the plan file has beside the operation: fields, preconditions, and carried properties.
    fn file_faults(&self, step: &Step, key: &Key) -> Vec<String> {
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
            ("before", before, made_before || operation::has_part(&self.actual.state, operation)),
            ("after", after, operation::has_part(self.desired, operation)),
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
            found.extend(lost.map(|path| format!("it does not preserve `{path}` of `{key}`.")));
        }
        found
    }
}
