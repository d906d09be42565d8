//! What goes wrong between us and Graph, told apart by what the caller can do about it.
//!
//! Code branches on the variant, the status and Graph's code, never on a message. No error holds a token.

use super::advice::advice;
use super::{Method, Refusal};

/// A failed exchange.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// The service answered, and the answer is no.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The service cannot be reached; nothing was done.
    #[error("cannot reach Microsoft Graph for {method} {path}: {why}", method = .method.word())]
    Unreachable {
        /// The method.
        method: Method,
        /// The path.
        path: String,
        /// What the connection said.
        why: String,
    },
    /// It is not known whether the request was carried out. The caller reads back before it does anything.
    #[error("{method} {path} may or may not have been carried out: {why}", method = .method.word())]
    Uncertain {
        /// The method.
        method: Method,
        /// The path.
        path: String,
        /// What was seen last.
        why: String,
    },
    /// A link or address outside the configured service; nothing was sent there.
    #[error("refused to send a request to {target}: {why}")]
    Foreign {
        /// Where it would have gone, without its query.
        target: String,
        /// Why not.
        why: String,
    },
    /// An answer of a shape that is not Graph's.
    #[error("the answer to {path} cannot be understood: {why}")]
    Malformed {
        /// The path.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.method.word(), self.path, self.status)?;
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
        advice(self).map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

impl GraphError {
    /// The HTTP status, where the service answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// The refusal, where the service answered.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether nothing else will work either: no connection, no valid sign-in, no licence (facts token-expired-401,
    /// licence-missing-403).
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

    /// Whether a query option may be what the service objects to: 400 (an unknown expansion, or a gateway's page)
    /// or 501 (fact bad-expansion-400).
    #[must_use]
    pub fn is_query_refused(&self) -> bool {
        matches!(self.status(), Some(400 | 501))
    }
}
