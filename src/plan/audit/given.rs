//! What the checker is told beside the plan and the two states.

use std::collections::BTreeSet;

use crate::model::{Facts, Key, Limits, Lock, Origins};

/// What is known beside the two states.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Where the wanted state was written, and which keys its declarations hold.
    pub origin: &'a Origins,
    /// What the directory answered.
    pub facts: &'a Facts,
    /// What is remembered of the tenant.
    pub lock: Option<&'a Lock>,
    /// What of the tenant no file declares.
    pub foreign: &'a BTreeSet<Key>,
    /// How much one plan may change unasked.
    pub limits: Limits,
}
