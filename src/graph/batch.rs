//! Many reads in few exchanges: `$batch` of 20, with the result of each inner request on its own (facts
//! batch-of-twenty, batch-settles-each).
//!
//! A throttled inner request waits and is repeated in a new batch. Links inside an answer are followed
//! separately. Must not make inner requests depend on each other.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::stream::{self, StreamExt};
use serde_json::{Map, Value, json};

use super::client::{PARALLEL, response_line, settled_answer};
use super::retry::{Next, Spent, retry_after};
use super::{Answer, Body, Client, GraphError, Request, Response};

/// The service's limit of requests per batch (fact batch-of-twenty).
const LARGEST: usize = 20;

type Outcome = Result<Answer, GraphError>;

impl Client {
    /// Answers every request, in the order of the requests, with as few exchanges as possible.
    ///
    /// If an exchange fails as a whole, each of its requests fails. Only for requests that may be repeated.
    pub async fn send_batch(&self, requests: Vec<Request>) -> Vec<Outcome> {
        let chunks: Vec<Vec<Request>> = requests.chunks(LARGEST).map(<[Request]>::to_vec).collect();
        let answers = stream::iter(chunks.into_iter().map(|chunk| self.send_chunk(chunk)));
        answers.buffered(PARALLEL).collect::<Vec<_>>().await.into_iter().flatten().collect()
    }

    /// Reads many lists with all their pages, in the order of the requests.
    pub async fn batch_lists(&self, requests: Vec<Request>) -> Vec<Result<Vec<Value>, GraphError>> {
        let asked = requests.clone();
        let answers = self.send_batch(requests).await;
        let lists = asked.into_iter().zip(answers).map(|(request, answer)| async move {
            match answer?.body {
                Body::Json(first) => self.read_rest(&request, first).await,
                _ => Err(GraphError::Malformed { path: request.path, why: "it is not a list".to_owned() }),
            }
        });
        stream::iter(lists).buffered(PARALLEL).collect().await
    }

    async fn send_chunk(&self, requests: Vec<Request>) -> Vec<Outcome> {
        let mut outcomes: Vec<Option<Outcome>> = requests.iter().map(|_| None).collect();
        let begun = self.clock.time_now();
        let mut attempts = 0;
        loop {
            let open: Vec<usize> = (0..requests.len()).filter(|&at| outcomes[at].is_none()).collect();
            if open.is_empty() {
                break;
            }
            attempts += 1;
            let responses = match self.exchange_batch(&requests, &open).await {
                Ok(responses) => responses,
                Err(error) => {
                    open.iter().for_each(|&at| outcomes[at] = Some(Err(error.clone())));
                    break;
                }
            };
            let time = self.clock.time_now().saturating_sub(begun);
            let spent = Spent { attempts, time, jitter: self.retry_jitter(attempts) };
            let mut longest = None;
            for at in open {
                let (outcome, wait) = self.judge_response(&requests[at], responses.get(&at), spent);
                outcomes[at] = outcome;
                longest = longest.max(wait);
            }
            if let Some(wait) = longest {
                self.progress.show_note(&format!(
                    "throttled by Microsoft Graph; continuing in {:.0} s",
                    wait.as_secs_f64()
                ));
                self.clock.sleep_for(wait).await;
            }
        }
        let unanswered = |request: &Request| GraphError::Malformed {
            path: request.path.clone(),
            why: "the batch response does not contain a response to it".to_owned(),
        };
        let filled = requests.iter().zip(outcomes);
        filled.map(|(request, outcome)| outcome.unwrap_or_else(|| Err(unanswered(request)))).collect()
    }

    /// The result of an inner response, or how long to wait before the request is repeated.
    fn judge_response(
        &self,
        request: &Request,
        response: Option<&Response>,
        spent: Spent,
    ) -> (Option<Outcome>, Option<Duration>) {
        let Some(response) = response else {
            let why = "the batch response does not contain a response to it".to_owned();
            return (Some(Err(GraphError::Malformed { path: request.path.clone(), why })), None);
        };
        let path = self.display_path(&request.path);
        self.progress.log_inner_exchange(&format!(
            "  {} {path} {}",
            request.method.http_word(),
            response_line(response)
        ));
        match self.patience.after_response(response, request.repeatable, spent) {
            Next::Again(wait) => {
                if retry_after(response).is_some() {
                    self.quieten_all(wait);
                }
                (None, Some(wait))
            }
            Next::Settle => (Some(settled_answer(request, &request.path, response.clone(), false)), None),
            Next::Unknown => {
                let why = format!("the service answered {}", response.status);
                let (method, path) = (request.method, request.path.clone());
                (Some(Err(GraphError::Uncertain { method, path, why })), None)
            }
        }
    }

