//! A connection to the tenant that a run works on: the embedded one, or any address of Graph.

use std::path::PathBuf;
use std::sync::Arc;

use crate::graph::{Claims, Client, Clock, Progress, Reader, SystemClock, Token};
use crate::model::{Applier, ObjectId};
use crate::sandbox::{self, Sandbox};

/// Which tenant a run works on, and how to get there.
#[derive(Debug)]
pub(super) enum Target {
    /// The embedded tenant, with its state in this folder.
    Embedded {
        /// The folder.
        state: PathBuf,
    },
    /// A Graph endpoint.
    Endpoint {
        /// The base URL, version included.
        base: String,
        /// The bearer token, where there is one.
        token: Option<Token>,
        /// The tenant that must answer, where the project says which.
        tenant: Option<ObjectId>,
    },
}

/// The one way to sign in there is so far.
const METHOD: &str = "an access token from the environment";

/// An open connection.
pub(super) struct Session {
    /// The connection.
    pub(super) client: Client,
    /// The tenant that must answer, where the project says which.
    pub(super) expected: Option<ObjectId>,
    /// The time.
    pub(super) clock: Arc<dyn Clock>,
    application: bool,
    applier: Applier,
    /// What the token says of itself, where there is one that says anything.
    pub(super) claims: Option<Claims>,
    /// How the caller signed in, in words.
    pub(super) method: String,
    embedded: Option<Sandbox>,
}

impl Session {
    /// Opens a connection, starting the embedded tenant where that is the target.
    ///
    /// # Errors
    /// Says why the tenant cannot be reached.
    pub(super) async fn open(target: Target, progress: Arc<dyn Progress>) -> Result<Self, String> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (embedded, base, token, expected) = match target {
            Target::Embedded { state } => {
                let options = sandbox::Options { state_dir: Some(state), ..sandbox::Options::default() };
                let sandbox = sandbox::start(options).await.map_err(|error| error.to_string())?;
                let base = sandbox.base_url();
                (Some(sandbox), base, None, None)
            }
            Target::Endpoint { base, token, tenant } => (None, base, token, tenant),
        };
        let application = token.as_ref().and_then(Token::is_application).unwrap_or(false);
        let applier = token.as_ref().map_or(Applier::Anybody, applier);
        let claims = token.as_ref().and_then(Token::claims);
        let client =
            Client::connect(&base, token, clock.clone(), progress).map_err(|error| error.to_string())?;
        Ok(Self {
            client,
            expected,
            clock,
            application,
            applier,
            claims,
            method: METHOD.to_owned(),
            embedded,
        })
    }

    /// A reader over the connection.
    #[must_use]
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.client).as_application(self.application).applied_by(self.applier.clone())
    }

    /// Closes the connection and stops the embedded tenant.
    pub(super) async fn close(self) {
        drop(self.client);
        if let Some(sandbox) = self.embedded {
            sandbox.stop().await;
        }
    }
}

/// Who applies, as far as the token says.
fn applier(token: &Token) -> Applier {
    token.claims().and_then(|claims| claims.object).map_or(Applier::Unknown, Applier::Object)
}
