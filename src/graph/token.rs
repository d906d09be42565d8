//! The bearer token: held in memory and never shown.
//!
//! Must not renew itself and must not verify anything. Its claims are hints, not proofs.

use std::future::Future;
use std::pin::Pin;

use super::Claims;

/// A bearer token. `Debug` masks it and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Wraps a token from a sign-in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The value of the `Authorization` header, for the transport only.
    pub(super) fn authorization_header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// The token's claims. `None` for an opaque token.
    #[must_use]
    pub fn token_claims(&self) -> Option<Claims> {
        Claims::from_token(&self.0)
    }

    /// Whether the token is an application's own, without delegated scopes. `None` if unknown.
    ///
    /// Applications never see SharePoint sites among a catalog's resources (fact
    /// sites-hidden-from-applications).
    #[must_use]
    pub fn is_application_token(&self) -> Option<bool> {
        self.token_claims()?.application
    }
}

/// A future of a credential.
pub type Renewing<'a> = Pin<Box<dyn Future<Output = Result<Token, String>> + Send + 'a>>;

/// A source of new tokens after one has expired.
pub trait Credential: Send + Sync {
    /// A new token for the same caller.
    ///
    /// # Errors The reason why there is none, as a sentence.
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
            assert_eq!(Token::new(format!("h.{payload}.s")).is_application_token(), Some(expected));
        }
        assert_eq!(Token::new("opaque".into()).is_application_token(), None);
    }
}
