//! A connection to the tenant that a run works on: the embedded one, or any address of Graph.

use std::path::PathBuf;
use std::sync::Arc;

use crate::access::WITHOUT_SCOPES;
use crate::graph::{Claims, Client, Clock, Progress, Reader, SystemClock, Token};
use crate::model::{Applier, ObjectId};
use crate::sandbox::{self, Sandbox};
use crate::signin::{Authority, Environment, SignIn, Wanted};

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
        /// How to sign in there; `None` where nobody needs to.
        sign_in: Option<Box<(Authority, Wanted)>>,
        /// The tenant that must answer, where the project says which.
        tenant: Option<ObjectId>,
        /// Who applies, where the token does not say it.
        applier: Option<Applier>,
    },
}

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
    pub(super) async fn open(
        target: Target,
        environment: &Environment,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, String> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (embedded, base, signed_in, expected, applier) = match target {
            Target::Embedded { state } => {
                let options = sandbox::Options { state_dir: Some(state), ..sandbox::Options::default() };
                let sandbox = sandbox::start(options).await.map_err(|error| error.to_string())?;
                let base = sandbox.base_url();
                (Some(sandbox), base, None, None, None)
            }
            Target::Endpoint { base, sign_in, tenant, applier } => {
                let signed_in = match sign_in {
                    Some(sign_in) => {
                        let (authority, wanted) = *sign_in;
                        let (clock, progress) = (clock.clone(), progress.clone());
                        let sign_in = SignIn { authority: &authority, environment, clock, progress };
                        Some(sign_in.token(&wanted).await?)
                    }
                    None => None,
                };
                (None, base, signed_in, tenant, applier)
            }
        };
        let method = signed_in.as_ref().map_or("nobody", |signed_in| signed_in.by).to_owned();
        if signed_in.is_some() {
            progress.note(&format!("signed in by {method}"));
        }
        let credential = signed_in.as_ref().and_then(|signed_in| signed_in.credential.clone());
        let token = signed_in.map(|signed_in| signed_in.token);
        let application = token.as_ref().and_then(Token::is_application).unwrap_or(false);
        let applier = applier.unwrap_or_else(|| token.as_ref().map_or(Applier::Anybody, named_by));
        let claims = token.as_ref().and_then(Token::claims);
        let client = Client::connect(&base, token, credential, clock.clone(), progress)
            .map_err(|error| error.to_string())?;
        Ok(Self { client, expected, clock, application, applier, claims, method, embedded })
    }

    /// Why the token is for another tenant than the project means, if it says so.
    #[must_use]
    pub(super) fn elsewhere(&self) -> Option<String> {
        let (expected, found) = (self.expected.as_ref()?, self.claims.as_ref()?.tenant.as_ref()?);
        (expected != found)
            .then(|| format!("the access token is for the tenant {found}, and the project names {expected}"))
    }

    /// Why the token of a person can do nothing here, if it says so.
    #[must_use]
    pub(super) fn scopeless(&self) -> Option<String> {
        let claims = self.claims.as_ref().filter(|claims| claims.application == Some(false))?;
        let has = claims.permissions.iter().any(|scope| scope.starts_with("EntitlementManagement."));
        (!has && !claims.permissions.is_empty()).then(|| {
            format!(
                "the token got by {} carries no EntitlementManagement scope: {WITHOUT_SCOPES}",
                self.method
            )
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
fn named_by(token: &Token) -> Applier {
    token.claims().and_then(|claims| claims.object).map_or(Applier::Unknown, Applier::Object)
}
