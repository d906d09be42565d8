//! Holds: changes that wait until someone accepts them, by an id that identifies the exact change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::Place;

use super::digest::digest_json;

/// How many hex digits of its digest a hold's id has.
const DIGITS: usize = 16;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $member:ident = $slug:literal, $title:literal, $advice:literal;)+) => {
        /// Every kind of hold: the only list, from which plans, schemas and documentation are made.
        ///
        /// The comment of a kind is its meaning. A kind never changes its meaning under the same name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        pub enum HoldKind {
            $($(#[doc = $doc])+ #[serde(rename = $slug)] $member,)+
        }

        impl HoldKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The stable name in ids: `adoption-strips`.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$member => $slug,)+ }
            }

            /// A few words for a heading.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$member => $title,)+ }
            }

            /// The meaning, in one line.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$member => concat!($($doc),+).trim(),)+ }
            }

            /// What to do instead of accepting it.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$member => $advice,)+ }
            }
        }
    };
}

kinds! {
    /// Adopting an object that was created elsewhere would remove settings that its declaration omits.
    AdoptionStrips = "adoption-strips", "adopting this object would remove settings that the files omit",
        "add the settings to keep to the declaration, or accept their removal";
    /// A name in the files no longer resolves to the object that was locked, so other people would get access or
    /// approve.
    ReferenceRebound = "reference-rebound", "a name resolves to a different object",
        "check the object, then lock the name again with `guestlist lock --rebind NAME`";
    /// More people could get access, or people could get it more easily, for longer, or with more roles.
    ExposureWidened = "exposure-widened", "more people can get access",
        "check that this is intended, or narrow the policy";
    /// A policy that required approval would no longer require any.
    ApprovalRemoved = "approval-removed", "approval is no longer required",
        "keep an approval stage, or check that everyone in the policy's scope should get access without approval";
    /// A package or policy with active assignments or pending requests would be deleted.
    DeleteWithAssignments = "delete-with-assignments", "active assignments exist",
        "move the assignments with `guestlist assignments move`, or remove them with `guestlist assignments remove`";
    /// A package with assignments would gain or lose a role, which affects all assignees at once. A package whose
    /// assignments could not be counted is included.
    FanOut = "fan-out", "all assignments are affected at once",
        "check that this is intended for all of them, or offer the role in a separate package";
    /// A whole catalog would be deleted.
    DeleteCatalog = "delete-catalog", "a catalog is deleted",
        "unpublish it instead, which stops requests and is reversible";
    /// One plan would delete more objects, or change a larger share of all objects, than the project's `limits` allow.
    MassChange = "mass-change", "large change",
        "check that all of it is intended, split it into several plans, or raise `limits` in the project file";
    /// The identity that runs `apply` would no longer own a catalog, so the next run could not change it.
    SelfLockout = "self-lockout", "the identity that runs `apply` loses ownership",
        "add that identity, or a group that contains it, to the catalog's `owners`";
}

/// A change that is held until someone accepts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Its kind and a digest of kind, key, before and after. The id stays the same as long as the change does.
    pub id: String,
    /// Its kind.
    pub kind: HoldKind,
    /// The KEY of the changed object, or the name that now resolves to a different object (`group:NAME`).
    pub key: String,
    /// What it means for this object and what to do; not part of the plan's id.
    pub says: String,
    /// Where the files declare the change; not part of the plan's id.
    pub cause: Option<Place>,
    /// How it is accepted, as far as known when the plan was made. For information only: the run that applies the plan
    /// decides again. Not part of the plan's id.
    pub accepted: Option<Acceptance>,
}

/// How a hold is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// `--accept` of this run.
    CommandLine,
    /// The tenant accepts everything: a sandbox with `accept: all`, or a rehearsal with `--accept all`.
    Tenant,
    /// An entry of `accepted.yaml`.
    File {
        /// The reason.
        reason: String,
        /// Who is responsible for it.
        owner: String,
        /// The last day on which it is valid.
        until: String,
    },
}

/// What a run accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepting {
    /// Whether every hold is accepted.
    pub everything: bool,
    /// The holds that are accepted by id.
    pub ids: BTreeMap<String, Acceptance>,
}

impl Hold {
    /// A hold on a change. `before` and `after` contain what makes the change dangerous, and nothing that varies by
    /// itself, such as numbers of people or dates of the run.
    #[must_use]
    pub fn new(kind: HoldKind, key: String, before: &Value, after: &Value, says: &str) -> Self {
        let digest = digest_json(&json!([kind, key, before, after]));
        let id = format!("{}@{}", kind.slug(), digest.get(..DIGITS).unwrap_or(&digest));
        Self { id, kind, key, says: format!("{says}; {}", kind.advice()), cause: None, accepted: None }
    }

    /// The same, with the place where the files declare the change.
    #[must_use]
    pub fn with_cause(self, cause: Option<Place>) -> Self {
        Self { cause, ..self }
    }

    /// Whether a text has the form of an id of a hold.
    #[must_use]
    pub fn is_id(text: &str) -> bool {
        text.split_once('@').is_some_and(|(slug, digest)| {
            HoldKind::ALL.iter().any(|kind| kind.slug() == slug)
                && digest.len() >= DIGITS
                && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn hold(key: &str, before: Value, says: &str) -> Hold {
        Hold::new(HoldKind::AdoptionStrips, key.to_owned(), &before, &Value::Null, says)
    }

    #[test]
    fn an_id_stands_for_the_change_and_for_nothing_else() {
        let first = hold("catalog/A", json!(["x"]), "3 people");
        assert_eq!(first.id, hold("catalog/A", json!(["x"]), "4 people").id);
        assert_ne!(first.id, hold("catalog/B", json!(["x"]), "3 people").id);
        assert_ne!(first.id, hold("catalog/A", json!(["x", "y"]), "3 people").id);
        assert!(Hold::is_id(&first.id), "{}", first.id);
    }

    #[test]
    fn only_ids_are_ids() {
        for text in [
            "",
            "all",
            "adoption-strips",
            "adoption-strips@",
            "adoption-strips@3FA91C0B7D52E864",
            "adoption-strips@3fa9",
            "nothing@3fa91c0b7d52e864",
        ] {
            assert!(!Hold::is_id(text), "{text}");
        }
        assert!(Hold::is_id("adoption-strips@3fa91c0b7d52e864"));
    }

    #[test]
    fn every_kind_is_named_and_explained_once() {
        let slugs: BTreeSet<_> = HoldKind::ALL.iter().map(|kind| kind.slug()).collect();
        assert_eq!(slugs.len(), HoldKind::ALL.len());
        for kind in HoldKind::ALL {
            assert_eq!(json!(kind), json!(kind.slug()));
            assert!(kind.meaning().ends_with('.') && !kind.meaning().contains('\n'), "{kind:?}");
            assert!(!kind.advice().ends_with('.') && !kind.title().is_empty(), "{kind:?}");
        }
    }
}
