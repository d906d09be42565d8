//! The one method that reaches the network, as a trait, so that everything above it is tested without one.
//!
//! Must not retry, follow links or judge statuses: a response of any status is an answer.

use std::future::Future;
use std::pin::Pin;

use super::{Request, Response};

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request never left: no connection. Repeating it is safe.
    #[error("no connection: {0}")]
    NotSent(String),
    /// The request may have been carried out: cut or timed out after sending.
    #[error("no answer: {0}")]
    Uncertain(String),
    /// The request may not be sent at all: another host, or an address that is none. Never repeated.
    #[error("not sent: {0}")]
    Forbidden(String),
}

/// A future of a transport.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// Something that carries a request to the service and brings the response back.
pub trait Transport: Send + Sync {
    /// Sends one request once.
    ///
    /// # Errors
    /// `NotSent` when nothing was sent, `Uncertain` when it is not known what became of the request.
    fn send(&self, request: Request) -> Sending<'_>;
}
