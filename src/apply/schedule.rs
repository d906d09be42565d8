//! Runs steps: as many at once as is polite, never two on the same list, and none before what it waits for.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{FuturesUnordered, StreamExt};

use crate::model::{CatalogKey, Key, OrganizationKey, PackageKey};
use crate::plan::{Operation, Step, StepId};

/// How many writes are under way at once (contract 4.2 counsels four).
const MOST_AT_ONCE: usize = 4;

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, for people.
    pub why: String,
    /// Whether nothing else will work either.
    pub total: bool,
}

/// How a run of steps went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Steps that were carried out, in the order in which they ended.
    pub done: Vec<StepId>,
    /// Steps whose result was there already.
    pub already: BTreeSet<StepId>,
    /// Steps that failed, and why.
    pub failed: BTreeMap<StepId, String>,
    /// Steps that were not started because a step they wait for failed, or nothing works any more.
    pub skipped: BTreeSet<StepId>,
}

impl Outcome {
    /// Whether every step's result is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty() && self.skipped.is_empty()
    }
}

/// What two steps may not write at the same time: the service refuses or loses concurrent writes to one package,
/// and a catalog's own lists are one resource (peers report both).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    Organization(OrganizationKey),
    Catalog(CatalogKey),
    Package(PackageKey),
    Settings,
}

fn lane(operation: &Operation) -> Lane {
    match operation.key() {
        Key::Organization(key) => Lane::Organization(key),
        Key::Catalog(key) => Lane::Catalog(key),
        Key::Resource(key) => Lane::Catalog(key.catalog),
        Key::Extension(key) => Lane::Catalog(key.catalog),
        Key::Package(key) => Lane::Package(key),
        Key::Policy(key) => Lane::Package(key.package),
        Key::Settings => Lane::Settings,
    }
}

/// Runs every step that is not in `already`.
///
/// A step that fails takes with it the steps that wait for it; the others go on, unless nothing works any more.
pub(super) async fn run<'s, F, Fut>(steps: &'s [Step], already: BTreeSet<StepId>, perform: F) -> Outcome
where
    F: Fn(&'s Step) -> Fut,
    Fut: Future<Output = Result<(), Failure>>,
{
    let mut outcome = Outcome { already, ..Outcome::default() };
    let mut waiting: Vec<&Step> = steps.iter().filter(|step| !outcome.already.contains(&step.id)).collect();
    let mut ended: BTreeSet<StepId> = outcome.already.clone();
    let mut busy: BTreeSet<Lane> = BTreeSet::new();
    let mut running = FuturesUnordered::new();
    let mut stop = false;
    loop {
        let lost = |step: &Step, outcome: &Outcome| {
            step.waits_for.iter().any(|id| outcome.failed.contains_key(id) || outcome.skipped.contains(id))
        };
        let mut index = 0;
        while index < waiting.len() {
            let step = waiting[index];
            if stop || lost(step, &outcome) {
                outcome.skipped.insert(step.id);
                waiting.remove(index);
                index = 0;
                continue;
            }
            let ready = step.waits_for.iter().all(|id| ended.contains(id));
            if ready && running.len() < MOST_AT_ONCE && busy.insert(lane(&step.operation)) {
                let work = perform(step);
                running.push(async move { (step, work.await) });
                waiting.remove(index);
                continue;
            }
            index += 1;
        }
        let Some((step, result)) = running.next().await else { break };
        busy.remove(&lane(&step.operation));
        match result {
            Ok(()) => {
                ended.insert(step.id);
                outcome.done.push(step.id);
            }
            Err(failure) => {
                stop |= failure.total;
                outcome.failed.insert(step.id, failure.why);
            }
        }
    }
    outcome.skipped.extend(waiting.iter().map(|step| step.id));
    outcome
}
