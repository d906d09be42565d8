//! Errors of Graph, parsed.

use serde_json::Value;

use super::{Body, Method, Response};

/// An error of Graph, with everything that a support case needs (fact error-envelope).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The method.
    pub method: Method,
    /// The path below the base URL.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// Graph's code. Empty if the service sent none.
    pub code: String,
    /// Graph's message, for people.
    pub message: String,
    /// The service's request id.
    pub request_id: Option<String>,
    /// The date of the answer, by the service's clock.
    pub date: Option<String>,
    /// Whether an earlier attempt of the same request had an unknown outcome. If so, that attempt may be the
    /// cause of a 404 for a deletion or of a conflict.
    pub after_uncertain: bool,
}

const LONGEST_TEXT: usize = 300;

impl Refusal {
    /// Parses an error response: Graph's envelope, a similar one, or any text from a gateway.
    #[must_use]
    pub fn from_response(method: Method, path: &str, response: &Response) -> Self {
        let error = response.body.as_json().and_then(|body| body.get("error"));
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
            request_id: response
                .header_value("request-id")
                .map(str::to_owned)
                .or_else(|| inner("request-id")),
            date: inner("date").or_else(|| response.header_value("date").map(str::to_owned)),
            after_uncertain: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graph::GraphError;

    #[test]
    fn a_refusal_keeps_what_support_asks_for() {
        let response = Response {
            status: 400,
            headers: vec![],
            body: Body::Json(json!({"error": {"code": "InvalidModel", "message": "The model is invalid.",
                "innerError": {"date": "2026-07-31T12:00:00", "request-id": "r-1"}}})),
        };
        let refusal = Refusal::from_response(Method::Put, "/policies/1", &response);
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
        let refusal = Refusal::from_response(Method::Get, "/x", &response);
        assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("", "<html> Runtime Error"));
    }
}
