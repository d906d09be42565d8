//! What goes wrong between us and Graph, told apart by what the caller can do about it.
//!
//! Code branches on the variant, the status and Graph's code, never on a message. No error holds a token.

use serde_json::Value;

use super::advice::advice;
use super::{Body, Method, Response};

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

/// Graph's no, with everything a support case needs (contract 1.17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The method.
    pub method: Method,
    /// The path below the base URL.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// Graph's code; empty where the service gives none.
    pub code: String,
    /// Graph's message, for people.
    pub message: String,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// When the service says it answered.
    pub date: Option<String>,
    /// Whether an earlier attempt of the same request had an unknown outcome, so that a 404 to a deletion or a
    /// conflict may be that attempt's doing.
    pub after_uncertain: bool,
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

const LONGEST_TEXT: usize = 300;

impl Refusal {
    /// Takes a response apart: Graph's envelope, an OData-like one, or any text a gateway sends.
    #[must_use]
    pub fn of(method: Method, path: &str, response: &Response) -> Self {
        let error = response.body.json().and_then(|body| body.get("error"));
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let inner = |name: &str| {
            let inner =
                error.and_then(|error| error.get("innerError").or_else(|| error.get("innererror")))?;
            inner.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        let message = match (&response.body, error) {
            (Body::Text(page), _) => {
                let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
                words.chars().take(LONGEST_TEXT).collect()
            }
            (_, Some(error)) => text(error.get("message")),
            _ => String::new(),
        };
        Self {
            method,
            path: path.to_owned(),
            status: response.status,
            code: text(error.and_then(|error| error.get("code"))),
            message,
            request_id: response.header("request-id").map(str::to_owned).or_else(|| inner("request-id")),
            date: inner("date").or_else(|| response.header("date").map(str::to_owned)),
            after_uncertain: false,
        }
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

    /// Whether nothing else will work either: no connection, no valid sign-in, no licence (contract 1.17).
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
    /// or 501 (corrections A).
    #[must_use]
    pub fn is_query_refused(&self) -> bool {
        matches!(self.status(), Some(400 | 501))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_keeps_what_support_asks_for() {
        let response = Response {
            status: 400,
            headers: vec![],
            body: Body::Json(json!({"error": {"code": "InvalidModel", "message": "The model is invalid.",
                "innerError": {"date": "2026-07-31T12:00:00", "request-id": "r-1"}}})),
        };
        let refusal = Refusal::of(Method::Put, "/policies/1", &response);
        assert_eq!(
            refusal.to_string(),
            "PUT /policies/1: 400 InvalidModel: The model is invalid. (request r-1, 2026-07-31T12:00:00)"
        );
        assert!(GraphError::Refused(Box::new(refusal)).is_query_refused());
    }

    #[test]
    fn a_page_of_html_is_a_refusal_too() {
        let response =
            Response { status: 400, headers: vec![], body: Body::Text("<html>\n Runtime  Error".into()) };
        let refusal = Refusal::of(Method::Get, "/x", &response);
        assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("", "<html> Runtime Error"));
    }
}
