//! Permissions and the results of `doctor` for output. Version 1 of their JSON formats.

use serde::{Serialize, Serializer};

use crate::access::{ByCatalog, CallerKind, Check, Grantee, Need, Needs, Phase, Verdict, grant_commands};

/// The version of both JSON formats.
const VERSION: u32 = 1;

/// The permissions that a project needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PermissionsView {
    /// The version of this format. Always 1.
    pub format_version: u32,
    /// The tenant's name in the project.
    pub tenant: String,
    /// One entry for each phase and kind of caller.
    pub needs: Vec<NeedsView>,
}

/// The needs of one kind of caller for one phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedsView {
    /// `plan` or `apply`.
    pub phase: &'static str,
    /// `application` or `delegated`.
    #[serde(serialize_with = "serialize_caller")]
    #[schemars(with = "String")]
    pub caller: CallerKind,
    /// Permissions in Microsoft Graph.
    pub permissions: Vec<NeedView>,
    /// Roles of the person. Empty for an application.
    pub roles: Vec<NeedView>,
    /// The alternative with fewer rights.
    pub by_catalog: Option<ByCatalogView>,
    /// Azure CLI commands that grant the permissions.
    pub commands: Vec<String>,
}

/// A permission or role that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedView {
    /// Its name.
    pub name: String,
    /// The reasons.
    pub why: Vec<String>,
    /// Alternatives.
    pub instead: Option<String>,
}

/// Ownership of catalogs as an alternative to write access everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByCatalogView {
    /// The KEYs of the catalogs.
    pub catalogs: Vec<String>,
    /// The parts of the project that catalog owners cannot write.
    pub beyond: Vec<String>,
    /// Limits of this alternative.
    pub notes: Vec<String>,
}

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Plan => "plan",
        Phase::Apply => "apply",
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn serialize_caller<S: Serializer>(kind: &CallerKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        CallerKind::Application => "application",
        CallerKind::Delegated => "delegated",
    })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes members by reference")]
fn serialize_verdict<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match verdict {
        Verdict::Good => "good",
        Verdict::Warning => "warning",
        Verdict::Bad => "bad",
        Verdict::NotEvaluated => "notEvaluated",
    })
}

fn need_view(need: &Need) -> NeedView {
    let Need { name, why, instead } = need.clone();
    NeedView { name, why, instead }
}

impl PermissionsView {
    /// Builds the view. `to` gives the application that receives the permissions of each phase.
    #[must_use]
    pub fn new(tenant: &str, all: &[Needs], to: impl Fn(Phase) -> Grantee) -> Self {
        let one = |needs: &Needs| NeedsView {
            phase: phase_word(needs.phase),
            caller: needs.caller,
            permissions: needs.permissions.iter().map(need_view).collect(),
            roles: needs.roles.iter().map(need_view).collect(),
            by_catalog: needs.by_catalog.clone().map(|ByCatalog { catalogs, beyond, notes }| ByCatalogView {
                catalogs,
                beyond,
                notes,
            }),
            commands: grant_commands(needs, &to(needs.phase)),
        };
        let needs = all.iter().map(one).collect();
        Self { format_version: VERSION, tenant: tenant.to_owned(), needs }
    }
}

/// The results of `doctor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DoctorView {
    /// The version of this format. Always 1.
    pub format_version: u32,
    /// The checks by heading: the tenant, and each identity.
    pub sections: Vec<SectionView>,
}

/// The checks of one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionView {
    /// The heading.
    pub title: String,
    /// The checks in order.
    pub checks: Vec<CheckView>,
}

/// A check and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// The subject of the check.
    pub name: &'static str,
    /// `good`, `warning`, `bad` or `notEvaluated`.
    #[serde(serialize_with = "serialize_verdict")]
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// The result.
    pub says: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl DoctorView {
    /// Builds the view from headings and their checks.
    #[must_use]
    pub fn new(sections: &[(String, Vec<Check>)]) -> Self {
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
