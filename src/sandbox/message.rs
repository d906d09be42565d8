//! Requests, answers and errors as plain values, with Graph's error envelope.
//!
//! It must not know HTTP libraries, routes or the store.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::caller::Caller;

/// A JSON object, the form of every stored thing.
pub(crate) type Row = Map<String, Value>;

/// Returns a member of a row, null when it is absent.
pub(crate) fn member_of<'r>(row: &'r Row, name: &str) -> &'r Value {
    static NULL: Value = Value::Null;
    row.get(name).unwrap_or(&NULL)
}

/// A request below `/v1.0`, single or as part of a batch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The path below `/v1.0` with a leading slash, percent-encoded as received.
    pub(crate) path: String,
    /// The query as received, without the question mark.
    pub(crate) query: String,
    /// Header names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) caller: Caller,
}

/// The body of a request.
#[derive(Debug, Clone, Default)]
pub(crate) enum Body {
    #[default]
    None,
    Json(Value),
    Malformed(String),
}

impl Request {
    pub(crate) fn request_header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the decoded segments of the path.
    pub(crate) fn path_segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// Whether the caller wants enum members after `unknownFutureValue` unchanged.
    pub(crate) fn has_unknown_member_preference(&self) -> bool {
        self.request_header("prefer").is_some_and(|value| value.contains("include-unknown-enum-members"))
    }

    /// Returns the JSON object of the body.
    pub(crate) fn body_object(&self) -> Result<Row, Fault> {
        match &self.body {
            Body::Json(Value::Object(object)) => Ok(object.clone()),
            Body::Malformed(why) => {
                Err(Fault::new(400, "BadRequest", format!("Unable to read JSON request payload. {why}")))
            }
            Body::None | Body::Json(_) => {
                Err(Fault::new(400, "BadRequest", "Empty Payload. JSON content expected."))
            }
        }
    }

    pub(crate) fn request_line(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{} {}{mark}{}", self.method, self.path, self.query)
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// A page to send instead of the body.
    pub(crate) html: Option<String>,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Value) -> Reply {
        Reply { status, headers: Vec::new(), body: Some(body), html: None }
    }

    pub(crate) fn no_content() -> Reply {
        Reply { status: 204, headers: Vec::new(), body: None, html: None }
    }
}

/// A refusal in Graph's terms.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) retry_after: Option<u64>,
}

impl Fault {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Fault {
        Fault { status, code: code.to_owned(), message: message.into(), retry_after: None }
    }

    /// The entitlement backend's error for an invalid body.
    pub(crate) fn invalid_model(detail: impl std::fmt::Display) -> Fault {
        Fault::new(400, "InvalidModel", format!("The model is invalid. {detail}"))
    }

    /// The error for a query option that the path does not support.
    pub(crate) fn bad_query(detail: impl std::fmt::Display) -> Fault {
        Fault::new(400, "BadRequest", format!("Parsing OData Select and Expand failed: {detail}"))
    }

    /// The gateway's error for an unknown path.
    pub(crate) fn unsupported_path() -> Fault {
        Fault::new(404, "NotFound", "Requested API is not supported. Please check the path.")
    }

    /// The backend's error for a path that is in the metadata but not implemented.
    pub(crate) fn no_such_operation(path: &str) -> Fault {
        Fault::new(404, "", format!("No HTTP resource was found that matches the request URI '{path}'."))
    }

    pub(crate) fn method_not_allowed() -> Fault {
        Fault::new(405, "MethodNotAllowed", "Specified HTTP method is not allowed for the request target.")
    }

    /// The entitlement backend's 403, also sent if it cannot resolve the parent of an object.
    pub(crate) fn unauthorized() -> Fault {
        Fault::new(
            403,
            "UnAuthorized",
            "User is not authorized to perform the operation. Reason: The caller is not authorized.",
        )
    }

    /// The directory's 403.
    pub(crate) fn denied() -> Fault {
        Fault::new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    }

    /// The error for an expired token.
    pub(crate) fn token_ended() -> Fault {
        let message = "Lifetime validation failed, the token is expired.";
        Fault::new(401, "InvalidAuthenticationToken", message)
    }

    /// The directory's 404.
    pub(crate) fn no_directory_object(id: &str) -> Fault {
        Fault::new(
            404,
            "Request_ResourceNotFound",
            format!(
                "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
            ),
        )
    }

    /// Returns the answer with Graph's envelope.
    pub(crate) fn to_reply(&self, request_id: &str, client_request_id: &str, now: Duration) -> Reply {
        let mut date = format_timestamp(now);
        date.truncate(19);
        let body = json!({"error": {"code": self.code, "message": self.message, "innerError": {
            "date": date, "request-id": request_id, "client-request-id": client_request_id}}});
        let headers =
            self.retry_after.iter().map(|seconds| ("Retry-After".to_owned(), seconds.to_string())).collect();
        Reply { status: self.status, headers, body: Some(body), html: None }
    }
}

fn to_timestamp(now: Duration) -> jiff::Timestamp {
    let nanoseconds = i128::try_from(now.as_nanos()).unwrap_or_default();
    jiff::Timestamp::from_nanosecond(nanoseconds).unwrap_or_default()
}

/// Returns a point in time as Graph writes it: UTC with seven fractional digits.
pub(crate) fn format_timestamp(now: Duration) -> String {
    to_timestamp(now).strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string()
}

/// Returns a point in time for a `Date` header.
pub(crate) fn http_date(now: Duration) -> String {
    to_timestamp(now).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_graph_writes_them() {
        let now = Duration::from_secs(1_767_225_600) + Duration::from_millis(250);
        assert_eq!(format_timestamp(now), "2026-01-01T00:00:00.2500000Z");
        assert_eq!(http_date(now), "Thu, 01 Jan 2026 00:00:00 GMT");
    }
}
