//! Connected organizations and the tenant-wide settings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{
    Codec, directory_words, optional_length, optional_part, principals_codec, role_holders, text_codec,
    word_codec,
};
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types, Use};
use super::info::When;
use super::json::{self, Object, canonical_text, odata_kind, odata_type, parse_kept};
use super::row::new_row;
use super::show;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, DirectoryRef, EncodeError, ExternalUserLifecycle, IdentitySource, LifecycleAction,
    Organization, OrganizationState, Settings, bound_id, role,
};

const UNMANAGED: &str = "not managed: the tenant keeps its value";

table! { Organization: ["connectedOrganization"]; {
    name: new_row("name", text_codec("displayName"))
        .without_effect("only a label; the identity determines which users belong to the organization"),
    description: new_row("description", text_codec("description"))
        .same_as("name")
        .without_effect("descriptive text for readers; has no effect on access"),
    identity: new_row("identity", Identities).with_effect(AccessEffect::Audience),
    state: new_row("state", word_codec("state", OrganizationState::Configured))
        .with_default(OrganizationState::Configured)
        .with_effect(AccessEffect::Door),
    internal_sponsors: new_row("sponsors.internal", principals_codec("internalSponsors"))
        .with_label("internal sponsor")
        .with_default(BTreeSet::new())
        .written_when(When::Operations)
        .with_effect(AccessEffect::Authority),
    external_sponsors: new_row("sponsors.external", principals_codec("externalSponsors"))
        .with_label("external sponsor")
        .with_default(BTreeSet::new())
        .written_when(When::Operations)
        .with_effect(AccessEffect::Authority),
} beside [Beside::Kept("id"), Beside::Kept("createdDateTime"), Beside::Kept("modifiedDateTime")] }

table! { ExternalUserLifecycle: ["entitlementManagementSettings"]; {
    // (fact settings-default)
    action: new_row("action", word_codec("externalUserLifecycleAction", LifecycleAction::BlockSignInAndDelete))
        .with_effect(AccessEffect::Authority),
    delete_after: new_row("deleteAfter", optional_length("durationUntilExternalUserDeletedAfterBlocked"))
        .with_meaning(None, "the tenant keeps its value")
        .with_effect(AccessEffect::Authority),
} beside [] }

table! { Settings: ["entitlementManagementSettings"]; {
    external_user_lifecycle: new_row("externalUserLifecycle", optional_part::<ExternalUserLifecycle>())
        .with_meaning(None, UNMANAGED)
        .compared_whole()
        .with_effect(AccessEffect::Authority),
    catalog_creators: new_row("catalogCreators", role_holders(role::CATALOG_CREATOR))
        .with_label("catalog creator")
        .with_meaning(None, UNMANAGED)
        .written_when(When::Operations)
        .with_effect(AccessEffect::Authority),
} beside [Beside::Kept("id")] }

/// Identity sources: how the users from an organization are recognised. Display names inside them are labels.
#[derive(Clone, Copy)]
struct Identities;

const NAME: &str = "identitySources";

/// The kinds of source that have one property of their own, and what it holds.
const KINDS: &[(&str, &[Property])] = &[
    ("azureActiveDirectoryTenant", &[Property::opaque("tenantId")]),
    ("domainIdentitySource", &[Property::opaque("domainName")]),
    ("externalDomainFederation", &[Property::opaque("domainName"), Property::opaque("issuerUri")]),
    (
        "crossCloudAzureActiveDirectoryTenant",
        &[Property::opaque("tenantId"), Property::opaque("cloudInstance")],
    ),
    ("socialIdentitySource", &[Property::enum_words("socialIdentitySourceType", &["facebook"])]),
];

fn read_known_source(source: &Value) -> Option<IdentitySource> {
    let domain = || json::some_text(source, "domainName").map(|domain| domain.to_lowercase());
    Some(match odata_kind(source)? {
        "azureActiveDirectoryTenant" => {
            IdentitySource::Tenant(DirectoryRef::Id(json::object_id(source, "tenantId")?))
        }
        "domainIdentitySource" => IdentitySource::Domain(domain()?),
        "externalDomainFederation" => {
            IdentitySource::Federation { domain: domain()?, issuer: json::text_member(source, "issuerUri") }
        }
        "crossCloudAzureActiveDirectoryTenant" => IdentitySource::CrossCloud {
            tenant: json::object_id(source, "tenantId")?,
            cloud: json::text_member(source, "cloudInstance"),
        },
        "socialIdentitySource" => {
            IdentitySource::Social(json::some_text(source, "socialIdentitySourceType")?)
        }
        _ => return None,
    })
}

/// One identity source. Its label is the organization's name, or the domain.
fn encode_source(source: &IdentitySource, name: &str) -> Result<Value, EncodeError> {
    Ok(match source {
        IdentitySource::Tenant(tenant) => json!({
            "@odata.type": odata_type("azureActiveDirectoryTenant"),
            "tenantId": bound_id(tenant)?.as_str(),
            "displayName": name,
        }),
        IdentitySource::Domain(domain) => json!({
            "@odata.type": odata_type("domainIdentitySource"),
            "domainName": domain,
            "displayName": domain,
        }),
        IdentitySource::Federation { domain, issuer } => json!({
            "@odata.type": odata_type("externalDomainFederation"),
            "domainName": domain,
            "issuerUri": issuer,
            "displayName": domain,
        }),
        IdentitySource::CrossCloud { tenant, cloud } => json!({
            "@odata.type": odata_type("crossCloudAzureActiveDirectoryTenant"),
            "tenantId": tenant.as_str(),
            "cloudInstance": cloud,
            "displayName": name,
        }),
        IdentitySource::Social(word) => json!({
            "@odata.type": odata_type("socialIdentitySource"),
            "socialIdentitySourceType": word,
            "displayName": word,
        }),
        IdentitySource::Unknown(json) => Value::Object(parse_kept(json)?),
    })
}

impl Codec for Identities {
    type Value = BTreeSet<IdentitySource>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(NAME, "identitySource")]
    }

    fn add_types(&self, types: &mut Types) {
        let reason = "a label; the organization has a name of its own";
        let label = Property::opaque("displayName").with_use(Use::Ignored(reason));
        for (of, own) in KINDS {
            types.add_type(of, own.iter().copied().chain([label]).collect());
        }
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> BTreeSet<IdentitySource> {
        let source = |value| {
            read_known_source(value).unwrap_or_else(|| IdentitySource::Unknown(canonical_text(value)))
        };
        json::list_member(object, NAME).map(source).collect()
    }

    fn write_member(
        &self,
        value: &BTreeSet<IdentitySource>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let sources: Result<Value, EncodeError> =
            value.iter().map(|one| encode_source(one, cx.name)).collect();
        object.insert(NAME.to_owned(), sources?);
        Ok(())
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|source| directory_words(source, names))
    }
}
