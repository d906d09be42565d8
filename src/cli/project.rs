//! Loads a project: its files, the chosen tenant, and what the files ask for. Shows the findings.

use std::collections::BTreeMap;

use crate::config::{self, Accepted, Project, SignIn, TargetTenant, Tenant, document};
use crate::graph::SystemClock;
use crate::model::{Desired, Key, Lock, ObjectId, Place, Unlocked};
use crate::plan::{Accepting, Hold, Plan};
use crate::render::{Style, plan_markdown, plan_text};
use crate::source::{self, Code, Files, Finding, Findings, Locator, Points};
use crate::view::{PlanView, count_with_noun};

use super::acceptance;
use super::args::Format;
use super::exit::{Exit, Reason};
use super::findings;
use super::results::Results;
use super::settings::Settings;
use super::ui::Ui;

/// A project without errors in its files.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) files: Files,
    pub(super) desired: Desired,
    pub(super) findings: Findings,
    /// The contents of the lock file, for every tenant.
    pub(super) locks: BTreeMap<ObjectId, Lock>,
    /// The name of the chosen tenant.
    pub(super) name: String,
    /// The chosen tenant.
    pub(super) tenant: Tenant,
    accepted: Vec<Accepted>,
}

/// Reads a project. All findings are shown; an error ends the run.
pub(super) fn load_project(settings: &Settings, ui: &Ui) -> Result<Loaded, Exit> {
    let mut findings = Findings::default();
    let files = source::load_files(&settings.dir, settings.project.as_deref(), &mut findings);
    let project = read_project(settings, &files, &mut findings);
    let chosen = project.as_ref().and_then(|project| choose_tenant(settings, project, &mut findings));
    let target = match (&project, &chosen) {
        (Some(project), Some((name, _))) => TargetTenant::new(project, name),
        _ => TargetTenant::without_tenant(),
    };
    let mut desired = config::read_desired(&files, target, &mut findings);
    if let Some(project) = project {
        (desired.ownership.protected, desired.ownership.limits) = (project.protected, project.limits);
    }
    let accepted = config::read_accepted(&files, Hold::is_id, &mut findings);
    let locks = config::read_locks(&files, &mut findings);
    match chosen {
        Some((name, tenant)) if !findings.has_errors() => {
            let remembered = |id| locks.get(id).cloned().unwrap_or_default();
            desired.lock = tenant.tenant_id().map(remembered);
            Ok(Loaded { files, desired, findings, locks, name, accepted, tenant })
        }
        _ => Err(refuse_files(&files, &findings, settings, ui)),
    }
}

/// Checks a project for each of its tenants, or for the named one. Each finding is shown once.
pub(super) fn validate_project(settings: &Settings, ui: &Ui) -> Exit {
    let mut findings = Findings::default();
    let files = source::load_files(&settings.dir, settings.project.as_deref(), &mut findings);
    let project = read_project(settings, &files, &mut findings);
    let targets = target_tenants(settings, project.as_ref(), &mut findings);
    findings.extend(judge_tenants(&files, &targets));
    config::read_accepted(&files, Hold::is_id, &mut findings);
    config::read_locks(&files, &mut findings);
    if findings.has_errors() {
        return refuse_files(&files, &findings, settings, ui);
    }
    ui.write_message(&format!("No errors in {}.", count_with_noun(files.policies.len(), "policy file")));
    Results { files: &files, found: &findings, plan: None }.end_run(settings, ui, Exit::success())
}

/// The project of a set of files, with the caller's values for variables.
fn read_project(settings: &Settings, files: &Files, findings: &mut Findings) -> Option<Project> {
    let mut project = config::project_of(files, findings)?;
    project.override_variables(&settings.variables, findings);
    Some(project)
}

