//! Sign-in: from a method and the environment to an access token for Microsoft Graph.
//!
//! Tokens and secrets are held in memory only, are sent only to the authority (or to the Azure endpoint of
//! the method), and appear in no message. The environment is passed in. The only file that is read here is
//! that of a federated token, by the library.

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
pub use way::{Method, WantedSignIn, Way, automatic_order, choose_way};

use crate::graph::{Clock, Credential, Progress, Token};

/// A token, its method, and the source of new tokens.
#[derive(Clone)]
pub struct SignedIn {
    /// The token.
    pub token: Token,
    /// The method in words (`client secret`).
    pub by: &'static str,
    /// Signs in again when the token has expired. `None` for a token that was passed in.
    pub credential: Option<Arc<dyn Credential>>,
}

/// A sign-in to make: what for, and with what.
pub struct SignIn<'a> {
    /// The tenant and the cloud.
    pub authority: &'a Authority,
    /// The values from the environment.
    pub environment: &'a Environment,
    /// The clock for waits and expiry times.
    pub clock: Arc<dyn Clock>,
    /// Where instructions for people are shown.
    pub progress: Arc<dyn Progress>,
}

impl SignIn<'_> {
    /// Signs in with the requested method. `auto` uses the first one for which the environment has
    /// credentials.
    ///
    /// # Errors What is missing, or the authority's answer. For `auto`, why each method failed.
    pub async fn sign_in(&self, wanted: &WantedSignIn) -> Result<SignedIn, String> {
        if wanted.method != Method::Auto {
            let way = choose_way(wanted, self.environment)?;
            return self.sign_in_by(&way).await;
        }
        let mut reasons = Vec::new();
        for method in automatic_order() {
            let one = WantedSignIn { method: *method, ..wanted.clone() };
            let found = method.offered_by(self.environment).and_then(|()| choose_way(&one, self.environment));
            let failed = match found {
                Err(missing) => missing,
                Ok(way) => match self.sign_in_by(&way).await {
                    Ok(signed_in) => return Ok(signed_in),
                    // A failure of credentials that were set up for this run must be fixed. Falling back
                    // would sign in as someone else.
                    Err(why) if !method.is_tool() => return Err(why),
                    Err(why) => why,
                },
            };
            reasons.push(format!("{}: {failed}", method.method_word()));
        }
        Err(format!("no sign-in method works here:\n  {}", reasons.join("\n  ")))
    }

    async fn sign_in_by(&self, way: &Way) -> Result<SignedIn, String> {
        let by = way.way_words();
        let failed = |why| format!("sign-in with {by} failed: {why}");
        let authority = self.authority.clone();
        let (token, credential): (Token, Option<Arc<dyn Credential>>) = match way {
            Way::Token(token) => (token.clone(), None),
            Way::DeviceCode { client } => {
                let (clock, progress) = (self.clock.as_ref(), self.progress.as_ref());
                let granted =
                    device::sign_in_by_device(&authority, client, clock, progress).await.map_err(failed)?;
                let again = granted.renewal(authority, client.clone());
                (granted.token, again.map(|again| Arc::new(again) as Arc<dyn Credential>))
            }
            way => {
                let again =
                    library::LibraryRenewal { way: way.clone(), authority, clock: Arc::clone(&self.clock) };
                let token = library::get_token(way, &again.authority, &self.clock).await.map_err(failed)?;
                (token, Some(Arc::new(again)))
            }
        };
        Ok(SignedIn { token, by, credential })
    }
}
