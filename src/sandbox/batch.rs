//! `$batch`: up to twenty requests in one exchange.
//!
//! It must not treat a part differently from a single request.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::message::{Body, Fault, Reply, Request};
use super::unknowns::Unknown;
use super::world::{Outcome, World};

const MAX_PARTS: usize = 20;

struct Part {
    id: String,
    request: Request,
    after: Vec<String>,
}

/// Carries out a batch, in the order of its parts.
pub(crate) async fn run(world: &World, outer: &Request) -> Outcome {
    let parts = match parse(outer) {
        Ok(parts) => parts,
        Err(fault) => return Outcome::Answered(world.fault_reply(outer, &fault)),
    };
    let mut statuses: BTreeMap<String, u16> = BTreeMap::new();
    let mut contended: BTreeSet<String> = BTreeSet::new();
    let mut responses = Vec::new();
    for part in parts {
        let failed = part.after.iter().any(|id| statuses.get(id).is_none_or(|status| *status >= 400));
        let package = World::contended_package(&part.request).filter(|_| part.after.is_empty());
        let conflict = package.is_some_and(|package| !contended.insert(package));
        let reply = if failed {
            let why = "The dependent request failed.";
            world.fault_reply(&part.request, &Fault::new(424, "FailedDependency", why))
        } else if conflict {
            // Parts without a dependency run at the same time.
            world.fault_reply(&part.request, &Unknown::ConcurrentPolicy.into())
        } else {
            match world.run(&part.request).await {
                Outcome::Answered(reply) => reply,
                Outcome::Cut => return Outcome::Cut,
            }
        };
        statuses.insert(part.id.to_lowercase(), reply.status);
        responses.push(inner_response(&part.id, &reply));
    }
    Outcome::Answered(Reply::new(200, json!({"responses": responses})))
}

fn inner_response(id: &str, reply: &Reply) -> Value {
    let mut headers: BTreeMap<&str, &str> =
        reply.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut response = json!({"id": id, "status": reply.status});
    if let Some(body) = &reply.body {
        headers.insert("Content-Type", "application/json");
        response["body"] = body.clone();
    }
    response["headers"] = json!(headers);
    response
}

fn bad_batch(why: impl Into<String>) -> Fault {
    Fault::new(400, "BadRequest", why)
}

fn parse(outer: &Request) -> Result<Vec<Part>, Fault> {
    let body = outer.body_object()?;
    let requests = body.get("requests").and_then(Value::as_array);
    let requests = requests.ok_or_else(|| bad_batch("'requests' must be an array."))?;
    if requests.is_empty() || requests.len() > MAX_PARTS {
        return Err(bad_batch(format!("A batch holds 1 to {MAX_PARTS} requests.")));
    }
    let mut parts: Vec<Part> = Vec::new();
    for request in requests {
        let part = inner_part(request, outer)?;
        let id = part.id.to_lowercase();
        if parts.iter().any(|other| other.id.to_lowercase() == id) {
            return Err(bad_batch(format!("The id '{}' is used twice.", part.id)));
        }
        let known = |wanted: &String| parts.iter().any(|other| other.id.to_lowercase() == *wanted);
        if !part.after.iter().all(known) {
            return Err(bad_batch(format!(
                "The request '{}' depends on one that is not before it.",
                part.id
            )));
        }
        parts.push(part);
    }
    Ok(parts)
}

fn inner_part(request: &Value, outer: &Request) -> Result<Part, Fault> {
    let string = |name: &str| request[name].as_str().map(str::to_owned);
    let id =
        string("id").filter(|id| !id.is_empty()).ok_or_else(|| bad_batch("Every request needs an id."))?;
    let method = string("method").ok_or_else(|| bad_batch("Every request needs a method."))?;
    let url = string("url").ok_or_else(|| bad_batch("Every request needs a url."))?;
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        headers.push((name.to_lowercase(), value.as_str().unwrap_or_default().to_owned()));
    }
    let body = match request.get("body") {
        None | Some(Value::Null) => Body::None,
        Some(body) => {
            let json = headers
                .iter()
                .any(|(name, value)| name == "content-type" && value.starts_with("application/json"));
            if !json {
                return Err(bad_batch(format!("The request '{id}' has a body and no Content-Type.")));
            }
            Body::Json(body.clone())
        }
    };
    if let Some(client) = outer.request_header("client-request-id")
        && !headers.iter().any(|(name, _)| name == "client-request-id")
    {
        headers.push(("client-request-id".to_owned(), client.to_owned()));
    }
    let after = request["dependsOn"].as_array().into_iter().flatten();
    let after = after.filter_map(Value::as_str).map(str::to_lowercase).collect();
    let path = format!("/{}", path.trim_start_matches('/'));
    let (method, query, caller) = (method.to_uppercase(), query.to_owned(), outer.caller.clone());
    let request = Request { method, path, query, headers, body, caller };
    Ok(Part { id, request, after })
}
