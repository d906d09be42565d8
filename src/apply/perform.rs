//! The means to carry out steps: requests, and the checks of their outcome.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::graph::{Answer, Client, Clock, GraphError, Progress, Request};
use crate::model::{EncodeError, Key};
use crate::plan::{Object, Step};

use super::Ids;
use super::schedule::Failure;
use super::settle::{VISIBILITY_WINDOW, Wait, is_conflict, is_possibly_settling};

/// The means to carry out steps.
pub struct Performer<'a> {
    /// The connection.
    pub client: &'a Client,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Where progress notes go.
    pub progress: &'a dyn Progress,
    ids: Mutex<Ids>,
}

/// How many times a creation may have an unknown outcome before the run gives up.
const MOST_UNCERTAIN: u32 = 3;

/// Why a step could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    /// Graph's answer, or none.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An object that the step refers to has no id.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The catalog does not accept the resource from this caller, or does not release it.
    #[error("{refused}; {advice}")]
    NotOwner {
        /// Graph's answer.
        refused: GraphError,
        /// Who may do it.
        advice: &'static str,
    },
    /// The service accepted the request and never completed it.
    #[error("{0}")]
    Unfinished(String),
}

impl From<StepError> for Failure {
    fn from(error: StepError) -> Self {
        let total = matches!(&error, StepError::Graph(error) if error.is_total());
        let taken =
            matches!(&error, StepError::Unfinished(_) | StepError::Graph(GraphError::Uncertain { .. }));
        Self { why: error.to_string(), total, taken }
    }
}

impl<'a> Performer<'a> {
    /// Starts with the ids of the objects in the tenant.
    #[must_use]
    pub fn new(client: &'a Client, clock: &'a dyn Clock, progress: &'a dyn Progress, ids: Ids) -> Self {
        Self { client, clock, progress, ids: Mutex::new(ids) }
    }

    /// The id of an object.
    pub(super) fn require_id(&self, key: &Key) -> Result<String, EncodeError> {
        self.encode_with_ids(|ids| ids.id_of(key).map(str::to_owned))
    }

    /// Applies a function to the ids known so far. They are never copied, because there are as many as objects.
    pub(super) fn encode_with_ids<T>(
        &self,
        encode: impl FnOnce(&Ids) -> Result<T, EncodeError>,
    ) -> Result<T, EncodeError> {
        encode(&self.ids.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn learn_id(&self, key: Key, id: &str) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).insert_id(key, id);
    }

    pub(super) fn current_time(&self) -> jiff::Timestamp {
        let seconds = i64::try_from(self.clock.time_now().as_secs()).unwrap_or(i64::MAX);
        jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
    }

    /// Sends a creation and learns its id. After an uncertain outcome it looks for the whole visibility window before
    /// it creates again: the service does not enforce names, so one stale read would mean a duplicate.
    pub(super) async fn create_and_learn(
        &self,
        step: &Step,
        object: &Object,
        request: &(dyn Fn(&Ids) -> Result<Request, EncodeError> + Sync),
    ) -> Result<(), StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        let mut uncertain = 0;
        loop {
            match self.client.send_request(self.encode_with_ids(request)?).await {
                Ok(answer) => {
                    if let Some(id) =
                        answer.body.as_json().and_then(|body| body.get("id")).and_then(Value::as_str)
                    {
                        self.learn_id(step.operation.affected_key(), id);
                    }
                    return Ok(());
                }
                Err(error @ GraphError::Uncertain { .. }) => {
                    if let Some(id) = self.look_for_created(object).await? {
                        self.learn_id(step.operation.affected_key(), &id);
                        return Ok(());
                    }
                    uncertain += 1;
                    if uncertain == MOST_UNCERTAIN {
                        return Err(error.into());
                    }
                }
                Err(error) if is_conflict(&error) => {
                    let found = self.find_created(object).await?;
                    if let Some(id) = found.into_iter().next() {
                        self.learn_id(step.operation.affected_key(), &id);
                        return Ok(());
                    }
                    if !wait.pause_once(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) if is_possibly_settling(&error) && !step.waits_for.is_empty() => {
                    if !wait.pause_once(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn look_for_created(&self, object: &Object) -> Result<Option<String>, StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let found = self.find_created(object).await?;
            if let Some(id) = found.into_iter().next() {
                return Ok(Some(id));
            }
            if !wait.pause_once(self.clock).await {
                return Ok(None);
            }
        }
    }

    /// Sends a write to an object that this run may just have created.
    pub(super) async fn send_settled(&self, request: Request) -> Result<(), StepError> {
        self.send_answered(request).await.map(drop)
    }

    pub(super) async fn send_answered(&self, request: Request) -> Result<Answer, StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            match self.client.send_request(request.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) if is_possibly_settling(&error) || is_conflict(&error) => {
                    if !wait.pause_once(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Adds a reference. Adding the same reference twice changes nothing, so an unknown outcome is simply retried; a
    /// refusal after that is read back at the end of the run like everything else.
    pub(super) async fn add_reference(&self, request: Request) -> Result<(), StepError> {
        match self.send_settled(request.clone()).await {
            Err(StepError::Graph(GraphError::Uncertain { .. })) => match self.send_settled(request).await {
                Err(StepError::Graph(error)) if matches!(error.http_status(), Some(400 | 409)) => Ok(()),
                other => other,
            },
            other => other,
        }
    }

    /// Removes an object. If it is gone already, that is the desired result: the service answers 404, and for some
    /// objects that do not exist 403 (fact missing-may-answer-403); the read at the end shows the difference.
    pub(super) async fn remove_reference(&self, request: Request) -> Result<(), StepError> {
        match self.client.send_request(request).await {
            Ok(_) => Ok(()),
            Err(error) if error.http_status() == Some(404) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
