//! Connected organizations: the partners whose people may ask.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{DirectoryRef, Principal};

open_enum! {
    /// Whether a connected organization counts among "all configured" ones (`connectedOrganizationState`).
    OrganizationState {
        /// Vetted by an administrator.
        Configured = "configured",
        /// Made by the service when somebody unknown asked, or not yet vetted.
        Proposed = "proposed",
    }
}

/// How people of an organization are recognised (Graph's `identitySource`).
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum IdentitySource {
    /// An Entra tenant. In a file it may be named by one of its domains.
    Tenant(DirectoryRef),
    /// A mail domain without a tenant; the service turns a tenant's domain into the tenant.
    // (fact organization-domain-becomes-tenant)
    Domain(String),
    /// A direct federation (SAML or WS-Fed).
    Federation {
        /// The federated domain.
        domain: String,
        /// The issuer URI of the identity provider.
        issuer: String,
    },
    /// A tenant of another Microsoft cloud.
    CrossCloud {
        /// The tenant's id.
        tenant: super::ObjectId,
        /// The cloud instance, for example `microsoftonline.us`.
        cloud: String,
    },
    /// A consumer identity provider, by Graph's word (`facebook`).
    Social(String),
    /// A kind this version does not know, as canonical JSON.
    Unknown(String),
}

/// A connected organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// The display name, free to change.
    pub name: String,
    /// What the organization is to us.
    pub description: String,
    /// Every identity source it holds; never empty in a file.
    pub identity: BTreeSet<IdentitySource>,
    /// Configured or proposed.
    pub state: OrganizationState,
    /// Members of our directory who vouch for it.
    pub internal_sponsors: BTreeSet<Principal>,
    /// Guests of that organization who vouch for it.
    pub external_sponsors: BTreeSet<Principal>,
}
