//! The directory around entitlement management: users, groups, service principals, tenants. Read only.
//!
//! It must not change anything: the seed and a merged dump make the directory.

use serde_json::{Value, json};

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed::{self, Rules};
use crate::sandbox::row::{text_of, texts_of};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;
use crate::sandbox::view::{Typed, View};

/// Answers every path outside entitlement management.
pub(crate) fn route_directory(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    let read = call.reading();
    match (method, segments) {
        ("GET", ["organization"]) => {
            let found = read.view.visible_rows("organization", table::ORGANIZATION, |_| true);
            read.list_reply(&allowed::ORGANIZATION, found)
        }
        ("GET", [kind]) if kind.starts_with("servicePrincipals(") => {
            let found = path_argument(kind, "appId").and_then(|app| {
                let same = |row: &Row| text_of(row, "appId") == app;
                read.view.visible_rows("servicePrincipal", table::SERVICE_PRINCIPALS, same).into_iter().next()
            });
            read.item_reply(
                &allowed::SERVICE_PRINCIPALS,
                &found.ok_or_else(|| Fault::no_directory_object(kind))?,
            )
        }
        ("GET", [kind @ ("users" | "groups" | "servicePrincipals"), rest @ ..]) => {
            let (table, ty, rules) = directory_table(kind);
            match rest {
                [] => read.list_reply(rules, read.view.visible_rows(ty, table, |_| true)),
                [id] => read.item_reply(rules, &directory_item(read.view, ty, table, id)?),
                [id, "members"] if *kind == "groups" => {
                    let (_, group) = directory_item(read.view, ty, table, id)?;
                    let members = texts_of(&group, "_members");
                    let found = members.iter().filter_map(|id| read.view.directory_row(id)).collect();
                    read.list_reply(&allowed::DIRECTORY_OBJECTS, found)
                }
                _ => Err(Fault::unsupported_path()),
            }
        }
        ("POST", ["directoryObjects", "getByIds" | "microsoft.graph.getByIds"]) => answer_ids(call),
        ("GET", ["tenantRelationships", function]) => answer_tenant_lookup(call, function),
        (_, ["users" | "groups" | "servicePrincipals" | "organization", ..]) => {
            Err(Fault::method_not_allowed())
        }
        _ => Err(Fault::unsupported_path()),
    }
}

fn directory_table(kind: &str) -> (&'static str, &'static str, &'static Rules) {
    match kind {
        "users" => (table::USERS, "user", &allowed::USERS),
        "groups" => (table::GROUPS, "group", &allowed::GROUPS),
        _ => (table::SERVICE_PRINCIPALS, "servicePrincipal", &allowed::SERVICE_PRINCIPALS),
    }
}

fn directory_item(view: View<'_>, ty: &str, table: &str, id: &str) -> Result<Typed, Fault> {
    let by_name = |row: &Row| ty == "user" && text_of(row, "userPrincipalName").eq_ignore_ascii_case(id);
    let found =
        view.visible_row(ty, table, id).or_else(|| view.visible_rows(ty, table, by_name).into_iter().next());
    found.ok_or_else(|| Fault::no_directory_object(id))
}

/// Returns the value of `name='value'` in the parentheses of a path segment.
fn path_argument(segment: &str, name: &str) -> Option<String> {
    let inner = segment.split_once('(')?.1.strip_suffix(')')?;
    let (key, value) = inner.split_once('=')?;
    (key.trim() == name).then(|| value.trim().trim_matches('\'').to_owned())
}

fn answer_ids(call: &Call<'_>) -> Result<Reply, Fault> {
    let body = call.request.body_object()?;
    let strings = |name: &str| -> Vec<String> {
        let items = body.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (ids, kinds) = (strings("ids"), strings("types"));
    if ids.is_empty() || ids.len() > 1_000 {
        return Err(Fault::new(400, "Request_BadRequest", "'ids' must hold 1 to 1000 ids."));
    }
    let malformed = ids.iter().find(|id| uuid::Uuid::parse_str(id).is_err());
    if let Some(id) = malformed {
        return Err(Fault::new(400, "Request_BadRequest", format!("Invalid GUID:{id}")));
    }
    let read = call.reading();
    let wanted =
        |ty: &str| kinds.is_empty() || kinds.iter().any(|kind| kind == ty || kind == "directoryObject");
    let found =
        ids.iter().filter_map(|id| read.view.directory_row(id)).filter(|(ty, _)| wanted(ty)).collect();
    // The answer has one page only: callers send at most a thousand ids and follow no links.
    let mut whole = call.faults.clone();
    whole.page_size = ids.len();
    let view = View { faults: &whole, ..read.view };
    crate::sandbox::odata::read::Read { view, ..read }.list_reply(&allowed::DIRECTORY_OBJECTS, found)
}

/// Returns the partner tenant or the own tenant that owns a domain.
pub(crate) fn partner_of_domain(view: View<'_>, domain: &str) -> Option<Row> {
    let owns = |row: &Row| {
        let domains = row.get("_domains").and_then(Value::as_array);
        let mut domains = domains.into_iter().flatten().filter_map(Value::as_str);
        domains.any(|owned| owned.eq_ignore_ascii_case(domain))
    };
    view.store.rows(table::TENANTS).map(|(_, row)| row).find(|row| owns(row)).cloned()
}

fn answer_tenant_lookup(call: &Call<'_>, function: &str) -> Result<Reply, Fault> {
    let function = function.trim_start_matches("microsoft.graph.");
    let view = call.reader_view();
    let found = if function.starts_with("findTenantInformationByDomainName(") {
        let domain = path_argument(function, "domainName").ok_or_else(Fault::unsupported_path)?;
        partner_of_domain(view, &domain)
    } else if function.starts_with("findTenantInformationByTenantId(") {
        let id = path_argument(function, "tenantId").ok_or_else(Fault::unsupported_path)?;
        view.store.get(table::TENANTS, &id).cloned()
    } else {
        return Err(Fault::unsupported_path());
    };
    let row = found.ok_or(Unknown::TenantNotFound)?;
    let member = |name: &str| row.get(name).cloned().unwrap_or(Value::Null);
    Ok(Reply::new(
        200,
        json!({
            "@odata.context": format!("{}/$metadata#microsoft.graph.tenantInformation", call.base),
            "tenantId": member("tenantId"), "federationBrandName": member("federationBrandName"),
            "displayName": member("displayName"), "defaultDomainName": member("defaultDomainName"),
        }),
    ))
}
