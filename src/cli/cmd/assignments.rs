//! `assignments`: lists assignments, and moves or removes them with plans of their own.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::apply::Outcome;
use crate::assignments::{Intent, Plan};
use crate::cli::args::{self, Format};
use crate::cli::assignments::{AssignmentTenant, Refused};
use crate::cli::connection::{self, Purpose};
use crate::cli::exit::{Exit, Reason};
use crate::cli::project;
use crate::cli::session::Session;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::model::{Assignment, Key, Membership};
use crate::plan::StepId;
use crate::render::{assignments_text, escape_hidden, holders_text};
use crate::view::{AssignmentListView, AssignmentsView, count_with_noun};

/// The end of a run: its JSON result and its exit code.
struct End {
    result: Value,
    exit: Exit,
}

impl End {
    fn new(reason: Reason) -> Self {
        Self { result: json!({}), exit: Exit::for_reason(reason) }
    }
}

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Assignments) -> Exit {
    let tenant = match project::chosen_tenant(settings, ui) {
        Ok((_, tenant)) => tenant,
        Err(exit) => return exit,
    };
    let purpose = match options {
        args::Assignments::List(_) => Purpose::Read,
        args::Assignments::Move(_) | args::Assignments::Remove(_) => Purpose::Write,
    };
    let session = match connection::connect_to_tenant(settings, ui, &tenant, purpose).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let end = run_request(settings, ui, &session, options)
        .await
        .unwrap_or_else(|refused| report_refused(ui, refused));
    session.close_session().await;
    if settings.format == Format::Json {
        let mut result = end.result;
        result["exit"] = json!(end.exit.exit_view());
        ui.write_result(&(serde_json::to_string_pretty(&result).unwrap_or_default() + "\n"));
    }
    end.exit
}

async fn run_request(
    settings: &Settings,
    ui: &Arc<Ui>,
    session: &Session,
    options: &args::Assignments,
) -> Result<End, Refused> {
    let mut tenant = AssignmentTenant::read_tenant(&session.graph_reader()).await?;
    if let (Some(expected), Some(found)) = (&session.expected, &tenant.facts.tenant)
        && expected != found
    {
        ui.write_message(&format!(
            "error: this is tenant {found}, but the project declares {expected}; nothing was done"
        ));
        return Ok(End::new(Reason::Stale));
    }
    let (intent, auto_approve) = match options {
        args::Assignments::List(options) => {
            return list_assignments(settings, ui, session, &mut tenant, options).await;
        }
        args::Assignments::Move(options) => {
            let (from, to) = (tenant.resolve_policy(&options.from)?, tenant.resolve_policy(&options.to)?);
            (Intent::Move { from, to }, options.auto_approve)
        }
        args::Assignments::Remove(options) => {
            let external = options.only_external.then_some(Membership::External);
            let only = external.or(options.only_departed.then_some(Membership::Departed));
            (Intent::Remove { from: tenant.resolve_key(&options.key)?, only }, options.auto_approve)
        }
    };
    let plan = tenant.make_plan(&session.graph_reader(), &intent).await?;
    if settings.format == Format::Text {
        let mut text = String::new();
        let _ = assignments_text(&mut text, &AssignmentsView::from_assignments_plan(&plan), ui.colour);
        ui.write_result(&text);
    }
    let mut end = decide_changes(ui, session, &mut tenant, &plan, auto_approve).await?;
    end.result["plan"] = json!(plan);
    Ok(end)
}

fn report_refused(ui: &Ui, refused: Refused) -> End {
    let (what, lines, reason) = match refused {
        Refused::Graph(error) => ("", vec![error.to_string()], Reason::CouldNotRun),
        Refused::Impossible(lines) => ("", lines, Reason::CouldNotRun),
        Refused::Incomplete(lines) => {
            ("nothing was done, because a read failed: ", lines, Reason::IncompleteRead)
        }
        Refused::Audit(lines) => {
            let what = "the plan failed its own audit, which is a defect in Guestlist: ";
            (what, lines, Reason::CouldNotRun)
        }
    };
    for line in &lines {
        ui.write_message(&format!("error: {what}{}", escape_hidden(line)));
    }
    End::new(reason)
}

