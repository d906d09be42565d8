//! Requests and responses as plain values, and the encoding that paths and filters need.
//!
//! Must not send anything and must not know which requests exist (that is `ask` and `command`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// An HTTP method that Graph uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or runs an action.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// The method's name in HTTP.
    #[must_use]
    pub const fn http_word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request, before it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the base URL with its encoded query, or the absolute URL of a following page.
    pub path: String,
    /// Headers in addition to those of every request.
    pub headers: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
    /// Whether sending it twice has the same effect as sending it once. True for everything but a `POST` that
    /// writes.
    pub repeatable: bool,
}

/// The headers that make an entitlement read return enum members published after `unknownFutureValue` (fact
/// later-enum-members-need-prefer).
pub(super) const SHOW_UNKNOWN_MEMBERS: (&str, &str) = ("Prefer", "include-unknown-enum-members");

impl Request {
    fn new(method: Method, path: String, body: Option<Value>) -> Self {
        let entitlement = path.contains("/identityGovernance/entitlementManagement")
            || path.contains("/roleManagement/entitlementManagement");
        let (name, value) = SHOW_UNKNOWN_MEMBERS;
        let headers = if entitlement && method == Method::Get {
            vec![(name.to_owned(), value.to_owned())]
        } else {
            Vec::new()
        };
        Self { method, path, headers, body, repeatable: method != Method::Post }
    }

    /// A read. Requests to entitlement management get the header that returns unknown enum members.
    #[must_use]
    pub fn get(path: String) -> Self {
        Self::new(Method::Get, path, None)
    }

    /// A `POST` that only reads (`getByIds`, a batch of reads) and so may be repeated.
    #[must_use]
    pub fn question(path: String, body: Value) -> Self {
        Self { repeatable: true, ..Self::new(Method::Post, path, Some(body)) }
    }

    /// A `POST` that creates or acts. It is never repeated after an unknown outcome.
    #[must_use]
    pub fn post(path: String, body: Value) -> Self {
        Self::new(Method::Post, path, Some(body))
    }

    /// A replacement.
    #[must_use]
    pub fn put(path: String, body: Value) -> Self {
        Self::new(Method::Put, path, Some(body))
    }

    /// A partial change.
    #[must_use]
    pub fn patch(path: String, body: Value) -> Self {
        Self::new(Method::Patch, path, Some(body))
    }

    /// A deletion.
    #[must_use]
    pub fn delete(path: String) -> Self {
        Self::new(Method::Delete, path, None)
    }

    /// The same read for a following page, with the same headers: a link does not include them (fact
    /// paging-repeats-headers).
    #[must_use]
    pub fn next_page(&self, link: &str) -> Self {
        Self { path: link.to_owned(), ..self.clone() }
    }
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// No body (204, or an empty text).
    Empty,
    /// JSON.
    Json(Value),
    /// Any other text. A gateway answers unusual queries with an HTML page (fact error-bodies-may-be-html).
    Text(String),
}

impl Body {
    /// Recognises a body by its content, whatever its content type says.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Self::Empty;
        }
        serde_json::from_slice(bytes)
            .map_or_else(|_| Self::Text(String::from_utf8_lossy(bytes).into_owned()), Self::Json)
    }

    /// The JSON, if it is JSON.
    #[must_use]
    pub fn as_json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            Self::Empty | Self::Text(_) => None,
        }
    }
}

/// A response of any status.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers with the service's spelling.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

impl Response {
    /// The first header with this name, ignoring case.
    #[must_use]
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One segment of a path.
#[must_use]
pub(super) fn path_segment(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// An OData string literal with its quotes: inner quotes are doubled, then everything is percent-encoded
/// (fact odata-literal-quoting).
#[must_use]
pub(crate) fn odata_literal(text: &str) -> String {
    format!("'{}'", utf8_percent_encode(&text.replace('\'', "''"), UNRESERVED))
}

/// The value of a query option with encoded spaces. Literals in it are already encoded.
#[must_use]
pub(super) fn encode_spaces(expression: &str) -> String {
    expression.replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_survive_quotes_ampersands_and_slashes() {
        assert_eq!(odata_literal("O'Brien & Söhne+/#"), "'O%27%27Brien%20%26%20S%C3%B6hne%2B%2F%23'");
    }

    #[test]
    fn only_entitlement_reads_ask_for_unknown_members() {
        let read = Request::get("/identityGovernance/entitlementManagement/catalogs".into());
        assert_eq!(read.headers, [("Prefer".into(), "include-unknown-enum-members".into())]);
        assert!(Request::get("/groups".into()).headers.is_empty());
        assert!(!Request::post("/x".into(), Value::Null).repeatable);
        assert!(Request::delete("/x".into()).repeatable);
    }

    #[test]
    fn bodies_that_are_no_json_are_kept_as_text() {
        assert_eq!(Body::from_bytes(b"  "), Body::Empty);
        assert_eq!(Body::from_bytes(b"<html>"), Body::Text("<html>".into()));
        assert!(Body::from_bytes(b"{}").as_json().is_some());
    }
}
