//! The bearer token: held in memory, shown to nobody.
//!
//! Must not renew itself and must not verify anything; what its claims say is a hint, not a proof.

use std::future::Future;
use std::pin::Pin;

use super::Claims;

/// A bearer token. `Debug` masks it and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token over from a sign-in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The value of the `Authorization` header; for the transport alone.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// What the token says of itself; `None` when it is opaque.
    #[must_use]
    pub fn claims(&self) -> Option<Claims> {
        Claims::of(&self.0)
    }

    /// Whether the token is an application's own (no delegated scopes in it); `None` when it cannot be told.
    ///
    /// Applications never see SharePoint sites among a catalog's resources (fact sites-hidden-from-applications).
    #[must_use]
    pub fn is_application(&self) -> Option<bool> {
        self.claims()?.application
    }
}

/// A future of a credential.
pub type Renewing<'a> = Pin<Box<dyn Future<Output = Result<Token, String>> + Send + 'a>>;

/// Whoever can sign in again when a token has ended.
pub trait Credential: Send + Sync {
    /// A new token for the same caller.
    ///
    /// # Errors
    /// Says why there is none.
    fn renew(&self) -> Renewing<'_>;
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(masked)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_the_token() {
        assert_eq!(format!("{:?}", Token::new("secret".into())), "Token(masked)");
    }

    #[test]
    fn claims_tell_applications_from_people() {
        // {"idtyp":"app"}, {"scp":"x"}, {"roles":["x"]}
        for (payload, expected) in
            [("eyJpZHR5cCI6ImFwcCJ9", true), ("eyJzY3AiOiJ4In0", false), ("eyJyb2xlcyI6WyJ4Il19", true)]
        {
            assert_eq!(Token::new(format!("h.{payload}.s")).is_application(), Some(expected));
        }
        assert_eq!(Token::new("opaque".into()).is_application(), None);
    }
}
