//! Objects of the directory, as they are written and as they are bound.

use serde::{Deserialize, Serialize};

/// The id of an object in the directory or of a tenant: a GUID, compared without regard to case.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct ObjectId(String);

impl ObjectId {
    /// An id from the service or from a file.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.to_ascii_lowercase())
    }

    /// The id in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A directory object as written in a file, or bound to the object it refers to.
///
/// References read from the tenant are always `Id`. References from the files stay as written until `scope` binds them.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum DirectoryRef {
    /// The object with this id, whether or not it still exists.
    Id(ObjectId),
    /// The one object of this name: a group's or an application's display name, a user's userPrincipalName or
    /// mail, a tenant's domain.
    Name(String),
    /// The service principal of the application with this app id.
    AppId(ObjectId),
}

impl DirectoryRef {
    /// The id, once bound.
    #[must_use]
    pub fn bound_object_id(&self) -> Option<&ObjectId> {
        match self {
            Self::Id(id) => Some(id),
            Self::Name(_) | Self::AppId(_) => None,
        }
    }
}

/// A directory object that can have a role, be a sponsor, approve requests or be a target.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Principal {
    /// A user, whether a member or a guest.
    User(DirectoryRef),
    /// A security or Microsoft 365 group.
    Group(DirectoryRef),
    /// A service principal (an application, a managed identity or an agent).
    ServicePrincipal(DirectoryRef),
    /// An object of unknown kind, because it is no longer in the directory.
    Unknown(DirectoryRef),
}

impl Principal {
    /// The object that is referred to.
    #[must_use]
    pub fn reference(&self) -> &DirectoryRef {
        match self {
            Self::User(r) | Self::Group(r) | Self::ServicePrincipal(r) | Self::Unknown(r) => r,
        }
    }

    /// The same kind of principal, that refers to `reference`.
    #[must_use]
    pub fn with_reference(&self, reference: DirectoryRef) -> Self {
        match self {
            Self::User(_) => Self::User(reference),
            Self::Group(_) => Self::Group(reference),
            Self::ServicePrincipal(_) => Self::ServicePrincipal(reference),
            Self::Unknown(_) => Self::Unknown(reference),
        }
    }
}
