//! Both sides, ready to be compared, and what is known about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Bindings, CatalogKey, Key, Limits, Lock, LockedName, ObjectId, Place, Principal, Provenance, ReadFailure,
    State,
};

use super::meaning::rebound_names;
use super::{Meaning, OwnRole, Problem, Rebound};

/// Both sides, ready to be compared, and what is known about them.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The desired state, which includes foreign objects unchanged.
    pub desired: State,
    /// The state of the files with ids for names, before anything of the tenant is added.
    pub inputs: State,
    /// The actual state.
    pub actual: State,
    /// Where the desired state is written.
    pub provenance: Provenance,
    /// The Graph ids of the actual state.
    pub bindings: Bindings,
    /// Objects of the tenant that no file declares: shown and never changed.
    pub foreign: BTreeSet<Key>,
    /// Objects to be deleted, each with the place of its reason; `None` is the command line.
    pub deletions: BTreeMap<Key, Option<Place>>,
    /// Objects that are kept although a file deletes them, because this caller may not see everything; with the reason.
    pub kept_back: BTreeMap<Key, String>,
    /// Declared objects that cannot be compared, because a read failed.
    pub incomplete: BTreeSet<Key>,
    /// Declared objects that this caller sees only in part. The unseen part is unchanged, and nothing is deleted in
    /// their catalogs.
    pub partly_visible: BTreeSet<Key>,
    /// The failed reads that affect declared objects.
    pub failures: BTreeSet<ReadFailure>,
    /// Declared objects that must not be written, and why.
    pub read_only: BTreeMap<Key, String>,
    /// Roles that the identity that runs `apply` keeps although the lists omit it.
    pub own_roles: BTreeSet<OwnRole>,
    /// Catalogs that the identity that runs `apply` would no longer own, with the removed owners.
    pub lockouts: BTreeMap<CatalogKey, BTreeSet<Principal>>,
    /// The objects behind keys that the tenant does not use.
    pub known: BTreeMap<Key, ObjectId>,
    /// The names of roles that were bound to ids.
    pub role_names: BTreeMap<String, String>,
    /// What the names in the files mean.
    pub meanings: BTreeMap<LockedName, Meaning>,
    /// What the lock file remembers of the tenant.
    pub lock: Option<Lock>,
    /// The limits of one plan.
    pub limits: Limits,
    /// What prevents a plan.
    pub problems: Vec<Problem>,
}

impl Pair {
    /// The names that no longer resolve to the object that was locked.
    pub fn rebound_names(&self) -> impl Iterator<Item = Rebound<'_>> {
        rebound_names(self.lock.as_ref(), &self.meanings)
    }
}
