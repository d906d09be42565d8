//! The project file: the tenants, and how to sign in to them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{KeyFault, KeyPattern, Limits, ObjectId, Place};
use crate::source::{Code, Files, Finding, Findings, PROJECT_FILE, nearest_name};

use super::context::Context;
use super::cursor::Cursor;
use super::document::{self, Whole};
use super::shape::PROJECT;
use super::variable::{Variable, Variables, is_variable_name};

pub use super::document::{AuthMethod, Cloud};

/// The only version of the language that this program reads.
const VERSION: i64 = 1;

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The tenant that a run uses if it names none.
    pub default_tenant: Option<String>,
    /// The tenants by name.
    pub tenants: BTreeMap<String, Tenant>,
    /// Each tenant's own values, by its name.
    pub particulars: BTreeMap<String, Particulars>,
    /// KEYs of objects that are never deleted, with their places.
    pub protected: Vec<(KeyPattern, Place)>,
    /// How much one plan may change without a hold.
    pub limits: Limits,
}

/// A tenant's own values. Everything else in policy files is common to all tenants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Particulars {
    /// The values of variables.
    pub variables: Variables,
    /// Settings that replace those of policy files, part by part: as written, with variables not yet filled
    /// in.
    pub settings: Option<Value>,
    /// The project file.
    pub file: String,
}

/// A tenant of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tenant {
    /// The embedded emulator.
    Sandbox {
        /// Whether every hold is accepted in advance.
        accept_all: bool,
    },
    /// A tenant in a Microsoft cloud.
    Cloud {
        /// The tenant's id.
        id: ObjectId,
        /// The Microsoft cloud of the tenant.
        cloud: Cloud,
        /// The sign-in that reads.
        plan: SignIn,
        /// The sign-in that writes.
        apply: SignIn,
    },
}

/// A method of signing in, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The method.
    pub method: AuthMethod,
    /// The client id of the application or of the user-assigned identity.
    pub client_id: Option<ObjectId>,
    /// The id of a service connection of Azure DevOps.
    pub service_connection: Option<String>,
}

impl SignIn {
    /// Tries all methods for which the environment has credentials.
    #[must_use]
    pub fn automatic() -> Self {
        Self { method: AuthMethod::Auto, client_id: None, service_connection: None }
    }
}

impl Tenant {
    /// The tenant's id. The emulator has a fixed one.
    #[must_use]
    pub fn tenant_id(&self) -> Option<&ObjectId> {
        match self {
            Self::Sandbox { .. } => None,
            Self::Cloud { id, .. } => Some(id),
        }
    }
}

impl Project {
    /// The tenant with a name, or the default tenant, with its name.
    ///
    /// # Errors If there is no such tenant, a message that lists the names.
    pub fn find_tenant(&self, name: Option<&str>) -> Result<(&str, &Tenant), String> {
        let only = || self.tenants.keys().next().filter(|_| self.tenants.len() == 1).map(String::as_str);
        let names = || self.tenants.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let name = name.or(self.default_tenant.as_deref()).or_else(only).ok_or_else(|| {
            format!(
                "the project has several tenants and no `defaultTenant`; choose one with `--tenant`: {}",
                names()
            )
        })?;
        let found = self.tenants.get_key_value(name);
        found
            .map(|(name, tenant)| (name.as_str(), tenant))
            .ok_or_else(|| format!("the project has no tenant `{name}`; its tenants are {}", names()))
    }
}

impl Project {
    /// Overrides variables in every tenant for this run. Each must be a variable of at least one tenant,
    /// because a misspelt name would silently change nothing.
    pub fn override_variables(&mut self, given: &BTreeMap<String, String>, findings: &mut Findings) {
        let names = || self.particulars.values().flat_map(|own| own.variables.keys().map(String::as_str));
        for name in given.keys().filter(|name| !names().any(|known| known == *name)) {
            let message = format!("`--var {name}`: no tenant of the project has a variable `{name}`");
            let near = nearest_name(name, names()).map(|near| format!("did you mean `{near}`?"));
            let finding = Finding::without_place(Code::UnknownVariable, message);
            findings.push(finding.with_help("set it under `tenants.NAME.variables` first").maybe_help(near));
        }
        for own in self.particulars.values_mut() {
            let set = given
                .iter()
                .map(|(name, value)| (name.clone(), Variable { value: value.clone(), place: None }));
            own.variables.extend(set);
        }
    }
}

