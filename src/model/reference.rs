//! Who and what a policy points at: directory objects, organizations, and the kinds of people Graph resolves.

use serde::{Deserialize, Serialize};

/// The id of an object in the directory or of a tenant: a GUID, compared without case.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct ObjectId(String);

impl ObjectId {
    /// Takes an id over from the service or from a file.
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

/// A directory object as it stands in a file, or bound to the object it means.
///
/// The tenant's side holds `Id` alone. The file's side holds what was written until `scope` binds it.
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
    pub fn id(&self) -> Option<&ObjectId> {
        match self {
            Self::Id(id) => Some(id),
            Self::Name(_) | Self::AppId(_) => None,
        }
    }
}

/// Somebody or something in the directory that can hold a role, sponsor, approve or be targeted.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Principal {
    /// A user, member or guest.
    User(DirectoryRef),
    /// A security or Microsoft 365 group.
    Group(DirectoryRef),
    /// A service principal (an application, a managed identity or an agent).
    ServicePrincipal(DirectoryRef),
    /// An object whose kind cannot be known any more: it is gone from the directory.
    Unknown(DirectoryRef),
}

impl Principal {
    /// What is pointed at.
    #[must_use]
    pub fn reference(&self) -> &DirectoryRef {
        match self {
            Self::User(r) | Self::Group(r) | Self::ServicePrincipal(r) | Self::Unknown(r) => r,
        }
    }

    /// The same kind of principal, pointing at `reference`.
    #[must_use]
    pub fn with(&self, reference: DirectoryRef) -> Self {
        match self {
            Self::User(_) => Self::User(reference),
            Self::Group(_) => Self::Group(reference),
            Self::ServicePrincipal(_) => Self::ServicePrincipal(reference),
            Self::Unknown(_) => Self::Unknown(reference),
        }
    }
}

/// A connected organization as a policy names it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum OrganizationRef {
    /// An organization of the same state.
    Key(super::OrganizationKey),
    /// An organization by the id Graph gave it: one that is gone, or one pinned in a file.
    Id(ObjectId),
}

/// One entry of a target, approver, reviewer or on-behalf list (Graph's `subjectSet`).
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    /// One user (`singleUser`).
    User(DirectoryRef),
    /// The members of a group (`groupMembers`).
    Group(DirectoryRef),
    /// One service principal (`singleServicePrincipal`).
    ServicePrincipal(DirectoryRef),
    /// The users of a connected organization (`connectedOrganizationMembers`).
    ConnectedOrganization(OrganizationRef),
    /// The users a dynamic rule matches (`attributeRuleMembers`).
    AttributeRule(String),
    /// The requestor's manager, this many levels up from 1 (`requestorManager`).
    RequestorManager(i64),
    /// The manager of the person who would get access, this many levels up from 1 (`targetManager`).
    TargetManager(i64),
    /// The internal sponsors of the requestor's connected organization.
    InternalSponsors,
    /// The external sponsors of the requestor's connected organization.
    ExternalSponsors,
    /// The sponsors of the user object itself.
    TargetUserSponsors,
    /// The owners of the application that would get access.
    TargetApplicationOwners,
    /// The sponsors or owners of the agent identity that would get access.
    TargetAgentIdentitySponsorsOrOwners,
    /// A kind this version does not know, as canonical JSON; carried as it stands and never written blindly.
    Unknown(String),
}

impl Subject {
    /// The directory object named here, if this entry names one.
    #[must_use]
    pub fn principal(&self) -> Option<Principal> {
        match self {
            Self::User(r) => Some(Principal::User(r.clone())),
            Self::Group(r) => Some(Principal::Group(r.clone())),
            Self::ServicePrincipal(r) => Some(Principal::ServicePrincipal(r.clone())),
            _ => None,
        }
    }
}
