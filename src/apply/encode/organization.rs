//! Connected organizations and the tenant-wide settings (facts organization-calls, settings-calls).

use serde_json::{Map, Value, json};

use super::overlay::{changed, kept, kind};
use crate::apply::EncodeError;
use crate::apply::ids::bound;
use crate::model::{IdentitySource, Organization, OrganizationKey, Settings};

/// One identity source. Its label is the organization's name, or the domain.
fn source(source: &IdentitySource, name: &str) -> Result<Value, EncodeError> {
    Ok(match source {
        IdentitySource::Tenant(tenant) => json!({
            "@odata.type": kind("azureActiveDirectoryTenant"),
            "tenantId": bound(tenant)?.as_str(),
            "displayName": name,
        }),
        IdentitySource::Domain(domain) => json!({
            "@odata.type": kind("domainIdentitySource"),
            "domainName": domain,
            "displayName": domain,
        }),
        IdentitySource::Federation { domain, issuer } => json!({
            "@odata.type": kind("externalDomainFederation"),
            "domainName": domain,
            "issuerUri": issuer,
            "displayName": domain,
        }),
        IdentitySource::CrossCloud { tenant, cloud } => json!({
            "@odata.type": kind("crossCloudAzureActiveDirectoryTenant"),
            "tenantId": tenant.as_str(),
            "cloudInstance": cloud,
            "displayName": name,
        }),
        IdentitySource::Social(word) => json!({
            "@odata.type": kind("socialIdentitySource"),
            "socialIdentitySourceType": word,
            "displayName": word,
        }),
        IdentitySource::Unknown(json) => Value::Object(kept(json)?),
    })
}

/// The body that creates an organization, with the one source its key names (fact organization-starts-with-one-source).
///
/// # Errors
/// When the source is a tenant that is not bound.
pub fn organization_post(key: &OrganizationKey, after: &Organization) -> Result<Value, EncodeError> {
    Ok(json!({
        "displayName": after.name,
        "description": after.description,
        "identitySources": [source(&key.0, &after.name)?],
        "state": after.state.word(),
    }))
}

/// The body that changes an organization: the fields that differ; sources as one full list.
///
/// # Errors
/// When a source is a tenant that is not bound.
pub fn organization_patch(before: &Organization, after: &Organization) -> Result<Value, EncodeError> {
    let mut body = changed([
        ("displayName", json!(before.name), json!(after.name)),
        ("description", json!(before.description), json!(after.description)),
        ("state", json!(before.state.word()), json!(after.state.word())),
    ]);
    if before.identity != after.identity {
        let sources: Result<Value, EncodeError> =
            after.identity.iter().map(|one| source(one, &after.name)).collect();
        body.insert("identitySources".to_owned(), sources?);
    }
    Ok(Value::Object(body))
}

/// The body that changes the settings: the parts that are managed and differ. Catalog creators are role
/// assignments and not in it.
#[must_use]
pub fn settings_patch(before: &Settings, after: &Settings) -> Value {
    let mut body = Map::new();
    let (held, wanted) = (before.external_user_lifecycle.as_ref(), after.external_user_lifecycle.as_ref());
    let Some(wanted) = wanted else { return Value::Object(body) };
    if held.map(|held| &held.action) != Some(&wanted.action) {
        body.insert("externalUserLifecycleAction".to_owned(), json!(wanted.action.word()));
    }
    if let Some(span) = &wanted.delete_after
        && held.and_then(|held| held.delete_after.as_ref()) != Some(span)
    {
        body.insert("durationUntilExternalUserDeletedAfterBlocked".to_owned(), json!(span.iso()));
    }
    Value::Object(body)
}
