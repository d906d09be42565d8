//! Sign-in: from a way to sign in and what the environment holds to an access token for Microsoft Graph.
//!
//! Tokens and secrets live in memory alone, go to the authority (or to the Azure endpoint that a method names) and to
//! nobody else, and are in no message. The environment is handed in; nothing is read here but the file of a federated
//! token, by the library that needs it.

mod authority;
mod device;
mod environment;
mod http;
mod library;
mod way;

use std::sync::Arc;

pub use authority::Authority;
pub use environment::{Environment, Secret};
pub use way::{Method, Wanted, Way, order, way};

use crate::graph::{Clock, Progress, Token};

/// A token, and how it was got.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The token.
    pub token: Token,
    /// The way, in words (`client secret`).
    pub by: &'static str,
}

/// Who wants to sign in to what.
pub struct SignIn<'a> {
    /// The tenant and the cloud.
    pub authority: &'a Authority,
    /// What the environment holds.
    pub environment: &'a Environment,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where a person is told what to do.
    pub progress: Arc<dyn Progress>,
}

impl SignIn<'_> {
    /// Signs in the wanted way; `auto` takes the first one that the environment has what it takes for.
    ///
    /// # Errors
    /// Says what is missing or what the authority answered; for `auto`, why each way did not do.
    pub async fn token(&self, wanted: &Wanted) -> Result<SignedIn, String> {
        if wanted.method != Method::Auto {
            let way = way(wanted, self.environment)?;
            return self.by(&way).await;
        }
        let mut reasons = Vec::new();
        for method in order() {
            let one = Wanted { method: *method, ..wanted.clone() };
            let found = self.environment.offers(*method).and_then(|()| way(&one, self.environment));
            let failed = match found {
                Err(missing) => missing,
                Ok(way) => match self.by(&way).await {
                    Ok(signed_in) => return Ok(signed_in),
                    // What the environment was set up for and fails is a fault to mend, not a reason to be somebody else.
                    Err(why) if !method.is_tool() => return Err(why),
                    Err(why) => why,
                },
            };
            reasons.push(format!("{}: {failed}", method.word()));
        }
        Err(format!("no way to sign in works here:\n  {}", reasons.join("\n  ")))
    }

    async fn by(&self, way: &Way) -> Result<SignedIn, String> {
        let by = way.words();
        let token = match way {
            Way::Token(token) => Ok(token.clone()),
            Way::DeviceCode { client } => {
                device::token(self.authority, client, self.clock.as_ref(), self.progress.as_ref()).await
            }
            way => library::token(way, self.authority).await,
        };
        token.map(|token| SignedIn { token, by }).map_err(|why| format!("signing in by {by}: {why}"))
    }
}
