//! What the checker gets in addition to the plan and the two states.

use std::collections::BTreeSet;

use crate::model::{Facts, Key, Limits, Lock, Origins};

/// What is known in addition to the two states.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Where the desired state is written, and which keys its declarations have.
    pub origin: &'a Origins,
    /// The answers of the directory.
    pub facts: &'a Facts,
    /// What the lock file remembers of the tenant.
    pub lock: Option<&'a Lock>,
    /// The objects of the tenant that no file declares.
    pub foreign: &'a BTreeSet<Key>,
    /// The limits of one plan.
    pub limits: Limits,
}