/// The findings for several tenants, each once. A finding that does not apply to all of them names its
/// tenants.
fn judge_tenants(files: &Files, targets: &[TargetTenant<'_>]) -> Vec<Finding> {
    let mut found: BTreeMap<Finding, Vec<&str>> = BTreeMap::new();
    for target in targets {
        let mut own = Findings::default();
        config::read_desired(files, *target, &mut own);
        own.into_iter().for_each(|finding| found.entry(finding).or_default().push(target.tenant_name()));
    }
    let named = |(mut finding, tenants): (Finding, Vec<&str>)| {
        let named = tenants.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let says_so = tenants.iter().all(|name| finding.message.contains(&format!("the tenant `{name}`")));
        if tenants.len() < targets.len() && !says_so {
            let word = if tenants.len() == 1 { "tenant" } else { "tenants" };
            finding.message.push_str(&format!(" in the {word} {named}"));
        }
        finding
    };
    found.into_iter().map(named).collect()
}

/// The tenants to check a project for.
fn target_tenants<'p>(
    settings: &Settings,
    project: Option<&'p Project>,
    findings: &mut Findings,
) -> Vec<TargetTenant<'p>> {
    let Some(project) = project else { return vec![TargetTenant::without_tenant()] };
    let every = || project.tenants.keys().map(|name| TargetTenant::new(project, name)).collect();
    match &settings.tenant {
        Some(name) => match project.find_tenant(Some(name)) {
            Ok((name, _)) => vec![TargetTenant::new(project, name)],
            Err(why) => {
                findings.push(Finding::without_place(Code::UnknownTenant, why));
                every()
            }
        },
        None => every(),
    }
}

/// The chosen tenant with its name. A missing or ambiguous choice is a finding.
fn choose_tenant(
    settings: &Settings,
    project: &Project,
    findings: &mut Findings,
) -> Option<(String, Tenant)> {
    match project.find_tenant(settings.tenant.as_deref()) {
        Ok((name, tenant)) => Some((name.to_owned(), tenant.clone())),
        Err(why) => {
            findings.push(Finding::without_place(Code::UnknownTenant, why));
            None
        }
    }
}

/// The chosen tenant, without reading policies. Without a project, it is the embedded tenant.
pub(super) fn chosen_tenant(settings: &Settings, ui: &Ui) -> Result<(String, Tenant), Exit> {
    if settings.project.is_none() && !settings.dir.exists() {
        return Ok(("sandbox".to_owned(), Tenant::Sandbox { accept_all: false }));
    }
    let mut findings = Findings::default();
    let files = source::load_files(&settings.dir, settings.project.as_deref(), &mut findings);
    let mut of_project = Findings::default();
    let only_project = Files { policies: Vec::new(), ..files.clone() };
    let project = config::project_of(&only_project, &mut of_project);
    match project.and_then(|project| choose_tenant(settings, &project, &mut of_project)) {
        Some(chosen) if !of_project.has_errors() => Ok(chosen),
        _ => Err(refuse_files(&files, &of_project, settings, ui)),
    }
}

/// The tenant as an entry of a project file.
pub(super) fn tenant_entry(tenant: &Tenant) -> document::Tenant {
    // An export contains every value, so the tenant needs no settings of its own.
    let nothing = document::Tenant::default();
    match tenant {
        Tenant::Sandbox { accept_all } => document::Tenant {
            sandbox: Some(document::Sandbox {}),
            accept: accept_all.then_some(document::AcceptAll::All),
            ..nothing
        },
        Tenant::Cloud { id, cloud, plan, apply } => document::Tenant {
            tenant_id: Some(document::Guid(id.to_string())),
            cloud: Some(*cloud),
            auth: Some(auth_entry(plan, apply)),
            ..nothing
        },
    }
}

