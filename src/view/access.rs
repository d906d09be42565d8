//! What a caller needs and what a doctor found, as they are shown; the JSON forms are version 1 of their formats.

use serde::{Serialize, Serializer};

use crate::access::{ByCatalog, CallerKind, Check, Grantee, Need, Needs, Phase, Verdict, commands};

/// The version of both JSON forms.
const VERSION: u32 = 1;

/// What a project needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PermissionsView {
    /// Always 1.
    pub format_version: u32,
    /// The tenant's name in the project.
    pub tenant: String,
    /// Each phase for each kind of caller.
    pub needs: Vec<NeedsView>,
}

/// What one kind of caller needs for one phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedsView {
    /// `plan` or `apply`.
    pub phase: &'static str,
    /// `application` or `delegated`.
    #[serde(serialize_with = "caller")]
    #[schemars(with = "String")]
    pub caller: CallerKind,
    /// Permissions of Microsoft Graph.
    pub permissions: Vec<NeedView>,
    /// Roles of the person; none for an application.
    pub roles: Vec<NeedView>,
    /// The narrower way to write.
    pub by_catalog: Option<ByCatalogView>,
    /// Commands for the Azure CLI that grant the permissions.
    pub commands: Vec<String>,
}

/// One thing that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedView {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Vec<String>,
    /// What does instead.
    pub instead: Option<String>,
}

/// Being owner of catalogs instead of writing everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByCatalogView {
    /// The KEYs of the catalogs.
    pub catalogs: Vec<String>,
    /// What no owner of a catalog can write.
    pub beyond: Vec<String>,
    /// What to know.
    pub notes: Vec<String>,
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Plan => "plan",
        Phase::Apply => "apply",
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn caller<S: Serializer>(kind: &CallerKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        CallerKind::Application => "application",
        CallerKind::Delegated => "delegated",
    })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn verdict<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match verdict {
        Verdict::Good => "good",
        Verdict::Warning => "warning",
        Verdict::Bad => "bad",
        Verdict::NotEvaluated => "notEvaluated",
    })
}

fn need(need: &Need) -> NeedView {
    let Need { name, why, instead } = need.clone();
    NeedView { name, why, instead }
}

impl PermissionsView {
    /// Builds the view; `to` says to whom each phase's permissions are granted.
    #[must_use]
    pub fn of(tenant: &str, all: &[Needs], to: impl Fn(Phase) -> Grantee) -> Self {
        let one = |needs: &Needs| NeedsView {
            phase: phase(needs.phase),
            caller: needs.caller,
            permissions: needs.permissions.iter().map(need).collect(),
            roles: needs.roles.iter().map(need).collect(),
            by_catalog: needs.by_catalog.clone().map(|ByCatalog { catalogs, beyond, notes }| ByCatalogView {
                catalogs,
                beyond,
                notes,
            }),
            commands: commands(needs, &to(needs.phase)),
        };
        let needs = all.iter().map(one).collect();
        Self { format_version: VERSION, tenant: tenant.to_owned(), needs }
    }
}

/// What a doctor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DoctorView {
    /// Always 1.
    pub format_version: u32,
    /// The checks under their headings: the tenant, and each identity.
    pub sections: Vec<SectionView>,
}

/// Checks under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionView {
    /// The heading.
    pub title: String,
    /// The checks, in order.
    pub checks: Vec<CheckView>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// What was checked.
    pub name: &'static str,
    /// `good`, `warning`, `bad` or `notEvaluated`.
    #[serde(serialize_with = "verdict")]
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// What was found.
    pub says: String,
    /// What to do.
    pub advice: Option<String>,
}

impl DoctorView {
    /// Builds the view from headings with their checks.
    #[must_use]
    pub fn of(sections: &[(String, Vec<Check>)]) -> Self {
        let one = |check: &Check| CheckView {
            name: check.name,
            verdict: check.verdict,
            says: check.says.clone(),
            advice: check.advice.clone(),
        };
        let section = |(title, checks): &(String, Vec<Check>)| SectionView {
            title: title.clone(),
            checks: checks.iter().map(one).collect(),
        };
        Self { format_version: VERSION, sections: sections.iter().map(section).collect() }
    }
}
