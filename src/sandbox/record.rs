//! The record of the requests that a sandbox received.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Requests since the counters were reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// HTTP exchanges. A batch counts as one.
    pub exchanges: u64,
    /// Single requests and parts of batches. The batch itself does not count.
    pub inner: u64,
}

/// A request that was carried out and was not a read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WriteRecord {
    /// HTTP method.
    pub method: String,
    /// The path below `/v1.0`.
    pub path: String,
    /// The body as sent, or null.
    pub body: Value,
    /// The status of the answer, even if the connection broke before it.
    pub status: u16,
    /// Ids of the rows that the request created, changed or removed.
    pub ids: Vec<String>,
}
