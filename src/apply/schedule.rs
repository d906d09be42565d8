//! Runs steps: several at the same time, but never two on the same list, and none before the steps it waits for.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{FuturesUnordered, StreamExt};

use crate::model::{CatalogKey, Key, OrganizationKey, PackageKey};
use crate::plan::{Operation, Step, StepId};

/// How many writes run at the same time (fact throttling-unpublished).
const MOST_AT_ONCE: usize = 4;

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, for people.
    pub why: String,
    /// Whether other steps will fail too.
    pub total: bool,
    /// Whether the service accepted the request, or may have accepted it, all the same.
    pub taken: bool,
}

/// The result of a run of steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Steps that were carried out, in the order in which they ended.
    pub done: Vec<StepId>,
    /// Steps whose result existed already.
    pub already: BTreeSet<StepId>,
    /// Steps that failed, and why.
    pub failed: BTreeMap<StepId, String>,
    /// Steps among those that failed whose request the service took, or may have taken.
    pub taken: BTreeSet<StepId>,
    /// Steps that were not started because a step they wait for failed, or because nothing works any more.
    pub skipped: BTreeSet<StepId>,
}

impl Outcome {
    /// Whether the result of every step exists.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty() && self.skipped.is_empty()
    }
}

/// Something that can be run: it has a number, steps it waits for, and a list it needs exclusively.
pub(super) trait Runnable {
    /// The list that no two may write at the same time.
    type Lane: Ord;
    /// The number.
    fn step_id(&self) -> StepId;
    /// The steps that must have succeeded before.
    fn waits_for(&self) -> &[StepId];
    /// The list that it needs exclusively.
    fn step_lane(&self) -> Self::Lane;
}

impl Runnable for Step {
    type Lane = Lane;

    fn step_id(&self) -> StepId {
        self.id
    }

    fn waits_for(&self) -> &[StepId] {
        &self.waits_for
    }

    fn step_lane(&self) -> Lane {
        lane_of_operation(&self.operation)
    }
}

/// The list that a step writes exclusively: the service refuses or loses concurrent writes to one package, and a
/// catalog's own lists are one resource (facts concurrent-policy-writes-conflict, concurrent-catalog-writes-fail).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    Organization(OrganizationKey),
    Catalog(CatalogKey),
    Package(PackageKey),
    Settings,
}

fn lane_of_operation(operation: &Operation) -> Lane {
    match operation.affected_key() {
        Key::Organization(key) => Lane::Organization(key),
        Key::Catalog(key) => Lane::Catalog(key),
        Key::Resource(key) => Lane::Catalog(key.catalog),
        Key::Extension(key) => Lane::Catalog(key.catalog),
        Key::Package(key) => Lane::Package(key),
        Key::Policy(key) => Lane::Package(key.package),
        Key::Settings => Lane::Settings,
    }
}

/// Steps that have not been started: what each waits for still, and who is next on each lane. A step is looked at when
/// something it waits for ends, and not before.
struct Queue<'s, S: Runnable> {
    steps: &'s [S],
    /// How many ends each step waits for, by position. Steps that are not to be started any more are not here.
    open: BTreeMap<usize, usize>,
    /// The positions of the steps that wait for one.
    waiting: BTreeMap<StepId, Vec<usize>>,
    /// Steps that wait for nothing, by lane.
    ready: BTreeMap<S::Lane, BTreeSet<usize>>,
    /// The first ready step of each lane that is free.
    next: BTreeSet<usize>,
    busy: BTreeSet<S::Lane>,
}

impl<'s, S: Runnable> Queue<'s, S> {
    fn new(steps: &'s [S], already: &BTreeSet<StepId>) -> Self {
        let mut queue = Self {
            steps,
            open: BTreeMap::new(),
            waiting: BTreeMap::new(),
            ready: BTreeMap::new(),
            next: BTreeSet::new(),
            busy: BTreeSet::new(),
        };
        for (position, step) in
            steps.iter().enumerate().filter(|(_, step)| !already.contains(&step.step_id()))
        {
            let waits: BTreeSet<StepId> =
                step.waits_for().iter().filter(|id| !already.contains(id)).copied().collect();
            queue.open.insert(position, waits.len());
            if waits.is_empty() {
                queue.make_ready(position);
            }
            for id in waits {
                queue.waiting.entry(id).or_default().push(position);
            }
        }
        queue
    }

