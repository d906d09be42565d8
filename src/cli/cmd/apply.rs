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
use crate::render::escape;
use crate::source::Findings;
use crate::view::counted;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Apply) -> Exit {
    if let Some(file) = &options.file {
        return saved(settings, ui, options, file).await;
    }
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

/// Applies a saved plan. If the plan does not match tenant or files, it ends with 4 and names the difference.
async fn saved(settings: &Settings, ui: &Arc<Ui>, options: &args::Apply, file: &Path) -> Exit {
    let mut plan = match saved::read(ui, file) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let mut loaded = match project::load(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let accept = &options.accept.holds;
    let accepting = match loaded.accepting(settings, ui, accept) {
        Ok(accepting) => accepting,
        Err(exit) => return exit,
    };
    let (session, planned) = match super::plan::make(settings, ui, &mut loaded, accept, Purpose::Write).await
    {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    // Findings about the current files are irrelevant: the saved plan is applied, not a new one.
    loaded.findings = Findings::default();
    loaded.accept(&mut plan, &accepting);
    if settings.redact {
        plan.redact();
    }
    loaded.show_plan(settings, ui, &plan, false);
    let exit = match stale(ui, &loaded, &plan, &planned) {
        Some(exit) => exit,
        None => decide(ui, options, &session, &plan).await,
    };
    session.close().await;
    loaded.finish(settings, ui, Some(&plan), exit)
}

/// Why a plan does not belong to this tenant or these files, if so.
fn stale(ui: &Ui, loaded: &Loaded, plan: &Plan, planned: &Planned) -> Option<Exit> {
    let found = planned.facts.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    if found != plan.tenant {
        ui.message(&format!(
            "Nothing was written: the plan is for tenant {}, and this is tenant {found}.",
            escape(&plan.tenant)
        ));
        return Some(Exit::because(Reason::Stale));
    }
    if loaded.files.policies.is_empty() {
        ui.message("The plan was not compared with its files, because this folder has no files.");
        return None;
    }
    let outdated = plan.outdated(&planned.pair.inputs);
    if outdated.is_empty() {
        return None;
    }
    ui.message("Nothing was written: the files have changed since the plan was made.");
    for key in outdated {
        ui.message(&format!("  {} was modified", escape(&plan.readable(&key))));
    }
    ui.message("Plan again to see the current changes.");
    Some(Exit::because(Reason::Stale))
}

async fn decide(ui: &Arc<Ui>, options: &args::Apply, session: &Session, plan: &Plan) -> Exit {
    if !plan.about.incomplete.is_empty() {
        ui.message("Nothing was written: a declared object could not be read, so the plan is incomplete.");
        return Exit::because(Reason::IncompleteRead);
    }
    if options.require_complete && !plan.about.not_evaluated.is_empty() {
        ui.message(
            "Nothing was written: there are parts that this caller cannot see, and \
            --require-complete is set.",
        );
        return Exit::because(Reason::IncompleteRead);
    }
    let open = plan.open_holds().count();
    if open > 0 {
        let holds = counted(open, "open hold");
        ui.message(&format!(
            "Nothing was written because of {holds}. Accept each with `--accept ID`, or with an entry in `accepted.yaml`."
        ));
        return super::plan::unfinished(plan, options.require_complete);
    }
    if plan.is_empty() {
        return super::plan::unfinished(plan, options.require_complete);
    }
    let question =
        format!("Apply {} to {}?", counted(plan.steps.len(), "step"), escape(&plan.about.tenant_name));
    if let Err(exit) = ui.agrees(options.auto_approve, &question) {
        return exit;
    }
    write(ui, options, session, plan).await
}

async fn write(ui: &Arc<Ui>, options: &args::Apply, session: &Session, plan: &Plan) -> Exit {
    let reader = session.reader();
    let (clock, progress) = (session.clock.as_ref(), ui.as_ref());
    let journal = match Journals::open(&plan.tenant, clock.now()) {
        Ok(journal) => journal,
        Err(why) => {
            ui.message(&format!("error: nothing was written: cannot write the journal: {}", escape(&why)));
            return Exit::because(Reason::CouldNotRun);
        }
    };
    let checked = match pipeline::check_after(&reader, clock, progress, plan, &journal.before).await {
        Ok(checked) => checked,
        Err(error) => {
            ui.message(&format!("error: nothing was written: {}", escape(&error.to_string())));
            return Exit::because(Reason::CouldNotRun);
        }
    };
    if !checked.0.moved.is_empty() {
        return stopped(ui, plan, &checked.0);
    }
    let notes = (progress as &dyn Progress, &journal as &dyn Journal);
    let (outcome, seen) = pipeline::carry_out(&session.client, &reader, clock, notes, plan, checked).await;
    let kept = keep(options, plan, &outcome, &seen);
    let missing = seen.as_ref().map(|seen| &seen.missing);
    report(ui, plan, &outcome, &missing);
    if let Err(why) = kept {
        ui.message(&format!("warning: the receipt was not written: {}", escape(&why)));
    }
    match missing {
        Ok(missing) if outcome.is_whole() && missing.is_empty() => {
            super::plan::unfinished(plan, options.require_complete)
        }
        _ if outcome.done.is_empty() => Exit::because(Reason::CouldNotRun),
        _ => Exit::because(Reason::AppliedInPart),
    }
}

/// Writes the receipt of what was written and read back.
fn keep(
    options: &args::Apply,
    plan: &Plan,
    outcome: &Outcome,
    seen: &Result<Seen, GraphError>,
) -> Result<(), String> {
    let Ok(seen) = seen else { return Ok(()) };
    let file = receipts::file(options.receipt.as_deref(), &plan.tenant);
    let carried = outcome.done.iter().chain(&outcome.already).copied();
    let shown = carried.filter(|id| !seen.missing.contains(id));
    let named = |why: String| format!("{}: {why}", file.display());
    let receipt = receipts::read(&file, &plan.tenant).map_err(named)?.after(plan, shown, &seen.actual);
    receipts::write(&file, &receipt).map_err(named)
}

/// Reports why a plan is not carried out: its preconditions do not hold or could not be checked.
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
    ui.message("Nothing was written: the tenant has changed since the plan was made.");
    for (id, key) in &checked.moved {
        ui.message(&format!("  step {}: {} has changed", id.0, escape(&plan.readable(key))));
    }
    ui.message("Plan again to see the current state.");
    Exit::because(Reason::Stale)
}

fn report(ui: &Ui, plan: &Plan, outcome: &Outcome, seen: &Result<&BTreeSet<StepId>, &GraphError>) {
    let key = |id: &StepId| {
        plan.steps.get(id.0 - 1).map(|step| escape(&plan.readable(&step.key))).unwrap_or_default()
    };
    let total = plan.steps.len();
    let steps = if total == 1 { "step was" } else { "steps were" };
    ui.message(&format!("{} of {total} {steps} carried out.", outcome.done.len()));
    if !outcome.already.is_empty() {
        ui.message(&format!("Already done: {}.", outcome.already.len()));
    }
    for (id, why) in &outcome.failed {
        ui.message(&format!("  step {} failed: {}: {}", id.0, key(id), escape(why)));
    }
    for id in &outcome.skipped {
        ui.message(&format!("  step {} was not started: {}", id.0, key(id)));
    }
    match seen {
        Ok(missing) => {
            for id in *missing {
                ui.message(&format!(
                    "  step {} was carried out, but the tenant does not show it: {}",
                    id.0,
                    key(id)
                ));
            }
            if !outcome.is_whole() || !missing.is_empty() {
                ui.message("Run apply again to continue: completed steps are recognised and not repeated.");
            }
        }
        Err(error) => {
            ui.message(&format!("Cannot read back the changes: {}", escape(&error.to_string())));
        }
    }
}