async fn list_assignments(
    settings: &Settings,
    ui: &Ui,
    session: &Session,
    tenant: &mut AssignmentTenant,
    options: &args::ListAssignments,
) -> Result<End, Refused> {
    let named = options
        .package
        .as_ref()
        .or(options.policy.as_ref())
        .map(|text| tenant.resolve_key(text))
        .transpose()?;
    let packages: BTreeSet<Key> = match &named {
        Some(Key::Policy(policy)) => [Key::Package(policy.package.clone())].into(),
        Some(package) => [package.clone()].into(),
        None => tenant.actual.state.packages.keys().cloned().map(Key::Package).collect(),
    };
    let shown = |held: &Assignment| {
        let through = match &named {
            Some(Key::Policy(policy)) => held.policy.as_ref() == Some(policy),
            _ => true,
        };
        through && (options.all || held.state.is_live())
    };
    let mut held = tenant.read_assignments(&session.graph_reader(), &packages).await?;
    held.retain(shown);
    let view = AssignmentListView::from_assignments(&held, &tenant.facts);
    if settings.format == Format::Text {
        let mut text = String::new();
        let _ = holders_text(&mut text, &view);
        ui.write_result(&text);
    }
    Ok(End { result: json!({ "assignments": view.rows }), exit: Exit::success() })
}

async fn decide_changes(
    ui: &Arc<Ui>,
    session: &Session,
    tenant: &mut AssignmentTenant,
    plan: &Plan,
    auto_approve: bool,
) -> Result<End, Refused> {
    if plan.steps.is_empty() {
        return Ok(End { result: json!({}), exit: Exit::success() });
    }
    let requests = count_with_noun(plan.steps.len(), "request");
    let question = format!("Send {requests} to {}?", escape_hidden(&plan.about.tenant_name));
    if let Err(exit) = ui.require_consent(auto_approve, &question) {
        return Ok(End { result: json!({}), exit });
    }
    let reader = session.graph_reader();
    let checked = tenant.check_plan(&reader, plan).await?;
    if !checked.moved.is_empty() {
        ui.write_message("Nothing was written: the assignments have changed since the plan was made.");
        for (id, person) in &checked.moved {
            ui.write_message(&format!(
                "  step {}: the assignment of {} has changed",
                id.0,
                escape_hidden(person)
            ));
        }
        ui.write_message("Run this command again to see the current state.");
        return Ok(End::new(Reason::Stale));
    }
    let shell = (session.clock.as_ref(), ui.as_ref() as &dyn crate::graph::Progress);
    let (outcome, seen) = tenant.carry_out_plan(&session.client, &reader, shell, plan, checked).await;
    Ok(report_changes(ui, plan, &outcome, seen))
}

fn report_changes(ui: &Ui, plan: &Plan, outcome: &Outcome, seen: Result<BTreeSet<StepId>, Refused>) -> End {
    let person = |id: &StepId| {
        plan.steps.get(id.0 - 1).map(|step| escape_hidden(&step.person.name)).unwrap_or_default()
    };
    let total = plan.steps.len();
    let requests = if total == 1 { "request was" } else { "requests were" };
    ui.write_message(&format!("{} of {total} {requests} carried out.", outcome.done.len()));
    for (id, why) in &outcome.failed {
        ui.write_message(&format!("  step {} failed: {}: {}", id.0, person(id), escape_hidden(why)));
    }
    for id in &outcome.skipped {
        ui.write_message(&format!("  step {} was not started: {}", id.0, person(id)));
    }
    let missing = match seen {
        Ok(missing) => missing,
        Err(refused) => {
            drop(report_refused(ui, refused));
            outcome.done.iter().copied().collect()
        }
    };
    for id in &missing {
        ui.write_message(&format!(
            "  step {} was carried out, but the tenant does not show it: {}",
            id.0,
            person(id)
        ));
    }
    let whole = outcome.is_whole() && missing.is_empty();
    if !whole {
        ui.write_message(
            "Run this command again to continue: completed steps are recognised and not repeated.",
        );
    }
    let untouched = outcome.done.is_empty() && outcome.taken.is_empty();
    let exit = match (whole, untouched) {
        (true, _) => Exit::success(),
        (false, true) => Exit::for_reason(Reason::CouldNotRun),
        (false, false) => Exit::for_reason(Reason::AppliedInPart),
    };
    let failed: Vec<Value> =
        outcome.failed.iter().map(|(id, why)| json!({ "step": id, "why": why })).collect();
    let result = json!({ "outcome": { "done": outcome.done, "already": outcome.already, "failed": failed,
        "skipped": outcome.skipped, "notShown": missing } });
    End { result, exit }
}