    async fn exchange_batch(
        &self,
        requests: &[Request],
        open: &[usize],
    ) -> Result<BTreeMap<usize, Response>, GraphError> {
        let inner: Vec<Value> = open.iter().map(|&at| inner_request(at, &requests[at])).collect();
        let body = json!({ "requests": inner });
        let repeatable = open.iter().all(|&at| requests[at].repeatable);
        let outer = Request { repeatable, ..Request::question("/$batch".to_owned(), body) };
        let answer = self.read_object(outer).await?;
        let Some(responses) = answer.get("responses").and_then(Value::as_array) else {
            return Err(GraphError::Malformed {
                path: "/$batch".to_owned(),
                why: "it has no `responses`".to_owned(),
            });
        };
        Ok(responses.iter().filter_map(inner_response).collect())
    }
}

fn inner_request(at: usize, request: &Request) -> Value {
    let mut headers: Map<String, Value> =
        request.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let mut inner = json!({"id": at.to_string(), "method": request.method.http_word(), "url": request.path});
    if let Some(body) = &request.body {
        headers.insert("Content-Type".to_owned(), json!("application/json"));
        inner["body"] = body.clone();
    }
    if !headers.is_empty() {
        inner["headers"] = Value::Object(headers);
    }
    inner
}

fn inner_response(value: &Value) -> Option<(usize, Response)> {
    let at = value.get("id")?.as_str()?.parse().ok()?;
    let status = value.get("status")?.as_u64().and_then(|status| u16::try_from(status).ok())?;
    let headers = value.get("headers").and_then(Value::as_object).map(|headers| {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        headers.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    });
    let body = match value.get("body") {
        None | Some(Value::Null) => Body::Empty,
        Some(Value::String(text)) => Body::Text(text.clone()),
        Some(body) => Body::Json(body.clone()),
    };
    Some((at, Response { status, headers: headers.unwrap_or_default(), body }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Clock;
    use crate::graph::script::{Script, ask, client};

    #[tokio::test]
    async fn forty_five_reads_take_three_exchanges_and_keep_their_order() {
        let script = Script::routes(|path| (200, json!({"value": [path]})));
        let (client, script) = client(script);
        let paths: Vec<String> = (0..45).map(|n| format!("/x/{n}")).collect();
        let lists = client.batch_lists(paths.iter().map(|path| ask(path)).collect()).await;
        let found: Vec<Value> = lists.into_iter().flat_map(Result::unwrap).collect();
        assert_eq!(found, paths.iter().map(|path| json!(path)).collect::<Vec<_>>());
        assert_eq!(script.paths(), ["/$batch"; 3]);
    }

    #[tokio::test]
    async fn inner_throttling_is_waited_out_in_a_new_batch() {
        let script = Script::new();
        script.say(
            200,
            json!({"responses": [
            {"id": "1", "status": 429, "headers": {"Retry-After": "12"}, "body": {}},
            {"id": "0", "status": 200, "body": {"value": ["a"], "@odata.nextLink": "https://graph.test/v1.0/n"}}]}),
        );
        script.say(
            200,
            json!({"responses": [{"id": "1", "status": 403, "body": {"error": {"code": "UnAuthorized"}}}]}),
        );
        script.say(200, json!({"value": ["b"]}));
        let (client, script) = client(script);
        let lists = client.batch_lists(vec![ask("/a"), ask("/b")]).await;
        assert_eq!(lists[0].as_ref().unwrap(), &[json!("a"), json!("b")]);
        assert_eq!(lists[1].as_ref().unwrap_err().http_status(), Some(403));
        assert!(script.time_now() >= Duration::from_secs(12));
        assert_eq!(script.seen()[1].body.as_ref().unwrap()["requests"].as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_missing_answer_is_an_error_of_that_request() {
        let script = Script::new();
        script.say(200, json!({"responses": [{"id": "0", "status": 200, "body": {"value": []}}]}));
        let (client, _) = client(script);
        let answers = client.send_batch(vec![ask("/a"), ask("/b")]).await;
        assert!(answers[0].is_ok());
        assert!(matches!(answers[1], Err(GraphError::Malformed { .. })));
    }
}
