//! What stands around entitlement management and decides whether guests get in at all: who may invite, which tenants
//! are kept out, and which products the tenant has. Read only.
//!
//! It must not act on any of it: nobody is invited here.

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply};
use crate::sandbox::odata::allowed;
use crate::sandbox::seed;
use crate::sandbox::store::table;

const AUTHORIZATION: &str = "authorizationPolicy";
const CROSS_TENANT: &str = "crossTenantAccessPolicyConfigurationDefault";

/// Answers `policies/…` and `subscribedSkus`.
pub(crate) fn route(call: &Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    let read = call.read();
    match (method, segments) {
        ("GET", ["policies", AUTHORIZATION] | ["policies", AUTHORIZATION, AUTHORIZATION]) => {
            read.item(&allowed::AUTHORIZATION_POLICY, &single(call, AUTHORIZATION))
        }
        ("GET", ["policies", "crossTenantAccessPolicy", "default"]) => {
            read.item(&allowed::CROSS_TENANT_DEFAULT, &single(call, CROSS_TENANT))
        }
        ("GET", ["policies", "crossTenantAccessPolicy", "partners"]) => {
            let partners =
                read.view.list("crossTenantAccessPolicyConfigurationPartner", table::PARTNERS, |_| true);
            read.list(&allowed::CROSS_TENANT_PARTNERS, partners)
        }
        ("GET", ["subscribedSkus"]) => {
            read.list(&allowed::SUBSCRIBED_SKUS, read.view.list("subscribedSku", table::SKUS, |_| true))
        }
        (
            _,
            ["policies", AUTHORIZATION, ..]
            | ["policies", "crossTenantAccessPolicy", ..]
            | ["subscribedSkus"],
        ) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

/// A policy of which there is one. A tenant that was stored before these were kept has Microsoft's defaults.
fn single(call: &Call<'_>, name: &str) -> (String, crate::sandbox::message::Row) {
    let stored = call.store.get(table::POLICIES_AROUND, name).cloned();
    let row = stored.or_else(|| seed::service_dump()[table::POLICIES_AROUND][name].as_object().cloned());
    (name.to_owned(), row.unwrap_or_default())
}
