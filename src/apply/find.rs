//! Looks for an object by its natural key, after a creation with an unknown outcome.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::graph::{GraphError, ask, odata_literal};
use crate::model::{IdentitySource, Key, exact_form, folded_form};
use crate::plan::Object;

use super::perform::Performer;

impl Performer<'_> {
    /// The ids of the objects that the service has under the key of a creation.
    ///
    /// # Errors
    /// Those of the reads.
    pub(super) async fn find_created(&self, object: &Object) -> Result<BTreeSet<String>, GraphError> {
        let client = self.client;
        Ok(match object {
            Object::Catalog(_, after) => {
                let all = client.read_pages(ask::list_catalogs()).await?;
                matching_ids(&all, |name| folded_form(name) == folded_form(&after.name))
            }
            Object::Package(key, after) => {
                let options =
                    format!("$filter=displayName eq {}&$expand=catalog", odata_literal(&after.name));
                let all = client.read_pages(ask::list_packages(&options)).await?;
                let catalog = self.require_id(&Key::Catalog(key.catalog.clone())).ok();
                let here = all.into_iter().filter(|package| id_at(package, "/catalog/id") == catalog);
                matching_ids(&here.collect::<Vec<_>>(), |name| exact_form(name) == exact_form(&after.name))
            }
            Object::Policy(key, after) => {
                let package = self.require_id(&Key::Package(key.package.clone())).unwrap_or_default();
                let package = odata_literal(&package);
                let options = format!("$filter=accessPackage/id eq {package}&$expand=accessPackage");
                let all = client.read_pages(ask::list_policies(&options)).await?;
                matching_ids(&all, |name| exact_form(name) == exact_form(&after.name))
            }
            Object::Extension(key, after) => {
                let catalog = self.require_id(&Key::Catalog(key.catalog.clone())).unwrap_or_default();
                let all = client.read_pages(ask::list_extensions(&catalog)).await?;
                matching_ids(&all, |name| exact_form(name) == exact_form(&after.name))
            }
            Object::Organization(key, _) => {
                let all = client.read_pages(ask::list_organizations("")).await?;
                let same = all.iter().filter(|there| has_source(there, &key.0));
                same.filter_map(|there| id_at(there, "/id")).collect()
            }
            // A resource is added by a request, which reports whether the resource exists already.
            Object::Resource(..) => BTreeSet::new(),
        })
    }
}

/// Whether a connected organization has an identity source.
fn has_source(organization: &Value, source: &IdentitySource) -> bool {
    let sources =
        organization.get("identitySources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is = |there: &Value, member: &str, wanted: &str| {
        there.get(member).and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(wanted))
    };
    sources.iter().any(|there| match source {
        IdentitySource::Tenant(tenant) => {
            tenant.bound_object_id().is_some_and(|id| is(there, "tenantId", id.as_str()))
        }
        IdentitySource::CrossCloud { tenant, .. } => is(there, "tenantId", tenant.as_str()),
        IdentitySource::Domain(domain) => is(there, "domainName", domain),
        IdentitySource::Federation { domain, issuer } => {
            is(there, "domainName", domain) && is(there, "issuerUri", issuer)
        }
        IdentitySource::Social(kind) => is(there, "socialIdentitySourceType", kind),
        IdentitySource::Unknown(_) => false,
    })
}

fn matching_ids(objects: &[Value], is_it: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let named =
        objects.iter().filter(|object| object.get("displayName").and_then(Value::as_str).is_some_and(&is_it));
    named.filter_map(|object| id_at(object, "/id")).collect()
}

fn id_at(object: &Value, pointer: &str) -> Option<String> {
    object.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}
