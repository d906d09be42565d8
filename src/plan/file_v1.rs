//! The plan file, version 1: what it holds, by the names that it is published with.
//!
//! The types of this file say how a plan is written; those of the plan may be called and ordered otherwise. What objects
//! hold is written by `value_v1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::exposure::Movement;
use crate::model::{FieldChange, Headcount, LiveCounts, ObjectId, PackageKey};

use super::convert::{same, written_as};
use super::hold::{Acceptance, Hold, HoldKind};
use super::impact::Impact;
use super::key_v1::{KeyTextV1, KeyV1};
use super::operation::Operation;
use super::operation_v1::OperationV1;
use super::place_v1::PlaceV1;
use super::step::{About, Incomplete, Kept, KnownObject, Plan, Precondition, ReadOnly, Step, StepId};
use super::word_v1::{AxisV1, DirectionV1, EffectV1, RiskV1};

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Plan")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanV1 {
    /// The version of this format. Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 in hex over the version, the tenant, the steps (without their causes) and the holds (without their
    /// texts).
    pub id: String,
    /// The id of the plan's tenant.
    pub tenant: String,
    /// Objects whose key in the plan differs from their key in the tenant (pinned or renamed), with their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<KnownObjectV1>,
    /// SHA-256 of the declaration of each object that steps change, by KEY; `inputsDigest` is over all of them.
    pub inputs: BTreeMap<String, String>,
    /// SHA-256 over `inputs`. Changes to comments, unrelated objects and the layout of files do not affect it.
    pub inputs_digest: String,
    /// The writes, in the order in which they are made.
    pub steps: Vec<StepV1>,
    /// Changes that are held until someone accepts them.
    pub holds: Vec<HoldV1>,
    /// Information in addition to the steps, which is not part of the id.
    pub about: AboutV1,
}

/// One write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Step")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepV1 {
    /// Its number.
    pub id: StepId,
    /// The KEY of the object it belongs to.
    pub key: String,
    /// What is written.
    pub operation: OperationV1,
    /// The changed fields of an existing object.
    pub fields: Vec<FieldChangeV1>,
    /// Steps that must have ended before this one starts.
    pub waits_for: Vec<StepId>,
    /// The possible effect on people's access.
    pub risk: RiskV1,
    /// The state in which the step may start.
    pub precondition: PreconditionV1,
    /// Paths of unmodelled properties that the write carries through unchanged.
    pub carries: Vec<String>,
    /// Where the files declare the change; not part of the id.
    pub cause: Option<PlaceV1>,
}

/// Digests of the part of the tenant that a step affects. If that part matches `before`, the step may start; if it
/// matches `after`, the step is already done; anything else means that it was changed outside this plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Precondition")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreconditionV1 {
    /// The digest before; `None` if nothing may exist.
    pub before: Option<String>,
    /// The digest after; `None` if nothing will exist.
    pub after: Option<String>,
}

/// An object that is identified by its id, because it is pinned or renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "KnownObject")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownObjectV1 {
    /// Its key in the plan.
    pub key: KeyV1,
    /// Its id in Graph.
    pub id: ObjectId,
}

/// Information in addition to the steps, which is not part of the id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "About")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AboutV1 {
    /// The version of the program that made the plan.
    pub tool: String,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Display names for the ids in steps, for readers.
    pub names: BTreeMap<String, String>,
    /// KEYs of objects of the tenant that no file declares; they are not changed.
    pub foreign: Vec<String>,
    /// Assignments of changed objects, by KEY: the service refuses to delete an object that has any.
    #[serde(default, rename = "holders", skip_serializing_if = "BTreeMap::is_empty")]
    pub assignments: BTreeMap<KeyTextV1, LiveCountsV1>,
    /// What the plan means for existing assignments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impact: Vec<ImpactV1>,
    /// How the plan changes who can get which access.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exposure: Vec<MovementV1>,
    /// Objects that differ and must not be written.
    #[serde(rename = "sealed")]
    pub read_only: Vec<SealedV1>,
    /// Declared objects that could not be compared, because a read failed.
    pub incomplete: Vec<IncompleteV1>,
    /// What this caller can never see, so that it may exist even though it was not found.
    pub not_evaluated: Vec<String>,
    /// Roles that the identity that runs `apply` keeps, although the files do not list it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<KeptV1>,
    /// The number of declared objects that need no change.
    pub unchanged: usize,
}

/// A role that the identity that runs `apply` keeps, so that it does not lock itself out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Kept")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptV1 {
    /// The KEY of the catalog, or of the settings.
    pub key: String,
    /// The list, as named in the files (`owners`).
    pub list: String,
    /// The directory object that keeps it, by id.
    pub holder: String,
}

/// An object that differs and must not be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Sealed")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedV1 {
    /// The object's KEY.
    pub key: String,
    /// Why writing it would destroy something.
    pub why: String,
    /// What differs.
    pub fields: Vec<FieldChangeV1>,
}

/// A failed read that affects a declared object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Incomplete")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncompleteV1 {
    /// What is unknown, in words or as a KEY.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A change that is held until someone accepts it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Hold")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldV1 {
    /// Its kind and a digest of kind, key, before and after. The id stays the same as long as the change does.
    pub id: String,
    /// Its kind.
    pub kind: HoldKind,
    /// The KEY of the changed object, or the name that now resolves to a different object (`group:NAME`).
    pub key: String,
    /// What it means for this object and what to do; not part of the plan's id.
    pub says: String,
    /// Where the files declare the change; not part of the plan's id.
    pub cause: Option<PlaceV1>,
    /// How it is accepted, as far as known when the plan was made. For information only: the run that applies the plan
    /// decides again. Not part of the plan's id.
    pub accepted: Option<AcceptanceV1>,
}

