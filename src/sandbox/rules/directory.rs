//! The directory around entitlement management: users, groups, service principals, tenants. Read only.
//!
//! It must not change anything: the seed and a merged dump make the directory.

use serde_json::{Value, json};

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed::{self, Rules};
use crate::sandbox::row::{text, texts};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;
use crate::sandbox::view::{Typed, View};

/// Answers every path outside entitlement management.
pub(crate) fn route(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    let read = call.read();
    match (method, segments) {
        ("GET", ["organization"]) => {
            let found = read.view.list("organization", table::ORGANIZATION, |_| true);
            read.list(&allowed::ORGANIZATION, found)
        }
        ("GET", [kind]) if kind.starts_with("servicePrincipals(") => {
            let found = argument(kind, "appId").and_then(|app| {
                let same = |row: &Row| text(row, "appId") == app;
                read.view.list("servicePrincipal", table::SERVICE_PRINCIPALS, same).into_iter().next()
            });
            read.item(&allowed::SERVICE_PRINCIPALS, &found.ok_or_else(|| Fault::no_directory_object(kind))?)
        }
        ("GET", [kind @ ("users" | "groups" | "servicePrincipals"), rest @ ..]) => {
            let (table, ty, rules) = kind_of(kind);
            match rest {
                [] => read.list(rules, read.view.list(ty, table, |_| true)),
                [id] => read.item(rules, &item(read.view, ty, table, id)?),
                [id, "members"] if *kind == "groups" => {
                    let (_, group) = item(read.view, ty, table, id)?;
                    let members = texts(&group, "_members");
                    let found = members.iter().filter_map(|id| read.view.directory(id)).collect();
                    read.list(&allowed::DIRECTORY_OBJECTS, found)
                }
                _ => Err(Fault::unsupported_path()),
            }
        }
        ("POST", ["directoryObjects", "getByIds" | "microsoft.graph.getByIds"]) => by_ids(call),
        ("GET", ["tenantRelationships", function]) => tenant(call, function),
        (_, ["users" | "groups" | "servicePrincipals" | "organization", ..]) => {
            Err(Fault::method_not_allowed())
        }
        _ => Err(Fault::unsupported_path()),
    }
}

fn kind_of(kind: &str) -> (&'static str, &'static str, &'static Rules) {
    match kind {
        "users" => (table::USERS, "user", &allowed::USERS),
        "groups" => (table::GROUPS, "group", &allowed::GROUPS),
        _ => (table::SERVICE_PRINCIPALS, "servicePrincipal", &allowed::SERVICE_PRINCIPALS),
    }
}

fn item(view: View<'_>, ty: &str, table: &str, id: &str) -> Result<Typed, Fault> {
    let by_name = |row: &Row| ty == "user" && text(row, "userPrincipalName").eq_ignore_ascii_case(id);
    let found = view.item(ty, table, id).or_else(|| view.list(ty, table, by_name).into_iter().next());
    found.ok_or_else(|| Fault::no_directory_object(id))
}

/// Returns the value of `name='value'` in the parentheses of a path segment.
fn argument(segment: &str, name: &str) -> Option<String> {
    let inner = segment.split_once('(')?.1.strip_suffix(')')?;
    let (key, value) = inner.split_once('=')?;
    (key.trim() == name).then(|| value.trim().trim_matches('\'').to_owned())
}

fn by_ids(call: &Call<'_>) -> Result<Reply, Fault> {
    let body = call.request.object()?;
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
    let read = call.read();
    let wanted =
        |ty: &str| kinds.is_empty() || kinds.iter().any(|kind| kind == ty || kind == "directoryObject");
    let found = ids.iter().filter_map(|id| read.view.directory(id)).filter(|(ty, _)| wanted(ty)).collect();
    // The answer has one page only: callers send at most a thousand ids and follow no links.
    let mut whole = call.faults.clone();
    whole.page_size = ids.len();
    let view = View { faults: &whole, ..read.view };
    crate::sandbox::odata::read::Read { view, ..read }.list(&allowed::DIRECTORY_OBJECTS, found)
}

/// Returns the partner tenant or the own tenant that owns a domain.
pub(crate) fn tenant_of_domain(view: View<'_>, domain: &str) -> Option<Row> {
    let owns = |row: &Row| {
        let domains = row.get("_domains").and_then(Value::as_array);
        let mut domains = domains.into_iter().flatten().filter_map(Value::as_str);
        domains.any(|owned| owned.eq_ignore_ascii_case(domain))
    };
    view.store.rows(table::TENANTS).map(|(_, row)| row).find(|row| owns(row)).cloned()
}

fn tenant(call: &Call<'_>, function: &str) -> Result<Reply, Fault> {
    let function = function.trim_start_matches("microsoft.graph.");
    let view = call.view();
    let found = if function.starts_with("findTenantInformationByDomainName(") {
        let domain = argument(function, "domainName").ok_or_else(Fault::unsupported_path)?;
        tenant_of_domain(view, &domain)
    } else if function.starts_with("findTenantInformationByTenantId(") {
        let id = argument(function, "tenantId").ok_or_else(Fault::unsupported_path)?;
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
