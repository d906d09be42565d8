//! Runs steps: as many at once as is polite, never two on the same list, and none before what it waits for.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{FuturesUnordered, StreamExt};

use crate::model::{CatalogKey, Key, OrganizationKey, PackageKey};
use crate::plan::{Operation, Step, StepId};

/// How many writes are under way at once (fact throttling-unpublished).
const MOST_AT_ONCE: usize = 4;

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, for people.
    pub why: String,
    /// Whether nothing else will work either.
    pub total: bool,
    /// Whether the service took the request, or may have taken it, all the same.
    pub taken: bool,
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
    /// Steps among those that failed whose request the service took, or may have taken.
    pub taken: BTreeSet<StepId>,
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

/// Something that can be run: it has a number, what it waits for, and what it must have to itself.
pub(super) trait Runnable {
    /// What no two may have at the same time.
    type Lane: Ord;
    /// The number.
    fn id(&self) -> StepId;
    /// What must have ended well before.
    fn waits_for(&self) -> &[StepId];
    /// What it must have to itself.
    fn lane(&self) -> Self::Lane;
}

impl Runnable for Step {
    type Lane = Lane;

    fn id(&self) -> StepId {
        self.id
    }

    fn waits_for(&self) -> &[StepId] {
        &self.waits_for
    }

    fn lane(&self) -> Lane {
        lane(&self.operation)
    }
}

/// What two steps may not write at the same time: the service refuses or loses concurrent writes to one package,
/// and a catalog's own lists are one resource (facts concurrent-policy-writes-conflict,
/// concurrent-catalog-writes-fail).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
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
pub(super) async fn run<'s, S, F, Fut>(steps: &'s [S], already: BTreeSet<StepId>, perform: F) -> Outcome
where
    S: Runnable,
    F: Fn(&'s S) -> Fut,
    Fut: Future<Output = Result<(), Failure>>,
{
    let mut outcome = Outcome { already, ..Outcome::default() };
    let mut waiting: Vec<&S> = steps.iter().filter(|step| !outcome.already.contains(&step.id())).collect();
    let mut ended: BTreeSet<StepId> = outcome.already.clone();
    let mut busy: BTreeSet<S::Lane> = BTreeSet::new();
    let mut running = FuturesUnordered::new();
    let mut stop = false;
    loop {
        let lost = |step: &S, outcome: &Outcome| {
            step.waits_for().iter().any(|id| outcome.failed.contains_key(id) || outcome.skipped.contains(id))
        };
        let mut index = 0;
        while index < waiting.len() {
            let step = waiting[index];
            if stop || lost(step, &outcome) {
                outcome.skipped.insert(step.id());
                waiting.remove(index);
                index = 0;
                continue;
            }
            let ready = step.waits_for().iter().all(|id| ended.contains(id));
            if ready && running.len() < MOST_AT_ONCE && busy.insert(step.lane()) {
                let work = perform(step);
                running.push(async move { (step, work.await) });
                waiting.remove(index);
                continue;
            }
            index += 1;
        }
        let Some((step, result)) = running.next().await else { break };
        busy.remove(&step.lane());
        match result {
            Ok(()) => {
                ended.insert(step.id());
                outcome.done.push(step.id());
            }
            Err(failure) => {
                stop |= failure.total;
                if failure.taken {
                    outcome.taken.insert(step.id());
                }
                outcome.failed.insert(step.id(), failure.why);
            }
        }
    }
    outcome.skipped.extend(waiting.iter().map(|step| step.id()));
    outcome
}
