//! A connection to the tenant of a run: the embedded one, or a Graph endpoint.

use std::path::PathBuf;
use std::sync::Arc;

use crate::access::WITHOUT_SCOPES;
use crate::graph::{Claims, Client, Clock, Progress, Reader, SystemClock, Token};
use crate::model::{Applier, ObjectId};
use crate::sandbox::{self, Sandbox};
use crate::signin::{Authority, Environment, SignIn, WantedSignIn};

/// The tenant of a run, and how to connect to it.
#[derive(Debug)]
pub(super) enum Target {
    /// The embedded tenant, with its state in this folder.
    Embedded { state: PathBuf },
    /// A Graph endpoint.
    Endpoint {
        /// The base URL with its version.
        base: String,
        /// How to sign in there. `None` if no sign-in is needed.
        sign_in: Option<Box<(Authority, WantedSignIn)>>,
        /// The tenant that must answer, if the project declares it.
        tenant: Option<ObjectId>,
        /// The identity that will apply, if the token does not show it.
        applier: Option<Applier>,
    },
}

/// An open connection.
pub(super) struct Session {
    pub(super) client: Client,
    /// The tenant that must answer, if the project declares it.
    pub(super) expected: Option<ObjectId>,
    pub(super) clock: Arc<dyn Clock>,
    application: bool,
    applier: Applier,
    /// The claims of the token, if it has readable ones.
    pub(super) claims: Option<Claims>,
    /// The sign-in method in words.
    pub(super) method: String,
    embedded: Option<Sandbox>,
}

impl Session {
    /// Opens a connection. Starts the embedded tenant if that is the target.
    ///
    /// # Errors Why there is no connection.
    pub(super) async fn open_target(
        target: Target,
        environment: &Environment,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, String> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (embedded, base, signed_in, expected, applier) = match target {
            Target::Embedded { state } => {
                let options = sandbox::Options { state_dir: Some(state), ..sandbox::Options::default() };
                let sandbox = sandbox::start_sandbox(options).await.map_err(|error| error.to_string())?;
                let base = sandbox.service_root();
                (Some(sandbox), base, None, None, None)
            }
            Target::Endpoint { base, sign_in, tenant, applier } => {
                let signed_in = match sign_in {
                    Some(sign_in) => {
                        let (authority, wanted) = *sign_in;
                        let (clock, progress) = (clock.clone(), progress.clone());
                        let sign_in = SignIn { authority: &authority, environment, clock, progress };
                        Some(sign_in.sign_in(&wanted).await?)
                    }
                    None => None,
                };
                (None, base, signed_in, tenant, applier)
            }
        };
        let method = signed_in.as_ref().map_or("no one", |signed_in| signed_in.by).to_owned();
        if signed_in.is_some() {
            progress.show_note(&format!("signed in with {method}"));
        }
        let credential = signed_in.as_ref().and_then(|signed_in| signed_in.credential.clone());
        let token = signed_in.map(|signed_in| signed_in.token);
        let application = token.as_ref().and_then(Token::is_application_token).unwrap_or(false);
        let applier = applier.unwrap_or_else(|| token.as_ref().map_or(Applier::Anybody, token_applier));
        let claims = token.as_ref().and_then(Token::token_claims);
        let client = Client::connect_over_http(&base, token, credential, clock.clone(), progress)
            .map_err(|error| error.to_string())?;
        Ok(Self { client, expected, clock, application, applier, claims, method, embedded })
    }

    /// Reports a token for a tenant other than the project's.
    #[must_use]
    pub(super) fn wrong_tenant_reason(&self) -> Option<String> {
        let (expected, found) = (self.expected.as_ref()?, self.claims.as_ref()?.tenant.as_ref()?);
        (expected != found).then(|| {
            format!("the access token is for the tenant {found}, but the project declares {expected}")
        })
    }

    /// Reports a person's token that lacks every entitlement scope.
    #[must_use]
    pub(super) fn missing_scope_reason(&self) -> Option<String> {
        let claims = self.claims.as_ref().filter(|claims| claims.application == Some(false))?;
        let has = claims.permissions.iter().any(|scope| scope.starts_with("EntitlementManagement."));
        (!has && !claims.permissions.is_empty()).then(|| {
            format!("the token from {} has no EntitlementManagement scope: {WITHOUT_SCOPES}", self.method)
        })
    }

    /// A reader over the connection.
    #[must_use]
    pub(super) fn graph_reader(&self) -> Reader<'_> {
        Reader::new(&self.client).as_application(self.application).applied_by(self.applier.clone())
    }

    /// Closes the connection and stops the embedded tenant.
    pub(super) async fn close_session(self) {
        drop(self.client);
        if let Some(sandbox) = self.embedded {
            sandbox.stop().await;
        }
    }
}

/// The identity that runs `apply`, as far as the token shows it.
fn token_applier(token: &Token) -> Applier {
    token.token_claims().and_then(|claims| claims.object).map_or(Applier::Unknown, Applier::Object)
}
