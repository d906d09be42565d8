//! Connected organizations as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::mapping;
use super::{Guid, OneOrMany, Principal, TenantName, tagged};
use crate::model::OrganizationState;

/// A partner organization whose people can request access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Organization")]
pub struct Organization {
    /// The display name. It can be changed freely, because `identity` identifies the organization.
    #[schemars(example = &"Fabrikam")]
    pub name: String,
    /// How the organization's people are recognised. In a list, the first entry identifies the organization.
    pub identity: OneOrMany<Identity>,
    /// What the organization does for us.
    #[schemars(example = &"Parts supplier")]
    pub description: Option<String>,
    /// Whether the organization is configured (rather than proposed), so that the scope "all configured connected
    /// organizations" includes it.
    pub state: Option<OrganizationState>,
    /// Its sponsors, who can be approvers.
    pub sponsors: Option<Sponsors>,
    /// The tenants of the project in which the object exists.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

/// How the users from an organization are recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Identity {
    /// An Entra tenant, by one of its domains.
    Tenant(TenantName),
    /// An Entra tenant, by its id.
    TenantId(Guid),
    /// An email domain without an Entra tenant.
    #[schemars(example = &"northwindtraders.com")]
    Domain(String),
    /// A domain that is federated with a SAML or WS-Fed identity provider.
    Federation(Federation),
    /// A tenant in another Microsoft cloud.
    CrossCloud(CrossCloud),
    /// A social identity provider, by its name in Graph, such as `facebook`.
    #[schemars(example = &"facebook")]
    Social(String),
}

/// A domain that is federated with a SAML or WS-Fed identity provider.
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

/// A tenant in another Microsoft cloud.
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

/// The sponsors of an organization. Approval stages refer to them as `internalSponsors` and
/// `externalSponsors`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Sponsors")]
pub struct Sponsors {
    /// Users and groups of our own organization.
    pub internal: Option<Vec<Principal>>,
    /// Guests of the partner organization who are already in our directory.
    pub external: Option<Vec<Principal>>,
}

mapping!(Organization, Federation, CrossCloud, Sponsors);
