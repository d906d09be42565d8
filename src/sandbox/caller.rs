//! Who calls, as far as an unsigned bearer token says.
//!
//! It must not refuse anybody: what a caller may do is a matter of the rules. The token itself is never kept.

use serde_json::Value;

/// The alphabet of base64url, by value.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A caller. Without a token it is a person who may do everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Caller {
    /// Whether an application calls in its own name: it does not find SharePoint sites in catalogs.
    pub(crate) application: bool,
}

impl Caller {
    /// Reads the claims of an `Authorization` header. What is no token of claims says nothing.
    pub(crate) fn of(header: &str) -> Caller {
        let payload = header.strip_prefix("Bearer ").and_then(|token| token.split('.').nth(1));
        let claims = payload.and_then(decoded).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(Value::Object(claims)) = claims else { return Caller::default() };
        let application = match claims.get("idtyp").and_then(Value::as_str) {
            Some(kind) => kind == "app",
            // Access tokens without the optional claim: an application holds roles and no delegated scopes.
            None => claims.contains_key("roles") && !claims.contains_key("scp"),
        };
        Caller { application }
    }
}

/// Returns an unsigned bearer token with these claims, as the sandbox reads them.
#[must_use]
pub fn bearer(claims: &Value) -> String {
    format!("{}.{}.", encoded(br#"{"alg":"none","typ":"JWT"}"#), encoded(claims.to_string().as_bytes()))
}

fn encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let whole = group.iter().fold(0_usize, |whole, byte| whole << 8 | usize::from(*byte))
            << (8 * (3 - group.len()));
        let letters = (0..=group.len()).map(|at| char::from(ALPHABET[whole >> (18 - 6 * at) & 63]));
        text.extend(letters);
    }
    text
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let mut whole = 0_usize;
        for letter in group {
            whole = whole << 6 | ALPHABET.iter().position(|known| known == letter)?;
        }
        let whole = whole << (6 * (4 - group.len()));
        bytes.extend((1..group.len()).filter_map(|at| u8::try_from(whole >> (24 - 8 * at) & 255).ok()));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_read_as_they_were_written() {
        for (claims, application) in [
            (json!({"idtyp": "app", "roles": ["EntitlementManagement.Read.All"]}), true),
            (json!({"roles": ["EntitlementManagement.Read.All"], "oid": "é"}), true),
            (json!({"scp": "EntitlementManagement.Read.All", "roles": ["x"]}), false),
            (json!({"idtyp": "user"}), false),
            (json!({}), false),
        ] {
            let token = bearer(&claims);
            let payload = decoded(token.split('.').nth(1).unwrap()).unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&payload).unwrap(), claims);
            assert_eq!(Caller::of(&format!("Bearer {token}")).application, application, "{claims}");
        }
        for header in ["", "Bearer opaque", "Bearer a.!.c", "Basic eyJpZHR5cCI6ImFwcCJ9"] {
            assert_eq!(Caller::of(header), Caller::default());
        }
    }
}
