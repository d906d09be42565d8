//! Assignments and plans about them, in words.

use serde::Serialize;
use serde_json::Value;

use super::Mark;
use crate::assignments::{HeldAssignment, Intent, Operation, Plan, Step};
use crate::model::{Assignment, Facts, Membership, Person, PolicyKey};

/// A plan about assignments for output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentsView {
    /// The intent and the tenant.
    pub title: String,
    /// Each person with a mark and the change.
    pub lines: Vec<(Mark, String, String)>,
    /// People whose assignments do not change, with the reason.
    pub stays: Vec<(String, String)>,
    /// What a person should know before agreeing.
    pub warnings: Vec<String>,
    /// The last line.
    pub summary: String,
}

fn person_words(person: &Person, standing: Membership) -> String {
    let name = if person.name.is_empty() { "a person without a name" } else { &person.name };
    let address = person.address.as_ref().map_or_else(String::new, |address| format!(" <{address}>"));
    let place = match standing {
        Membership::Internal => "",
        Membership::External => " (external)",
        Membership::Departed => " (deleted user)",
    };
    format!("{name}{address}{place}")
}

fn policy_name(policy: Option<&PolicyKey>) -> String {
    policy.map_or_else(|| "a deleted policy".to_owned(), |policy| policy.name.clone())
}

fn until_words(schedule: &Value) -> Option<String> {
    schedule["expiration"]["endDateTime"].as_str().map(str::to_owned)
}

fn end_words(held: &HeldAssignment) -> String {
    until_words(&held.schedule).map_or_else(|| "no end date".to_owned(), |end| format!("until {end}"))
}

impl AssignmentsView {
    /// Builds the view of a plan.
    #[must_use]
    pub fn from_assignments_plan(plan: &Plan) -> Self {
        let wanted = match &plan.intent {
            Intent::Remove { from, only } => {
                let whose = match only {
                    None => "",
                    Some(Membership::External) => " of external users",
                    Some(Membership::Departed) => " of deleted users",
                    Some(Membership::Internal) => " of users of the directory",
                };
                format!("Remove the assignments{whose} from {from}")
            }
            Intent::Move { from, to } => format!("Move the assignments of policy/{from} to policy/{to}"),
        };
        let lines = plan.steps.iter().map(|step| {
            let (mark, text) = step_line(&plan.intent, step);
            (mark, person_words(&step.person, step.standing), text)
        });
        let stays = plan.about.stays.iter();
        Self {
            title: format!("{wanted} in {}", plan.about.tenant_name),
            lines: lines.collect(),
            stays: stays.map(|stay| (person_words(&stay.person, stay.standing), stay.why.clone())).collect(),
            warnings: plan.about.warnings.clone(),
            summary: plan_summary(plan),
        }
    }
}

fn step_line(intent: &Intent, step: &Step) -> (Mark, String) {
    let source = step.operation.source_assignment();
    let package = &source.package.name;
    match &step.operation {
        Operation::Remove { .. } if matches!(intent, Intent::Move { .. }) => {
            let then = if step.waits_for.is_empty() {
                "already has the other access package; loses"
            } else {
                "then loses"
            };
            (Mark::Remove, format!("{then} \"{package}\""))
        }
        Operation::Remove { .. } => {
            let through = policy_name(source.policy.as_ref());
            (Mark::Remove, format!("loses \"{package}\" (policy \"{through}\", {})", end_words(source)))
        }
        Operation::Reassign { to, .. } => (
            Mark::Change,
            format!("keeps \"{package}\", now through policy \"{}\", {}", to.name, end_words(source)),
        ),
        Operation::Add { to, .. } => {
            let end = match until_words(&source.schedule) {
                Some(end) => format!("until {end}, unchanged"),
                None => "for as long as that policy allows".to_owned(),
            };
            (Mark::Add, format!("gets \"{}\" through policy \"{}\", {end}", to.package.name, to.name))
        }
    }
}

fn plan_summary(plan: &Plan) -> String {
    let stays = plan.about.stays.len();
    let moves = matches!(plan.intent, Intent::Move { .. });
    let ended =
        |step: &&Step| matches!(step.operation, Operation::Remove { .. } | Operation::Reassign { .. });
    let count = plan.steps.iter().filter(ended).count();
    let (remove, moved) = if moves { (0, count) } else { (count, 0) };
    format!("Assignments: {moved} to move, {remove} to remove, {stays} unchanged.")
}

/// An assignment in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentView {
    /// The person's name.
    pub person: String,
    /// The mail address, or the user principal name.
    pub address: Option<String>,
    /// The directory object's id.
    pub id: Option<String>,
    /// Whether the person is internal, external or deleted.
    pub standing: Membership,
    /// The KEY of the access package.
    pub package: String,
    /// The KEY of the policy. `None` if the policy was deleted.
    pub policy: Option<String>,
    /// The state of the assignment, in Graph's word.
    pub state: String,
    /// The end of the assignment. `None` if there is none or the service does not show it.
    pub until: Option<String>,
}

/// A list of assignments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentListView {
    /// The assignments, by package, policy and person.
    pub rows: Vec<AssignmentView>,
}

impl AssignmentListView {
    /// The list of the given assignments.
    #[must_use]
    pub fn from_assignments(held: &[Assignment], facts: &Facts) -> Self {
        let mut sorted: Vec<&Assignment> = held.iter().collect();
        sorted.sort_by_key(|one| {
            (one.package.clone(), one.policy.clone(), one.person.name.clone(), one.id.clone())
        });
        let row = |one: &Assignment| AssignmentView {
            person: one.person.name.clone(),
            address: one.person.address.clone(),
            id: one.person.id.as_ref().map(ToString::to_string),
            standing: one.person.membership(facts),
            package: format!("accessPackage/{}", one.package),
            policy: one.policy.as_ref().map(|policy| format!("policy/{policy}")),
            state: one.state.to_string(),
            until: until_words(&one.schedule),
        };
        Self { rows: sorted.into_iter().map(row).collect() }
    }
}
