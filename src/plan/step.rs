//! The plan file, version 1: canonical JSON whose id is the SHA-256 of what it would do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::diff::FieldChange;
use crate::exposure::Movement;
use crate::model::{Key, LiveCounts, ObjectId, Place};

use super::digest::digest_json;
use super::hold::{Acceptance, Accepting};
use super::{Hold, Impact, Operation, Risk};

/// The version of the plan file. A reader refuses any other.
pub const FORMAT_VERSION: u32 = 1;

/// How long the id of an object of the directory is.
const ID_LENGTH: usize = 36;

/// A plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The version of this format. Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 in hex over the version, the tenant, the steps (without their causes) and the holds (without their texts).
    pub id: String,
    /// The id of the tenant that the plan is for.
    pub tenant: String,
    /// Objects whose key in the plan differs from their key in the tenant (pinned or renamed), with their ids.
    pub known: Vec<KnownObject>,
    /// SHA-256 of the declaration of each object that steps change, by KEY; `inputsDigest` is over all of them.
    pub inputs: BTreeMap<String, String>,
    /// SHA-256 over `inputs`. Changes to comments, unrelated objects and the layout of files do not affect it.
    pub inputs_digest: String,
    /// The writes, in the order in which they are made.
    pub steps: Vec<Step>,
    /// Changes that are held until someone accepts them.
    pub holds: Vec<Hold>,
    /// Information that changes nothing; not part of the id.
    pub about: About,
}

/// The number of a step in its plan, from 1.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct StepId(pub usize);

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// The KEY of the object it belongs to.
    pub key: String,
    /// What is written.
    pub operation: Operation,
    /// The changed fields of an existing object.
    pub fields: Vec<FieldChange>,
    /// Steps that must have ended before this one starts.
    pub waits_for: Vec<StepId>,
    /// The possible effect on people's access.
    pub risk: Risk,
    /// The state in which the step may start.
    pub precondition: Precondition,
    /// Paths of unmodelled properties that the write carries through unchanged.
    pub carries: Vec<String>,
    /// Where the files declare the change; not part of the id.
    pub cause: Option<Place>,
}

/// Digests of the part of the tenant that a step affects. If that part matches `before`, the step may start; if it
/// matches `after`, the step is already done; anything else means that it was changed outside this plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precondition {
    /// The digest before; `None` if nothing may exist.
    pub before: Option<String>,
    /// The digest after; `None` if nothing will exist.
    pub after: Option<String>,
}

/// An object that is identified by its id, because it is pinned or renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownObject {
    /// Its key in the plan.
    pub key: Key,
    /// Its Graph id.
    pub id: ObjectId,
}

/// Information in addition to the steps, outside the id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The version of the program that made the plan.
    pub tool: String,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Display names for the ids in steps, for readers.
    pub names: BTreeMap<String, String>,
    /// KEYs of objects of the tenant that no file declares; they are not changed.
    pub foreign: Vec<String>,
    /// Assignments of changed objects: the service refuses to delete an object that has any.
    pub assignments: BTreeMap<Key, LiveCounts>,
    /// What the plan means for existing assignments.
    pub impact: Vec<Impact>,
    /// How the plan changes who can get which access.
    pub exposure: Vec<Movement>,
    /// Objects that differ and must not be written.
    pub read_only: Vec<ReadOnly>,
    /// Declared objects that could not be compared, because a read failed.
    pub incomplete: Vec<Incomplete>,
    /// What this caller can never see, so that it may exist even though it was not found.
    pub not_evaluated: Vec<String>,
    /// Roles that the identity that runs `apply` keeps, although the files do not list it.
    pub kept: Vec<Kept>,
    /// The number of declared objects that need no change.
    pub unchanged: usize,
}

/// A role that the identity that runs `apply` keeps, so that it does not lock itself out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The KEY of the catalog, or of the settings.
    pub key: String,
    /// The list, as named in the files (`owners`).
    pub list: String,
    /// The directory object that keeps it, by id.
    pub holder: String,
}

/// An object that differs and must not be written.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadOnly {
    /// The object's KEY.
    pub key: String,
    /// Why writing it would destroy something.
    pub why: String,
    /// The differences.
    pub fields: Vec<FieldChange>,
}

/// A failed read that affects a declared object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// What is unknown, in words or as a KEY.
    pub what: String,
    /// The reason.
    pub why: String,
}

/// Removes names of directory objects, which are listed by id; names of roles are not names of people or groups.
pub fn redact_names(names: &mut BTreeMap<String, String>) {
    for (id, name) in names {
        if uuid::Uuid::parse_str(id).is_ok() {
            *name = id.chars().take(8).chain(['…']).collect();
        }
    }
}

/// The id of a plan: what it would do and which holds it has, but not when, where and by which program it was made.
///
/// Holds count by id, kind and key, so that none can be removed from a saved plan. Their acceptance does not count: the
/// run that applies decides it, not the file.
pub(super) fn plan_id(plan: &Plan) -> String {
    let Plan { format_version, id: _, tenant, known, inputs, inputs_digest, steps, holds, about: _ } = plan;
    let steps: Vec<_> = steps.iter().map(|step| Step { cause: None, ..step.clone() }).collect();
    let holds: Vec<_> = holds.iter().map(|hold| json!([hold.id, hold.kind, hold.key])).collect();
    let mut hashed = json!({ "formatVersion": format_version, "tenant": tenant, "inputs": inputs,
            "inputsDigest": inputs_digest, "steps": steps, "holds": holds });
    if !known.is_empty() {
        hashed["known"] = json!(known);
    }
    digest_json(&hashed)
}

impl Plan {
    /// Whether the id matches the steps and holds: it does not if the plan was changed after it was made.
    #[must_use]
    pub fn has_valid_id(&self) -> bool {
        self.id == plan_id(self)
    }

    /// Records how each hold is accepted; replaces earlier records.
    pub fn note_acceptance(&mut self, accepting: &Accepting) {
        for hold in &mut self.holds {
            let tenant = accepting.everything.then_some(Acceptance::Tenant);
            hold.accepted = accepting.ids.get(&hold.id).cloned().or(tenant);
        }
    }

    /// The holds that are not accepted.
    pub fn open_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.accepted.is_none())
    }

    /// Removes information that only the tenant has: names of directory objects become the first digits of their ids,
    /// and undeclared objects are reduced to their kind. The plan's id is unchanged.
    pub fn redact_tenant(&mut self) {
        redact_names(&mut self.about.names);
        self.about.tenant_name = String::new();
        for key in &mut self.about.foreign {
            *key = format!("{}/…", key.split('/').next().unwrap_or_default());
        }
    }

    /// A KEY with names instead of ids, for people.
    #[must_use]
    pub fn readable_key(&self, key: &str) -> String {
        // Ids of roles can be numbers, which occur in other words too; keys contain only ids of objects.
        let mut text = String::with_capacity(key.len());
        let mut rest = key;
        while let Some(c) = rest.chars().next() {
            let id = rest.get(..ID_LENGTH).filter(|id| uuid::Uuid::parse_str(id).is_ok());
            match id.and_then(|id| self.about.names.get(id)) {
                Some(name) => {
                    text.push_str(name);
                    rest = &rest[ID_LENGTH..];
                }
                None => {
                    text.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        text
    }

    /// Whether the plan would write nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
