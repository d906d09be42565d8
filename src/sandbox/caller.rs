//! Who calls, as far as an unsigned bearer token says.
//!
//! It must not refuse anybody: what a caller may do is a matter of the rules. The token itself is never kept.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

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
        let claims = payload.and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok());
        let claims = claims.and_then(|bytes| serde_json::from_slice(&bytes).ok());
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
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.", part(r#"{"alg":"none","typ":"JWT"}"#), part(&claims.to_string()))
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
            let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&payload).unwrap(), claims);
            assert_eq!(Caller::of(&format!("Bearer {token}")).application, application, "{claims}");
        }
        for header in ["", "Bearer opaque", "Bearer a.!.c", "Basic eyJpZHR5cCI6ImFwcCJ9"] {
            assert_eq!(Caller::of(header), Caller::default());
        }
    }
}
