//! People in policies: targets, approvers and reviewers. One entry of such a list.

use serde::{Deserialize, Serialize};

use super::{DirectoryRef, ObjectId, OrganizationKey, Principal};

/// A connected organization as a policy names it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum OrganizationRef {
    /// An organization in the same set of objects (the declared ones or the tenant's), by its key.
    Key(OrganizationKey),
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
    /// The sponsors of the user who receives access.
    TargetUserSponsors,
    /// The owners of the application that receives access.
    TargetApplicationOwners,
    /// The sponsors or owners of the agent identity that receives access.
    TargetAgentIdentitySponsorsOrOwners,
    /// A kind this version of Guestlist does not know, as canonical JSON. It is kept unchanged, and is written only
    /// if it was read from the tenant.
    Unknown(String),
}

impl Subject {
    /// The directory object named here, if this entry names one.
    #[must_use]
    pub fn named_principal(&self) -> Option<Principal> {
        match self {
            Self::User(r) => Some(Principal::User(r.clone())),
            Self::Group(r) => Some(Principal::Group(r.clone())),
            Self::ServicePrincipal(r) => Some(Principal::ServicePrincipal(r.clone())),
            _ => None,
        }
    }
}
