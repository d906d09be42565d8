//! Both sides, ready to be compared, and what is known about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Bindings, CatalogKey, Key, Limits, Lock, LockedName, ObjectId, Origins, Place, Principal, ReadFailure,
    State,
};

use super::meaning::rebound;
use super::{Meaning, OwnRole, Problem, Rebound};

/// Both sides, ready to be compared, and what is known about them.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// What is wanted, foreign objects included as they are.
    pub desired: State,
    /// What the files say, with ids for names, before anything of the tenant was taken into it.
    pub inputs: State,
    /// What is there.
    pub actual: State,
    /// Where the wanted was written.
    pub origin: Origins,
    /// What the service calls what is there.
    pub bindings: Bindings,
    /// Objects of the tenant that no file declares: shown and never touched.
    pub foreign: BTreeSet<Key>,
    /// Objects of the tenant that go, by where the reason is written; `None` for the command line.
    pub going: BTreeMap<Key, Option<Place>>,
    /// Objects that would go and stay, because this caller may not see everything there; and why.
    pub spared: BTreeMap<Key, String>,
    /// Declared objects of which nothing can be said, because reading failed.
    pub incomplete: BTreeSet<Key>,
    /// Declared objects of which this caller cannot see a part: that part is left as it is. Nothing is deleted in
    /// their catalogs.
    pub blind: BTreeSet<Key>,
    /// The reads that failed and that somebody declared something about.
    pub failures: BTreeSet<ReadFailure>,
    /// Declared objects that may not be written, and why.
    pub sealed: BTreeMap<Key, String>,
    /// Roles that the identity that applies keeps although the lists leave it out.
    pub own_roles: BTreeSet<OwnRole>,
    /// Catalogs that the identity that applies would own no longer, with the owners that go.
    pub lockouts: BTreeMap<CatalogKey, BTreeSet<Principal>>,
    /// Which object of the tenant each key means that is no name of the tenant's.
    pub known: BTreeMap<Key, ObjectId>,
    /// The names of roles whose names in the files were bound to ids.
    pub role_names: BTreeMap<String, String>,
    /// What the names in the files mean.
    pub meanings: BTreeMap<LockedName, Meaning>,
    /// What is remembered of the tenant.
    pub lock: Option<Lock>,
    /// How much one plan may change unasked.
    pub limits: Limits,
    /// What stands in the way.
    pub problems: Vec<Problem>,
}

impl Pair {
    /// The names that lead to another object than when they were locked.
    pub fn rebound(&self) -> impl Iterator<Item = Rebound<'_>> {
        rebound(self.lock.as_ref(), &self.meanings)
    }
}
