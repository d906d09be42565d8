//! Role links (`resourceRoleScopes`): which role of which resource a package grants.
//!
//! It must not change resources.

use serde_json::Value;

use super::audit::Entry;
use super::resources::not_found;
use crate::sandbox::call::Call;
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::related::links::{named, of_package};
use crate::sandbox::related::resources;
use crate::sandbox::row::{millis, text};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageResourceRoleScope";

/// Answers the paths below a package.
pub(crate) fn route(
    call: &mut Call<'_>,
    method: &str,
    package: &Row,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let id = text(package, "id");
    let links = || of_package(call.view(), id);
    match (method, segments) {
        ("GET", []) => {
            let found = links().into_iter().map(|row| (TYPE.to_owned(), row)).collect();
            call.read().list(&allowed::ROLE_SCOPES, found)
        }
        ("GET", [link]) => {
            let found = links().into_iter().find(|row| text(row, "id") == *link);
            let found = found.ok_or(Unknown::RoleScopeNotFound)?;
            call.read().item(&allowed::ROLE_SCOPES, &(TYPE.to_owned(), found))
        }
        ("POST", []) => create(call, package),
        ("DELETE", [link]) => delete(call, package, link),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn create(call: &mut Call<'_>, package: &Row) -> Result<Reply, Fault> {
    let check = Check { inline: &["role", "scope"], ..Check::default() };
    let sent = check::body(TYPE, &call.request.object()?, &check)?;
    let part = |name: &str| {
        let part = sent.get(name).and_then(Value::as_object);
        part.cloned().ok_or_else(|| Fault::invalid_model(format!("'{name}' is required.")))
    };
    let (role, scope) = (part("role")?, part("scope")?);
    let resource = role.get("resource").and_then(|resource| resource["id"].as_str());
    let resource = resource.ok_or_else(|| Fault::invalid_model("'role/resource/id' is required."))?;
    let catalog = text(package, "_catalog");
    let resource = call.existing(table::RESOURCES, resource);
    let resource = resource.filter(|row| text(row, "_catalog") == catalog).ok_or_else(not_found)?;
    let view = call.view();
    let same = |sent: &Row, found: &Row| {
        let by_id = sent.contains_key("id") && text(sent, "id") == text(found, "id");
        let by_origin = sent.contains_key("originId")
            && text(sent, "originId").eq_ignore_ascii_case(text(found, "originId"));
        by_id || by_origin
    };
    let found = resources::roles(view, &resource).into_iter().find(|found| same(&role, found));
    let found = found.ok_or_else(|| Fault::new(404, "RoleNotFound", "The role was not found."))?;
    if !same(&scope, &resources::scope(view, &resource)) {
        return Err(not_found());
    }
    let (package_id, resource_id) = (text(package, "id").to_owned(), text(&resource, "id").to_owned());
    let role = text(&found, "originId").to_owned();
    let mut row = Row::new();
    row.insert("createdDateTime".into(), call.stamp());
    row.insert("_accessPackage".into(), package_id.clone().into());
    row.insert("_resource".into(), resource_id.clone().into());
    row.insert("_role".into(), role.clone().into());
    row.insert("_visibleAt".into(), millis(call.now + call.faults.visibility_delay).into());
    let twin = |row: &Row| {
        let same = |name: &str, value: &str| text(row, name) == value;
        same("_accessPackage", &package_id) && same("_resource", &resource_id) && same("_role", &role)
    };
    if call.store.rows(table::ROLE_SCOPES).any(|(_, row)| twin(row)) {
        return Err(Unknown::DuplicateRoleScope.into());
    }
    let key = call.store.new_id();
    call.store.put(table::ROLE_SCOPES, &key, row.clone());
    call.audit(&Entry::new("Update access package", "AccessPackage").changed(package, package));
    let row = named(call.view(), row);
    Ok(call.read().written(201, &(TYPE.to_owned(), row)))
}

fn delete(call: &mut Call<'_>, package: &Row, link: &str) -> Result<Reply, Fault> {
    let id = text(package, "id");
    let view = call.view();
    let found = call.store.rows(table::ROLE_SCOPES).find(|(_, row)| {
        text(row, "_accessPackage") == id && text(&named(view, (*row).clone()), "id") == link
    });
    let key = found.map(|(key, _)| key.clone()).ok_or(Unknown::RoleScopeNotFound)?;
    call.store.remove(table::ROLE_SCOPES, &key);
    call.audit(&Entry::new("Update access package", "AccessPackage").changed(package, package));
    Ok(Reply::no_content())
}
