//! Of which kind each directory object is, whatever a file or a reply calls it.
//!
//! The service keeps the id of who has a role or sponsors, and nothing else: `{ objectId }` of a person who came back
//! and `{ userId }` of one who left are the same entry as the one the tenant shows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    DirectoryKind, DirectoryObject, DirectoryRef, Facts, ObjectId, Principal, Reference, ReferenceMut, State,
};

/// The kinds of directory objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds {
    known: BTreeMap<ObjectId, DirectoryKind>,
    /// Those that the tenant shows, and of which nothing tells what they are.
    unknown: BTreeSet<ObjectId>,
    /// Whether the tenant shows an object without its kind that is known otherwise.
    hides: bool,
}

impl Kinds {
    /// What the directory says; of an object that it does not have, what the tenant shows.
    pub(super) fn of(there: &State, facts: &Facts) -> Self {
        let mut kinds = Self::default();
        let mut shown = BTreeMap::new();
        there.references(&mut |_, reference| {
            let Reference::Principal(principal) = reference else { return };
            let Some(id) = principal.reference().id() else { return };
            match kind_of(principal) {
                Some(kind) => drop(shown.insert(id.clone(), kind)),
                None => drop(kinds.unknown.insert(id.clone())),
            }
        });
        kinds.known = shown;
        kinds.known.extend(facts.objects.iter().map(|(id, object)| (id.clone(), object.kind)));
        kinds.hides = kinds.unknown.iter().any(|id| kinds.known.contains_key(id));
        kinds
    }

    /// Gives a principal the kind that its object has.
    pub(super) fn settle(&self, principal: &mut Principal) {
        let Some(id) = principal.reference().id() else { return };
        let reference = DirectoryRef::Id(id.clone());
        *principal = match self.known.get(id) {
            Some(DirectoryKind::User) => Principal::User(reference),
            Some(DirectoryKind::Group) => Principal::Group(reference),
            Some(DirectoryKind::ServicePrincipal) => Principal::ServicePrincipal(reference),
            None if self.unknown.contains(id) => Principal::Unknown(reference),
            None => return,
        };
    }

    /// Gives the principals of the tenant the kinds that they have.
    pub(super) fn settle_all(&self, there: &mut State) {
        if self.hides {
            there.map_references(&mut |reference| {
                if let ReferenceMut::Principal(principal) = reference {
                    self.settle(principal);
                }
            });
        }
    }

    /// The tenant with the kinds that its principals have.
    pub(super) fn settled<'s>(&self, there: &'s State) -> Cow<'s, State> {
        let mut settled = Cow::Borrowed(there);
        if self.hides {
            self.settle_all(settled.to_mut());
        }
        settled
    }
}

fn kind_of(principal: &Principal) -> Option<DirectoryKind> {
    match principal {
        Principal::User(_) => Some(DirectoryKind::User),
        Principal::Group(_) => Some(DirectoryKind::Group),
        Principal::ServicePrincipal(_) => Some(DirectoryKind::ServicePrincipal),
        Principal::Unknown(_) => None,
    }
}

/// Whether a file calls an object by its id and says that it is of another kind.
pub(super) fn is_misnamed(principal: &Principal, object: &DirectoryObject) -> bool {
    kind_of(principal).is_some_and(|kind| kind != object.kind)
}
