//! What a caller holds, as far as its token and its role assignments say.

use std::collections::BTreeSet;

use crate::model::ObjectId;

use super::CallerKind;

/// A caller as it is known after signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// An application or a person.
    pub kind: CallerKind,
    /// Whom the token names: a user principal name, an application's name or its client id.
    pub name: String,
    /// The client id of the application that calls, or through which a person does.
    pub client: Option<ObjectId>,
    /// The way it signed in, in words (`client secret`, `Azure CLI`).
    pub method: String,
    /// The tenant the token is for.
    pub tenant: Option<ObjectId>,
    /// Seconds until the token ends; negative once it has.
    pub seconds_left: Option<i64>,
    /// Application permissions, or delegated ones.
    pub permissions: BTreeSet<String>,
    /// Template ids of the directory roles of a person.
    pub directory_roles: BTreeSet<ObjectId>,
    /// Names of the entitlement roles with the KEY of their catalog, or of the tenant. `None` when they cannot be read.
    pub entitlement_roles: Option<BTreeSet<(String, String)>>,
}

/// Directory roles that read all of entitlement management, by template id (fact directory-roles-of-entitlement).
const READERS: &[(&str, &str)] = &[
    ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"),
    ("5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader"),
    ("194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"),
    ("17315797-102d-40b4-93e0-432062caca18", "Compliance Administrator"),
];

/// Directory roles that write all of entitlement management (fact directory-roles-of-entitlement).
const WRITERS: &[(&str, &str)] = &[
    ("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
    ("45d8d3c5-c802-45c6-b32a-1d70b5e1e86e", "Identity Governance Administrator"),
];

/// The client ids of Microsoft's own command lines (Azure CLI, Azure PowerShell, Azure Developer CLI signs in as the
/// first): they ask for no entitlement scopes, whoever signs in (fact entitlement-scopes-needed).
const FIRST_PARTY: &[&str] =
    &["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "1950a258-227b-4e31-a9cf-717495945fc2"];

impl Held {
    /// Whether one of Microsoft's own command lines signed in.
    #[must_use]
    pub fn is_first_party(&self) -> bool {
        self.client.as_ref().is_some_and(|client| FIRST_PARTY.contains(&client.as_str()))
    }

    /// The held directory roles that read entitlement management, and those that write it.
    #[must_use]
    pub fn roles(&self, writing: bool) -> Vec<&'static str> {
        let readers = if writing { &[][..] } else { READERS };
        let holds = |(id, _): &&(&str, &str)| self.directory_roles.contains(&ObjectId::new(id));
        WRITERS.iter().chain(readers).filter(holds).map(|(_, name)| *name).collect()
    }
}
