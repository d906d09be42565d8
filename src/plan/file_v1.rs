//! The plan file, version 1: what it holds, by the names that it is published with.
//!
//! The types of this file say how a plan is written; those of the plan may be called and ordered otherwise. What objects
//! hold is written by the model's own types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diff::FieldChange;
use crate::exposure::{Axis, Direction, Movement};
use crate::model::{Headcount, Key, LiveCounts, ObjectId, Place};

use super::hold::{Acceptance, Hold, HoldKind};
use super::impact::{Effect, Impact};
use super::operation::Risk;
use super::operation_v1::OperationV1;
use super::step::{About, Incomplete, Kept, KnownObject, Plan, Precondition, Sealed, Step, StepId};

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Plan")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanV1 {
    /// Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 over version, tenant, steps without their causes and what the holds are on, in hex.
    pub id: String,
    /// The tenant the plan was made for, by id.
    pub tenant: String,
    /// Objects that the tenant calls otherwise than the plan does, by the ids they have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<KnownObjectV1>,
    /// SHA-256 of what the files say of the objects that steps touch, by KEY: `inputsDigest` is over all of them.
    pub inputs: BTreeMap<String, String>,
    /// SHA-256 over `inputs`: comments, unrelated objects and the layout of files do not count.
    pub inputs_digest: String,
    /// What will be written, in an order in which it can be.
    pub steps: Vec<StepV1>,
    /// What waits until somebody accepts it.
    pub holds: Vec<HoldV1>,
    /// What the plan is about and does not do; not part of the id.
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
    /// The fields that change, for an object that is there already.
    pub fields: Vec<FieldChange>,
    /// Steps that must have ended before this one starts.
    pub waits_for: Vec<StepId>,
    /// What it may do to people's access.
    pub risk: Risk,
    /// What must hold when the step starts.
    pub precondition: PreconditionV1,
    /// Paths of properties that are not modelled and that the write carries through unchanged.
    pub carries: Vec<String>,
    /// Where the reason was written; not part of the id.
    pub cause: Option<Place>,
}

/// Digests of the part of the tenant a step touches. The step may start when that part is as `before`, and is done
/// already when it is as `after`; anything else means that somebody else changed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Precondition")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreconditionV1 {
    /// The digest before, or `None` where nothing may be there.
    pub before: Option<String>,
    /// The digest after, or `None` where nothing will be there.
    pub after: Option<String>,
}

/// An object that is known by its id: it is pinned, or it is renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "KnownObject")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KnownObjectV1 {
    /// What the plan calls it.
    pub key: Key,
    /// The id Graph gave it.
    pub id: ObjectId,
}

/// What stands beside the steps and outside the id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "About")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AboutV1 {
    /// The version of the program that made the plan.
    pub tool: String,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Names of the ids that stand in steps, for readers.
    pub names: BTreeMap<String, String>,
    /// KEYs of objects in the tenant that no file declares; they are not touched.
    pub foreign: Vec<String>,
    /// Who holds what is touched, by KEY: the service refuses to delete it while anybody does.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holders: BTreeMap<String, LiveCounts>,
    /// What the plan means for those people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impact: Vec<ImpactV1>,
    /// How the plan moves who can get into what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exposure: Vec<MovementV1>,
    /// Objects that differ and may not be written.
    pub sealed: Vec<SealedV1>,
    /// Declared objects of which nothing can be said, because reading failed.
    pub incomplete: Vec<IncompleteV1>,
    /// What this caller can never see, so that its absence proves nothing.
    pub not_evaluated: Vec<String>,
    /// Roles that the identity that applies keeps although the lists in the files leave it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<KeptV1>,
    /// How many declared objects are as they should be.
    pub unchanged: usize,
}

/// A role that the identity that applies keeps: nobody locks himself out by leaving himself out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Kept")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptV1 {
    /// The KEY of the catalog, or of the settings.
    pub key: String,
    /// The list, as files call it (`owners`).
    pub list: String,
    /// The directory object that keeps it, by id.
    pub holder: String,
}

/// An object that differs and may not be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Sealed")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedV1 {
    /// The object's KEY.
    pub key: String,
    /// Why writing it would destroy something.
    pub why: String,
    /// What differs.
    pub fields: Vec<FieldChange>,
}

/// A read that failed and left something open that was declared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Incomplete")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncompleteV1 {
    /// What is not known, in words or as a KEY.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A change that waits until somebody accepts it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Hold")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldV1 {
    /// Its kind and a digest of kind, key and before → after: the same as long as the change is the same.
    pub id: String,
    /// Its kind.
    pub kind: HoldKind,
    /// The KEY of the object that changes, or the name that leads elsewhere (`group:NAME`).
    pub key: String,
    /// What it means here and what to do; not part of the plan's id.
    pub says: String,
    /// Where the change was written; not part of the plan's id.
    pub cause: Option<Place>,
    /// By what it is accepted, as far as the run that made the plan knew. It is there to be read: a run that applies
    /// the plan decides anew. Not part of the plan's id.
    pub accepted: Option<Acceptance>,
}

/// How many people of a package or a policy something happens to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Impact")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImpactV1 {
    /// The KEY of the package, or of the policy by which they hold it.
    pub key: String,
    /// What happens.
    pub effect: Effect,
    /// To how many surely.
    pub at_least: Headcount,
    /// To how many at most: it is not known of everybody to which organization or group he belongs.
    pub at_most: Headcount,
}

/// How the exposure of one package moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Movement")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MovementV1 {
    /// The KEY of the package.
    pub key: String,
    /// All axes together.
    pub direction: Direction,
    /// Each axis that moves.
    pub axes: BTreeMap<Axis, Direction>,
    /// What that means, in sentences that hold ids in braces where objects of the directory have no names here.
    pub sentences: Vec<String>,
}

/// Turns a type of the plan into the one that is published and back, member by member: as it is, or each of a list.
macro_rules! same {
    (@ $value:ident) => { $value };
    (@ $value:ident into) => { $value.into() };
    (@ $value:ident maybe) => { $value.map(Into::into) };
    (@ $value:ident each) => { $value.into_iter().map(Into::into).collect() };
    ($inner:ident and $published:ident: $($member:ident $(: $how:ident)?),+) => {
        impl From<$inner> for $published {
            fn from(inner: $inner) -> Self {
                let $inner { $($member),+ } = inner;
                Self { $($member: same!(@ $member $($how)?)),+ }
            }
        }

        impl From<$published> for $inner {
            fn from(published: $published) -> Self {
                let $published { $($member),+ } = published;
                Self { $($member: same!(@ $member $($how)?)),+ }
            }
        }

        impl Serialize for $inner {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $published::from(self.clone()).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $inner {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $published::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

same!(Plan and PlanV1: format_version, id, tenant, known: each, inputs, inputs_digest, steps: each, holds: each, about: into);
same!(Step and StepV1: id, key, operation: into, fields, waits_for, risk, precondition: into, carries, cause);
same!(Precondition and PreconditionV1: before, after);
same!(KnownObject and KnownObjectV1: key, id);
same!(About and AboutV1: tool, tenant_name, names, foreign, holders, impact: each, exposure: each, sealed: each, incomplete: each, not_evaluated, kept: each, unchanged);
same!(Kept and KeptV1: key, list, holder);
same!(Sealed and SealedV1: key, why, fields);
same!(Incomplete and IncompleteV1: what, why);
same!(Hold and HoldV1: id, kind, key, says, cause, accepted);
same!(Impact and ImpactV1: key, effect, at_least, at_most);
same!(Movement and MovementV1: key, direction, axes, sentences);
