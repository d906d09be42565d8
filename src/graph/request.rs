//! Requests and responses as plain values, and the encoding that paths and filters need.
//!
//! Must not send anything and must not know which questions exist (that is `ask` and `command`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// An HTTP method that Graph takes.
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
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request, before anybody sends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the base URL with its query, encoded; or the absolute URL of a following page.
    pub path: String,
    /// Headers beside those every request has.
    pub headers: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
    /// Whether sending it twice does what sending it once does: everything but a `POST` that writes.
    pub repeatable: bool,
}

/// The headers that make an entitlement read show enum members published after `unknownFutureValue`
/// (fact later-enum-members-need-prefer).
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

    /// A read. Entitlement paths get the header that shows unknown enum members.
    #[must_use]
    pub fn get(path: String) -> Self {
        Self::new(Method::Get, path, None)
    }

    /// A `POST` that only asks (`getByIds`, a batch of reads), so that it may be repeated.
    #[must_use]
    pub fn question(path: String, body: Value) -> Self {
        Self { repeatable: true, ..Self::new(Method::Post, path, Some(body)) }
    }

    /// A `POST` that creates or acts; never repeated after an uncertain outcome.
    #[must_use]
    pub fn post(path: String, body: Value) -> Self {
        Self::new(Method::Post, path, Some(body))
    }

    /// A replacement.
    #[must_use]
    pub fn put(path: String, body: Value) -> Self {
        Self::new(Method::Put, path, Some(body))
    }

    /// A change in part.
    #[must_use]
    pub fn patch(path: String, body: Value) -> Self {
        Self::new(Method::Patch, path, Some(body))
    }

    /// A deletion.
    #[must_use]
    pub fn delete(path: String) -> Self {
        Self::new(Method::Delete, path, None)
    }

    /// The same read of a following page: the same headers, since a link does not carry them
    /// (fact paging-repeats-headers).
    #[must_use]
    pub fn following(&self, link: &str) -> Self {
        Self { path: link.to_owned(), ..self.clone() }
    }
}

/// What a response carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing (204, or an empty text).
    Empty,
    /// JSON.
    Json(Value),
    /// Anything else: a gateway's HTML page answers odd query shapes (fact error-bodies-may-be-html).
    Text(String),
}

impl Body {
    /// Reads a body by what it is, whatever its content type claims.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Self::Empty;
        }
        serde_json::from_slice(bytes)
            .map_or_else(|_| Self::Text(String::from_utf8_lossy(bytes).into_owned()), Self::Json)
    }

    /// The JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            Self::Empty | Self::Text(_) => None,
        }
    }
}

/// One response, of whatever status.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers, as the service spells them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

impl Response {
    /// The first header of this name, without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
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
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// An OData string literal, quotes included: inner quotes doubled, then everything percent-encoded
/// (fact odata-literal-quoting).
#[must_use]
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", utf8_percent_encode(&text.replace('\'', "''"), UNRESERVED))
}

/// A query option's value with its spaces encoded; literals in it are encoded already.
#[must_use]
pub(super) fn spaced(expression: &str) -> String {
    expression.replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_survive_quotes_ampersands_and_slashes() {
        assert_eq!(literal("O'Brien & Söhne+/#"), "'O%27%27Brien%20%26%20S%C3%B6hne%2B%2F%23'");
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
        assert_eq!(Body::of(b"  "), Body::Empty);
        assert_eq!(Body::of(b"<html>"), Body::Text("<html>".into()));
        assert!(Body::of(b"{}").json().is_some());
    }
}