/// How many assignments of a package or policy are affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Impact")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImpactV1 {
    /// The KEY of the package, or of the policy that the assignments belong to.
    pub key: KeyTextV1,
    /// What happens.
    pub effect: EffectV1,
    /// The number of assignments that are certainly affected.
    pub at_least: HeadcountV1,
    /// The number of assignments that may be affected at most. It is larger if the organization or groups of some
    /// people are unknown.
    pub at_most: HeadcountV1,
}

/// How the exposure of one package changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Movement")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MovementV1 {
    /// The KEY of the access package.
    pub key: KeyTextV1<PackageKey>,
    /// The direction of the change over all axes.
    pub direction: DirectionV1,
    /// The direction of the change on each axis that changes.
    pub axes: BTreeMap<AxisV1, DirectionV1>,
    /// The meaning in sentences, with ids in braces for directory objects whose names are not known here.
    pub sentences: Vec<String>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldChange")]
pub struct FieldChangeV1 {
    /// The path of the field, as written in the files (`approval.stages[0].decideWithin`).
    pub field: String,
    /// Its value in the tenant.
    pub before: Value,
    /// Its value in the files.
    pub after: Value,
}

/// How a hold is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Acceptance")]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum AcceptanceV1 {
    /// `--accept` of this run.
    CommandLine,
    /// The tenant accepts everything: a sandbox with `accept: all`, or a rehearsal with `--accept all`.
    Tenant,
    /// An entry of `accepted.yaml`.
    File {
        /// Why.
        reason: String,
        /// Who is accountable for it.
        owner: String,
        /// The last day on which it is valid.
        until: String,
    },
}

/// A number of people, with external users counted separately.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Headcount")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadcountV1 {
    /// Members of the directory and applications.
    pub internal: usize,
    /// External users.
    pub external: usize,
}

/// The assignments and requests of a package or policy, which affect its deletion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LiveCounts")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LiveCountsV1 {
    /// Active assignments of members and service principals of the directory.
    pub internal: usize,
    /// Active assignments of external users.
    pub external: usize,
    /// Active assignments of deleted users. No one has access, but the service refuses the deletion until these
    /// users are purged.
    pub departed: usize,
    /// Pending requests for the package. The service does not return the policy of a request, so a policy has
    /// the number of its package.
    pub pending: usize,
}

impl From<Acceptance> for AcceptanceV1 {
    fn from(acceptance: Acceptance) -> Self {
        match acceptance {
            Acceptance::CommandLine => Self::CommandLine,
            Acceptance::Tenant => Self::Tenant,
            Acceptance::File { reason, owner, until } => Self::File { reason, owner, until },
        }
    }
}

impl From<AcceptanceV1> for Acceptance {
    fn from(published: AcceptanceV1) -> Self {
        match published {
            AcceptanceV1::CommandLine => Self::CommandLine,
            AcceptanceV1::Tenant => Self::Tenant,
            AcceptanceV1::File { reason, owner, until } => Self::File { reason, owner, until },
        }
    }
}

same!(Plan and PlanV1: format_version, id, tenant, known: each, inputs, inputs_digest, steps: each, holds: each, about: into);
same!(Step and StepV1: id, key, operation: into, fields: each, waits_for, risk: into, precondition: into, carries, cause: maybe);
same!(Precondition and PreconditionV1: before, after);
same!(KnownObject and KnownObjectV1: key: into, id);
same!(About and AboutV1: tool, tenant_name, names, foreign, assignments: pairs, impact: each, exposure: each, read_only: each, incomplete: each, not_evaluated, kept: each, unchanged);
same!(Kept and KeptV1: key, list, holder);
same!(ReadOnly and SealedV1: key, why, fields: each);
same!(Incomplete and IncompleteV1: what, why);
same!(Hold and HoldV1: id, kind, key, says, cause: maybe, accepted: maybe);
same!(Impact and ImpactV1: key: into, effect: into, at_least: into, at_most: into);

impl From<Movement> for MovementV1 {
    fn from(movement: Movement) -> Self {
        let Movement { package, direction, axes, sentences } = movement;
        let axes = axes.into_iter().map(|(axis, way)| (axis.into(), way.into())).collect();
        Self { key: package.into(), direction: direction.into(), axes, sentences }
    }
}

impl From<MovementV1> for Movement {
    fn from(published: MovementV1) -> Self {
        let MovementV1 { key, direction, axes, sentences } = published;
        let axes = axes.into_iter().map(|(axis, way)| (axis.into(), way.into())).collect();
        Self { package: key.into(), direction: direction.into(), axes, sentences }
    }
}

same!(FieldChange and FieldChangeV1: field, before, after);
same!(Headcount and HeadcountV1: internal, external);
same!(LiveCounts and LiveCountsV1: internal, external, departed, pending);
written_as!(
    Plan as PlanV1,
    Step as StepV1,
    KnownObject as KnownObjectV1,
    FieldChange as FieldChangeV1,
    ReadOnly as SealedV1,
    Operation as OperationV1
);
