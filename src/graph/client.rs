//! The client: one request with its retries, lists with all their pages, and the pace that all requests
//! share.
//!
//! Must not know which requests exist. `retry` decides about retries; batches are in `batch`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use super::address::{parse_base_url, request_url};
use super::retry::{Next, Spent, retry_after};
use super::{
    Body, Clock, Credential, GraphError, Http, Patience, Progress, Refusal, Request, Response, Token,
    Transport, TransportError,
};

/// How many exchanges run in parallel (fact throttling-unpublished).
pub(super) const PARALLEL: usize = 4;

/// A 2xx response and how it was reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Body,
    /// Whether an earlier attempt had an unknown outcome, so that this may be the answer to work that attempt
    /// did.
    pub after_uncertain: bool,
}

/// A connection to one Graph endpoint.
pub struct Client {
    transport: Box<dyn Transport>,
    base: Url,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) progress: Arc<dyn Progress>,
    pub(super) patience: Patience,
    /// No request is sent before this time, because the service asked for a pause.
    quiet_until: Mutex<Duration>,
    /// One permit for each exchange that may run in parallel.
    lanes: Semaphore,
    sent: AtomicU64,
    /// By how many seconds the service's clock was ahead of the local one at the last answer.
    ahead: Mutex<Option<i64>>,
}

