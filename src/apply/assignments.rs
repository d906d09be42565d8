//! Carries out a plan of assignments: asynchronous requests, each followed until it ends.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::assignments::{Operation, Plan, Step};
use crate::graph::{GraphError, ask, command};
use crate::model::{Assignment, AssignmentState, Key};
use crate::plan::StepId;
use crate::property::json::text_member;

use super::perform::{Performer, StepError};
use super::schedule::{self, Failure, Runnable};
use super::settle::{ASSIGNMENT_WINDOW, VISIBILITY_WINDOW, Wait};
use super::{Outcome, Precheck, encode};

impl Runnable for Step {
    type Lane = String;

    fn step_id(&self) -> StepId {
        self.id
    }

    fn waits_for(&self) -> &[StepId] {
        &self.waits_for
    }

    /// Requests for the same person run one after the other.
    fn step_lane(&self) -> String {
        let Self { person, operation, .. } = self;
        person.id.as_ref().map_or_else(|| operation.source_assignment().id.clone(), ToString::to_string)
    }
}

/// Compares the current assignments with the expectations of every step.
#[must_use]
pub fn precheck_holders(plan: &Plan, now: &[Assignment]) -> Precheck {
    let mut result = Precheck::default();
    for step in &plan.steps {
        if is_done(step, now) {
            result.already.insert(step.id);
        } else if !now.iter().any(|held| step.operation.source_assignment().is_still(held)) {
            result.moved.push((step.id, step.person.name.clone()));
        }
    }
    result
}

/// Whether the result of a step exists.
#[must_use]
pub fn is_done(step: &Step, now: &[Assignment]) -> bool {
    let live = |held: &&Assignment| held.state.is_live();
    let mut now = now.iter().filter(live);
    match &step.operation {
        Operation::Remove { assignment } => now.all(|held| held.id != assignment.id),
        Operation::Reassign { assignment, to } => {
            now.any(|held| held.id == assignment.id && held.policy.as_ref() == Some(to))
        }
        Operation::Add { to, .. } => {
            now.any(|held| held.package == to.package && held.person.id == step.person.id && has_access(held))
        }
    }
}

fn has_access(held: &Assignment) -> bool {
    matches!(held.state, AssignmentState::Delivered | AssignmentState::PartiallyDelivered)
}

/// Carries out every step that is not in `already`.
pub async fn execute_assignments(
    performer: &Performer<'_>,
    plan: &Plan,
    already: BTreeSet<StepId>,
) -> Outcome {
    let total = plan.steps.len();
    schedule::run(&plan.steps, already, |step| {
        let verb = match &step.operation {
            Operation::Remove { .. } => "ending an assignment of",
            Operation::Reassign { .. } => "moving",
            Operation::Add { .. } => "assigning to",
        };
        performer.progress.show_note(&format!("{}/{total} {verb} {}", step.id.0, step.person.name));
        performer.send_assignment_request(step)
    })
    .await
}

impl Performer<'_> {
    async fn send_assignment_request(&self, step: &Step) -> Result<(), Failure> {
        self.request_assignment(step).await.map_err(Failure::from)
    }

    async fn request_assignment(&self, step: &Step) -> Result<(), StepError> {
        match self.follow_request(step).await {
            Ok(()) => self.confirm_assignment(step).await,
            Err(StepError::Graph(GraphError::Uncertain { .. })) => {
                // The service may have accepted the request: look before sending it again, and take a refusal of the
                // second one as a sign that the first is being processed.
                if self.is_shown_within(step, VISIBILITY_WINDOW).await? {
                    return Ok(());
                }
                match self.follow_request(step).await {
                    Err(StepError::Graph(error)) if is_refusal(&error) => {
                        if self.is_shown_within(step, ASSIGNMENT_WINDOW).await? {
                            Ok(())
                        } else {
                            Err(error.into())
                        }
                    }
                    other => other,
                }
            }
            // Another request had the same result first.
            Err(StepError::Graph(error)) if is_refusal(&error) => {
                if self.is_shown_within(step, std::time::Duration::ZERO).await? {
                    Ok(())
                } else {
                    Err(error.into())
                }
            }
            other => other,
        }
    }

    /// Sends the request and follows it until it ends.
    async fn follow_request(&self, step: &Step) -> Result<(), StepError> {
        let body = self.encode_with_ids(|ids| encode::encode_assignment_request(step, ids))?;
        let answer = self.client.send_request(command::request_assignment(body)).await?;
        let open = ["submitted", "delivering", "scheduled"];
        let state =
            self.await_request_end(answer, &open, ask::get_assignment_request, ASSIGNMENT_WINDOW).await?;
        let why = match state.as_str() {
            "delivered" | "" => return Ok(()),
            "pendingApproval" => {
                "the policy requires approval; run this command again after the approval".to_owned()
            }
            failed => format!("the request ended in the state {failed}"),
        };
        Err(StepError::Unfinished(why))
    }

    /// Makes sure that access was assigned before a later step removes access. Removals are read back with everything
    /// else at the end.
    async fn confirm_assignment(&self, step: &Step) -> Result<(), StepError> {
        let why = match &step.operation {
            Operation::Remove { .. } => return Ok(()),
            Operation::Reassign { to, .. } => {
                format!(
                    "the service accepted the request, but has not moved the assignment to policy/{to} yet"
                )
            }
            Operation::Add { to, .. } => {
                format!(
                    "the service accepted the request, but does not show accessPackage/{} yet",
                    to.package
                )
            }
        };
        if self.is_shown_within(step, VISIBILITY_WINDOW).await? {
            Ok(())
        } else {
            Err(StepError::Unfinished(why))
        }
    }

    /// Whether the tenant shows the result of a step within a window.
    async fn is_shown_within(&self, step: &Step, window: std::time::Duration) -> Result<bool, StepError> {
        let package = match &step.operation {
            Operation::Remove { assignment } | Operation::Reassign { assignment, .. } => &assignment.package,
            Operation::Add { to, .. } => &to.package,
        };
        let package = self.require_id(&Key::Package(package.clone()))?;
        let request = match &step.person.id {
            Some(person) => ask::list_assignments_of_person(&package, person.as_str()),
            None => ask::list_assignments_of(&package, None),
        };
        let mut wait = Wait::new(self.clock, window);
        loop {
            let found = self.client.read_pages(request.clone()).await?;
            let live = |raw: &&Value| AssignmentState::from_word(&text_member(raw, "state")).is_live();
            let mut now = found.iter().filter(live);
            let there = match &step.operation {
                Operation::Remove { assignment } => now.all(|raw| text_member(raw, "id") != assignment.id),
                Operation::Reassign { assignment, to } => {
                    let policy = self.require_id(&Key::Policy(to.clone()))?;
                    now.any(|raw| {
                        let through = text_member(&raw["assignmentPolicy"], "id");
                        text_member(raw, "id") == assignment.id && through.eq_ignore_ascii_case(&policy)
                    })
                }
                Operation::Add { .. } => {
                    let given = ["delivered", "partiallyDelivered"];
                    now.any(|raw| {
                        given.iter().any(|word| text_member(raw, "state").eq_ignore_ascii_case(word))
                    })
                }
            };
            if there || !wait.pause_once(self.clock).await {
                return Ok(there);
            }
        }
    }
}

/// Whether the service refused this request for a reason that an earlier request may have caused.
fn is_refusal(error: &GraphError) -> bool {
    matches!(error.http_status(), Some(400 | 404 | 409))
}
