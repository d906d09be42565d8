//! What the lock file remembers after a plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Key, KeyText, Lock, LockedName, Unlocked};
use crate::scope::Pair;

use super::{HoldKind, Plan};

/// A new lock, and what is unchanged in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// What to remember.
    pub lock: Lock,
    /// Names that keep their locked meaning although they resolve to a different object today.
    pub kept: BTreeSet<LockedName>,
    /// Declared objects that are not remembered as managed.
    pub left_out: BTreeSet<Key>,
}

/// What to remember of a tenant: the meaning of every name, where a locked name keeps its meaning unless it is in
/// `rebind`; and every declared object that loses nothing by adoption.
///
/// An object that does not exist yet loses nothing. One that differs and must not be written, or that this caller sees
/// only in part, could lose something. So could one with an accepted hold: the hold is accepted for this change only,
/// but an adopted object is remembered for good.
#[must_use]
pub fn remember_meanings(plan: &Plan, pair: &Pair, rebind: &BTreeSet<LockedName>) -> Remembered {
    let old = pair.lock.clone().unwrap_or_default();
    let mut names: BTreeMap<_, _> =
        pair.meanings.iter().map(|(name, meaning)| (name.clone(), meaning.id.clone())).collect();
    let mut kept = BTreeSet::new();
    for rebound in pair.rebound_names().filter(|rebound| !rebind.contains(rebound.name)) {
        names.insert(rebound.name.clone(), rebound.locked.clone());
        kept.insert(rebound.name.clone());
    }
    let stripped: BTreeSet<&str> = plan
        .holds
        .iter()
        .filter(|hold| hold.kind == HoldKind::AdoptionStrips)
        .map(|hold| hold.key.as_str())
        .collect();
    let hidden = |key: &Key| pair.read_only.contains_key(key) || pair.partly_visible.contains(key);
    let (managed, left_out): (BTreeSet<Key>, BTreeSet<Key>) =
        pair.provenance.objects.keys().cloned().partition(|key| {
            old.has_managed(key) || !hidden(key) && !stripped.contains(key.to_string().as_str())
        });
    let managed = managed.iter().map(|key| KeyText(key.to_string())).collect();
    Remembered { lock: Lock { names, managed, unlocked: Unlocked::Recorded }, kept, left_out }
}
