//! `plan`: what would change in the tenant.

use std::sync::Arc;

use crate::cli::args;
use crate::cli::connection::{self, Purpose};
use crate::cli::exit::{Exit, Reason};
use crate::cli::pipeline::{self, Planned};
use crate::cli::project::{self, Loaded};
use crate::cli::session::Session;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::model::Unlocked;
use crate::plan::Plan;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Plan) -> Exit {
    let mut loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    loaded.add_removals(&options.remove);
    if options.locked {
        loaded.take_unlocked(Unlocked::Refused);
    }
    let (session, planned) =
        match make_plan(settings, ui, &mut loaded, &options.accept.holds, Purpose::Read).await {
            Ok(made) => made,
            Err(exit) => return exit,
        };
    session.close_session().await;
    if let Some(file) = &options.out
        && let Err(why) = save_plan(file, &planned.plan)
    {
        ui.write_message(&format!("error: {}: {why}", file.display()));
        return Exit::for_reason(Reason::CouldNotRun);
    }
    loaded.show_plan(settings, ui, &planned.plan, options.all_foreign);
    let mut exit = unfinished_exit(&planned.plan, options.require_complete);
    if options.detailed_exitcode && !planned.plan.is_empty() {
        exit.0.push(Reason::ChangesPresent);
    }
    loaded.finish_run(settings, ui, Some(&planned.plan), exit)
}

/// Adds the reasons for an incomplete or held plan to the end of a run. Parts that the caller can never see
/// count only if the caller asks for it.
pub(in crate::cli) fn unfinished_exit(plan: &Plan, require_complete: bool) -> Exit {
    let seen = plan.about.not_evaluated.is_empty() || !require_complete;
    let mut reasons = Vec::new();
    if !seen || !plan.about.incomplete.is_empty() || !plan.about.read_only.is_empty() {
        reasons.push(Reason::IncompleteRead);
    }
    if plan.open_holds().next().is_some() {
        reasons.push(Reason::HoldsOpen);
    }
    Exit(reasons)
}

/// Connects and plans. Errors that only the tenant can reveal are shown and end the run, like errors in
/// files.
pub(in crate::cli) async fn make_plan(
    settings: &Settings,
    ui: &Arc<Ui>,
    loaded: &mut Loaded,
    accept: &[String],
    purpose: Purpose,
) -> Result<(Session, Planned), Exit> {
    let accepting = loaded.gather_acceptance(settings, ui, accept)?;
    let session = connection::connect_to_tenant(settings, ui, &loaded.tenant, purpose).await?;
    let mut planned = match pipeline::plan_changes(&session.graph_reader(), &loaded.desired).await {
        Ok(planned) => planned,
        Err(error) => {
            session.close_session().await;
            ui.write_message(&format!("error: {}", crate::render::escape_hidden(&error.to_string())));
            return Err(Exit::for_reason(Reason::CouldNotRun));
        }
    };
    if let (Some(expected), Some(found)) = (&session.expected, &planned.facts.tenant)
        && expected != found
    {
        ui.write_message(&format!(
            "error: this is tenant {found}, but the project declares {expected}; nothing was done"
        ));
        session.close_session().await;
        return Err(Exit::for_reason(Reason::Stale));
    }
    let problems = planned.pair.problems.iter().map(|problem| problem.to_finding(&planned.pair.provenance));
    loaded.findings.extend(problems);
    if loaded.findings.has_errors() {
        session.close_session().await;
        return Err(loaded.refuse_project(settings, ui));
    }
    loaded.accept_holds(&mut planned.plan, &accepting);
    if settings.redact {
        planned.plan.redact_tenant();
    }
    Ok((session, planned))
}

#[expect(clippy::disallowed_methods, reason = "a plan is written to the path that the caller gives")]
fn save_plan(file: &std::path::Path, plan: &Plan) -> Result<(), String> {
    let text = serde_json::to_string_pretty(plan).map_err(|error| error.to_string())?;
    std::fs::write(file, text + "\n").map_err(|error| error.to_string())
}