    fn make_ready(&mut self, position: usize) {
        let lane = self.steps[position].step_lane();
        if !self.busy.contains(&lane) {
            if let Some(first) = self.ready.get(&lane).and_then(BTreeSet::first) {
                self.next.remove(first);
            }
            let first = self.ready.get(&lane).and_then(BTreeSet::first).copied().unwrap_or(position);
            self.next.insert(first.min(position));
        }
        self.ready.entry(lane).or_default().insert(position);
    }

    /// Takes the first step that may start, and its lane with it.
    fn start_next(&mut self) -> Option<&'s S> {
        let position = self.next.pop_first()?;
        let step = &self.steps[position];
        let lane = step.step_lane();
        if let Some(ready) = self.ready.get_mut(&lane) {
            ready.remove(&position);
        }
        self.open.remove(&position);
        self.busy.insert(lane);
        Some(step)
    }

    /// Frees the lane of a step that has ended, well or not.
    fn free_lane(&mut self, step: &S) {
        let lane = step.step_lane();
        self.next.extend(self.ready.get(&lane).and_then(BTreeSet::first));
        self.busy.remove(&lane);
    }

    /// Lets go of what waits for a step that ended well.
    fn release_waiting(&mut self, id: StepId) {
        for position in self.waiting.remove(&id).unwrap_or_default() {
            let Some(open) = self.open.get_mut(&position) else { continue };
            *open -= 1;
            if *open == 0 {
                self.make_ready(position);
            }
        }
    }

    /// Takes out what waits for a step that failed, and what waits for that.
    fn drop_waiting(&mut self, id: StepId) -> BTreeSet<StepId> {
        let (mut lost, mut open) = (BTreeSet::new(), vec![id]);
        while let Some(id) = open.pop() {
            for position in self.waiting.remove(&id).unwrap_or_default() {
                if self.open.remove(&position).is_some() {
                    lost.insert(self.steps[position].step_id());
                    open.push(self.steps[position].step_id());
                }
            }
        }
        lost
    }

    /// The steps that were never started.
    fn never_started(self) -> impl Iterator<Item = StepId> {
        self.open.into_keys().map(|position| self.steps[position].step_id())
    }
}

/// Runs every step that is not in `already`.
///
/// If a step fails, the steps that wait for it are not run; the others continue, unless nothing works any more.
pub(super) async fn run<'s, S, F, Fut>(steps: &'s [S], already: BTreeSet<StepId>, perform: F) -> Outcome
where
    S: Runnable,
    F: Fn(&'s S) -> Fut,
    Fut: Future<Output = Result<(), Failure>>,
{
    let mut queue = Queue::new(steps, &already);
    let mut outcome = Outcome { already, ..Outcome::default() };
    let mut running = FuturesUnordered::new();
    let mut stop = false;
    loop {
        while !stop && running.len() < MOST_AT_ONCE {
            let Some(step) = queue.start_next() else { break };
            let work = perform(step);
            running.push(async move { (step, work.await) });
        }
        let Some((step, result)) = running.next().await else { break };
        queue.free_lane(step);
        match result {
            Ok(()) => {
                queue.release_waiting(step.step_id());
                outcome.done.push(step.step_id());
            }
            Err(failure) => {
                stop |= failure.total;
                if failure.taken {
                    outcome.taken.insert(step.step_id());
                }
                outcome.failed.insert(step.step_id(), failure.why);
                outcome.skipped.extend(queue.drop_waiting(step.step_id()));
            }
        }
    }
    outcome.skipped.extend(queue.never_started());
    outcome
}