impl Client {
    /// A client over a transport, for a base URL such as `https://graph.microsoft.com/v1.0`.
    ///
    /// # Errors `Foreign` for an invalid base URL.
    pub fn new(
        transport: Box<dyn Transport>,
        base: &str,
        clock: Arc<dyn Clock>,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, GraphError> {
        Ok(Self {
            transport,
            base: parse_base_url(base)?,
            clock,
            progress,
            patience: Patience::default(),
            quiet_until: Mutex::new(Duration::ZERO),
            lanes: Semaphore::new(PARALLEL),
            sent: AtomicU64::new(0),
            ahead: Mutex::new(None),
        })
    }

    /// A client over HTTP, which signs in again with `credential` when its token has expired.
    ///
    /// # Errors `Foreign` for an invalid base URL, or `Unreachable` if HTTP cannot be set up.
    pub fn connect_over_http(
        base: &str,
        token: Option<Token>,
        credential: Option<Arc<dyn Credential>>,
        clock: Arc<dyn Clock>,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, GraphError> {
        let http = Http::new(base, token)?;
        let http = match credential {
            Some(credential) => http.renewed_by(credential),
            None => http,
        };
        Self::new(Box::new(http), base, clock, progress)
    }

    /// The same client with another retry policy.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// The base URL without a trailing slash, as references in `@odata.id` need it.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// How many requests this client has sent. Repeats and batches count as one each.
    #[must_use]
    pub fn exchange_count(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// The path of a request without the base URL, for output.
    pub(super) fn display_path(&self, path: &str) -> String {
        path.strip_prefix(self.base_url()).unwrap_or(path).to_owned()
    }

    pub(super) fn retry_jitter(&self, attempts: u32) -> u32 {
        let nanos = self.clock.time_now().subsec_nanos();
        (nanos / 1000).wrapping_mul(2_654_435_761).wrapping_add(attempts.wrapping_mul(40_503)) % 1000
    }

    /// Delays all requests of the client, because the service asked one of them to wait.
    pub(super) fn quieten_all(&self, time: Duration) {
        let until = self.clock.time_now().saturating_add(time);
        let mut quiet = self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        *quiet = (*quiet).max(until);
    }

    async fn wait_for_quiet_to_end(&self) {
        loop {
            let until = *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
            let now = self.clock.time_now();
            if until <= now {
                return;
            }
            self.clock.sleep_for(until.saturating_sub(now)).await;
        }
    }

    async fn attempt_request(&self, request: &Request) -> Result<Response, TransportError> {
        // The semaphore is never closed, so a permit always comes.
        let _lane = self.lanes.acquire().await;
        self.wait_for_quiet_to_end().await;
        self.sent.fetch_add(1, Ordering::Relaxed);
        let begun = self.clock.time_now();
        let response = self.transport.send_once_over(request.clone()).await;
        let time = self.clock.time_now().saturating_sub(begun).as_millis();
        let came = match &response {
            Ok(response) => response_line(response),
            Err(error) => error.to_string(),
        };
        let line =
            format!("{} {} {came}, {time} ms", request.method.http_word(), self.display_path(&request.path));
        self.progress.log_exchange(&line);
        if let Ok(response) = &response
            && let Some(ahead) = self.clock_difference(response)
        {
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        response
    }

    fn clock_difference(&self, response: &Response) -> Option<i64> {
        let there = jiff::fmt::rfc2822::parse(response.header_value("date")?).ok()?.timestamp().as_second();
        let here = i64::try_from(self.clock.time_now().as_secs()).ok()?;
        Some(there - here)
    }

    /// By how many seconds the service's clock was ahead of the local one at the last answer. `None` if no
    /// answer had a date.
    #[must_use]
    pub fn clock_ahead(&self) -> Option<i64> {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request, with retries.
    ///
    /// # Errors `Refused` for any status but 2xx, `Uncertain` if a creation may have happened, `Unreachable`,
    /// `Foreign`.
    pub async fn send_request(&self, request: Request) -> Result<Answer, GraphError> {
        request_url(&self.base, &request.path)?;
        let begun = self.clock.time_now();
        let (mut attempts, mut uncertain) = (0, false);
        loop {
            let outcome = self.attempt_request(&request).await;
            attempts += 1;
            let time = self.clock.time_now().saturating_sub(begun);
            let spent = Spent { attempts, time, jitter: self.retry_jitter(attempts) };
            let next = match &outcome {
                Ok(response) => self.patience.after_response(response, request.repeatable, spent),
                Err(error) => self.patience.after_error(error, request.repeatable, spent),
            };
            let Next::Again(wait) = next else {
                return self.settle_outcome(&request, outcome, next, uncertain);
            };
            uncertain |= match &outcome {
                Ok(response) => response.status >= 500 && retry_after(response).is_none(),
                Err(error) => matches!(error, TransportError::Uncertain(_)),
            };
            self.pause_before_retry(&outcome, wait).await;
        }
    }

    async fn pause_before_retry(&self, outcome: &Result<Response, TransportError>, wait: Duration) {
        let seconds = wait.as_secs_f64();
        match outcome {
            Ok(response) if matches!(response.status, 429 | 503) => {
                self.progress
                    .show_note(&format!("throttled by Microsoft Graph; continuing in {seconds:.0} s"));
                self.quieten_all(wait);
            }
            Ok(response) => self.progress.show_note(&format!(
                "Microsoft Graph answered {}; trying again in {seconds:.0} s",
                response.status
            )),
            Err(error) => self.progress.show_note(&format!("{error}; trying again in {seconds:.0} s")),
        }
        self.clock.sleep_for(wait).await;
    }

    fn settle_outcome(
        &self,
        request: &Request,
        outcome: Result<Response, TransportError>,
        next: Next,
        after_uncertain: bool,
    ) -> Result<Answer, GraphError> {
        let (method, path) = (request.method, self.display_path(&request.path));
        match outcome {
            Ok(response) if next == Next::Unknown => {
                let why = Refusal::from_response(method, &path, &response).to_string();
                Err(GraphError::Uncertain { method, path, why })
            }
            Ok(response) => settled_answer(request, &path, response, after_uncertain),
            Err(TransportError::NotSent(why)) if !after_uncertain => {
                Err(GraphError::Unreachable { method, path, why })
            }
            Err(TransportError::NotSent(why) | TransportError::Uncertain(why)) => {
                // A read changes nothing, so an unknown outcome is the same as none.
                if request.body.is_none() && request.method == super::Method::Get {
                    Err(GraphError::Unreachable { method, path, why })
                } else {
                    Err(GraphError::Uncertain { method, path, why })
                }
            }
            Err(TransportError::Forbidden(why)) => Err(GraphError::Foreign { target: path, why }),
        }
    }

    /// Reads one object.
    ///
    /// # Errors As `send_request`, and `Malformed` if the answer is not a JSON object.
    pub async fn read_object(&self, request: Request) -> Result<Value, GraphError> {
        let path = self.display_path(&request.path);
        match self.send_request(request).await?.body {
            Body::Json(value) if value.is_object() => Ok(value),
            _ => Err(GraphError::Malformed { path, why: "it is not a JSON object".to_owned() }),
        }
    }

    /// Reads a list with all its pages. An empty page may still have a link to a next page (fact
    /// paging-follows-next-link).
    ///
    /// # Errors As `send_request`, `Malformed` for an invalid page, and `Foreign` if a link leads to another host.
    pub async fn read_pages(&self, request: Request) -> Result<Vec<Value>, GraphError> {
        let first = self.read_object(request.clone()).await?;
        self.read_rest(&request, first).await
    }

    /// The members of a first page that is already read, and those of the following pages.
    pub(super) async fn read_rest(&self, request: &Request, first: Value) -> Result<Vec<Value>, GraphError> {
        let mut page = Page::from_body(first, &self.display_path(&request.path))?;
        let mut members = page.members;
        let mut seen = std::collections::BTreeSet::new();
        while let Some(link) = page.next {
            if !seen.insert(link.clone()) {
                let why = "a page links back to an earlier page".to_owned();
                return Err(GraphError::Malformed { path: self.display_path(&request.path), why });
            }
            let next = self.read_object(request.next_page(&link)).await?;
            page = Page::from_body(next, &self.display_path(&link))?;
            members.append(&mut page.members);
        }
        Ok(members)
    }
}

/// The summary of a response for the log.
pub(super) fn response_line(response: &Response) -> String {
    let id = response.header_value("request-id").map_or_else(String::new, |id| format!(" (request {id})"));
    format!("{}{id}", response.status)
}

/// The result of a response: an answer, or Graph's error.
pub(super) fn settled_answer(
    request: &Request,
    path: &str,
    response: Response,
    after_uncertain: bool,
) -> Result<Answer, GraphError> {
    if response.is_success() {
        return Ok(Answer { status: response.status, body: response.body, after_uncertain });
    }
    let refusal = Refusal { after_uncertain, ..Refusal::from_response(request.method, path, &response) };
    Err(GraphError::Refused(Box::new(refusal)))
}

struct Page {
    members: Vec<Value>,
    next: Option<String>,
}

impl Page {
    fn from_body(mut body: Value, path: &str) -> Result<Self, GraphError> {
        let next = body.get("@odata.nextLink").and_then(Value::as_str).map(str::to_owned);
        match body.get_mut("value").map(Value::take) {
            Some(Value::Array(members)) => Ok(Self { members, next }),
            _ => Err(GraphError::Malformed {
                path: path.to_owned(),
                why: "it has no list of values".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graph::script::{Script, ask, client};

    #[tokio::test]
    async fn lists_are_read_to_the_last_page_over_empty_ones() {
        let script = Script::new();
        script.say(200, json!({"value": [1], "@odata.nextLink": "https://graph.test/v1.0/x?$skiptoken=a"}));
        script.say(200, json!({"value": [], "@odata.nextLink": "https://graph.test/v1.0/x?$skiptoken=b"}));
        script.say(200, json!({"value": [2]}));
        let (client, script) = client(script);
        assert_eq!(client.read_pages(ask("/x")).await.unwrap(), [json!(1), json!(2)]);
        assert_eq!(script.paths()[2], "https://graph.test/v1.0/x?$skiptoken=b");
    }

    #[tokio::test]
    async fn links_to_other_hosts_are_not_followed() {
        for link in ["https://evil.test/v1.0/x", "http://graph.test/v1.0/x", "https://u@graph.test/x", "x"] {
            let script = Script::new();
            script.say(200, json!({"value": [], "@odata.nextLink": link}));
            let (client, script) = client(script);
            let error = client.read_pages(ask("/x")).await.unwrap_err();
            assert!(matches!(error, GraphError::Foreign { .. }), "{link}: {error}");
            assert_eq!(script.paths().len(), 1);
        }
    }

    #[tokio::test]
    async fn reads_survive_cuts_and_throttling_without_real_waiting() {
        let script = Script::new();
        script.cut();
        script.throttle(9);
        script.say(200, json!({"id": "1"}));
        let (client, script) = client(script);
        assert_eq!(client.read_object(ask("/x")).await.unwrap(), json!({"id": "1"}));
        assert!(script.time_now() >= Duration::from_secs(9));
    }

    #[tokio::test]
    async fn a_creation_that_was_cut_is_uncertain_and_sent_once() {
        let script = Script::new();
        script.cut();
        let (client, script) = client(script);
        let error = client.send_request(Request::post("/x".into(), json!({}))).await.unwrap_err();
        assert!(matches!(error, GraphError::Uncertain { .. }), "{error}");
        assert_eq!(script.paths().len(), 1);
    }

    #[tokio::test]
    async fn a_deletion_answered_404_after_a_cut_says_so() {
        let script = Script::new();
        script.cut();
        script.say(404, json!({"error": {"code": "ResourceNotFound", "message": "gone"}}));
        let (client, _) = client(script);
        let error = client.send_request(Request::delete("/x".into())).await.unwrap_err();
        let refusal = error.as_refusal().unwrap();
        assert!(refusal.after_uncertain && refusal.status == 404);
    }

    #[test]
    fn base_urls_are_https_or_this_machine() {
        for good in ["https://graph.microsoft.com/v1.0", "http://127.0.0.1:8080/v1.0", "http://[::1]/v1.0/"] {
            assert!(parse_base_url(good).is_ok(), "{good}");
        }
        for bad in ["http://graph.microsoft.com/v1.0", "ftp://localhost", "graph", "https://h/?x=1"] {
            assert!(parse_base_url(bad).is_err(), "{bad}");
        }
    }
}
