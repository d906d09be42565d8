//! Connected organizations: partner organizations whose people can request access.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{DirectoryRef, Principal};

open_enum! {
    /// Whether a connected organization is configured, and so included in "all configured", or proposed
    /// (`connectedOrganizationState`).
    OrganizationState {
        /// Vetted by an administrator.
        Configured = "configured",
        /// Created by the service after a request from an unknown organization, or not yet vetted.
        Proposed = "proposed",
    }
}

/// How the users from an organization are recognised (Graph's `identitySource`).
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum IdentitySource {
    /// An Entra tenant. A file may name it by one of its domains.
    Tenant(DirectoryRef),
    /// An email domain without a tenant. If a tenant owns the domain, the service stores the tenant instead.
    // (fact organization-domain-becomes-tenant)
    Domain(String),
    /// A domain that is federated with a SAML or WS-Fed identity provider.
    Federation {
        /// The federated domain.
        domain: String,
        /// The issuer URI of the identity provider.
        issuer: String,
    },
    /// A tenant in another Microsoft cloud.
    CrossCloud {
        /// The tenant's id.
        tenant: super::ObjectId,
        /// The cloud instance, for example `microsoftonline.us`.
        cloud: String,
    },
    /// A social identity provider, by its name in Graph (`facebook`).
    Social(String),
    /// A kind that this version of Guestlist does not know, as canonical JSON.
    Unknown(String),
}

/// A connected organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// The display name, which can change freely.
    pub name: String,
    /// The description.
    pub description: String,
    /// All identity sources. Never empty in a file.
    pub identity: BTreeSet<IdentitySource>,
    /// Configured or proposed.
    pub state: OrganizationState,
    /// Internal sponsors: users and groups of our own directory.
    pub internal_sponsors: BTreeSet<Principal>,
    /// External sponsors: guests from that organization.
    pub external_sponsors: BTreeSet<Principal>,
}
