//! Microsoft Graph from a client's view: pure requests, one transport method, retries, paging, batches,
//! reading.
//!
//! Knows endpoints, envelopes and failures. Must not interpret properties (that is `actual`), must not decide
//! what to write (that is `apply`), and must not print or read the environment.

mod address;
mod advice;
pub mod ask;
mod assignments;
mod batch;
mod claims;
mod client;
mod clock;
pub mod command;
mod directory;
mod error;
mod http;
mod lookup;
mod probe;
mod progress;
pub mod read;
mod refusal;
mod request;
mod retry;
pub mod role;
mod token;
mod transport;

#[cfg(test)]
pub(crate) mod script;

pub use address::is_loopback;
pub use assignments::{PackageAssignments, Question};
pub use claims::Claims;
pub use client::{Answer, Client};
pub use clock::{Clock, SystemClock};
pub use directory::directory_object;
pub use error::GraphError;
pub use http::Http;
pub use lookup::{Answers, ResourceIds};
pub use probe::{HeldRoles, Probed};
pub use progress::{Progress, Silent};
pub use read::{Failure, Interest, Part, Reader, Snapshot};
pub use refusal::Refusal;
pub(crate) use request::odata_literal;
pub use request::{Body, Method, Request, Response};
pub use retry::Patience;
pub use token::{Credential, Renewing, Token};
pub use transport::{Sending, Transport, TransportError};
