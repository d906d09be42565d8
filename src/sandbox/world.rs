//! Carries out inner requests one at a time, with the switches, against the store.
//!
//! It must not know HTTP connections or the paths of objects.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::call::Call;
use super::clock::Clock;
use super::faults::{Faults, Gate, Verdict};
use super::message::{Body, Fault, Reply, Request};
use super::permit;
use super::record::{Counters, WriteRecord};
use super::rights::Rights;
use super::rules;
use super::store::Store;
use super::unknowns::Unknown;

/// The state of a running sandbox.
pub(crate) struct World {
    pub(crate) clock: Arc<dyn Clock>,
    /// `http://127.0.0.1:PORT/v1.0`.
    pub(crate) base: String,
    state: Mutex<State>,
}

/// The part that requests change.
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) faults: Faults,
    pub(crate) gate: Gate,
    pub(crate) counters: Counters,
    pub(crate) writes: Vec<WriteRecord>,
    pub(crate) requests: Vec<String>,
    /// Packages on which a policy is being created.
    busy: BTreeSet<String>,
    answers: u64,
}

/// The result of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answered(Reply),
    /// The connection must break without an answer.
    Cut,
}

/// Frees a package when its policy is created or the caller has disconnected.
struct Occupied<'a> {
    world: &'a World,
    package: String,
}

impl Drop for Occupied<'_> {
    fn drop(&mut self) {
        self.world.lock_state().busy.remove(&self.package);
    }
}

impl World {
    pub(crate) fn new(clock: Arc<dyn Clock>, base: String, store: Store, faults: Faults) -> World {
        let gate = Gate::new(&faults);
        let state = State {
            store,
            faults,
            gate,
            counters: Counters::default(),
            writes: Vec::new(),
            requests: Vec::new(),
            busy: BTreeSet::new(),
            answers: 0,
        };
        World { clock, base, state: Mutex::new(state) }
    }

    pub(crate) fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one exchange with a bearer token, and returns whether that token has expired.
    pub(crate) fn is_token_ended(&self, token: &[u8]) -> bool {
        let mut state = self.lock_state();
        let State { gate, faults, .. } = &mut *state;
        gate.count_token_exchange(faults, token)
    }

    /// Changes the store in the service's own name, durably.
    ///
    /// # Errors A sentence if the log cannot be written.
    pub(crate) fn with_call<T>(&self, act: impl FnOnce(&mut Call<'_>) -> T) -> Result<T, String> {
        let now = self.clock.clock_time();
        let mut state = self.lock_state();
        let State { store, faults, .. } = &mut *state;
        let request = Request::default();
        let rights = Rights::default();
        let mut call = Call { store, faults, now, request: &request, base: &self.base, rights };
        let done = act(&mut call);
        state.store.commit().map(|_| done).map_err(|error| error.to_string())
    }

    /// Returns a fresh request id.
    pub(crate) fn request_id(&self) -> String {
        let mut state = self.lock_state();
        state.answers += 1;
        let count = state.answers;
        state.store.service_id(&format!("answer/{count}"))
    }

    /// Returns the package on which a request creates a policy. Two such requests at the same time conflict.
    pub(crate) fn contended_package(request: &Request) -> Option<String> {
        let is_create = request.method == "POST" && request.path.ends_with("/assignmentPolicies");
        let Body::Json(body) = &request.body else { return None };
        body["accessPackage"]["id"].as_str().filter(|_| is_create).map(str::to_owned)
    }

    pub(crate) async fn run(&self, request: &Request) -> Outcome {
        let (verdict, latency, policy_time) = {
            let mut state = self.lock_state();
            state.counters.inner += 1;
            state.requests.push(request.request_line());
            let State { gate, faults, .. } = &mut *state;
            let verdict = gate.judge_request(faults, &request.method, &request.path);
            (verdict, faults.latency, faults.policy_write_time)
        };
        if !latency.is_zero() {
            self.clock.sleep_until_due(latency).await;
        }
        match verdict {
            Verdict::CutBefore => return Outcome::Cut,
            Verdict::Refuse(refusal) => {
                let mut fault = Fault::new(refusal.status, &refusal.code, refusal.message);
                fault.retry_after = refusal.retry_after;
                let mut reply = self.fault_reply(request, &fault);
                reply.html = refusal.html.then_some(fault.message);
                return Outcome::Answered(reply);
            }
            Verdict::Pass | Verdict::CutAfter => {}
        }
        let package = World::contended_package(request);
        if let Some(package) = &package
            && !self.lock_state().busy.insert(package.clone())
        {
            return Outcome::Answered(self.fault_reply(request, &Unknown::ConcurrentPolicy.into()));
        }
        let occupied = package.map(|package| Occupied { world: self, package });
        if occupied.is_some() && !policy_time.is_zero() {
            self.clock.sleep_until_due(policy_time).await;
        }
        let reply = self.carry_out_request(request);
        drop(occupied);
        if verdict == Verdict::CutAfter { Outcome::Cut } else { Outcome::Answered(reply) }
    }

    /// Returns the answer for a refused request.
    pub(crate) fn fault_reply(&self, request: &Request, fault: &Fault) -> Reply {
        let id = self.request_id();
        let client = request.request_header("client-request-id").unwrap_or(&id);
        fault.to_reply(&id, client, self.clock.clock_time())
    }

    fn carry_out_request(&self, request: &Request) -> Reply {
        let now = self.clock.clock_time();
        let mut state = self.lock_state();
        let State { store, faults, .. } = &mut *state;
        let rights = Rights::new(&request.caller, store);
        let mut call = Call { store, faults, now, request, base: &self.base, rights };
        call.settle_due();
        let settled = call.store.commit();
        let done = settled.map_err(|error| store_fault(&error)).and_then(|_| carry_out_permitted(&mut call));
        let (touched, result) = match done {
            Ok(reply) => match state.store.commit() {
                Ok(touched) => (touched, Ok(reply)),
                Err(error) => (Vec::new(), Err(store_fault(&error))),
            },
            Err(fault) => {
                state.store.rollback();
                (Vec::new(), Err(fault))
            }
        };
        let status = result.as_ref().map_or_else(|fault| fault.status, |reply| reply.status);
        if request.method != "GET" && !request.path.contains("/directoryObjects/") {
            let body = match &request.body {
                Body::Json(body) => body.clone(),
                Body::None | Body::Malformed(_) => Value::Null,
            };
            state.writes.push(WriteRecord {
                method: request.method.clone(),
                path: request.path.clone(),
                body,
                status,
                ids: touched,
            });
        }
        drop(state);
        result.unwrap_or_else(|fault| self.fault_reply(request, &fault))
    }
}

/// Carries out a request as far as the caller's rights allow.
fn carry_out_permitted(call: &mut Call<'_>) -> Result<Reply, Fault> {
    match permit::permit_call(call)? {
        permit::Verdict::Pass => rules::dispatch_request(call),
        permit::Verdict::Nothing => Ok(permit::empty_list_reply(call)),
    }
}

/// The answer if the store cannot write: the service has an internal error.
fn store_fault(error: &std::io::Error) -> Fault {
    Fault::new(503, "ServiceUnavailable", format!("The state could not be written: {error}"))
}
