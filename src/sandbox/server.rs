//! HTTP on loopback: connections, headers, and deliberately broken connections.
//!
//! It must not know what requests mean. The claims of the `Authorization` header are read here; the header is
//! never stored.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::batch;
use super::caller::Caller;
use super::message::{Body, Fault, Reply, Request, http_date};
use super::world::{Outcome, World};

/// The largest request body, in bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// A connection that can be made to fail.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    broken: Arc<AtomicBool>,
}

/// The switch that breaks one connection.
#[derive(Debug, Clone)]
pub(crate) struct Switch(Arc<AtomicBool>);

/// Accepts connections that can be made to fail.
#[derive(Debug)]
pub(crate) struct Door(pub(crate) TcpListener);

impl Listener for Door {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Small answers must not wait for acknowledgements. If this fails, it only costs time.
        let _ = stream.set_nodelay(true);
        (Wire { stream, broken: Arc::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Switch {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Switch {
        Switch(Arc::clone(&stream.io().broken))
    }
}

impl Wire {
    fn check_alive(&self) -> io::Result<()> {
        let broken = self.broken.load(Ordering::SeqCst);
        if broken { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check_alive()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check_alive()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check_alive()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Answers one exchange.
pub(crate) async fn answer_exchange(
    State(world): State<Arc<World>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: HttpBody,
) -> Response {
    let mut request = Request {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: Vec::new(),
        body: Body::None,
        caller: Caller::default(),
    };
    if let Some(token) = headers.get("authorization").and_then(|value| value.to_str().ok()) {
        request.caller = Caller::from_header(token);
    }
    for (name, value) in headers.iter().filter(|(name, _)| *name != "authorization") {
        let value = value.to_str().unwrap_or_default();
        request.headers.push((name.as_str().to_owned(), value.to_owned()));
    }
    request.body = read_body(body).await;
    world.lock_state().counters.exchanges += 1;
    if let Some(token) = headers.get("authorization")
        && (world.is_token_ended(token.as_bytes())
            || request.caller.is_token_expired(world.clock.clock_time()))
    {
        let reply = world.fault_reply(&request, &Fault::token_ended());
        return to_response(&world, &request, reply);
    }
    let below = request.path.strip_prefix("/v1.0").map(str::to_owned);
    let outcome = match below {
        None => {
            Outcome::Answered(world.fault_reply(&request, &Fault::new(404, "BadRequest", "Invalid version.")))
        }
        Some(path) => {
            request.path = path;
            if request.method == "POST" && request.path == "/$batch" {
                batch::run(&world, &request).await
            } else {
                world.run(&request).await
            }
        }
    };
    match outcome {
        Outcome::Answered(reply) => to_response(&world, &request, reply),
        Outcome::Cut => {
            switch.0.store(true, Ordering::SeqCst);
            Response::default()
        }
    }
}

async fn read_body(body: HttpBody) -> Body {
    match to_bytes(body, MAX_BODY).await {
        Ok(bytes) if bytes.is_empty() => Body::None,
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map_or_else(|error| Body::Malformed(error.to_string()), Body::Json)
        }
        Err(error) => Body::Malformed(error.to_string()),
    }
}

fn to_response(world: &World, request: &Request, reply: Reply) -> Response {
    let in_body = reply.body.as_ref().and_then(|body| body["error"]["innerError"]["request-id"].as_str());
    let id = in_body.map_or_else(|| world.request_id(), str::to_owned);
    let client = request.request_header("client-request-id").unwrap_or(&id).to_owned();
    let mut builder = Response::builder()
        .status(reply.status)
        .header("request-id", &id)
        .header("client-request-id", client)
        .header("Date", http_date(world.clock.clock_time()));
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    if let Some(page) = reply.html {
        let page = builder.header("Content-Type", "text/html").body(HttpBody::from(page));
        return page.unwrap_or_default();
    }
    let body = match reply.body {
        Some(body) => {
            builder = builder.header("Content-Type", "application/json");
            HttpBody::from(body.to_string())
        }
        None => HttpBody::empty(),
    };
    builder.body(body).unwrap_or_default()
}
