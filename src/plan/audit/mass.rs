//! Checks that a plan with many changes has a hold. It counts objects that differ, not steps.

use std::collections::BTreeSet;

use crate::model::{Key, State};

use super::given::AuditInputs;

/// Reports errors of the hold on a change of many objects.
pub(super) fn mass_faults(
    held: &BTreeSet<&str>,
    actual: &State,
    end: &State,
    known: &AuditInputs<'_>,
) -> Vec<String> {
    let there: Vec<Key> = actual.keys().filter(|key| *key != Key::Settings).collect();
    let managed = there.iter().filter(|key| !known.foreign.contains(key)).count();
    let deleted = there.iter().filter(|key| !end.contains(key)).count();
    let differs = there.iter().filter(|key| actual.get(key) != end.get(key)).count();
    let many = deleted > known.limits.deletes;
    let large = managed >= 10 && differs * 100 > managed * known.limits.percent;
    match (many || large, held.contains("plan")) {
        (true, false) => {
            vec![format!("it changes {differs} and deletes {deleted} of {managed} objects, without a hold.")]
        }
        (false, true) => vec!["it has a hold on a large change, but the change is small.".to_owned()],
        _ => Vec::new(),
    }
}
