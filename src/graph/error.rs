//! Failures between the client and Graph, distinguished by what the caller can do about them.
//!
//! Code branches on the variant, the status and Graph's code, never on a message. No error contains a token.

use super::advice::advise;
use super::{Method, Refusal};

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// The service answered with an error.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The service cannot be reached. Nothing was done.
    #[error("cannot reach Microsoft Graph for {method} {path}: {why}", method = .method.http_word())]
    Unreachable {
        /// The method.
        method: Method,
        /// The path.
        path: String,
        /// The connection's error.
        why: String,
    },
    /// It is unknown whether the request took effect. The caller must read back before it continues.
    #[error("the outcome of {method} {path} is unknown: {why}", method = .method.http_word())]
    Uncertain {
        /// The method.
        method: Method,
        /// The path.
        path: String,
        /// What happened last.
        why: String,
    },
    /// A link or address outside the configured service. Nothing was sent there.
    #[error("refused to send a request to {target}: {why}")]
    Foreign {
        /// The target, without its query.
        target: String,
        /// The reason.
        why: String,
    },
    /// An answer that does not have the form of Graph's answers.
    #[error("invalid response to {path}: {why}")]
    Malformed {
        /// The path.
        path: String,
        /// The fault.
        why: String,
    },
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.method.http_word(), self.path, self.status)?;
        if !self.code.is_empty() {
            write!(f, " {}", self.code)?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        match (&self.request_id, &self.date) {
            (Some(id), Some(date)) => write!(f, " (request {id}, {date})")?,
            (Some(id), None) => write!(f, " (request {id})")?,
            (None, _) => {}
        }
        advise(self).map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

impl GraphError {
    /// The HTTP status, if the service answered.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.as_refusal().map(|refusal| refusal.status)
    }

    /// Graph's error, if the service answered.
    #[must_use]
    pub fn as_refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether every other request would fail too: no connection, no valid sign-in, no licence (facts
    /// token-expired-401, licence-missing-403).
    #[must_use]
    pub fn is_total(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused(refusal) => {
                refusal.status == 401 || (refusal.status == 403 && refusal.code == "NoLicense")
            }
            _ => false,
        }
    }

    /// Whether the service may object to a query option: 400 (an unknown expansion, or a gateway's page) or
    /// 501 (fact bad-expansion-400).
    #[must_use]
    pub fn is_query_refused(&self) -> bool {
        matches!(self.http_status(), Some(400 | 501))
    }
}
