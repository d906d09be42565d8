//! The one method that uses the network, as a trait, so that everything above it is tested without a network.
//!
//! Must not retry, follow links or judge statuses: a response of any status is an answer.

use std::future::Future;
use std::pin::Pin;

use super::{Request, Response};

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request was never sent because there is no connection. It is safe to repeat.
    #[error("no connection: {0}")]
    NotSent(String),
    /// The request may have taken effect: the connection was cut or timed out after sending.
    #[error("no response: {0}")]
    Uncertain(String),
    /// The request must not be sent: it leads to another host or an invalid address. Never repeated.
    #[error("not sent: {0}")]
    Forbidden(String),
}

/// A future of a transport.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// Carries a request to the service and returns the response.
pub trait Transport: Send + Sync {
    /// Sends one request once.
    ///
    /// # Errors `NotSent` if nothing was sent, `Uncertain` if it is unknown whether the request took effect.
    fn send_once_over(&self, request: Request) -> Sending<'_>;
}
