//! The bearer token: held in memory, shown to nobody.
//!
//! Must not renew itself and must not verify anything; what its claims say is a hint, not a proof.

use serde_json::Value;

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

    /// Whether the token is an application's own (no delegated scopes in it); `None` when it cannot be told.
    ///
    /// Applications never see SharePoint sites among a catalog's resources (contract 1.2, note of Sept 2026).
    #[must_use]
    pub fn is_application(&self) -> Option<bool> {
        let claims: Value = serde_json::from_slice(&base64url(self.0.split('.').nth(1)?)?).ok()?;
        match claims.get("idtyp").and_then(Value::as_str) {
            Some(kind) => Some(kind == "app"),
            None => Some(claims.get("scp").is_none()),
        }
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(masked)")
    }
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0x3fff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    Some(bytes)
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
