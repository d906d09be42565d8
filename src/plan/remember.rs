//! What the lock file is to remember once a plan is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Key, KeyText, Lock, LockedName, Unlocked};
use crate::scope::Pair;

use super::{HoldKind, Plan};

/// A lock that was made, and what was left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// What to remember.
    pub lock: Lock,
    /// Names that still mean what they meant, though they lead elsewhere.
    pub kept: BTreeSet<LockedName>,
    /// Declared objects that are not remembered as managed.
    pub left_out: BTreeSet<Key>,
}

/// What to remember of a tenant: the meaning of every name, except that a locked one keeps its meaning unless it is in
/// `rebind`; and every declared object whose taking over loses nothing.
///
/// An object that is not there yet loses nothing. One that differs and may not be written, or of which this caller
/// does not see everything, could. A loss that somebody accepted is still one: that acceptance was for this change,
/// and what is remembered is taken over for good.
#[must_use]
pub fn remember(plan: &Plan, pair: &Pair, rebind: &BTreeSet<LockedName>) -> Remembered {
    let old = pair.lock.clone().unwrap_or_default();
    let mut names: BTreeMap<_, _> =
        pair.meanings.iter().map(|(name, meaning)| (name.clone(), meaning.id.clone())).collect();
    let mut kept = BTreeSet::new();
    for rebound in pair.rebound().filter(|rebound| !rebind.contains(rebound.name)) {
        names.insert(rebound.name.clone(), rebound.locked.clone());
        kept.insert(rebound.name.clone());
    }
    let stripped: BTreeSet<&str> = plan
        .holds
        .iter()
        .filter(|hold| hold.kind == HoldKind::AdoptionStrips)
        .map(|hold| hold.key.as_str())
        .collect();
    let hidden = |key: &Key| pair.sealed.contains_key(key) || pair.blind.contains(key);
    let (managed, left_out): (BTreeSet<Key>, BTreeSet<Key>) =
        pair.origin.objects.keys().cloned().partition(|key| {
            old.manages(key) || !hidden(key) && !stripped.contains(key.to_string().as_str())
        });
    let managed = managed.iter().map(|key| KeyText(key.to_string())).collect();
    Remembered { lock: Lock { names, managed, unlocked: Unlocked::Recorded }, kept, left_out }
}
