//! The one way from files and tenant to a plan, and from a plan to a changed tenant, as every command walks it.
//!
//! Joins the rooms and decides nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use super::live_assignments;
use crate::actual;
use crate::apply::{
    Event, Ids, Journal, Line, Outcome, Performer, Precheck, VISIBILITY_WINDOW, Wait, align_keys,
    describe_write, execute_plan, pending_writes, precheck_plan, unfinished_steps,
};
use crate::config::document::Tenant as Entry;
use crate::config::{self, TargetTenant};
use crate::graph::{Client, Clock, GraphError, Interest, Progress, Reader, ResourceIds};
use crate::model::{
    Actual, Bindings, Desired, Facts, Key, Lock, Lookup, ObjectId, ResourceKey, Unlocked, Unread,
};
use crate::plan::{
    self, Comparison, Plan, StepId,
    audit::{AuditInputs, audit_changes},
};
use crate::scope::{self, Pair, Recognised};
use crate::source::{Files, Findings, LOCK_FILE, PROJECT_FILE};
use crate::transfer::{self, Export};

/// The version that plans carry.
pub const TOOL: &str = concat!("guestlist ", env!("CARGO_PKG_VERSION"));

/// A plan and what it was made from.
#[derive(Debug)]
pub struct Planned {
    /// The plan. It has steps only if no problem prevents it.
    pub plan: Plan,
    /// Both sides.
    pub pair: Pair,
    /// Facts about them.
    pub facts: Facts,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The tenant could not be read.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The independent checker found the plan wrong: a defect of ours, and nothing is written.
    #[error(
        "the plan did not pass its own audit, which is a defect of this program; nothing was written:\n{0}"
    )]
    Audit(String),
}

/// Reads the tenant.
///
/// # Errors If nothing can be read at all.
pub async fn read_actual(reader: &Reader<'_>) -> Result<(Actual, Facts), GraphError> {
    let snapshot = reader.read_snapshot(Interest::Everything).await?;
    Ok(actual::normalise_snapshot(&snapshot))
}

/// Asks what is wanted until nothing more is.
///
/// # Errors
/// When nothing can be asked at all.
async fn answer_lookups(
    reader: &Reader<'_>,
    actual: &Actual,
    facts: &mut Facts,
    wanted: impl Fn(&Facts) -> BTreeSet<Lookup>,
) -> Result<(), GraphError> {
    loop {
        let open = wanted(facts);
        if open.is_empty() {
            return Ok(());
        }
        look_up_directory(reader, &open, actual, facts).await?;
    }
}

/// Answers look-ups about what was read. What cannot be answered is among the failures, and is not asked again.
///
/// # Errors
/// When nothing can be asked at all.
pub async fn look_up_directory(
    reader: &Reader<'_>,
    lookups: &BTreeSet<Lookup>,
    actual: &Actual,
    facts: &mut Facts,
) -> Result<(), GraphError> {
    reader.look_up_all(lookups, &resource_ids(&actual.bindings)).await?.add_to(facts);
    facts.asked.extend(lookups.iter().cloned());
    Ok(())
}

/// Makes the plan that would make the tenant as `desired`.
///
/// # Errors
/// When nothing can be read at all, or the plan does not pass its audit.
pub async fn plan_changes(reader: &Reader<'_>, desired: &Desired) -> Result<Planned, PlanError> {
    let (actual, facts) = read_actual(reader).await?;
    plan_with(reader, desired, actual, facts).await
}

/// The same for a tenant that was read already.
///
/// # Errors
/// When nothing more can be read at all, or the plan does not pass its audit.
pub async fn plan_with(
    reader: &Reader<'_>,
    desired: &Desired,
    actual: Actual,
    facts: Facts,
) -> Result<Planned, PlanError> {
    let Recognised { desired, actual, mut facts, known, managed, problems } =
        scope::recognise_objects(desired, actual, facts);
    answer_lookups(reader, &actual, &mut facts, |facts| scope::wanted_lookups(&desired, &actual, facts))
        .await?;
    let mut pair = scope::claim_objects(&desired, actual, &facts).with_recognised(known, managed, problems);
    let comparison = Comparison::new(&pair);
    count_holders(reader, &mut pair, &comparison, &mut facts).await?;
    build_planned(pair, &comparison, facts)
}

