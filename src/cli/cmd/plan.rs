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
    let mut loaded = match project::load(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    loaded.remove(&options.remove);
    if options.locked {
        loaded.take_unlocked(Unlocked::Refused);
    }
    let (session, planned) = match make(settings, ui, &mut loaded, &options.accept.holds, Purpose::Read).await
    {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    session.close().await;
    if let Some(file) = &options.out
        && let Err(why) = write(file, &planned.plan)
    {
        ui.message(&format!("error: {}: {why}", file.display()));
        return Exit::because(Reason::CouldNotRun);
    }
    loaded.show_plan(settings, ui, &planned.plan, options.all_foreign);
    let mut exit = unfinished(&planned.plan, options.require_complete);
    if options.detailed_exitcode && !planned.plan.is_empty() {
        exit.0.push(Reason::ChangesPresent);
    }
    loaded.finish(settings, ui, Some(&planned.plan), exit)
}

/// Adds the reasons for an incomplete or held plan to the end of a run. Parts that the caller can never see
/// count only if the caller asks for it.
pub(in crate::cli) fn unfinished(plan: &Plan, require_complete: bool) -> Exit {
    let seen = plan.about.not_evaluated.is_empty() || !require_complete;
    let mut reasons = Vec::new();
    if !seen || !plan.about.incomplete.is_empty() || !plan.about.sealed.is_empty() {
        reasons.push(Reason::IncompleteRead);
    }
    if plan.open_holds().next().is_some() {
        reasons.push(Reason::HoldsOpen);
    }
    Exit(reasons)
}

/// Connects and plans. Errors that only the tenant can reveal are shown and end the run, like errors in
/// files.
pub(in crate::cli) async fn make(
    settings: &Settings,
    ui: &Arc<Ui>,
    loaded: &mut Loaded,
    accept: &[String],
    purpose: Purpose,
) -> Result<(Session, Planned), Exit> {
    let accepting = loaded.accepting(settings, ui, accept)?;
    let session = connection::connect(settings, ui, &loaded.tenant, purpose).await?;
    let mut planned = match pipeline::plan(&session.reader(), &loaded.desired).await {
        Ok(planned) => planned,
        Err(error) => {
            session.close().await;
            ui.message(&format!("error: {}", crate::render::escape(&error.to_string())));
            return Err(Exit::because(Reason::CouldNotRun));
        }
    };
    if let (Some(expected), Some(found)) = (&session.expected, &planned.facts.tenant)
        && expected != found
    {
        ui.message(&format!(
            "error: this is tenant {found}, but the project declares {expected}; nothing was done"
        ));
        session.close().await;
        return Err(Exit::because(Reason::Stale));
    }
    let problems = planned.pair.problems.iter().map(|problem| problem.finding(&planned.pair.origin));
    loaded.findings.extend(problems);
    if loaded.findings.has_errors() {
        session.close().await;
        return Err(loaded.refuse(settings, ui));
    }
    loaded.accept(&mut planned.plan, &accepting);
    if settings.redact {
        planned.plan.redact();
    }
    Ok((session, planned))
}

#[expect(clippy::disallowed_methods, reason = "a plan is written to the path that the caller gives")]
fn write(file: &std::path::Path, plan: &Plan) -> Result<(), String> {
    let text = serde_json::to_string_pretty(plan).map_err(|error| error.to_string())?;
    std::fs::write(file, text + "\n").map_err(|error| error.to_string())
}
