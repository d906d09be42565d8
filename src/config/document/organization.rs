//! Connected organizations as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::mapping;
use super::{Guid, OneOrMany, Principal, TenantName, tagged};
use crate::model::OrganizationState;

/// A partner whose people may ask for access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Organization")]
pub struct Organization {
    /// The display name, free to change: what identifies the organization is `identity`.
    #[schemars(example = &"Fabrikam")]
    pub name: String,
    /// How its people are recognised. The first of a list identifies the organization.
    pub identity: OneOrMany<Identity>,
    /// What the organization is to us.
    #[schemars(example = &"Parts supplier")]
    pub description: Option<String>,
    /// Whether it counts among all configured organizations.
    pub state: Option<OrganizationState>,
    /// Who vouches for it.
    pub sponsors: Option<Sponsors>,
    /// The tenants of the project that it exists in. Left out, it exists in every one.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

/// How people of an organization are recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Identity {
    /// An Entra tenant, by one of its domains.
    Tenant(TenantName),
    /// An Entra tenant, by its id.
    TenantId(Guid),
    /// A mail domain without an Entra tenant of its own.
    #[schemars(example = &"northwindtraders.com")]
    Domain(String),
    /// A direct federation (SAML or WS-Fed).
    Federation(Federation),
    /// A tenant of another Microsoft cloud.
    CrossCloud(CrossCloud),
    /// A consumer identity provider, by Graph's word.
    #[schemars(example = &"facebook")]
    Social(String),
}

/// A direct federation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Federation")]
pub struct Federation {
    /// The federated domain.
    #[schemars(example = &"northwindtraders.com")]
    pub domain: String,
    /// The issuer URI of the identity provider.
    #[schemars(example = &"http://sts.fabrikam.com/adfs/services/trust")]
    pub issuer: String,
}

/// A tenant of another Microsoft cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "CrossCloud")]
pub struct CrossCloud {
    /// The tenant's id.
    pub tenant_id: Guid,
    /// The cloud instance.
    #[schemars(example = &"microsoftonline.us")]
    pub cloud: String,
}

/// Who vouches for an organization. Approval stages can name them as a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Sponsors")]
pub struct Sponsors {
    /// Members of our own directory.
    pub internal: Option<Vec<Principal>>,
    /// Guests of that organization who are already in our directory.
    pub external: Option<Vec<Principal>>,
}

mapping!(Organization, Federation, CrossCloud, Sponsors);
