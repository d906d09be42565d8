//! Sign-in: from a way to sign in and what the environment holds to an access token for Microsoft Graph.
//!
//! Tokens and secrets live in memory alone, go to the authority (or to the Azure endpoint that a method names) and to
//! nobody else, and are in no message. The environment is handed in; nothing is read here but the file of a federated
//! token, by the library that needs it.

mod authority;
mod certificate;
mod device;
mod environment;
mod http;
mod library;
mod way;

use std::sync::Arc;

pub use authority::Authority;
pub use environment::{Environment, Secret};
pub use way::{Method, Wanted, Way, order, way};

use crate::graph::{Clock, Credential, Progress, Token};

/// A token, how it was got, and who gets the next one.
#[derive(Clone)]
pub struct SignedIn {
    /// The token.
    pub token: Token,
    /// The way, in words (`client secret`).
    pub by: &'static str,
    /// Signs in again when the token has ended; `None` for a token that was handed over.
    pub credential: Option<Arc<dyn Credential>>,
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
            let found = method.offered_by(self.environment).and_then(|()| way(&one, self.environment));
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
        let failed = |why| format!("signing in by {by}: {why}");
        let authority = self.authority.clone();
        let (token, credential): (Token, Option<Arc<dyn Credential>>) = match way {
            Way::Token(token) => (token.clone(), None),
            Way::DeviceCode { client } => {
                let (clock, progress) = (self.clock.as_ref(), self.progress.as_ref());
                let granted = device::token(&authority, client, clock, progress).await.map_err(failed)?;
                let again = granted.again(authority, client.clone());
                (granted.token, again.map(|again| Arc::new(again) as Arc<dyn Credential>))
            }
            way => {
                let again = library::Again { way: way.clone(), authority, clock: Arc::clone(&self.clock) };
                let token = library::token(way, &again.authority, &self.clock).await.map_err(failed)?;
                (token, Some(Arc::new(again)))
            }
        };
        Ok(SignedIn { token, by, credential })
    }
}
