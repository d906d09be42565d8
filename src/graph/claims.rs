//! The claims of a bearer token. They are not verified, because that is the service's task: they give hints
//! to people and reveal mistakes early, but prove nothing.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::model::ObjectId;

/// The claims of an access token that are used here (`tid`, `oid`, `appid`, `scp`, `roles`, `wids`, `exp`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The tenant that the token is for.
    pub tenant: Option<ObjectId>,
    /// The directory object of the caller: a user or a service principal.
    pub object: Option<ObjectId>,
    /// The application that calls, or through which a person calls.
    pub client: Option<ObjectId>,
    /// The caller's name: a user principal name, or an application's display name.
    pub name: Option<String>,
    /// Whether the caller is an application rather than a person. `None` if unknown.
    pub application: Option<bool>,
    /// The delegated scopes of a person, or the permissions of an application.
    pub permissions: BTreeSet<String>,
    /// Template ids of a person's directory roles.
    pub directory_roles: BTreeSet<ObjectId>,
    /// The expiry time, in seconds since 1970-01-01T00:00:00Z.
    pub expires: Option<i64>,
}

impl Claims {
    /// Reads the claims of a token. `None` for an opaque token, which is not an error.
    pub(super) fn from_token(token: &str) -> Option<Self> {
        let payload = token.split('.').nth(1)?.trim_end_matches('=');
        let claims: Map<String, Value> =
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let list = |name: &str| claims.get(name).and_then(Value::as_array).into_iter().flatten();
        let id = |name: &str| text(name).map(ObjectId::new);
        let application = Some(match text("idtyp") {
            Some(kind) => kind == "app",
            // `idtyp` is optional. Without it, a token without delegated scopes is an application's.
            None => !claims.contains_key("scp"),
        });
        let scopes = text("scp").unwrap_or_default().split_whitespace().map(str::to_owned);
        let roles = list("roles").filter_map(Value::as_str).map(str::to_owned);
        let names: &[&str] = if application == Some(true) {
            &["app_displayname"]
        } else {
            &["upn", "unique_name", "preferred_username", "name"]
        };
        Some(Self {
            tenant: id("tid"),
            object: id("oid"),
            client: id("appid").or_else(|| id("azp")),
            name: names.iter().find_map(|name| text(name)).map(str::to_owned),
            application,
            permissions: if application == Some(true) { roles.collect() } else { scopes.collect() },
            directory_roles: list("wids").filter_map(Value::as_str).map(ObjectId::new).collect(),
            expires: claims.get("exp").and_then(Value::as_i64),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &Value) -> Claims {
        Claims::from_token(&format!("h.{}.s", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()))).unwrap()
    }

    #[test]
    fn an_application_holds_roles_and_a_person_scopes() {
        let app = read(&json!({"idtyp": "app", "roles": ["A.Read", "B.Read"], "scp": "C.Read",
            "appid": "ABC", "app_displayname": "Robot"}));
        assert_eq!(app.permissions, ["A.Read".to_owned(), "B.Read".to_owned()].into());
        assert_eq!((app.client, app.name.as_deref()), (Some(ObjectId::new("abc")), Some("Robot")));
        let person = read(&json!({"scp": "C.Read  D.Read", "roles": ["A.Read"], "upn": "megan@contoso.com",
            "wids": ["X"], "exp": 12}));
        assert_eq!(person.permissions, ["C.Read".to_owned(), "D.Read".to_owned()].into());
        assert_eq!((person.application, person.expires), (Some(false), Some(12)));
        assert_eq!(person.directory_roles, [ObjectId::new("x")].into());
    }

    #[test]
    fn what_is_no_token_of_claims_says_nothing() {
        for text in ["", "opaque", "a.!.c", "a.e30", "a.WzFd.c"] {
            let claims = Claims::from_token(text);
            assert!(
                claims.is_none() || claims == Some(Claims { application: Some(true), ..Claims::default() }),
                "{text}"
            );
        }
        assert_eq!(Claims::from_token("a.WzFd.c"), None);
    }
}
