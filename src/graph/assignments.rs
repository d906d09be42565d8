//! Reads assignments and pending requests in batches, for the given packages and policies only.
//!
//! Must not interpret assignments. A failed read must never look like an empty list.

use serde_json::Value;

use super::{GraphError, Reader, ask};

/// The package or policy whose assignments are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The package's id.
    pub package: String,
    /// The policy's id, to read only the assignments through this policy.
    pub policy: Option<String>,
}

/// Assignments and pending requests.
#[derive(Debug)]
pub struct PackageAssignments {
    /// One list of assignments per question, in the order of the questions.
    pub assignments: Vec<Result<Vec<Value>, GraphError>>,
    /// Every pending request of the tenant, with its package.
    pub pending: Result<Vec<Value>, GraphError>,
}

impl Reader<'_> {
    /// Reads assignments and pending requests in batches of 20, so that one exchange covers about 17
    /// packages.
    ///
    /// # Errors Only if nothing can be read at all. Other failures are part of the answer.
    pub async fn read_package_assignments(
        &self,
        questions: &[Question],
    ) -> Result<PackageAssignments, GraphError> {
        self.client.progress.show_note("reading assignments");
        let requests = questions.iter().map(|q| ask::list_assignments_of(&q.package, q.policy.as_deref()));
        let requests = requests.chain(ask::PENDING.into_iter().map(ask::list_assignment_requests)).collect();
        let mut answers = self.client.batch_lists(requests).await;
        let pending: Result<Vec<Vec<Value>>, GraphError> = answers.drain(questions.len()..).collect();
        let holders =
            PackageAssignments { assignments: answers, pending: pending.map(|lists| lists.concat()) };
        let failed = holders.assignments.iter().filter_map(|answer| answer.as_ref().err());
        match failed.chain(holders.pending.as_ref().err()).find(|error| error.is_total()) {
            Some(error) => Err(error.clone()),
            None => Ok(holders),
        }
    }
}
