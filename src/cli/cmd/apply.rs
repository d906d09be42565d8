//! `apply`: plans, asks, checks the preconditions, writes, and reads back.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::apply::{Journal, Outcome, Precheck};
use crate::cli::args;
use crate::cli::connection::Purpose;
use crate::cli::exit::{Exit, Reason};
use crate::cli::journals::Journals;
use crate::cli::pipeline::{self, Planned, Seen};
use crate::cli::project::{self, Loaded};
use crate::cli::session::Session;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::cli::{receipts, saved};
use crate::graph::{GraphError, Progress};
use crate::model::Unlocked;
use crate::plan::{Plan, StepId};
use crate::render::escape_hidden;
use crate::source::Findings;
use crate::view::count_with_noun;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Apply) -> Exit {
    if let Some(file) = &options.file {
        return apply_saved(settings, ui, options, file).await;
    }
    let mut loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    loaded.add_removals(&options.remove);
    if options.locked {
        loaded.take_unlocked(Unlocked::Refused);
    }
    let (session, planned) = match super::plan::make_plan(
        settings,
        ui,
        &mut loaded,
        &options.accept.holds,
        Purpose::Write,
    )
    .await
    {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    let plan = planned.plan;
    loaded.show_plan(settings, ui, &plan, false);
    let exit = decide_apply(ui, options, &session, &plan).await;
    session.close_session().await;
    loaded.finish_run(settings, ui, Some(&plan), exit)
}

/// Applies a saved plan. If the plan does not match tenant or files, it ends with 4 and names the difference.
async fn apply_saved(settings: &Settings, ui: &Arc<Ui>, options: &args::Apply, file: &Path) -> Exit {
    let mut plan = match saved::read_saved_plan(ui, file) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let mut loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let accept = &options.accept.holds;
    let accepting = match loaded.gather_acceptance(settings, ui, accept) {
        Ok(accepting) => accepting,
        Err(exit) => return exit,
    };
    let (session, planned) =
        match super::plan::make_plan(settings, ui, &mut loaded, accept, Purpose::Write).await {
            Ok(made) => made,
            Err(exit) => return exit,
        };
    // Findings about the current files are irrelevant: the saved plan is applied, not a new one.
    loaded.findings = Findings::default();
    loaded.accept_holds(&mut plan, &accepting);
    if settings.redact {
        plan.redact_tenant();
    }
    loaded.show_plan(settings, ui, &plan, false);
    let exit = match stale_reason(ui, &loaded, &plan, &planned) {
        Some(exit) => exit,
        None => decide_apply(ui, options, &session, &plan).await,
    };
    session.close_session().await;
    loaded.finish_run(settings, ui, Some(&plan), exit)
}

/// Why a plan does not belong to this tenant or these files, if so.
fn stale_reason(ui: &Ui, loaded: &Loaded, plan: &Plan, planned: &Planned) -> Option<Exit> {
    let found = planned.facts.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    if found != plan.tenant {
        ui.write_message(&format!(
            "Nothing was written: the plan is for tenant {}, and this is tenant {found}.",
            escape_hidden(&plan.tenant)
        ));
        return Some(Exit::for_reason(Reason::Stale));
    }
    if loaded.files.policies.is_empty() {
        ui.write_message("The plan was not compared with its files, because this folder has no files.");
        return None;
    }
    let outdated = plan.outdated_keys(&planned.pair.inputs);
    if outdated.is_empty() {
        return None;
    }
    ui.write_message("Nothing was written: the files have changed since the plan was made.");
    for key in outdated {
        ui.write_message(&format!("  {} was modified", escape_hidden(&plan.readable_key(&key))));
    }
    ui.write_message("Plan again to see the current changes.");
    Some(Exit::for_reason(Reason::Stale))
}

async fn decide_apply(ui: &Arc<Ui>, options: &args::Apply, session: &Session, plan: &Plan) -> Exit {
    if !plan.about.incomplete.is_empty() {
        ui.write_message(
            "Nothing was written: a declared object could not be read, so the plan is incomplete.",
        );
        return Exit::for_reason(Reason::IncompleteRead);
    }
    if options.require_complete && !plan.about.not_evaluated.is_empty() {
        ui.write_message(
            "Nothing was written: there are parts that this caller cannot see, and \
            --require-complete is set.",
        );
        return Exit::for_reason(Reason::IncompleteRead);
    }
    let open = plan.open_holds().count();
    if open > 0 {
        let holds = count_with_noun(open, "open hold");
        ui.write_message(&format!(
            "Nothing was written because of {holds}. Accept each with `--accept ID`, or with an entry in `accepted.yaml`."
        ));
        return super::plan::unfinished_exit(plan, options.require_complete);
    }
    if plan.is_empty() {
        return super::plan::unfinished_exit(plan, options.require_complete);
    }
    let question = format!(
        "Apply {} to {}?",
        count_with_noun(plan.steps.len(), "step"),
        escape_hidden(&plan.about.tenant_name)
    );
    if let Err(exit) = ui.require_consent(options.auto_approve, &question) {
        return exit;
    }
    write_plan_steps(ui, options, session, plan).await
}

async fn write_plan_steps(ui: &Arc<Ui>, options: &args::Apply, session: &Session, plan: &Plan) -> Exit {
    let reader = session.graph_reader();
    let (clock, progress) = (session.clock.as_ref(), ui.as_ref());
    let journal = match Journals::open_journal(&plan.tenant, clock.time_now()) {
        Ok(journal) => journal,
        Err(why) => {
            ui.write_message(&format!(
                "error: nothing was written: cannot write the journal: {}",
                escape_hidden(&why)
            ));
            return Exit::for_reason(Reason::CouldNotRun);
        }
    };
    let checked = match pipeline::check_after(&reader, clock, progress, plan, &journal.before).await {
        Ok(checked) => checked,
        Err(error) => {
            ui.write_message(&format!("error: nothing was written: {}", escape_hidden(&error.to_string())));
            return Exit::for_reason(Reason::CouldNotRun);
        }
    };
    if !checked.0.moved.is_empty() {
        return report_stopped(ui, plan, &checked.0);
    }
    let notes = (progress as &dyn Progress, &journal as &dyn Journal);
    let (outcome, seen) =
        pipeline::carry_out_steps(&session.client, &reader, clock, notes, plan, checked).await;
    let kept = keep_receipt(options, plan, &outcome, &seen);
    let missing = seen.as_ref().map(|seen| &seen.missing);
    report_outcome(ui, plan, &outcome, &missing);
    if let Err(why) = kept {
        ui.write_message(&format!("warning: the receipt was not written: {}", escape_hidden(&why)));
    }
    match missing {
        Ok(missing) if outcome.is_whole() && missing.is_empty() => {
            super::plan::unfinished_exit(plan, options.require_complete)
        }
        _ if outcome.done.is_empty() => Exit::for_reason(Reason::CouldNotRun),
        _ => Exit::for_reason(Reason::AppliedInPart),
    }
}

/// Writes the receipt of what was written and read back.
fn keep_receipt(
    options: &args::Apply,
    plan: &Plan,
    outcome: &Outcome,
    seen: &Result<Seen, GraphError>,
) -> Result<(), String> {
    let Ok(seen) = seen else { return Ok(()) };
    let file = receipts::receipt_file(options.receipt.as_deref(), &plan.tenant);
    let carried = outcome.done.iter().chain(&outcome.already).copied();
    let shown = carried.filter(|id| !seen.missing.contains(id));
    let named = |why: String| format!("{}: {why}", file.display());
    let receipt =
        receipts::read_receipt(&file, &plan.tenant).map_err(named)?.after_plan(plan, shown, &seen.actual);
    receipts::write_receipt(&file, &receipt).map_err(named)
}

/// Reports why a plan is not carried out: its preconditions do not hold or could not be checked.
fn report_stopped(ui: &Ui, plan: &Plan, checked: &Precheck) -> Exit {
    if !checked.unread.is_empty() {
        ui.write_message(
            "Nothing was written: the tenant cannot be compared with the plan, because reading failed.",
        );
        for why in &checked.unread {
            ui.write_message(&format!("  {}", escape_hidden(why)));
        }
        return Exit::for_reason(Reason::CouldNotRun);
    }
    ui.write_message("Nothing was written: the tenant has changed since the plan was made.");
    for (id, key) in &checked.moved {
        ui.write_message(&format!("  step {}: {} has changed", id.0, escape_hidden(&plan.readable_key(key))));
    }
    ui.write_message("Plan again to see the current state.");
    Exit::for_reason(Reason::Stale)
}

fn report_outcome(ui: &Ui, plan: &Plan, outcome: &Outcome, seen: &Result<&BTreeSet<StepId>, &GraphError>) {
    let key = |id: &StepId| {
        plan.steps.get(id.0 - 1).map(|step| escape_hidden(&plan.readable_key(&step.key))).unwrap_or_default()
    };
    let total = plan.steps.len();
    let steps = if total == 1 { "step was" } else { "steps were" };
    ui.write_message(&format!("{} of {total} {steps} carried out.", outcome.done.len()));
    if !outcome.already.is_empty() {
        ui.write_message(&format!("Already done: {}.", outcome.already.len()));
    }
    for (id, why) in &outcome.failed {
        ui.write_message(&format!("  step {} failed: {}: {}", id.0, key(id), escape_hidden(why)));
    }
    for id in &outcome.skipped {
        ui.write_message(&format!("  step {} was not started: {}", id.0, key(id)));
    }
    match seen {
        Ok(missing) => {
            for id in *missing {
                ui.write_message(&format!(
                    "  step {} was carried out, but the tenant does not show it: {}",
                    id.0,
                    key(id)
                ));
            }
            if !outcome.is_whole() || !missing.is_empty() {
                ui.write_message(
                    "Run apply again to continue: completed steps are recognised and not repeated.",
                );
            }
        }
        Err(error) => {
            ui.write_message(&format!("Cannot read back the changes: {}", escape_hidden(&error.to_string())));
        }
    }
}
