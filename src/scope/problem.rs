//! What stands between the files and a comparison: references that lead nowhere or to several objects.

use crate::model::{DirectoryObject, Key, LockedName, ObjectId, Place};

/// Why an object cannot refer to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No file declares it, and it is not in the tenant.
    NotThere,
    /// It is an extension of another catalog.
    OtherCatalog,
    /// It is the object itself.
    Itself,
}

/// A kind of object that files can name by the id that Graph gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Graph {
    /// An access package.
    Package,
    /// A custom extension.
    Extension,
    /// A connected organization.
    Organization,
}

/// A fault that only the tenant could reveal. The shell turns it into a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// No directory object has this name.
    Missing {
        /// What kind of object was looked for, in words.
        kind: &'static str,
        /// The name in the file.
        name: String,
        /// Where it was written.
        place: Place,
    },
    /// Several directory objects have this name.
    Ambiguous {
        /// What kind of object was looked for, in words.
        kind: &'static str,
        /// The name in the file.
        name: String,
        /// The objects that have it.
        candidates: Vec<DirectoryObject>,
        /// Where it was written.
        place: Place,
    },
    /// An id that leads to no object any more. It is carried as it stands.
    Departed {
        /// The id in the file.
        id: ObjectId,
        /// Where it was written.
        place: Place,
    },
    /// An id of an object of another kind than the file says.
    OtherKind {
        /// What the file says it is, in words.
        kind: &'static str,
        /// The id in the file.
        id: ObjectId,
        /// What it is, in words.
        is: &'static str,
        /// Where it was written.
        place: Place,
    },
    /// A reference of a declared object to one that it cannot refer to.
    Reference {
        /// The declared object.
        key: Key,
        /// What it refers to.
        to: Key,
        /// Why it cannot.
        why: Why,
    },
    /// An id of Graph that leads to no object that the tenant shows. It is sent as it stands.
    UnknownId {
        /// What it is the id of.
        what: Graph,
        /// The id in the file.
        id: ObjectId,
        /// The declared object that names it.
        key: Key,
    },
    /// A domain that no tenant owns, where a tenant is required.
    NoTenant {
        /// The domain in the file.
        domain: String,
        /// Where it was written.
        place: Place,
    },
    /// A role that a resource does not offer, or offers twice.
    Role {
        /// The resource, in words.
        resource: String,
        /// The role in the file.
        role: String,
        /// The roles the resource offers.
        offered: Vec<String>,
        /// Whether two roles share the name.
        twice: bool,
        /// The package that asks for it.
        key: Key,
    },
    /// Several objects of the tenant have the key of one declared object.
    Twins {
        /// The key.
        key: Key,
        /// The ids of the objects.
        ids: Vec<ObjectId>,
    },
    /// No object of its kind and place has the id that pins a declared one.
    PinnedMissing {
        /// The key.
        key: Key,
        /// The id.
        id: ObjectId,
        /// The object that has this id.
        other: Option<Key>,
    },
    /// The tenant holds what an object is to be called and what it was called, or several of the latter.
    BothNames {
        /// The key.
        key: Key,
        /// Where the former name stands.
        place: Place,
        /// The objects with a former name.
        others: Vec<Key>,
        /// Whether there is one of the new name as well.
        is_there: bool,
    },
    /// No object has the former name of a declared one.
    NothingToRename {
        /// The key.
        key: Key,
        /// Where the former name stands.
        place: Place,
        /// Whether there is one of the new name; otherwise one is made.
        is_there: bool,
    },
    /// Two declared objects are the same object of the tenant.
    SameObject {
        /// One key.
        key: Key,
        /// The other.
        other: Key,
    },
    /// Two declarations became one once names were bound (a group by name and by id).
    Repeated {
        /// The key both have.
        key: Key,
    },
    /// A change the service cannot make in place.
    Replacement {
        /// The object.
        key: Key,
        /// What cannot change, in words.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// An object that is said to exist and does not.
    NotThere {
        /// The object.
        key: Key,
        /// Where it is said.
        place: Place,
    },
    /// An object that is declared, and existing or removed as well.
    StillDeclared {
        /// The object.
        key: Key,
        /// Where the other thing is said; `None` for the command line.
        place: Option<Place>,
        /// The other thing, in a word.
        what: &'static str,
    },
    /// An object that is to go and is not there.
    AlreadyGone {
        /// The object.
        key: Key,
        /// Where it is said; `None` for the command line.
        place: Option<Place>,
    },
    /// An object that is to go and is never deleted.
    Protected {
        /// The object.
        key: Key,
        /// Where its removal is written; `None` for the command line.
        place: Option<Place>,
        /// The pattern that protects it.
        pattern: String,
        /// Where that stands.
        by: Place,
    },
    /// An object that would go with what it lives in and is said to exist.
    Kept {
        /// The object.
        key: Key,
        /// Where the removal is written; `None` for the command line.
        place: Option<Place>,
        /// Where it is said to exist.
        by: Place,
    },
    /// The built-in catalog, which is to go.
    BuiltIn {
        /// The catalog.
        key: Key,
        /// Where its removal is written; `None` for the command line.
        place: Option<Place>,
    },
    /// A catalog that is to go and still holds what is not.
    NotEmpty {
        /// The catalog.
        key: Key,
        /// Where its removal is written; `None` for the command line.
        place: Option<Place>,
        /// What it holds.
        contents: Vec<Key>,
    },
    /// An object that is to go and is used by one that stays.
    InUse {
        /// The object.
        key: Key,
        /// Where its removal is written; `None` for the command line.
        place: Option<Place>,
        /// What uses it.
        users: Vec<Key>,
    },
    /// A policy that calls an existing extension at a stage of the other kind.
    ExtensionStage {
        /// The policy.
        key: Key,
        /// The extension.
        extension: Key,
        /// The stage.
        stage: String,
        /// The extension's kind.
        kind: String,
    },
    /// A name that the lock does not hold.
    Unlocked {
        /// The name.
        name: LockedName,
        /// Where it was written first.
        place: Option<Place>,
        /// Whether the caller takes no such name.
        refused: bool,
    },
    /// A tenant of which nothing is locked.
    NotLocked {
        /// How many names the files hold.
        names: usize,
        /// Whether the caller takes no such tenant.
        refused: bool,
    },
    /// Owners of catalogs go, and nobody can tell whether the identity that applies is among them.
    UnknownCaller {
        /// The catalogs.
        keys: Vec<Key>,
    },
    /// A resource that entitlement management does not take into a catalog.
    Unsuitable {
        /// The resource.
        key: Key,
        /// Why.
        why: String,
    },
}

impl Problem {
    /// Whether nothing may be planned while this stands.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match self {
            Self::Departed { .. }
            | Self::UnknownId { .. }
            | Self::AlreadyGone { .. }
            | Self::NothingToRename { .. }
            | Self::UnknownCaller { .. } => false,
            Self::Unlocked { refused, .. } | Self::NotLocked { refused, .. } => *refused,
            _ => true,
        }
    }
}
