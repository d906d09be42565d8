//! What a sandbox notes of the requests that come.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Requests since the counters were reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// HTTP exchanges; a batch is one.
    pub exchanges: u64,
    /// Requests alone and in batches; the batch itself is none.
    pub inner: u64,
}

/// One request that was carried out and was not a read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WriteRecord {
    /// HTTP method.
    pub method: String,
    /// Path below `/v1.0`.
    pub path: String,
    /// Body as it was sent, null without one.
    pub body: Value,
    /// Status of the answer, given or cut off.
    pub status: u16,
    /// Ids of the rows that it made, changed or removed.
    pub ids: Vec<String>,
}
