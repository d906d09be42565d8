//! What the checker gets in addition to the plan and the two states.

use std::collections::BTreeSet;

use crate::model::{Facts, Key, Limits, Lock, Provenance};

/// What is known in addition to the two states.
#[derive(Clone, Copy, Debug)]
pub struct AuditInputs<'a> {
    /// Where the desired state is written, and which keys its declarations have.
    pub origin: &'a Provenance,
    /// The answers of the directory.
    pub facts: &'a Facts,
    /// What the lock file remembers of the tenant.
    pub lock: Option<&'a Lock>,
    /// The objects of the tenant that no file declares.
    pub foreign: &'a BTreeSet<Key>,
    /// The limits of one plan.
    pub limits: Limits,
}
