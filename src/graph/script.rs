//! A transport that answers from a script or a table of paths, and a clock that advances when a caller waits.
//!
//! For tests only. Nothing here waits or uses a network.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::Sending;
use super::{Body, Client, Clock, Request, Response, Silent, Transport, TransportError};

type Routes = Box<dyn Fn(&str) -> (u16, Value) + Send + Sync>;

/// A service with a fixed sequence of answers.
#[derive(Clone, Default)]
pub(crate) struct Script(Arc<Inner>);

#[derive(Default)]
struct Inner {
    lines: Mutex<VecDeque<Result<Response, TransportError>>>,
    routes: Mutex<Option<Routes>>,
    seen: Mutex<Vec<Request>>,
    now: Mutex<Duration>,
}

pub(crate) fn ask(path: &str) -> Request {
    Request::get(path.to_owned())
}

pub(crate) fn client(script: Script) -> (Client, Script) {
    let clock = Arc::new(script.clone());
    let transport = Box::new(script.clone());
    (Client::new(transport, "https://graph.test/v1.0", clock, Arc::new(Silent)).unwrap(), script)
}

fn response(status: u16, body: Value) -> Response {
    let body = if body.is_null() { Body::Empty } else { Body::Json(body) };
    Response { status, headers: Vec::new(), body }
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A service that answers every path, also inside batches, with a function.
    pub(crate) fn routes(routes: impl Fn(&str) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let script = Self::default();
        *script.0.routes.lock().unwrap() = Some(Box::new(routes));
        script
    }

    pub(crate) fn say(&self, status: u16, body: Value) {
        self.0.lines.lock().unwrap().push_back(Ok(response(status, body)));
    }

    pub(crate) fn throttle(&self, seconds: u32) {
        let headers = vec![("Retry-After".to_owned(), seconds.to_string())];
        self.0.lines.lock().unwrap().push_back(Ok(Response { headers, ..response(429, json!({})) }));
    }

    pub(crate) fn cut(&self) {
        self.0.lines.lock().unwrap().push_back(Err(TransportError::Uncertain("cut".into())));
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.0.seen.lock().unwrap().clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.seen().into_iter().map(|request| request.path).collect()
    }

    fn route(&self, request: &Request) -> Response {
        let routes = self.0.routes.lock().unwrap();
        let routes = routes.as_ref().expect("the script has no more lines");
        if request.path != "/$batch" {
            let (status, body) = routes(&request.path);
            return response(status, body);
        }
        let inner = request.body.as_ref().unwrap()["requests"].as_array().unwrap().clone();
        let answers: Vec<Value> = inner
            .iter()
            .rev()
            .map(|one| {
                let (status, body) = routes(one["url"].as_str().unwrap());
                json!({"id": one["id"], "status": status, "headers": {}, "body": body})
            })
            .collect();
        response(200, json!({ "responses": answers }))
    }
}

impl Transport for Script {
    fn send_once_over(&self, request: Request) -> Sending<'_> {
        self.0.seen.lock().unwrap().push(request.clone());
        let line = self.0.lines.lock().unwrap().pop_front();
        Box::pin(async move { line.unwrap_or_else(|| Ok(self.route(&request))) })
    }
}

impl Clock for Script {
    fn time_now(&self) -> Duration {
        *self.0.now.lock().unwrap()
    }

    fn sleep_for(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        *self.0.now.lock().unwrap() += time;
        Box::pin(async {})
    }
}
