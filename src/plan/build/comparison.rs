//! Both sides compared and weighed, once for everything that a plan says of them.

use std::collections::BTreeMap;

use crate::diff::{ChangeSet, diff};
use crate::exposure::Weighing;
use crate::model::{Key, State};
use crate::scope::Pair;

/// What differs between both sides of a pair, and what that means for who can get in.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What differs.
    pub changes: ChangeSet,
    /// The tenant as it will be: what may not be written stays as it is.
    pub after: State,
    /// Who can get what, in the tenant as it is and as it will be.
    pub weighed: Weighing,
}

impl Comparison {
    /// Compares and weighs.
    #[must_use]
    pub fn of(pair: &Pair) -> Self {
        let after = written(pair);
        let weighed = Weighing::of(&pair.actual, &after);
        Self { changes: diff(&pair.desired, &pair.actual), after, weighed }
    }
}

/// The wanted state, with what may not be written as the tenant has it.
fn written(pair: &Pair) -> State {
    fn keep<K: Ord + Clone, V: Clone>(after: &mut BTreeMap<K, V>, there: &BTreeMap<K, V>, key: &K) {
        if let Some(object) = there.get(key) {
            after.insert(key.clone(), object.clone());
        }
    }
    let (mut after, there) = (pair.desired.clone(), &pair.actual);
    for key in pair.sealed.keys() {
        match key {
            Key::Policy(key) => keep(&mut after.policies, &there.policies, key),
            Key::Package(key) => keep(&mut after.packages, &there.packages, key),
            Key::Catalog(key) => keep(&mut after.catalogs, &there.catalogs, key),
            Key::Organization(key) => keep(&mut after.organizations, &there.organizations, key),
            // They let no one in.
            Key::Resource(_) | Key::Extension(_) | Key::Settings => {}
        }
    }
    after
}
