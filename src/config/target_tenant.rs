//! The tenant that files are read for, and which objects and values apply to it.

use serde_json::Value;

use crate::source::{Code, Finding, nearest_name};

use super::context::Context;
use super::cursor::Cursor;
use super::{Particulars, Project, Variables};

/// The tenant that files are read for. One set of files serves every tenant of a project, but not every
/// object exists in each of them.
#[derive(Clone, Copy, Debug)]
pub struct TargetTenant<'p> {
    tenant: Option<&'p str>,
    project: Option<&'p Project>,
}

impl<'p> TargetTenant<'p> {
    /// A tenant of a project.
    #[must_use]
    pub fn new(project: &'p Project, tenant: &'p str) -> Self {
        Self { tenant: Some(tenant), project: Some(project) }
    }

    /// A tenant without its project. Other tenants may exist beside it, so names of tenants are not checked.
    #[must_use]
    pub fn detached(tenant: &'p str) -> Self {
        Self { tenant: Some(tenant), project: None }
    }

    /// No tenant, because the project file has errors. Every object counts, so that the other files are still
    /// checked.
    #[must_use]
    pub fn without_tenant() -> Self {
        Self { tenant: None, project: None }
    }

    /// The variables of the tenant, if they are known.
    pub(super) fn tenant_variables(&self) -> Option<&'p Variables> {
        static NONE: Variables = Variables::new();
        let tenant = self.tenant?;
        Some(self.tenant_particulars(tenant).map_or(&NONE, |own| &own.variables))
    }

    /// The tenant's own settings as written, and the file that contains them.
    pub(super) fn own_settings(&self) -> Option<(&'p Value, &'p str)> {
        let own = self.tenant_particulars(self.tenant?)?;
        Some((own.settings.as_ref()?, &own.file))
    }

    fn tenant_particulars(&self, tenant: &str) -> Option<&'p Particulars> {
        self.project?.particulars.get(tenant)
    }

    /// The name of the tenant, for messages.
    #[must_use]
    pub fn tenant_name(&self) -> &'p str {
        self.tenant.unwrap_or_default()
    }

    /// Whether a value that is keyed by this tenant name applies here.
    pub(super) fn is_for(&self, tenant: &str) -> bool {
        self.tenant.is_none_or(|name| name == tenant)
    }

    fn is_among(&self, tenants: &[String]) -> bool {
        tenants.iter().any(|name| self.is_for(name))
    }
}

impl Context<'_> {
    /// Whether an object with this `only` exists in the tenant. An object without `only` exists in every
    /// tenant.
    pub(super) fn is_here(
        &mut self,
        at: &Cursor<'_>,
        target: TargetTenant<'_>,
        only: Option<&[String]>,
    ) -> bool {
        let Some(only) = only else { return true };
        let at = at.key("only");
        if only.is_empty() {
            self.report_error(
                &at,
                Code::EmptyList,
                "`only` is an empty list, so the object would exist in no tenant",
            );
        }
        for (index, name) in only.iter().enumerate() {
            self.check_tenant_name(&at.index(index), target, name, false);
        }
        target.is_among(only)
    }

    /// Reports a name that is not a tenant of the project.
    pub(super) fn check_tenant_name(
        &mut self,
        at: &Cursor<'_>,
        target: TargetTenant<'_>,
        name: &str,
        is_key: bool,
    ) {
        let Some(project) = target.project.filter(|project| !project.tenants.contains_key(name)) else {
            return;
        };
        let near = nearest_name(name, project.tenants.keys().map(String::as_str));
        let message = format!("the project has no tenant `{name}`");
        let finding = Finding::error(Code::UnknownTenant, at.written_place(), message);
        let finding = if is_key { finding.at_key() } else { finding };
        self.findings.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
    }
}
