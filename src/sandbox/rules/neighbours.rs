//! Settings around entitlement management that decide whether guests can be invited at all: who may invite,
//! which tenants are blocked (facts invitation-setting, cross-tenant-access), and which products the tenant
//! has.
//!
//! It must not act on them: the emulator invites no one because of them. Subscriptions are read only and
//! missing in the metadata; their form is that of `subscribedSku` on learn.microsoft.com.

use serde_json::Value;

use crate::sandbox::call::Call;
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::seed;
use crate::sandbox::store::table;
use crate::sandbox::view::Typed;

const AUTHORIZATION: &str = "authorizationPolicy";
const DEFAULT: &str = "crossTenantAccessPolicyConfigurationDefault";
const PARTNER: &str = "crossTenantAccessPolicyConfigurationPartner";

/// Answers `policies/…` and `subscribedSkus`.
pub(crate) fn route_neighbours(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        ["policies", AUTHORIZATION] | ["policies", AUTHORIZATION, AUTHORIZATION] => match method {
            "GET" => {
                call.reading().item_reply(&allowed::AUTHORIZATION_POLICY, &single_policy(call, AUTHORIZATION))
            }
            "PATCH" => patch_single(call, AUTHORIZATION),
            _ => Err(Fault::method_not_allowed()),
        },
        ["policies", "crossTenantAccessPolicy", rest @ ..] => route_cross_tenant(call, method, rest),
        ["subscribedSkus"] if method == "GET" => {
            let read = call.reading();
            read.list_reply(
                &allowed::SUBSCRIBED_SKUS,
                read.view.visible_rows("subscribedSku", table::SKUS, |_| true),
            )
        }
        ["subscribedSkus"] => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn route_cross_tenant(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", ["default"]) => {
            call.reading().item_reply(&allowed::CROSS_TENANT_DEFAULT, &single_policy(call, DEFAULT))
        }
        ("PATCH", ["default"]) => patch_single(call, DEFAULT),
        ("POST", ["default", "resetToSystemDefault"]) => {
            call.store.put(table::POLICIES_AROUND, DEFAULT, as_delivered(DEFAULT));
            Ok(Reply::no_content())
        }
        ("GET", ["partners"]) => {
            let read = call.reading();
            read.list_reply(
                &allowed::CROSS_TENANT_PARTNERS,
                read.view.visible_rows(PARTNER, table::PARTNERS, |_| true),
            )
        }
        ("POST", ["partners"]) => create_partner(call),
        ("GET", ["partners", tenant]) => {
            let found = find_partner(call, tenant)?;
            call.reading().item_reply(&allowed::CROSS_TENANT_PARTNERS, &(PARTNER.to_owned(), found))
        }
        ("PATCH", ["partners", tenant]) => {
            let before = find_partner(call, tenant)?;
            let mut sent = partner_body(call, PARTNER, Some(&before))?;
            sent.remove("tenantId");
            let after = before.into_iter().chain(sent).collect();
            call.store.put(table::PARTNERS, tenant, after);
            Ok(Reply::no_content())
        }
        ("DELETE", ["partners", tenant]) => {
            find_partner(call, tenant)?;
            call.store.remove(table::PARTNERS, tenant);
            Ok(Reply::no_content())
        }
        (_, ["default"] | ["partners"] | ["partners", _]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn create_partner(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let row = partner_body(call, PARTNER, None)?;
    let tenant = row.get("tenantId").and_then(Value::as_str).and_then(|id| uuid::Uuid::parse_str(id).ok());
    let Some(tenant) = tenant.map(|id| id.to_string()) else {
        return Err(Fault::new(400, "Request_BadRequest", "'tenantId' must be the id of a tenant."));
    };
    if call.store.get(table::PARTNERS, &tenant).is_some() {
        return Err(Fault::new(409, "Conflict", "A partner with this tenant id exists already."));
    }
    call.store.put(table::PARTNERS, &tenant, row.clone());
    Ok(call.reading().written_reply(201, &(PARTNER.to_owned(), row)))
}

fn find_partner(call: &Call<'_>, tenant: &str) -> Result<Row, Fault> {
    call.store.get(table::PARTNERS, tenant).cloned().ok_or_else(|| Fault::no_directory_object(tenant))
}

/// Writes the members that are sent; the others do not change. A default that was written no longer follows
/// the service.
fn patch_single(call: &mut Call<'_>, name: &str) -> Result<Reply, Fault> {
    let (_, mut row) = single_policy(call, name);
    let mut sent = partner_body(call, name, Some(&row))?;
    sent.remove("id");
    row.extend(sent);
    if name == DEFAULT {
        row.insert("isServiceDefault".to_owned(), Value::Bool(false));
    }
    call.store.put(table::POLICIES_AROUND, name, row);
    Ok(Reply::no_content())
}

/// The body of a request, checked against the metadata. These endpoints are not part of entitlement
/// management, so the error is a bad request instead of an invalid model (fact directory-bad-request).
fn partner_body(call: &Call<'_>, ty: &str, stored: Option<&Row>) -> Result<Row, Fault> {
    let check = Check { stored, ..Check::default() };
    check::check_body(ty, &call.request.body_object()?, &check)
        .map_err(|fault| Fault::new(400, "Request_BadRequest", fault.message))
}

/// A policy that exists once per tenant. Tenants stored by earlier versions get Microsoft's defaults.
fn single_policy(call: &Call<'_>, name: &str) -> Typed {
    let stored = call.store.get(table::POLICIES_AROUND, name).cloned();
    (name.to_owned(), stored.unwrap_or_else(|| as_delivered(name)))
}

/// A policy as Microsoft delivers it.
fn as_delivered(name: &str) -> Row {
    seed::service_dump()[table::POLICIES_AROUND][name].as_object().cloned().unwrap_or_default()
}
