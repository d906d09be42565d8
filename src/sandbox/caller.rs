//! Who calls, as far as an unsigned bearer token says.
//!
//! It must not refuse anybody: what a caller may do is a matter of the rules. The token itself is never kept.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use uuid::Uuid;

/// A caller. Without a token it is a person who may do everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Whether an application calls in its own name: it does not find SharePoint sites in catalogs.
    pub(crate) application: bool,
    /// Its directory object, as far as it is known: what it owns is its own to put into catalogs.
    pub(crate) object: Option<Uuid>,
    /// Which kinds of resources it may put into catalogs without owning them.
    pub(crate) reach: Reach,
}

/// The kinds of resources that a caller may change: catalogs take and give back no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) groups: bool,
    pub(crate) applications: bool,
    pub(crate) sites: bool,
}

impl Default for Caller {
    fn default() -> Caller {
        let reach = Reach { groups: true, applications: true, sites: true };
        Caller { application: false, object: None, reach }
    }
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
        let object = claims.get("oid").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
        let everything = Caller { application, object, ..Caller::default() };
        if !application {
            // What a person may do hangs on directory roles, of which the token says nothing here.
            return everything;
        }
        let roles = claims.get("roles").and_then(Value::as_array);
        let holds = |role: &str| roles.is_some_and(|roles| roles.iter().any(|held| held == role));
        let reach = Reach {
            groups: holds("Group.ReadWrite.All"),
            applications: holds("Application.ReadWrite.All"),
            sites: holds("Sites.FullControl.All"),
        };
        Caller { reach, ..everything }
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
    fn an_application_reaches_what_its_permissions_name_and_a_person_everything() {
        let of = |claims: &Value| Caller::of(&format!("Bearer {}", bearer(claims))).reach;
        let roles = json!(["EntitlementManagement.ReadWrite.All", "Application.ReadWrite.All"]);
        let reach = of(&json!({"idtyp": "app", "roles": roles}));
        assert_eq!(reach, Reach { groups: false, applications: true, sites: false });
        let reading = of(&json!({"idtyp": "app", "roles": ["Application.Read.All"]}));
        assert_eq!(reading, Reach { groups: false, applications: false, sites: false });
        assert_eq!(of(&json!({"scp": "EntitlementManagement.ReadWrite.All"})), Caller::default().reach);
    }

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
