//! `apply`: plans, asks, checks once more, writes, and reads back.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::apply::{Outcome, Precheck};
use crate::cli::args;
use crate::cli::connection::Purpose;
use crate::cli::exit::{Exit, Reason};
use crate::cli::pipeline;
use crate::cli::project;
use crate::cli::session::Session;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::graph::GraphError;
use crate::model::Unlocked;
use crate::plan::{Plan, StepId};
use crate::render::escape;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Apply) -> Exit {
    let mut loaded = match project::load(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    loaded.remove(&options.remove);
    if options.locked {
        loaded.take_unlocked(Unlocked::Refused);
    }
    let (session, planned) =
        match super::plan::make(settings, ui, &mut loaded, &options.accept.holds, Purpose::Write).await {
            Ok(made) => made,
            Err(exit) => return exit,
        };
    let plan = planned.plan;
    loaded.show_plan(settings, ui, &plan, false);
    let exit = decide(ui, options, &session, &plan).await;
    session.close().await;
    loaded.finish(settings, ui, Some(&plan), exit)
}

async fn decide(ui: &Arc<Ui>, options: &args::Apply, session: &Session, plan: &Plan) -> Exit {
    if !plan.about.incomplete.is_empty() {
        ui.message(
            "Nothing was written: something that is declared could not be read, so the plan is not whole.",
        );
        return Exit::because(Reason::IncompleteRead);
    }
    if options.require_complete && !plan.about.not_evaluated.is_empty() {
        ui.message("Nothing was written: there is something that this caller cannot see, and --require-complete was given.");
        return Exit::because(Reason::IncompleteRead);
    }
    let open = plan.open_holds().count();
    if open > 0 {
        let holds = if open == 1 { "a hold is" } else { "holds are" };
        ui.message(&format!(
            "Nothing was written: {holds} open. Accept each with `--accept ID`, or with an entry in `accepted.yaml`."
        ));
        return super::plan::unfinished(plan, options.require_complete);
    }
    if plan.is_empty() {
        return super::plan::unfinished(plan, options.require_complete);
    }
    let question = format!("Apply these {} steps to {}?", plan.steps.len(), escape(&plan.about.tenant_name));
    if let Err(exit) = ui.agrees(options.auto_approve, &question) {
        return exit;
    }
    write(ui, options, session, plan).await
}

async fn write(ui: &Arc<Ui>, options: &args::Apply, session: &Session, plan: &Plan) -> Exit {
    let reader = session.reader();
    let checked = match pipeline::check(&reader, plan).await {
        Ok(checked) => checked,
        Err(error) => {
            ui.message(&format!("error: nothing was written: {}", escape(&error.to_string())));
            return Exit::because(Reason::CouldNotRun);
        }
    };
    if !checked.0.moved.is_empty() {
        return stopped(ui, plan, &checked.0);
    }
    let (clock, progress) = (session.clock.as_ref(), ui.as_ref());
    let (outcome, seen) = pipeline::carry_out(&session.client, &reader, clock, progress, plan, checked).await;
    report(ui, plan, &outcome, &seen);
    match seen {
        Ok(missing) if outcome.is_whole() && missing.is_empty() => {
            super::plan::unfinished(plan, options.require_complete)
        }
        _ if outcome.done.is_empty() => Exit::because(Reason::CouldNotRun),
        _ => Exit::because(Reason::AppliedInPart),
    }
}

/// Says why a plan whose preconditions do not hold, as far as anybody can tell, is not carried out.
fn stopped(ui: &Ui, plan: &Plan, checked: &Precheck) -> Exit {
    if !checked.unread.is_empty() {
        ui.message(
            "Nothing was written: the tenant cannot be compared with the plan, because reading failed.",
        );
        for why in &checked.unread {
            ui.message(&format!("  {}", escape(why)));
        }
        return Exit::because(Reason::CouldNotRun);
    }
    ui.message("Nothing was written: the tenant has moved since the plan was made.");
    for (id, key) in &checked.moved {
        ui.message(&format!("  step {}: {} was changed by somebody else", id.0, escape(&plan.readable(key))));
    }
    ui.message("Plan again to see what it is now.");
    Exit::because(Reason::Stale)
}

fn report(ui: &Ui, plan: &Plan, outcome: &Outcome, seen: &Result<BTreeSet<StepId>, GraphError>) {
    let key = |id: &StepId| {
        plan.steps.get(id.0 - 1).map(|step| escape(&plan.readable(&step.key))).unwrap_or_default()
    };
    let total = plan.steps.len();
    let steps = if total == 1 { "step was" } else { "steps were" };
    ui.message(&format!("{} of {total} {steps} carried out.", outcome.done.len()));
    if !outcome.already.is_empty() {
        ui.message(&format!("{} were done already.", outcome.already.len()));
    }
    for (id, why) in &outcome.failed {
        ui.message(&format!("  step {} failed: {}: {}", id.0, key(id), escape(why)));
    }
    for id in &outcome.skipped {
        ui.message(&format!("  step {} was not started: {}", id.0, key(id)));
    }
    match seen {
        Ok(missing) => {
            for id in missing {
                ui.message(&format!(
                    "  step {} was carried out, and the tenant does not show it: {}",
                    id.0,
                    key(id)
                ));
            }
            if !outcome.is_whole() || !missing.is_empty() {
                ui.message("Run apply again to go on: what is done is recognised and not repeated.");
            }
        }
        Err(error) => {
            ui.message(&format!("What was written could not be read back: {}", escape(&error.to_string())));
        }
    }
}
