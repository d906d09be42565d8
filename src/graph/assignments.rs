//! Reading who holds packages and which requests wait: only what is asked for, in batches.
//!
//! Must not say what an assignment means; a read that failed is never "nobody".

use serde_json::Value;

use super::{GraphError, Reader, ask};

/// Whose holders are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The package's id.
    pub package: String,
    /// The policy's id, where only those who have the package through it are meant.
    pub policy: Option<String>,
}

/// The answers to questions about holders.
#[derive(Debug)]
pub struct Holders {
    /// The assignments, one list a question, in their order.
    pub assignments: Vec<Result<Vec<Value>, GraphError>>,
    /// Every request of the tenant that waits, with its package.
    pub pending: Result<Vec<Value>, GraphError>,
}

impl Reader<'_> {
    /// Reads assignments and pending requests in batches of 20, so that one exchange answers about 17 packages.
    ///
    /// # Errors
    /// Only when nothing can be asked at all; what else fails is in the answer.
    pub async fn holders(&self, questions: &[Question]) -> Result<Holders, GraphError> {
        self.client.progress.note("counting assignments");
        let requests = questions.iter().map(|q| ask::assignments(&q.package, q.policy.as_deref()));
        let requests = requests.chain(ask::PENDING.into_iter().map(ask::assignment_requests)).collect();
        let mut answers = self.client.batch_lists(requests).await;
        let pending: Result<Vec<Vec<Value>>, GraphError> = answers.drain(questions.len()..).collect();
        let holders = Holders { assignments: answers, pending: pending.map(|lists| lists.concat()) };
        let failed = holders.assignments.iter().filter_map(|answer| answer.as_ref().err());
        match failed.chain(holders.pending.as_ref().err()).find(|error| error.is_total()) {
            Some(error) => Err(error.clone()),
            None => Ok(holders),
        }
    }
}
