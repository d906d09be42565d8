//! Connected organizations and the tenant-wide settings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{Codec, directory_words, optional_length, part, principals, role_holders, text, word};
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types, Use};
use super::info::When;
use super::json::{self, Object, canonical, kept, kind, kind_of};
use super::row::row;
use super::show;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, DirectoryRef, EncodeError, ExternalUserLifecycle, IdentitySource, LifecycleAction,
    Organization, OrganizationState, Settings, bound, role,
};

const UNMANAGED: &str = "not managed: the tenant keeps its value";

table! { Organization: ["connectedOrganization"]; {
    name: row("name", text("displayName")).nothing("a name; the identity says who its people are"),
    description: row("description", text("description")).same_as("name").nothing("words for people"),
    identity: row("identity", Identities).effect(AccessEffect::Audience),
    state: row("state", word("state", OrganizationState::Configured))
        .default(OrganizationState::Configured)
        .effect(AccessEffect::Door),
    internal_sponsors: row("sponsors.internal", principals("internalSponsors"))
        .label("internal sponsor")
        .default(BTreeSet::new())
        .when(When::Operations)
        .effect(AccessEffect::Authority),
    external_sponsors: row("sponsors.external", principals("externalSponsors"))
        .label("external sponsor")
        .default(BTreeSet::new())
        .when(When::Operations)
        .effect(AccessEffect::Authority),
} beside [Beside::Kept("id"), Beside::Kept("createdDateTime"), Beside::Kept("modifiedDateTime")] }

table! { ExternalUserLifecycle: ["entitlementManagementSettings"]; {
    // (fact settings-default)
    action: row("action", word("externalUserLifecycleAction", LifecycleAction::BlockSignInAndDelete))
        .effect(AccessEffect::Authority),
    delete_after: row("deleteAfter", optional_length("durationUntilExternalUserDeletedAfterBlocked"))
        .means(None, "the tenant keeps its value")
        .effect(AccessEffect::Authority),
} beside [] }

table! { Settings: ["entitlementManagementSettings"]; {
    external_user_lifecycle: row("externalUserLifecycle", part::<ExternalUserLifecycle>())
        .means(None, UNMANAGED)
        .whole()
        .effect(AccessEffect::Authority),
    catalog_creators: row("catalogCreators", role_holders(role::CATALOG_CREATOR))
        .label("catalog creator")
        .means(None, UNMANAGED)
        .when(When::Operations)
        .effect(AccessEffect::Authority),
} beside [Beside::Kept("id")] }

/// Identity sources: how people of an organization are recognised. Display names inside them are labels.
#[derive(Clone, Copy)]
struct Identities;

const NAME: &str = "identitySources";

/// The kinds of source that have one property of their own, and what it holds.
const KINDS: &[(&str, &[Property])] = &[
    ("azureActiveDirectoryTenant", &[Property::plain("tenantId")]),
    ("domainIdentitySource", &[Property::plain("domainName")]),
    ("externalDomainFederation", &[Property::plain("domainName"), Property::plain("issuerUri")]),
    (
        "crossCloudAzureActiveDirectoryTenant",
        &[Property::plain("tenantId"), Property::plain("cloudInstance")],
    ),
    ("socialIdentitySource", &[Property::word("socialIdentitySourceType", &["facebook"])]),
];

fn known(source: &Value) -> Option<IdentitySource> {
    let domain = || json::some_text(source, "domainName").map(|domain| domain.to_lowercase());
    Some(match kind_of(source)? {
        "azureActiveDirectoryTenant" => {
            IdentitySource::Tenant(DirectoryRef::Id(json::object_id(source, "tenantId")?))
        }
        "domainIdentitySource" => IdentitySource::Domain(domain()?),
        "externalDomainFederation" => {
            IdentitySource::Federation { domain: domain()?, issuer: json::text(source, "issuerUri") }
        }
        "crossCloudAzureActiveDirectoryTenant" => IdentitySource::CrossCloud {
            tenant: json::object_id(source, "tenantId")?,
            cloud: json::text(source, "cloudInstance"),
        },
        "socialIdentitySource" => {
            IdentitySource::Social(json::some_text(source, "socialIdentitySourceType")?)
        }
        _ => return None,
    })
}

/// One identity source. Its label is the organization's name, or the domain.
fn written(source: &IdentitySource, name: &str) -> Result<Value, EncodeError> {
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

impl Codec for Identities {
    type Value = BTreeSet<IdentitySource>;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(NAME, "identitySource")]
    }

    fn types(&self, types: &mut Types) {
        let reason = "a label; the organization has a name of its own";
        let label = Property::plain("displayName").used(Use::Ignored(reason));
        for (of, own) in KINDS {
            types.add(of, own.iter().copied().chain([label]).collect());
        }
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> BTreeSet<IdentitySource> {
        let source = |value| known(value).unwrap_or_else(|| IdentitySource::Unknown(canonical(value)));
        json::list(object, NAME).map(source).collect()
    }

    fn write(
        &self,
        value: &BTreeSet<IdentitySource>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let sources: Result<Value, EncodeError> = value.iter().map(|one| written(one, cx.name)).collect();
        object.insert(NAME.to_owned(), sources?);
        Ok(())
    }

    fn show(&self, value: &Value, names: &Names) -> String {
        show::list(value, &|source| directory_words(source, names))
    }
}
