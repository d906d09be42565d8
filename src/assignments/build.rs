//! From an intent and the existing assignments to steps.

use crate::model::{
    Assignment, AssignmentState, Facts, Key, LifecycleAction, Membership, Package, PackageRef, Policy,
    PolicyKey, State,
};
use crate::plan::StepId;

use super::plan::{About, HeldAssignment, Intent, Operation, Plan, Stay, Step};

const DEPARTED: &str =
    "this user was deleted and has no access; `assignments remove --only-departed` removes the assignment";
const UNDERWAY: &str = "the assignment is being delivered; run this command again later";
const UNKNOWN: &str = "this version of Guestlist does not recognise the state of the assignment";

/// Builds the plan for `intent` from `holders`, the live and past assignments of the packages that it names.
///
/// # Errors Why it is impossible, for people.
pub fn build_plan(
    intent: &Intent,
    holders: &[Assignment],
    state: &State,
    facts: &Facts,
    tool: &str,
) -> Result<Plan, Vec<String>> {
    let problems = intent_problems(intent, state);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut sorted: Vec<&Assignment> = holders.iter().filter(|held| held.state.is_live()).collect();
    sorted.sort_by_key(|held| (held.person.name.clone(), held.person.id.clone(), held.id.clone()));
    let mut draft = Draft { holders: sorted.clone(), facts, steps: Vec::new(), stays: Vec::new() };
    for held in sorted.into_iter().filter(|held| is_meant(intent, held)) {
        draft.take_assignment(intent, held);
    }
    let about = About {
        tool: tool.to_owned(),
        tenant_name: facts.tenant_name.clone(),
        warnings: plan_warnings(intent, &draft.steps, state),
        stays: draft.stays,
    };
    let tenant = facts.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(Plan::new(tenant, intent.clone(), draft.steps, about))
}

/// Whether an assignment belongs to the package or policy of the intent.
fn is_meant(intent: &Intent, held: &Assignment) -> bool {
    match intent {
        Intent::Remove { from: Key::Package(package), .. } => held.package == *package,
        Intent::Remove { from: Key::Policy(policy), .. } | Intent::Move { from: policy, .. } => {
            held.policy.as_ref() == Some(policy)
        }
        Intent::Remove { .. } => false,
    }
}

fn intent_problems(intent: &Intent, state: &State) -> Vec<String> {
    let Intent::Move { from, to } = intent else { return Vec::new() };
    let mut problems = Vec::new();
    if from == to {
        problems.push(format!("policy/{from} is also the policy to move from; name another one"));
    }
    if state.policies.get(to).is_some_and(is_automatic) {
        problems.push(format!("policy/{to} is an automatic assignment policy; it assigns only by its rule"));
    }
    let forbids = |package: &Package| {
        package.incompatible_packages.iter().any(|other| *other == PackageRef::Key(from.package.clone()))
    };
    if from.package != to.package && state.packages.get(&to.package).is_some_and(forbids) {
        problems.push(format!(
            "accessPackage/{} is incompatible with accessPackage/{}, so no one can have both during the \
            move; remove the incompatibility first, or remove the assignments and assign again",
            to.package, from.package
        ));
    }
    problems
}

fn is_automatic(policy: &Policy) -> bool {
    policy.automatic.is_some()
}

struct Draft<'a> {
    holders: Vec<&'a Assignment>,
    facts: &'a Facts,
    steps: Vec<Step>,
    stays: Vec<Stay>,
}

impl Draft<'_> {
    fn add_step(&mut self, held: &Assignment, operation: Operation, waits_for: Vec<StepId>) -> StepId {
        let id = StepId(self.steps.len() + 1);
        let standing = held.person.membership(self.facts);
        self.steps.push(Step { id, person: held.person.clone(), standing, operation, waits_for });
        id
    }

    fn note_unchanged(&mut self, held: &Assignment, why: &str) {
        let standing = held.person.membership(self.facts);
        self.stays.push(Stay { person: held.person.clone(), standing, why: why.to_owned() });
    }

    fn take_assignment(&mut self, intent: &Intent, held: &Assignment) {
        match &held.state {
            AssignmentState::Delivering => self.note_unchanged(held, UNDERWAY),
            AssignmentState::Other(_) => self.note_unchanged(held, UNKNOWN),
            _ => match intent {
                Intent::Remove { only, .. } => self.remove_assignment(*only, held),
                Intent::Move { to, .. } => self.change_assignment(to, held),
            },
        }
    }

    fn remove_assignment(&mut self, only: Option<Membership>, held: &Assignment) {
        if only.is_none_or(|only| only == held.person.membership(self.facts)) {
            self.add_step(held, Operation::Remove { assignment: held.into() }, Vec::new());
        } else {
            self.note_unchanged(held, "not selected by the options");
        }
    }

    fn change_assignment(&mut self, to: &PolicyKey, held: &Assignment) {
        if held.person.membership(self.facts) == Membership::Departed {
            return self.note_unchanged(held, DEPARTED);
        }
        let assignment: HeldAssignment = held.into();
        if held.package == to.package {
            self.add_step(held, Operation::Reassign { assignment, to: to.clone() }, Vec::new());
            return;
        }
        let there = |other: &&&Assignment| other.package == to.package && other.person.id == held.person.id;
        let waits_for = match self.holders.iter().find(there).map(|there| there.state.clone()) {
            None => {
                let add = Operation::Add { instead_of: assignment.clone(), to: to.clone() };
                vec![self.add_step(held, add, Vec::new())]
            }
            Some(AssignmentState::Delivered | AssignmentState::PartiallyDelivered) => Vec::new(),
            Some(_) => return self.note_unchanged(held, UNDERWAY),
        };
        self.add_step(held, Operation::Remove { assignment }, waits_for);
    }
}

fn plan_warnings(intent: &Intent, steps: &[Step], state: &State) -> Vec<String> {
    let mut warnings = Vec::new();
    let policies: std::collections::BTreeSet<&PolicyKey> =
        steps.iter().filter_map(|step| step.operation.source_assignment().policy.as_ref()).collect();
    for policy in policies.into_iter().filter(|key| state.policies.get(key).is_some_and(is_automatic)) {
        warnings.push(format!(
            "policy/{policy} is automatic: people who still match its rule may be assigned again"
        ));
    }
    let ends = matches!(intent, Intent::Remove { .. })
        && steps.iter().any(|step| step.standing == Membership::External);
    let lifecycle = state.settings.external_user_lifecycle.as_ref();
    if ends && lifecycle.is_some_and(|lifecycle| lifecycle.action != LifecycleAction::None) {
        warnings.push(
            "external users who lose their last assignment are handled as settings.externalUserLifecycle of the tenant \
             specifies: their sign-in may be blocked and their account deleted"
                .to_owned(),
        );
    }
    warnings
}
