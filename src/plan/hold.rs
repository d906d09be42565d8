//! Holds: changes that wait until somebody accepts them, by an id that stands for this very change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::Place;

use super::digest::digest;

/// How many hex digits of its digest a hold's id shows.
const DIGITS: usize = 16;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $member:ident = $slug:literal, $title:literal, $advice:literal;)+) => {
        /// Every kind of hold there is: the one list that plans, schemas and documentation share.
        ///
        /// The comment of a kind is its meaning. No kind is ever given a new meaning under the same name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        pub enum HoldKind {
            $($(#[doc = $doc])+ #[serde(rename = $slug)] $member,)+
        }

        impl HoldKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The stable name, as it stands in ids: `adoption-strips`.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$member => $slug,)+ }
            }

            /// A few words for a heading.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$member => $title,)+ }
            }

            /// What it means, in one line.
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
    /// Taking over an object that was made elsewhere would take away what its declaration leaves out.
    AdoptionStrips = "adoption-strips", "taking over takes something away",
        "write what is meant to stay into the declaration, or accept that it goes";
    /// A name in the files leads to another object than when it was locked, so that somebody else would be meant.
    ReferenceRebound = "reference-rebound", "a name leads elsewhere",
        "find out who that is, and lock the name anew with `guestlist lock --rebind NAME`";
    /// Somebody could get in who could not before, or more easily, for longer, or into more.
    ExposureWidened = "exposure-widened", "more people get in",
        "see that everybody named is meant, or narrow the policy";
    /// A policy that asked somebody for approval would ask nobody any more.
    ApprovalRemoved = "approval-removed", "nobody has to approve",
        "keep a stage of approval, or see that everybody the policy is for may have it unasked";
    /// A package or policy would be deleted that somebody still holds or has asked for.
    DeleteWithAssignments = "delete-with-assignments", "somebody holds what goes",
        "move the people with `guestlist assignments move`, or end their access with `guestlist assignments remove`";
    /// A package that people hold would give them another role at once, or take one from them at once; so does one of
    /// which nobody could count who holds it.
    FanOut = "fan-out", "everybody who holds it is affected at once",
        "see that all of them are meant, or offer the role in a package of its own";
    /// A whole catalog would be deleted.
    DeleteCatalog = "delete-catalog", "a catalog goes",
        "unpublish it, which stops requests and can be taken back";
    /// One plan would delete more objects, or change a larger part of them, than `limits` of the project allow.
    MassChange = "mass-change", "much changes at once",
        "see that all of it is meant, plan it in parts, or raise `limits` in the project file";
    /// The identity that applies would own a catalog no longer, so that the next run could not change it.
    SelfLockout = "self-lockout", "who applies is locked out",
        "add the identity that applies, or a group it is in, to the catalog's `owners`";
}

/// A change that waits until somebody accepts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
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

/// By what a hold is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// `--accept` of this run.
    CommandLine,
    /// The tenant takes everything: a sandbox with `accept: all`, or a rehearsal with `--accept all`.
    Tenant,
    /// An entry of `accepted.yaml`.
    File {
        /// Why.
        reason: String,
        /// Who answers for it.
        owner: String,
        /// The last day on which it counts.
        until: String,
    },
}

/// What a run accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepting {
    /// Whether every hold is accepted.
    pub everything: bool,
    /// What is accepted by id.
    pub ids: BTreeMap<String, Acceptance>,
}

impl Hold {
    /// A hold on a change. `before` and `after` hold what makes the change dangerous and nothing that moves by itself:
    /// no counts of people, no dates of the run.
    #[must_use]
    pub fn new(kind: HoldKind, key: String, before: &Value, after: &Value, says: &str) -> Self {
        let digest = digest(&json!([kind, key, before, after]));
        let id = format!("{}@{}", kind.slug(), digest.get(..DIGITS).unwrap_or(&digest));
        Self { id, kind, key, says: format!("{says}; {}", kind.advice()), cause: None, accepted: None }
    }

    /// The same, with the place where the change was written.
    #[must_use]
    pub fn at(self, cause: Option<Place>) -> Self {
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