/// Sign-in methods as they are written in a project file.
fn auth_entry(plan: &SignIn, apply: &SignIn) -> document::Auth {
    let one = |sign_in: &SignIn| document::SignIn {
        method: sign_in.method,
        client_id: sign_in.client_id.as_ref().map(|id| document::Guid(id.to_string())),
        service_connection_id: sign_in.service_connection.clone(),
    };
    if plan == apply {
        let document::SignIn { method, client_id, service_connection_id } = one(plan);
        return document::Auth {
            method: Some(method),
            client_id,
            service_connection_id,
            ..Default::default()
        };
    }
    document::Auth { plan: Some(one(plan)), apply: Some(one(apply)), ..Default::default() }
}

/// Shows the findings and ends the run.
pub(super) fn refuse_files(files: &Files, found: &Findings, settings: &Settings, ui: &Ui) -> Exit {
    Results { files, found, plan: None }.end_run(settings, ui, Exit::for_reason(Reason::CouldNotRun))
}

impl Loaded {
    /// Adds the removals of the command line. A removal that is also in a file keeps the file's place.
    pub(super) fn add_removals(&mut self, keys: &[Key]) {
        for key in keys {
            self.desired.ownership.remove.entry(key.clone()).or_insert(None);
        }
    }

    /// The id of the chosen tenant, if the project declares it.
    pub(super) fn tenant_id(&self) -> Option<&ObjectId> {
        self.tenant.tenant_id()
    }

    /// How to treat names that are not in the lock file. A tenant without a lock has no such names.
    pub(super) fn take_unlocked(&mut self, unlocked: Unlocked) {
        if let Some(lock) = &mut self.desired.lock {
            lock.unlocked = unlocked;
        }
    }

    /// The acceptances of the run. An invalid word ends it before anything is read from a tenant.
    pub(super) fn gather_acceptance(
        &self,
        settings: &Settings,
        ui: &Ui,
        options: &[String],
    ) -> Result<Accepting, Exit> {
        let today = acceptance::today_utc(&SystemClock);
        acceptance::gather_acceptance(settings, &self.tenant, options, &self.accepted, &today).map_err(
            |why| {
                ui.write_message(&format!("error: {}", crate::render::escape_hidden(&why)));
                Exit::for_reason(Reason::CouldNotRun)
            },
        )
    }

    /// Marks accepted holds in a plan, and warns about entries of `accepted.yaml` that accept nothing.
    pub(super) fn accept_holds(&mut self, plan: &mut Plan, accepting: &Accepting) {
        plan.note_acceptance(accepting);
        self.findings.extend(acceptance::unused_entries(
            plan,
            &self.accepted,
            &acceptance::today_utc(&SystemClock),
        ));
    }

    /// Shows the findings of a failed planning and ends the run.
    pub(super) fn refuse_project(&self, settings: &Settings, ui: &Ui) -> Exit {
        refuse_files(&self.files, &self.findings, settings, ui)
    }

    /// Shows a plan to people. Programs get theirs at the end of the run.
    pub(super) fn show_plan(&self, settings: &Settings, ui: &Ui, plan: &Plan, all_foreign: bool) {
        let mut locator = Locator::new(&self.files);
        let mut locate = |place: &Place| {
            let located = locator.locate_place(place, Points::Value)?;
            Some(format!("{}:{}", place.file, located.position.line))
        };
        let view = PlanView::new(plan, &mut locate);
        settings.write_comment(ui, |limit| plan_markdown(&view, limit));
        if settings.format == Format::Json {
            return;
        }
        let mut text = String::new();
        let _ = plan_text(&mut text, &view, Style { colour: ui.colour, all_foreign });
        ui.write_result(&text);
    }

    /// Shows the findings about files.
    pub(super) fn show_findings(&self, ui: &Ui) {
        if !self.findings.is_empty() {
            ui.write_message(
                findings::findings_text(&self.files, &self.findings, ui.colour_messages).trim_end(),
            );
        }
    }

    /// Shows warnings, and the whole result to programs.
    pub(super) fn finish_run(self, settings: &Settings, ui: &Ui, plan: Option<&Plan>, exit: Exit) -> Exit {
        Results { files: &self.files, found: &self.findings, plan }.end_run(settings, ui, exit)
    }
}
