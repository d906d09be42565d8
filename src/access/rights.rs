//! The permissions and roles of a caller, as far as its token and its role assignments show them.

use std::collections::BTreeSet;

use crate::model::ObjectId;

use super::CallerKind;

/// A caller after sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerRights {
    /// An application or a person.
    pub kind: CallerKind,
    /// The caller's name in the token: a user principal name, an application's name or its client id.
    pub name: String,
    /// The client id of the application that calls, or through which a person calls.
    pub client: Option<ObjectId>,
    /// The sign-in method in words (`client secret`, `Azure CLI`).
    pub method: String,
    /// The tenant that the token is for.
    pub tenant: Option<ObjectId>,
    /// Seconds until the token expires. Negative after that.
    pub seconds_left: Option<i64>,
    /// Application permissions or delegated permissions.
    pub permissions: BTreeSet<String>,
    /// Template ids of a person's directory roles.
    pub directory_roles: BTreeSet<ObjectId>,
    /// Names of the entitlement roles, each with the KEY of its catalog or the tenant. `None` if they cannot
    /// be read.
    pub entitlement_roles: Option<BTreeSet<(String, String)>>,
}

/// Directory roles that can read all of entitlement management, by Microsoft's template ids (fact
/// directory-roles-of-entitlement).
const READERS: &[(&str, &str)] = &[
    ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"),
    ("5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader"),
    ("194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"),
    ("17315797-102d-40b4-93e0-432062caca18", "Compliance Administrator"),
];

/// Directory roles that can write all of entitlement management (fact directory-roles-of-entitlement).
const WRITERS: &[(&str, &str)] = &[
    ("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
    ("45d8d3c5-c802-45c6-b32a-1d70b5e1e86e", "Identity Governance Administrator"),
];

/// The client ids of Microsoft's own command line tools (Azure CLI, which also serves the Azure Developer
/// CLI, and Azure PowerShell). They never request entitlement scopes (fact entitlement-scopes-needed).
const FIRST_PARTY: &[&str] =
    &["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "1950a258-227b-4e31-a9cf-717495945fc2"];

impl CallerRights {
    /// Whether the caller uses one of Microsoft's own command line tools.
    #[must_use]
    pub fn is_first_party(&self) -> bool {
        self.client.as_ref().is_some_and(|client| FIRST_PARTY.contains(&client.as_str()))
    }

    /// The caller's directory roles that can read entitlement management, or those that can write it.
    #[must_use]
    pub fn directory_roles(&self, writing: bool) -> Vec<&'static str> {
        let readers = if writing { &[][..] } else { READERS };
        let holds = |(id, _): &&(&str, &str)| self.directory_roles.contains(&ObjectId::new(id));
        WRITERS.iter().chain(readers).filter(holds).map(|(_, name)| *name).collect()
    }
}