/// The project of a set of files. Every fault is a finding.
pub fn project_of(files: &Files, findings: &mut Findings) -> Option<Project> {
    let Some(file) = &files.project else {
        let mut finding = Finding::error(
            Code::NoProject,
            Place { file: PROJECT_FILE.to_owned(), route: crate::model::Route::default() },
            format!("there is no project file `{PROJECT_FILE}`"),
        );
        finding.place = None;
        findings.push(finding.with_help("create it with `version: 1` and `tenants:`"));
        return None;
    };
    let written: document::Project = PROJECT.read_document(file, findings)?;
    let mut context = Context { findings, origin: crate::model::Provenance::default() };
    let top = Cursor::top_of_file(&file.path);
    if written.version.0 != VERSION {
        let message = format!(
            "unsupported version {}: this program reads version {VERSION} of the file format",
            written.version.0
        );
        context.report_error(&top.key("version"), Code::ProjectVersion, message);
    }
    let tenants_at = top.key("tenants");
    if written.tenants.is_empty() {
        context.report_error(
            &tenants_at,
            Code::EmptyList,
            "`tenants` is empty; a project has at least one tenant, such as `sandbox: { sandbox: {} }`",
        );
    }
    if let Some(name) = written.default_tenant.as_ref().filter(|name| !written.tenants.contains_key(*name)) {
        let near = nearest_name(name, written.tenants.keys().map(String::as_str));
        let finding = Finding::error(
            Code::UnknownTenant,
            top.key("defaultTenant").written_place(),
            format!("the project has no tenant `{name}`"),
        );
        let near = near.map(|near| format!("did you mean `{near}`?"));
        context.findings.push(finding.maybe_help(near));
    }
    let raw = file.document.as_ref().and_then(|document| document.get("tenants"));
    let settings = |name: &str| raw?.get(name)?.get("settings").cloned();
    let mut tenants = BTreeMap::new();
    let mut particulars = BTreeMap::new();
    for (name, entry) in &written.tenants {
        let at = tenants_at.key(name);
        context.read_name(&at, name);
        let variables = read_variables(&mut context, &at.key("variables"), entry.variables.as_ref());
        let own = Particulars { variables, settings: settings(name), file: file.path.clone() };
        particulars.insert(name.clone(), own);
        tenants.insert(name.clone(), read_project_tenant(&mut context, &at, entry));
    }
    let protected =
        read_protected(&mut context, &top.key("protected"), &written.protected.unwrap_or_default());
    let limits = read_limits(&mut context, &top.key("limits"), written.limits.as_ref());
    Some(Project { default_tenant: written.default_tenant, tenants, particulars, protected, limits })
}

fn read_variables(
    context: &mut Context<'_>,
    at: &Cursor<'_>,
    written: Option<&BTreeMap<String, String>>,
) -> Variables {
    let mut variables = Variables::new();
    for (name, value) in written.into_iter().flatten() {
        let place = at.key(name).written_place();
        if !is_variable_name(name) {
            let message = format!("`{name}` is not a valid name for a variable");
            let finding = Finding::error(Code::BadSubstitution, place.clone(), message).at_key();
            context.findings.push(finding.with_help("use a letter, then letters, digits, `-` and `_`"));
        }
        variables.insert(name.clone(), Variable { value: value.clone(), place: Some(place) });
    }
    variables
}

fn read_protected(
    context: &mut Context<'_>,
    at: &Cursor<'_>,
    written: &[String],
) -> Vec<(KeyPattern, Place)> {
    let mut patterns = Vec::new();
    for (index, text) in written.iter().enumerate() {
        let at = at.index(index);
        match text.parse() {
            Ok(pattern) => patterns.push((pattern, at.written_place())),
            Err(fault) => context.report_error(&at, Code::BadKey, KeyFault::to_string(&fault)),
        }
    }
    patterns
}

fn read_limits(context: &mut Context<'_>, at: &Cursor<'_>, written: Option<&document::Limits>) -> Limits {
    let standard = Limits::default();
    let mut read = |key: &str, number: Option<Whole>, most: i64, otherwise: usize| {
        let Some(Whole(number)) = number else { return otherwise };
        if !(0..=most).contains(&number) {
            let message = format!("`{key}` is {number}; expected a number from 0 to {most}");
            context.report_error(&at.key(key), Code::BadNumber, message);
        }
        usize::try_from(number).unwrap_or(otherwise)
    };
    let (deletes, percent) =
        written.map_or((None, None), |limits| (limits.max_deletes, limits.max_change_percent));
    Limits {
        deletes: read("maxDeletes", deletes, 1_000_000, standard.deletes),
        percent: read("maxChangePercent", percent, 100, standard.percent),
    }
}

