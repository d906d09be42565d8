//! Carries out a plan: checks that the tenant still is as the plan expects, writes step by step, and reports what was
//! done. It may refuse a plan, but never changes one.

mod align;
mod assignments;
mod carry;
mod deletions;
pub mod encode;
mod find;
mod journal;
mod perform;
mod precheck;
mod receipt;
mod resources;
mod schedule;
mod settle;

pub use crate::model::{EncodeError, Ids};
pub use align::align_keys;
pub use assignments::{execute_assignments, is_done, precheck_holders};
pub use journal::{Event, Journal, Line, describe_write, pending_writes};
pub use perform::Performer;
pub use precheck::{Precheck, precheck_plan, unfinished_steps};
pub use receipt::{RECEIPT_VERSION, Receipt};
pub use schedule::{Failure, Outcome};
pub use settle::{RESOURCE_WINDOW, VISIBILITY_WINDOW, Wait};

use std::collections::BTreeSet;

use crate::plan::{Operation, Plan, Step, StepId};

/// Carries out every step of a plan that is not in `already`. Each is recorded before it starts.
pub async fn execute_plan(
    performer: &Performer<'_>,
    journal: &dyn Journal,
    plan: &Plan,
    already: BTreeSet<StepId>,
) -> Outcome {
    let total = plan.steps.len();
    let note = |step: &Step| {
        let verb = match &step.operation {
            Operation::Create(_) => "creating",
            Operation::Delete { .. } => "deleting",
            Operation::Update(_) | Operation::Add(_) | Operation::Remove(_) => "changing",
        };
        performer.progress.show_note(&format!(
            "{}/{total} {verb} {}",
            step.id.0,
            plan.readable_key(&step.key)
        ));
    };
    schedule::run(&plan.steps, already, async |step| {
        note(step);
        let noted =
            |event| journal.append_line(&Line::new(&plan.id, step, event, performer.clock.time_now()));
        noted(Event::Begun).map_err(|why| Failure {
            why: format!("not sent, because the journal cannot be written: {why}"),
            total: true,
            taken: false,
        })?;
        let ended = performer.perform_step(step).await;
        if ended.as_ref().is_err_and(|failure| !failure.taken) {
            // If this line is missing, a later run only waits.
            drop(noted(Event::Refused));
        }
        ended
    })
    .await
}
