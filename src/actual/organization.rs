//! Connected organizations and how their people are recognised.
//!
//! Display names inside identity sources are labels and are left out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::value::{canonical, kind, list, object_id, some_text, text};
use crate::graph::directory_object;
use crate::model::{DirectoryKind, DirectoryRef, IdentitySource, Organization, OrganizationState, Principal};

fn known(source: &Value) -> Option<IdentitySource> {
    let domain = || some_text(source, "domainName").map(|domain| domain.to_lowercase());
    Some(match kind(source)? {
        "azureActiveDirectoryTenant" => {
            IdentitySource::Tenant(DirectoryRef::Id(object_id(source, "tenantId")?))
        }
        "domainIdentitySource" => IdentitySource::Domain(domain()?),
        "externalDomainFederation" => {
            IdentitySource::Federation { domain: domain()?, issuer: text(source, "issuerUri") }
        }
        "crossCloudAzureActiveDirectoryTenant" => IdentitySource::CrossCloud {
            tenant: object_id(source, "tenantId")?,
            cloud: text(source, "cloudInstance"),
        },
        "socialIdentitySource" => IdentitySource::Social(some_text(source, "socialIdentitySourceType")?),
        _ => return None,
    })
}

/// The identity sources of an organization.
pub(super) fn sources(organization: &Value) -> BTreeSet<IdentitySource> {
    let sources = list(organization, "identitySources");
    sources.map(|value| known(value).unwrap_or_else(|| IdentitySource::Unknown(canonical(value)))).collect()
}

/// A directory object as somebody who holds a role or sponsors; of unknown kind where the service does not say.
pub(super) fn principal(value: &Value) -> Option<Principal> {
    let id = DirectoryRef::Id(object_id(value, "id")?);
    Some(match directory_object(value, None).map(|object| object.kind) {
        Some(DirectoryKind::User) => Principal::User(id),
        Some(DirectoryKind::Group) => Principal::Group(id),
        Some(DirectoryKind::ServicePrincipal) => Principal::ServicePrincipal(id),
        None => Principal::Unknown(id),
    })
}

/// A connected organization with its sponsors expanded.
pub(super) fn organization(value: &Value) -> Organization {
    Organization {
        name: text(value, "displayName"),
        description: text(value, "description"),
        identity: sources(value),
        state: some_text(value, "state")
            .map_or(OrganizationState::Configured, |word| OrganizationState::of(&word)),
        internal_sponsors: list(value, "internalSponsors").filter_map(principal).collect(),
        external_sponsors: list(value, "externalSponsors").filter_map(principal).collect(),
    }
}
