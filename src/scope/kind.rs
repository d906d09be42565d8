//! The kind of each directory object, whatever a file or a reply says.
//!
//! The service stores only the id of a role assignee or sponsor. So `{ objectId }` of a restored user and `{ userId }`
//! of a deleted one are the same entry as the one that the tenant shows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    DirectoryKind, DirectoryObject, DirectoryRef, Facts, ObjectId, Principal, Reference, ReferenceMut, State,
};

/// The kinds of directory objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds {
    known: BTreeMap<ObjectId, DirectoryKind>,
    /// Objects that the tenant shows without a kind and that are unknown otherwise.
    unknown: BTreeSet<ObjectId>,
    /// Whether the tenant shows an object without its kind although the kind is known.
    hides: bool,
}

impl Kinds {
    /// The kind in the directory; for an object that is not in the directory, the kind that the tenant shows.
    pub(super) fn new(there: &State, facts: &Facts) -> Self {
        let mut kinds = Self::default();
        let mut shown = BTreeMap::new();
        there.visit_references(&mut |_, reference| {
            let Reference::Principal(principal) = reference else { return };
            let Some(id) = principal.reference().bound_object_id() else { return };
            match kind_of_principal(principal) {
                Some(kind) => drop(shown.insert(id.clone(), kind)),
                None => drop(kinds.unknown.insert(id.clone())),
            }
        });
        kinds.known = shown;
        kinds.known.extend(facts.objects.iter().map(|(id, object)| (id.clone(), object.kind)));
        kinds.hides = kinds.unknown.iter().any(|id| kinds.known.contains_key(id));
        kinds
    }

    /// Gives a principal the kind of its object.
    pub(super) fn settle_kind(&self, principal: &mut Principal) {
        let Some(id) = principal.reference().bound_object_id() else { return };
        let reference = DirectoryRef::Id(id.clone());
        *principal = match self.known.get(id) {
            Some(DirectoryKind::User) => Principal::User(reference),
            Some(DirectoryKind::Group) => Principal::Group(reference),
            Some(DirectoryKind::ServicePrincipal) => Principal::ServicePrincipal(reference),
            None if self.unknown.contains(id) => Principal::Unknown(reference),
            None => return,
        };
    }

    /// Gives the principals of the tenant their kinds.
    pub(super) fn settle_all(&self, there: &mut State) {
        if self.hides {
            there.map_references(&mut |reference| {
                if let ReferenceMut::Principal(principal) = reference {
                    self.settle_kind(principal);
                }
            });
        }
    }

    /// The tenant with the kinds of its principals.
    pub(super) fn with_settled_kinds<'s>(&self, there: &'s State) -> Cow<'s, State> {
        let mut settled = Cow::Borrowed(there);
        if self.hides {
            self.settle_all(settled.to_mut());
        }
        settled
    }
}

fn kind_of_principal(principal: &Principal) -> Option<DirectoryKind> {
    match principal {
        Principal::User(_) => Some(DirectoryKind::User),
        Principal::Group(_) => Some(DirectoryKind::Group),
        Principal::ServicePrincipal(_) => Some(DirectoryKind::ServicePrincipal),
        Principal::Unknown(_) => None,
    }
}

/// Whether a file refers to an object by id under the wrong kind.
pub(super) fn is_misnamed(principal: &Principal, object: &DirectoryObject) -> bool {
    kind_of_principal(principal).is_some_and(|kind| kind != object.kind)
}