/// Counts who holds what the plan touches. A plan that touches no package and no policy asks nothing here. What would be
/// deleted has to be counted; elsewhere a number that is missing is said, and takes nothing from the plan.
///
/// # Errors If nothing can be read at all.
async fn count_holders(
    reader: &Reader<'_>,
    pair: &mut Pair,
    comparison: &Comparison,
    facts: &mut Facts,
) -> Result<(), GraphError> {
    live_assignments::read_live_assignments(
        reader,
        &plan::touched_keys(pair, comparison),
        &pair.bindings,
        facts,
    )
    .await?;
    let doomed = comparison.changes.deleted_packages_and_policies();
    let uncounted = facts.failures.iter().filter(|failure| match &failure.unread {
        Unread::AssignmentsOf(key) => doomed.contains(key),
        _ => false,
    });
    pair.failures.extend(uncounted.cloned());
    Ok(())
}

/// Builds the plan, once both sides are compared and everything is known.
///
/// # Errors
/// When the plan does not pass its audit.
pub fn build_planned(pair: Pair, comparison: &Comparison, facts: Facts) -> Result<Planned, PlanError> {
    let plan = plan::build_change_plan(&pair, comparison, &facts, TOOL);
    if pair.problems.iter().all(|problem| !problem.is_error()) {
        let there = Actual { state: pair.actual.clone(), bindings: pair.bindings.clone() };
        let known = AuditInputs {
            origin: &pair.provenance,
            facts: &facts,
            lock: pair.lock.as_ref(),
            foreign: &pair.foreign,
            limits: pair.limits,
        };
        let violations = audit_changes(&plan, &there, &pair.desired, &known);
        if !violations.is_empty() {
            let said: Vec<_> = violations.iter().map(|violation| format!("  {violation}")).collect();
            return Err(PlanError::Audit(said.join("\n")));
        }
    }
    Ok(Planned { plan, pair, facts })
}

/// What the tenant's present state means for a plan.
///
/// # Errors If nothing can be read at all.
pub async fn check_preconditions(reader: &Reader<'_>, plan: &Plan) -> Result<(Precheck, Actual), GraphError> {
    let (actual, facts) = read_actual(reader).await?;
    let actual = align_keys(plan, actual);
    Ok((precheck_plan(plan, &actual, &facts), actual))
}

/// The same, once the tenant shows what an earlier run started, or no longer can come to show it.
///
/// # Errors If nothing can be read at all.
pub async fn check_after(
    reader: &Reader<'_>,
    clock: &dyn Clock,
    progress: &dyn Progress,
    plan: &Plan,
    lines: &[Line],
) -> Result<(Precheck, Actual), GraphError> {
    let now = clock.time_now();
    let begun = pending_writes(lines, now);
    let awaited: Vec<_> =
        plan.steps.iter().filter_map(|step| Some((step.id, *begun.get(&describe_write(step))?))).collect();
    let until = awaited.iter().map(|(_, until)| *until).max().unwrap_or(now);
    let mut wait = Wait::new(clock, until.saturating_sub(now));
    loop {
        let checked = check_preconditions(reader, plan).await?;
        let open = awaited.iter().filter(|(id, _)| !checked.0.already.contains(id)).count();
        if open == 0 || !wait.pause_once(clock).await {
            return Ok(checked);
        }
        progress.show_note(&format!("waiting for {open} of the steps that an earlier run started"));
    }
}

/// What the tenant shows after a plan was carried out.
#[derive(Debug)]
pub struct Seen {
    /// Steps that were written and that it does not show, after the whole window.
    pub missing: BTreeSet<StepId>,
    /// The tenant as it is, with the keys of the plan.
    pub actual: Actual,
}

