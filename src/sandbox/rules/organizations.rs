//! Connected organizations and their sponsors.
//!
//! It must not know policies: an organization can be deleted even if a policy names it.

use serde_json::{Value, json};

use super::audit::Entry;
use crate::sandbox::call::{Call, odata_id, require_name};
use crate::sandbox::check::{self, Check};
use crate::sandbox::faults::PutSources;
use crate::sandbox::message::{Fault, Reply, Row, member_of};
use crate::sandbox::odata::allowed;
use crate::sandbox::odata::navigation::{Followed, follow_navigation};
use crate::sandbox::row::{text_of, texts_of};
use crate::sandbox::seed;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::{ORGANIZATION_PATCH_STATUS, Unknown};

use super::directory;

const TYPE: &str = "connectedOrganization";

pub(crate) fn route_organizations(
    call: &mut Call<'_>,
    method: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            read.list_reply(
                &allowed::ORGANIZATIONS,
                read.view.visible_rows(TYPE, table::ORGANIZATIONS, |_| true),
            )
        }
        ("POST", []) => create_connected_organization(call),
        ("GET", [id]) => {
            let found = call.reader_view().visible_row(TYPE, table::ORGANIZATIONS, id);
            call.reading().item_reply(&allowed::ORGANIZATIONS, &found.ok_or(Unknown::OrganizationNotFound)?)
        }
        ("PATCH", [id]) => update_organization(call, id),
        ("DELETE", [id]) => {
            let row = call.find_existing(table::ORGANIZATIONS, id).ok_or(Unknown::OrganizationNotFound)?;
            call.store.remove(table::ORGANIZATIONS, id);
            call.write_audit(
                &Entry::new("Delete connected organization", "ConnectedOrganization").with_deleted(&row),
            );
            Ok(Reply::no_content())
        }
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        (_, [id, kind @ ("internalSponsors" | "externalSponsors"), rest @ ..]) => {
            let row = call.find_existing(table::ORGANIZATIONS, id).ok_or(Unknown::OrganizationNotFound)?;
            route_sponsors(call, method, &row, kind, rest)
        }
        _ => Err(Fault::unsupported_path()),
    }
}

fn create_connected_organization(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let mut sent = check::check_body(TYPE, &call.request.body_object()?, &Check::default())?;
    require_name(&sent)?;
    let sources = stored_sources(call, &sent, "")?;
    if sources.len() != 1 {
        return Err(Fault::invalid_model("'identitySources' must hold one source."));
    }
    sent.insert("identitySources".into(), Value::Array(sources));
    let mut row = Row::new();
    row.insert("description".into(), Value::Null);
    row.insert("state".into(), "configured".into());
    row.extend(sent.into_iter().filter(|(name, value)| name != "state" || !value.is_null()));
    let created = call.store_new(TYPE, table::ORGANIZATIONS, row);
    let mut entry = created.1.clone();
    entry.insert("description".into(), audit_tenant(&created.1));
    call.write_audit(
        &Entry::new("Create connected organization", "ConnectedOrganization").with_created(&entry),
    );
    Ok(call.reading().written_reply(201, &created))
}

/// Returns the tenant, which the audit log stores under the key `Description`.
fn audit_tenant(row: &Row) -> Value {
    member_of(row, "identitySources")[0]["tenantId"].clone()
}

