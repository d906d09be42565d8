//! The means to carry out steps: requests, and the checks of their outcome.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::graph::{Answer, Client, Clock, GraphError, Progress, Request};
use crate::model::{EncodeError, Key};
use crate::plan::{Object, Step};

use super::Ids;
use super::schedule::Failure;
use super::settle::{VISIBILITY_WINDOW, Wait, is_conflict, may_settle};

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
    pub(super) fn id(&self, key: &Key) -> Result<String, EncodeError> {
        self.encoded(|ids| ids.id(key).map(str::to_owned))
    }

    /// Applies a function to the ids known so far. They are never copied, because there are as many as objects.
    pub(super) fn encoded<T>(
        &self,
        encode: impl FnOnce(&Ids) -> Result<T, EncodeError>,
    ) -> Result<T, EncodeError> {
        encode(&self.ids.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn learn(&self, key: Key, id: &str) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).insert(key, id);
    }

    pub(super) fn now(&self) -> jiff::Timestamp {
        let seconds = i64::try_from(self.clock.now().as_secs()).unwrap_or(i64::MAX);
        jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
    }

    /// Sends a creation and learns its id. After an uncertain outcome it looks for the whole visibility window before
    /// it creates again: the service does not enforce names, so one stale read would mean a duplicate.
    pub(super) async fn create(
        &self,
        step: &Step,
        object: &Object,
        request: &(dyn Fn(&Ids) -> Result<Request, EncodeError> + Sync),
    ) -> Result<(), StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        let mut uncertain = 0;
        loop {
            match self.client.send(self.encoded(request)?).await {
                Ok(answer) => {
                    if let Some(id) =
                        answer.body.json().and_then(|body| body.get("id")).and_then(Value::as_str)
                    {
                        self.learn(step.operation.key(), id);
                    }
                    return Ok(());
                }
                Err(error @ GraphError::Uncertain { .. }) => {
                    if let Some(id) = self.look(object).await? {
                        self.learn(step.operation.key(), &id);
                        return Ok(());
                    }
                    uncertain += 1;
                    if uncertain == MOST_UNCERTAIN {
                        return Err(error.into());
                    }
                }
                Err(error) if is_conflict(&error) => {
                    let found = self.find(object).await?;
                    if let Some(id) = found.into_iter().next() {
                        self.learn(step.operation.key(), &id);
                        return Ok(());
                    }
                    if !wait.again(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) if may_settle(&error) && !step.waits_for.is_empty() => {
                    if !wait.again(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn look(&self, object: &Object) -> Result<Option<String>, StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let found = self.find(object).await?;
            if let Some(id) = found.into_iter().next() {
                return Ok(Some(id));
            }
            if !wait.again(self.clock).await {
                return Ok(None);
            }
        }
    }

    /// Sends a write to an object that this run may just have created.
    pub(super) async fn settled(&self, request: Request) -> Result<(), StepError> {
        self.answered(request).await.map(drop)
    }

    pub(super) async fn answered(&self, request: Request) -> Result<Answer, StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            match self.client.send(request.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) if may_settle(&error) || is_conflict(&error) => {
                    if !wait.again(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Adds a reference. Adding the same reference twice changes nothing, so an unknown outcome is simply retried; a
    /// refusal after that is read back at the end of the run like everything else.
    pub(super) async fn reference(&self, request: Request) -> Result<(), StepError> {
        match self.settled(request.clone()).await {
            Err(StepError::Graph(GraphError::Uncertain { .. })) => match self.settled(request).await {
                Err(StepError::Graph(error)) if matches!(error.status(), Some(400 | 409)) => Ok(()),
                other => other,
            },
            other => other,
        }
    }

    /// Removes an object. If it is gone already, that is the desired result: the service answers 404, and for some
    /// objects that do not exist 403 (fact missing-may-answer-403); the read at the end shows the difference.
    pub(super) async fn gone(&self, request: Request) -> Result<(), StepError> {
        match self.client.send(request).await {
            Ok(_) => Ok(()),
            Err(error) if error.status() == Some(404) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