/// Carries out a plan whose preconditions hold, and reads back until the tenant shows it.
///
/// # Errors
/// When the tenant cannot be read back at all; what was written is in the outcome otherwise.
pub async fn carry_out_steps(
    client: &Client,
    reader: &Reader<'_>,
    clock: &dyn Clock,
    (progress, journal): (&dyn Progress, &dyn Journal),
    plan: &Plan,
    (checked, actual): (Precheck, Actual),
) -> (Outcome, Result<Seen, GraphError>) {
    let performer = Performer::new(client, clock, progress, Ids::from_bindings(&actual.bindings));
    let outcome = execute_plan(&performer, journal, plan, checked.already).await;
    let written: BTreeSet<StepId> = outcome.done.iter().copied().collect();
    progress.show_note("reading back the changes");
    let seen = read_until_shown(reader, clock, plan, &written).await;
    if let Ok(seen) = &seen {
        let shown = plan.steps.iter().filter(|step| written.contains(&step.id));
        for step in shown.filter(|step| !seen.missing.contains(&step.id)) {
            // If this line is missing, a later run only waits.
            drop(journal.append_line(&Line::new(&plan.id, step, Event::Seen, clock.time_now())));
        }
    }
    (outcome, seen)
}

/// Reads until the tenant shows every step of `written`, or the whole window has passed.
async fn read_until_shown(
    reader: &Reader<'_>,
    clock: &dyn Clock,
    plan: &Plan,
    written: &BTreeSet<StepId>,
) -> Result<Seen, GraphError> {
    let mut wait = Wait::new(clock, VISIBILITY_WINDOW);
    loop {
        let (actual, facts) = read_actual(reader).await?;
        let actual = align_keys(plan, actual);
        let missing: BTreeSet<_> =
            unfinished_steps(plan, &actual, &facts).intersection(written).copied().collect();
        if missing.is_empty() || !wait.pause_once(clock).await {
            return Ok(Seen { missing, actual });
        }
    }
}

/// Reads the tenant and writes it as the files of a project whose only tenant is `entry`, with their lock file where
/// the tenant is one that is locked.
///
/// # Errors
/// When nothing can be read at all. What could not be read in part is in the facts; such an export is not whole.
pub async fn export_tenant(
    reader: &Reader<'_>,
    name: &str,
    entry: &Entry,
) -> Result<(Export, Facts), PlanError> {
    let (actual, mut facts) = read_actual(reader).await?;
    // Names are known only once their objects are, so the answers give rise to further questions.
    answer_lookups(reader, &actual, &mut facts, |facts| transfer::export_lookups(&actual, facts)).await?;
    let mut export = transfer::export_project(&actual, &facts, name, entry);
    if let Some(id) = &entry.tenant_id {
        let (planned, text) =
            lock_export(reader, &export, name, &ObjectId::new(&id.0), actual, facts).await?;
        export.files.push((LOCK_FILE.to_owned(), text));
        return Ok((export, planned.facts));
    }
    Ok((export, facts))
}

/// The lock file of an export: what its names resolve to when its files are read again.
///
/// It records no object as managed. If a user keeps one exported file and rewrites another by hand, the objects of the
/// second are declared for the first time and need a hold.
async fn lock_export(
    reader: &Reader<'_>,
    export: &Export,
    name: &str,
    id: &ObjectId,
    actual: Actual,
    facts: Facts,
) -> Result<(Planned, String), PlanError> {
    let texts = export.files.iter().filter(|(path, _)| path != PROJECT_FILE);
    let mut findings = Findings::default();
    let files = Files::from_texts(texts.map(|(path, text)| (path.as_str(), text.as_str())), &mut findings);
    let mut wanted = config::read_desired(&files, TargetTenant::detached(name), &mut findings);
    wanted.lock = Some(Lock { unlocked: Unlocked::Recorded, ..Lock::default() });
    let planned = plan_with(reader, &wanted, actual, facts).await?;
    let remembered = plan::remember_meanings(&planned.plan, &planned.pair, &BTreeSet::new());
    let lock = Lock { managed: BTreeSet::new(), ..remembered.lock };
    let text = transfer::lock_file(&BTreeMap::from([(id.clone(), lock)]));
    Ok((planned, text))
}

/// The ids of catalog resources, for the questions that need them.
fn resource_ids(bindings: &Bindings) -> BTreeMap<ResourceKey, ResourceIds> {
    let ids = |(key, binding): (&Key, &crate::model::Binding)| {
        let Key::Resource(key) = key else { return None };
        let catalog = bindings.0.get(&Key::Catalog(key.catalog.clone()))?.id.clone();
        Some((key.clone(), ResourceIds { catalog, resource: binding.id.clone() }))
    };
    bindings.0.iter().filter_map(ids).collect()
}