/// Returns the sources of a body as they are stored: the domain of a known tenant becomes that tenant.
fn stored_sources(call: &Call<'_>, sent: &Row, own: &str) -> Result<Vec<Value>, Fault> {
    let mut resolved = Vec::new();
    for source in sent.get("identitySources").and_then(Value::as_array).into_iter().flatten() {
        let domain = source["domainName"].as_str().unwrap_or_default();
        let is_domain = source["@odata.type"] == "#microsoft.graph.domainIdentitySource";
        let tenant = directory::partner_of_domain(call.reader_view(), domain).filter(|_| is_domain);
        let source = match tenant {
            Some(tenant) => json!({"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant",
                "tenantId": member_of(&tenant, "tenantId"), "displayName": member_of(&tenant, "displayName")}),
            None => source.clone(),
        };
        if source["tenantId"] == seed::TENANT {
            return Err(Unknown::OwnTenant.into());
        }
        let same = |other: &Value| {
            ["tenantId", "domainName"].iter().any(|name| {
                let (left, right) = (source[*name].as_str(), other[*name].as_str());
                left.is_some_and(|left| right.is_some_and(|right| left.eq_ignore_ascii_case(right)))
            })
        };
        let taken = call.store.rows(table::ORGANIZATIONS).any(|(id, row)| {
            id != own && member_of(row, "identitySources").as_array().is_some_and(|all| all.iter().any(same))
        });
        if taken {
            return Err(Unknown::OrganizationExists.into());
        }
        resolved.push(source);
    }
    Ok(resolved)
}

fn update_organization(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let before = call.find_existing(table::ORGANIZATIONS, id).ok_or(Unknown::OrganizationNotFound)?;
    let check = Check { stored: Some(&before), ..Check::default() };
    let mut sent = check::check_body(TYPE, &call.request.body_object()?, &check)?;
    if sent.contains_key("displayName") {
        require_name(&sent)?;
    }
    if sent.contains_key("identitySources") {
        let sources = stored_sources(call, &sent, id)?;
        sent.insert("identitySources".into(), Value::Array(sources));
        if call.faults.put_sources == PutSources::Ignore {
            sent.remove("identitySources");
        }
    }
    for fixed in ["id", "createdDateTime", "modifiedDateTime"] {
        sent.remove(fixed);
    }
    call.patch_row(table::ORGANIZATIONS, id, sent);
    let after = call.find_existing(table::ORGANIZATIONS, id).unwrap_or_default();
    let entry = Entry::new("Update connected organization", "ConnectedOrganization");
    call.write_audit(&entry.with_changed(&before, &after));
    Ok(call.reading().written_reply(ORGANIZATION_PATCH_STATUS, &(TYPE.to_owned(), after)))
}

fn route_sponsors(
    call: &mut Call<'_>,
    method: &str,
    row: &Row,
    kind: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let (id, member) = (text_of(row, "id").to_owned(), format!("_{kind}"));
    let mut held = texts_of(row, &member);
    let internal = kind == "internalSponsors";
    let activity = match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            let Followed::Many(found) = follow_navigation(read.view, TYPE, row, kind) else {
                return Err(Fault::unsupported_path());
            };
            return read.list_reply(&allowed::DIRECTORY_OBJECTS, found);
        }
        ("POST", ["$ref"]) => {
            let (_, sponsor) = odata_id(&call.request.body_object()?)?;
            let found = call.reader_view().directory_row(&sponsor);
            if found.is_none_or(|(ty, _)| ty == "servicePrincipal") {
                return Err(Unknown::MissingReference.into());
            }
            if held.contains(&sponsor) {
                return Err(Unknown::DuplicateReference.into());
            }
            held.push(sponsor);
            if internal { "Assign user as internal sponsor" } else { "Assign user as external sponsor" }
        }
        ("DELETE", [sponsor, "$ref"]) => {
            if !held.iter().any(|one| one == sponsor) {
                return Err(Unknown::MissingReference.into());
            }
            held.retain(|one| one != sponsor);
            if internal { "Remove user as internal sponsor" } else { "Remove user as external sponsor" }
        }
        _ => return Err(Fault::unsupported_path()),
    };
    call.store.update_row(table::ORGANIZATIONS, &id, |row| drop(row.insert(member, json!(held))));
    call.write_audit(
        &Entry::new(activity, "ConnectedOrganization").about_object(&id, text_of(row, "displayName")),
    );
    Ok(Reply::no_content())
}
