//! What prevents a comparison: references that resolve to no object or to several.

use crate::model::{DirectoryObject, Key, LockedName, ObjectId, Place};

/// Why an object cannot refer to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// No file declares it, and it does not exist in the tenant.
    NotThere,
    /// It is an extension of another catalog.
    OtherCatalog,
    /// It is the object itself.
    Itself,
}

/// A kind of object that files can refer to by its Graph id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Graph {
    /// An access package.
    Package,
    /// A custom extension.
    Extension,
    /// A connected organization.
    Organization,
}

/// A problem that only the tenant can show. The shell turns it into a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// No directory object has this name.
    Missing {
        /// The kind of object that was looked up, in words.
        kind: &'static str,
        /// The name in the file.
        name: String,
        /// Where it is written.
        place: Place,
    },
    /// Several directory objects have this name.
    Ambiguous {
        /// The kind of object that was looked up, in words.
        kind: &'static str,
        /// The name in the file.
        name: String,
        /// The objects that have it.
        candidates: Vec<DirectoryObject>,
        /// Where it is written.
        place: Place,
    },
    /// An id of an object that no longer exists. It is kept unchanged.
    Departed {
        /// The id in the file.
        id: ObjectId,
        /// Where it is written.
        place: Place,
    },
    /// An id of an object of another kind than the file says.
    OtherKind {
        /// The kind in the file, in words.
        kind: &'static str,
        /// The id in the file.
        id: ObjectId,
        /// The kind in the directory, in words.
        is: &'static str,
        /// Where it is written.
        place: Place,
    },
    /// A reference to an object that the declared object cannot refer to.
    Reference {
        /// The declared object.
        key: Key,
        /// The object that it refers to.
        to: Key,
        /// Why it cannot.
        why: Why,
    },
    /// A Graph id that resolves to no object of the tenant. It is sent unchanged.
    UnknownId {
        /// The kind of object.
        what: Graph,
        /// The id in the file.
        id: ObjectId,
        /// The declared object with the reference.
        key: Key,
    },
    /// A domain that belongs to no tenant, where a tenant is required.
    NoTenant {
        /// The domain in the file.
        domain: String,
        /// Where it is written.
        place: Place,
    },
    /// A role that a resource does not have, or has twice.
    Role {
        /// The resource, in words.
        resource: String,
        /// The role in the file.
        role: String,
        /// The roles of the resource.
        offered: Vec<String>,
        /// Whether two roles have the name.
        twice: bool,
        /// The package with the role.
        key: Key,
    },
    /// Several objects of the tenant with the key of one declared object.
    Twins {
        /// The key.
        key: Key,
        /// The ids of the objects.
        ids: Vec<ObjectId>,
    },
    /// A pinned id that belongs to no object of the declared kind and parent.
    PinnedMissing {
        /// The key.
        key: Key,
        /// The id.
        id: ObjectId,
        /// The object that has this id.
        other: Option<Key>,
    },
    /// The tenant has an object of the new name and one of a former name, or several of former names.
    BothNames {
        /// The key.
        key: Key,
        /// Where the former name is written.
        place: Place,
        /// The objects with a former name.
        others: Vec<Key>,
        /// Whether there is an object of the new name as well.
        is_there: bool,
    },
    /// No object has the former name of a declared one.
    NothingToRename {
        /// The key.
        key: Key,
        /// Where the former name is written.
        place: Place,
        /// Whether there is an object of the new name; otherwise it is created.
        is_there: bool,
    },
    /// Two declared objects that are the same object of the tenant.
    SameObject {
        /// One key.
        key: Key,
        /// The other.
        other: Key,
    },
    /// Two declarations with the same key after names were bound (a group by name and by id).
    Repeated {
        /// The key of both.
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
    /// An object under `existing` that does not exist.
    NotThere {
        /// The object.
        key: Key,
        /// Where it is listed.
        place: Place,
    },
    /// A declared object that is also under `existing` or `remove`.
    StillDeclared {
        /// The object.
        key: Key,
        /// The place of the contradiction; `None` is the command line.
        place: Option<Place>,
        /// The contradiction, in words.
        what: &'static str,
    },
    /// An object to be deleted that does not exist.
    AlreadyGone {
        /// The object.
        key: Key,
        /// Where the deletion is written; `None` is the command line.
        place: Option<Place>,
    },
    /// An object to be deleted that is protected.
    Protected {
        /// The object.
        key: Key,
        /// Where the deletion is written; `None` is the command line.
        place: Option<Place>,
        /// The pattern that protects it.
        pattern: String,
        /// Where the pattern is written.
        by: Place,
    },
    /// An object under `existing` that would be deleted with its parent.
    Kept {
        /// The object.
        key: Key,
        /// Where the deletion is written; `None` is the command line.
        place: Option<Place>,
        /// Where it is listed under `existing`.
        by: Place,
    },
    /// The built-in catalog, to be deleted.
    BuiltIn {
        /// The catalog.
        key: Key,
        /// Where the deletion is written; `None` is the command line.
        place: Option<Place>,
    },
    /// A catalog to be deleted that still contains objects to be kept.
    NotEmpty {
        /// The catalog.
        key: Key,
        /// Where the deletion is written; `None` is the command line.
        place: Option<Place>,
        /// Its contents.
        contents: Vec<Key>,
    },
    /// An object to be deleted that a remaining object uses.
    InUse {
        /// The object.
        key: Key,
        /// Where the deletion is written; `None` is the command line.
        place: Option<Place>,
        /// The objects that use it.
        users: Vec<Key>,
    },
    /// A policy that calls an existing extension of the wrong kind for the stage.
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
    /// A name that is not in the lock file.
    Unlocked {
        /// The name.
        name: LockedName,
        /// The first place where it is written.
        place: Option<Place>,
        /// Whether unlocked names are errors.
        refused: bool,
    },
    /// A tenant without locked names.
    NotLocked {
        /// The number of names in the files.
        names: usize,
        /// Whether unlocked names are errors.
        refused: bool,
    },
    /// Catalogs lose owners, and the identity that runs `apply` is unknown, so it may be one of them.
    UnknownCaller {
        /// The catalogs.
        keys: Vec<Key>,
    },
    /// A resource that entitlement management does not accept in a catalog.
    Unsuitable {
        /// The resource.
        key: Key,
        /// Why.
        why: String,
    },
}

impl Problem {
    /// Whether this prevents a plan.
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
