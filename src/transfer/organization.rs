//! Connected organizations and tenant-wide settings, from the state to documents.

use crate::config::document::{
    CrossCloud, Federation, Identity, Lifecycle, Named, OneOrMany, Organization, Settings, Sponsors, TenantId,
};
use crate::model::{self, IdentitySource, OrganizationKey};
use crate::property::absent_default;

use super::name::{Names, to_guid};
use super::{Unsayable, length_text, non_empty, unless_default, unless_name};

impl Names<'_> {
    /// An organization. The source that is its key comes first.
    pub(super) fn organization_document(
        &self,
        key: &OrganizationKey,
        organization: &model::Organization,
    ) -> Result<Organization, Unsayable> {
        if !organization.identity.contains(&key.0) {
            return Err("none of its identities is its key".to_owned());
        }
        let others = organization.identity.iter().filter(|source| **source != key.0);
        let mut identity = vec![self.export_identity(&key.0)?];
        for source in others {
            identity.push(self.export_identity(source)?);
        }
        let identity = match <[Identity; 1]>::try_from(identity) {
            Ok([only]) => OneOrMany::One(Box::new(only)),
            Err(several) => OneOrMany::Many(several),
        };
        let internal = non_empty(self.export_principals(&organization.internal_sponsors));
        let external = non_empty(self.export_principals(&organization.external_sponsors));
        let silent = absent_default::<model::Organization>();
        Ok(Organization {
            name: organization.name.clone(),
            identity,
            description: unless_name(&organization.description, &organization.name),
            state: unless_default(organization.state.clone(), &silent.state),
            sponsors: (internal.is_some() || external.is_some()).then_some(Sponsors { internal, external }),
            only: None,
        })
    }

    fn export_identity(&self, source: &IdentitySource) -> Result<Identity, Unsayable> {
        Ok(match source {
            IdentitySource::Tenant(reference) => match self.export_tenant_name(reference) {
                Named::By(TenantId::TenantId(id)) => Identity::TenantId(id),
                named => Identity::Tenant(named),
            },
            IdentitySource::Domain(domain) => Identity::Domain(domain.clone()),
            IdentitySource::Federation { domain, issuer } => {
                Identity::Federation(Federation { domain: domain.clone(), issuer: issuer.clone() })
            }
            IdentitySource::CrossCloud { tenant, cloud } => {
                Identity::CrossCloud(CrossCloud { tenant_id: to_guid(tenant), cloud: cloud.clone() })
            }
            IdentitySource::Social(kind) => Identity::Social(kind.clone()),
            IdentitySource::Unknown(json) => {
                return Err(format!("an identity of an unknown kind: {json}"));
            }
        })
    }

    pub(super) fn settings_document(
        &self,
        settings: &model::Settings,
    ) -> Result<Option<Settings>, Unsayable> {
        let lifecycle = match &settings.external_user_lifecycle {
            Some(lifecycle) => Some(Lifecycle {
                action: lifecycle.action.clone(),
                delete_after: lifecycle.delete_after.as_ref().map(length_text).transpose()?,
            }),
            None => None,
        };
        let creators = settings.catalog_creators.as_ref().map(|creators| self.export_principals(creators));
        let any = lifecycle.is_some() || creators.is_some();
        Ok(any.then_some(Settings { external_user_lifecycle: lifecycle, catalog_creators: creators }))
    }
}
