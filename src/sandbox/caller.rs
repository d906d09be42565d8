//! The caller, as described by an unsigned bearer token.
//!
//! It must not refuse a caller: `rights` decides what each may do. The token itself is never stored.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use uuid::Uuid;

/// A caller. Without a token, it is a person with all rights.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Whether the caller is an application, which does not see SharePoint sites in catalogs.
    pub(crate) application: bool,
    /// The caller's directory object, if known. A caller may add what it owns to catalogs.
    pub(crate) object: Option<Uuid>,
    /// The rights in its token. `None` if the token has no such claims.
    pub(crate) held: Option<Arc<TokenPermissions>>,
    /// When its token expires, in seconds since 1970.
    pub(crate) ends: Option<u64>,
}

/// The rights in a token.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenPermissions {
    /// Permissions in Microsoft Graph: `scp` of a person, `roles` of an application.
    pub(crate) permissions: BTreeSet<String>,
    /// Template ids of the person's directory roles (`wids`).
    pub(crate) directory_roles: BTreeSet<String>,
}

impl Caller {
    /// Reads the claims of an `Authorization` header. `None` for an opaque token.
    pub(crate) fn from_header(header: &str) -> Caller {
        let payload = header.strip_prefix("Bearer ").and_then(|token| token.split('.').nth(1));
        let claims = payload.and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok());
        let claims = claims.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(Value::Object(claims)) = claims else { return Caller::default() };
        let application = match claims.get("idtyp").and_then(Value::as_str) {
            Some(kind) => kind == "app",
            // Access tokens without `idtyp`: an application has roles and no delegated scopes.
            None => claims.contains_key("roles") && !claims.contains_key("scp"),
        };
        let says = ["idtyp", "scp", "roles"].iter().any(|name| claims.contains_key(*name));
        Caller {
            application,
            object: claims.get("oid").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok()),
            held: says.then(|| Arc::new(held_permissions(&claims, application))),
            ends: claims.get("exp").and_then(Value::as_u64),
        }
    }

    /// Whether the token has expired.
    pub(crate) fn is_token_expired(&self, now: Duration) -> bool {
        self.ends.is_some_and(|ends| ends <= now.as_secs())
    }
}

fn held_permissions(claims: &Map<String, Value>, application: bool) -> TokenPermissions {
    let listed = |name: &str| -> BTreeSet<String> {
        let items = claims.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let scopes = claims.get("scp").and_then(Value::as_str).unwrap_or_default();
    let scopes = scopes.split_whitespace().map(str::to_owned).collect();
    if application {
        return TokenPermissions { permissions: listed("roles"), directory_roles: BTreeSet::new() };
    }
    TokenPermissions { permissions: scopes, directory_roles: listed("wids") }
}

/// Returns an unsigned bearer token with these claims.
#[must_use]
pub fn bearer_token(claims: &Value) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.", part(r#"{"alg":"none","typ":"JWT"}"#), part(&claims.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_read_as_they_were_written() {
        for (claims, application, permissions) in [
            (json!({"idtyp": "app", "roles": ["EntitlementManagement.Read.All"]}), true, Some(1)),
            (json!({"roles": ["EntitlementManagement.Read.All"], "oid": "é"}), true, Some(1)),
            (json!({"scp": "EntitlementManagement.Read.All openid", "roles": ["x"]}), false, Some(2)),
            (json!({"idtyp": "user"}), false, Some(0)),
            (json!({"oid": "x"}), false, None),
        ] {
            let token = bearer_token(&claims);
            let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&payload).unwrap(), claims);
            let caller = Caller::from_header(&format!("Bearer {token}"));
            assert_eq!(caller.application, application, "{claims}");
            assert_eq!(caller.held.map(|held| held.permissions.len()), permissions, "{claims}");
        }
        for header in ["", "Bearer opaque", "Bearer a.!.c", "Basic eyJpZHR5cCI6ImFwcCJ9"] {
            assert_eq!(Caller::from_header(header), Caller::default());
        }
    }

    #[test]
    fn a_token_ends_when_it_says() {
        let caller = Caller::from_header(&format!("Bearer {}", bearer_token(&json!({"exp": 100}))));
        assert!(
            !caller.is_token_expired(Duration::from_secs(99))
                && caller.is_token_expired(Duration::from_secs(100))
        );
        assert!(!Caller::default().is_token_expired(Duration::MAX));
    }
}