fn read_project_tenant(context: &mut Context<'_>, at: &Cursor<'_>, entry: &document::Tenant) -> Tenant {
    let Some(id) = &entry.tenant_id else {
        for (key, stands) in [("cloud", entry.cloud.is_some()), ("auth", entry.auth.is_some())] {
            if stands {
                let message = format!("`{key}` is not allowed for a sandbox");
                context
                    .findings
                    .push(Finding::error(Code::TenantEntry, at.key(key).written_place(), message).at_key());
            }
        }
        return Tenant::Sandbox { accept_all: entry.accept.is_some() };
    };
    if entry.accept.is_some() {
        let message = "`accept: all` is allowed only for a sandbox";
        let finding = Finding::error(Code::TenantEntry, at.key("accept").written_place(), message).at_key();
        context
            .findings
            .push(finding.with_help("accept individual holds with `--accept ID` or in `accepted.yaml`"));
    }
    let (plan, apply) = sign_ins(context, &at.key("auth"), entry.auth.as_ref());
    Tenant::Cloud {
        id: context.read_id(&at.key("tenantId"), id),
        cloud: entry.cloud.unwrap_or(Cloud::Global),
        plan,
        apply,
    }
}

/// The sign-ins for planning and for applying. A missing one is `auto`.
fn sign_ins(context: &mut Context<'_>, at: &Cursor<'_>, auth: Option<&document::Auth>) -> (SignIn, SignIn) {
    let Some(auth) = auth else { return (SignIn::automatic(), SignIn::automatic()) };
    let document::Auth { method, client_id, service_connection_id, plan, apply } = auth.clone();
    if let Some(method) = method {
        if apply.is_some() {
            let message = "`apply` cannot be combined with `method`, which covers planning and applying";
            let finding =
                Finding::error(Code::TenantEntry, at.key("apply").written_place(), message).at_key();
            context
                .findings
                .push(finding.with_help("write `plan: { method: … }` and `apply: { method: … }`"));
        }
        let one = document::SignIn { method, client_id, service_connection_id };
        let one = read_sign_in(context, at, &one);
        return (one.clone(), one);
    }
    for (key, stands) in
        [("clientId", client_id.is_some()), ("serviceConnectionId", service_connection_id.is_some())]
    {
        if stands {
            let message = format!("`{key}` needs a `method` next to it: move it under `plan` or `apply`");
            context
                .findings
                .push(Finding::error(Code::TenantEntry, at.key(key).written_place(), message).at_key());
        }
    }
    let below = |context: &mut Context<'_>, key: &str, one: Option<document::SignIn>| {
        one.map(|one| read_sign_in(context, &at.key(key), &one))
    };
    let plan = below(context, "plan", plan).unwrap_or_else(SignIn::automatic);
    let apply = below(context, "apply", apply).unwrap_or_else(|| plan.clone());
    (plan, apply)
}

fn read_sign_in(context: &mut Context<'_>, at: &Cursor<'_>, written: &document::SignIn) -> SignIn {
    use AuthMethod as M;
    let document::SignIn { method, client_id, service_connection_id } = written;
    let takes_client = !matches!(method, M::EnvironmentToken | M::AzureCli | M::AzureDeveloperCli);
    if client_id.is_some() && !takes_client {
        report_unfit(context, at, "clientId", *method);
    }
    if service_connection_id.is_some() && !matches!(method, M::Auto | M::AzurePipelines) {
        report_unfit(context, at, "serviceConnectionId", *method);
    }
    if service_connection_id.is_none() && *method == M::AzurePipelines {
        let message = "`azurePipelines` needs a service connection";
        let finding = Finding::error(Code::TenantEntry, at.key("method").written_place(), message);
        context.findings.push(finding.with_help("add its id as `serviceConnectionId`"));
    }
    SignIn {
        method: *method,
        client_id: client_id.as_ref().map(|id| context.read_id(&at.key("clientId"), id)),
        service_connection: service_connection_id.clone(),
    }
}

fn report_unfit(context: &mut Context<'_>, at: &Cursor<'_>, key: &str, method: AuthMethod) {
    let word = serde_json::to_value(method).unwrap_or_default();
    let message = format!("the method `{}` does not use `{key}`", word.as_str().unwrap_or_default());
    context.findings.push(Finding::error(Code::TenantEntry, at.key(key).written_place(), message).at_key());
}
