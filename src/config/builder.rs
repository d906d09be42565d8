//! What is known of the declarations that were read so far.

use std::collections::BTreeMap;

use crate::model::{IdentitySource, Key, ObjectId, OrganizationKey, Ownership, Place};
use crate::source::{Code, Finding};

use super::context::Context;
use super::cursor::Cursor;
use super::spelling::Spellings;
use super::target_tenant::TargetTenant;

/// The declared objects, as other declarations refer to them.
#[derive(Default)]
pub(super) struct Declared {
    /// By name: the keys without their own pins.
    pub(super) by_name: BTreeMap<Key, Vec<Key>>,
    /// By the id that pins them.
    pub(super) by_id: BTreeMap<ObjectId, Key>,
}

impl Declared {
    /// The object that is pinned to an id, if one is.
    pub(super) fn key_of_pin(&self, id: &ObjectId) -> Option<&Key> {
        self.by_id.get(id)
    }
}

/// Identity sources seen so far, with their places.
pub(super) type Sources = BTreeMap<IdentitySource, Place>;

/// Objects that are declared but do not exist in this tenant, with the place of their `only`.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// By key. A resource is keyed as it is written.
    pub(super) objects: BTreeMap<Key, Place>,
    /// Organizations by name.
    pub(super) organizations: BTreeMap<String, Place>,
}

/// What was read so far, as what is read later refers to it.
#[derive(Default)]
pub(super) struct Known {
    pub(super) declared: Declared,
    /// Organizations by name, since policies refer to them so.
    pub(super) organizations: BTreeMap<String, Vec<OrganizationKey>>,
    pub(super) sources: Sources,
    pub(super) elsewhere: Elsewhere,
    pub(super) spellings: Spellings,
}

/// Reads the declarations of one tenant. The state that they make is passed to what adds to it.
pub(super) struct Builder<'f> {
    pub(super) context: Context<'f>,
    pub(super) target: TargetTenant<'f>,
    pub(super) ownership: Ownership,
    pub(super) known: Known,
    /// Whether every file could be read.
    pub(super) complete: bool,
}

impl Builder<'_> {
    /// Reports a reference to something that does not exist in this tenant, if it is one.
    pub(super) fn is_elsewhere(&mut self, at: &Cursor<'_>, what: &str, place: Option<Place>) -> bool {
        let Some(place) = place else { return false };
        let message = format!("{what} does not exist in the tenant `{}`", self.target.tenant_name());
        let finding = Finding::error(Code::UnknownReference, at.written_place(), message);
        let finding = finding.with_related(place, "it exists only in these tenants");
        self.context
            .findings
            .push(finding.with_help("give both objects the same `only`, or remove `only` from both"));
        true
    }

    /// Whether an object is declared or existing, so that others may refer to it.
    pub(super) fn is_known(&self, key: &Key) -> bool {
        self.context.origin.objects.contains_key(key) || self.ownership.existing.contains_key(key)
    }

    /// Whether an object is declared or existing, or may be with another spelling: only the tenant can
    /// resolve an id.
    pub(super) fn is_possibly_known(&self, key: &Key) -> bool {
        self.is_known(key) || self.known.spellings.is_possible_spelling(key)
    }

    pub(super) fn apply_spellings(&mut self) {
        let existing = self.ownership.existing.keys();
        self.known.spellings = Spellings::new(self.context.origin.objects.keys().chain(existing));
    }

    /// Reports a dangling reference, unless a file that may declare the object could not be read.
    pub(super) fn report_unknown(&mut self, at: &Cursor<'_>, message: String, near: Option<String>) {
        if self.complete {
            let finding = Finding::error(Code::UnknownReference, at.written_place(), message);
            self.context
                .findings
                .push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
        }
    }
}
