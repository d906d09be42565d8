//! The plan file, version 1: canonical JSON whose id is the SHA-256 of what it would do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::diff::FieldChange;
use crate::exposure::Movement;
use crate::model::{Key, LiveCounts, ObjectId, Place};

use super::digest::digest;
use super::hold::{Acceptance, Accepting};
use super::{Hold, Impact, Operation, Risk};

/// The version of the plan file. A reader refuses any other.
pub const FORMAT_VERSION: u32 = 1;

/// How long the id of an object of the directory is.
const ID_LENGTH: usize = 36;

/// A plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 over version, tenant, steps without their causes and what the holds are on, in hex.
    pub id: String,
    /// The tenant the plan was made for, by id.
    pub tenant: String,
    /// Objects that the tenant calls otherwise than the plan does, by the ids they have.
    pub known: Vec<KnownObject>,
    /// SHA-256 of what the files say of the objects that steps touch, by KEY: `inputsDigest` is over all of them.
    pub inputs: BTreeMap<String, String>,
    /// SHA-256 over `inputs`: comments, unrelated objects and the layout of files do not count.
    pub inputs_digest: String,
    /// What will be written, in an order in which it can be.
    pub steps: Vec<Step>,
    /// What waits until somebody accepts it.
    pub holds: Vec<Hold>,
    /// What the plan is about and does not do; not part of the id.
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
    /// The fields that change, for an object that is there already.
    pub fields: Vec<FieldChange>,
    /// Steps that must have ended before this one starts.
    pub waits_for: Vec<StepId>,
    /// What it may do to people's access.
    pub risk: Risk,
    /// What must hold when the step starts.
    pub precondition: Precondition,
    /// Paths of properties that are not modelled and that the write carries through unchanged.
    pub carries: Vec<String>,
    /// Where the reason was written; not part of the id.
    pub cause: Option<Place>,
}

/// Digests of the part of the tenant a step touches. The step may start when that part is as `before`, and is done
/// already when it is as `after`; anything else means that somebody else changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precondition {
    /// The digest before, or `None` where nothing may be there.
    pub before: Option<String>,
    /// The digest after, or `None` where nothing will be there.
    pub after: Option<String>,
}

/// An object that is known by its id: it is pinned, or it is renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownObject {
    /// What the plan calls it.
    pub key: Key,
    /// The id Graph gave it.
    pub id: ObjectId,
}

/// What stands beside the steps and outside the id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The version of the program that made the plan.
    pub tool: String,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Names of the ids that stand in steps, for readers.
    pub names: BTreeMap<String, String>,
    /// KEYs of objects in the tenant that no file declares; they are not touched.
    pub foreign: Vec<String>,
    /// Who holds what is touched: the service refuses to delete it while anybody does.
    pub holders: BTreeMap<Key, LiveCounts>,
    /// What the plan means for those people.
    pub impact: Vec<Impact>,
    /// How the plan moves who can get into what.
    pub exposure: Vec<Movement>,
    /// Objects that differ and may not be written.
    pub sealed: Vec<Sealed>,
    /// Declared objects of which nothing can be said, because reading failed.
    pub incomplete: Vec<Incomplete>,
    /// What this caller can never see, so that its absence proves nothing.
    pub not_evaluated: Vec<String>,
    /// Roles that the identity that applies keeps although the lists in the files leave it out.
    pub kept: Vec<Kept>,
    /// How many declared objects are as they should be.
    pub unchanged: usize,
}

/// A role that the identity that applies keeps: nobody locks himself out by leaving himself out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The KEY of the catalog, or of the settings.
    pub key: String,
    /// The list, as files call it (`owners`).
    pub list: String,
    /// The directory object that keeps it, by id.
    pub holder: String,
}

/// An object that differs and may not be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    /// The object's KEY.
    pub key: String,
    /// Why writing it would destroy something.
    pub why: String,
    /// What differs.
    pub fields: Vec<FieldChange>,
}

/// A read that failed and left something open that was declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// What is not known, in words or as a KEY.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Takes the names of objects of the directory out, which stand by their ids; names of roles are no names of anybody's.
pub fn redact(names: &mut BTreeMap<String, String>) {
    for (id, name) in names {
        if uuid::Uuid::parse_str(id).is_ok() {
            *name = id.chars().take(8).chain(['…']).collect();
        }
    }
}

/// The id of a plan: what it would do and what must be accepted for it, and nothing of when, where and by what it was
/// made.
///
/// Holds count by id, kind and key, so that none can be taken out of a saved plan. Whether one is accepted does not
/// count: that is decided by the run that applies, not by the file.
pub(super) fn plan_id(plan: &Plan) -> String {
    let Plan { format_version, id: _, tenant, known, inputs, inputs_digest, steps, holds, about: _ } = plan;
    let steps: Vec<_> = steps.iter().map(|step| Step { cause: None, ..step.clone() }).collect();
    let holds: Vec<_> = holds.iter().map(|hold| json!([hold.id, hold.kind, hold.key])).collect();
    let mut hashed = json!({ "formatVersion": format_version, "tenant": tenant, "inputs": inputs,
            "inputsDigest": inputs_digest, "steps": steps, "holds": holds });
    if !known.is_empty() {
        hashed["known"] = json!(known);
    }
    digest(&hashed)
}

impl Plan {
    /// Whether the id is that of the steps and holds: a plan that was changed after it was made does not hold.
    #[must_use]
    pub fn id_holds(&self) -> bool {
        self.id == plan_id(self)
    }

    /// Notes which holds are accepted by what; what was noted before is forgotten.
    pub fn accept(&mut self, accepting: &Accepting) {
        for hold in &mut self.holds {
            let tenant = accepting.everything.then_some(Acceptance::Tenant);
            hold.accepted = accepting.ids.get(&hold.id).cloned().or(tenant);
        }
    }

    /// The holds that nobody accepted.
    pub fn open_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.accepted.is_none())
    }

    /// Takes out of what stands beside the steps what only the tenant knows: names of objects of the directory become
    /// the first digits of their ids, and objects that no file declares keep their kind alone. The plan's id stays.
    pub fn redact(&mut self) {
        redact(&mut self.about.names);
        self.about.tenant_name = String::new();
        for key in &mut self.about.foreign {
            *key = format!("{}/…", key.split('/').next().unwrap_or_default());
        }
    }

    /// A KEY with names where it holds ids, for people.
    #[must_use]
    pub fn readable(&self, key: &str) -> String {
        // Ids of roles are numbers at times, which stand in other words too; keys hold ids of objects alone.
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
