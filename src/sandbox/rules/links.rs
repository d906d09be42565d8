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
use crate::sandbox::related::links::{links_of_package, with_outward_id};
use crate::sandbox::related::resources;
use crate::sandbox::row::{text_of, to_millis};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageResourceRoleScope";

/// Answers the paths below a package.
pub(crate) fn route_links(
    call: &mut Call<'_>,
    method: &str,
    package: &Row,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let id = text_of(package, "id");
    let links = || links_of_package(call.reader_view(), id);
    match (method, segments) {
        ("GET", []) => {
            let found = links().into_iter().map(|row| (TYPE.to_owned(), row)).collect();
            call.reading().list_reply(&allowed::ROLE_SCOPES, found)
        }
        ("GET", [link]) => {
            let found = links().into_iter().find(|row| text_of(row, "id") == *link);
            let found = found.ok_or(Unknown::RoleScopeNotFound)?;
            call.reading().item_reply(&allowed::ROLE_SCOPES, &(TYPE.to_owned(), found))
        }
        ("POST", []) => create_link(call, package),
        ("DELETE", [link]) => delete_link(call, package, link),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn create_link(call: &mut Call<'_>, package: &Row) -> Result<Reply, Fault> {
    let check = Check { inline: &["role", "scope"], ..Check::default() };
    let sent = check::check_body(TYPE, &call.request.body_object()?, &check)?;
    let part = |name: &str| {
        let part = sent.get(name).and_then(Value::as_object);
        part.cloned().ok_or_else(|| Fault::invalid_model(format!("'{name}' is required.")))
    };
    let (role, scope) = (part("role")?, part("scope")?);
    let resource = role.get("resource").and_then(|resource| resource["id"].as_str());
    let resource = resource.ok_or_else(|| Fault::invalid_model("'role/resource/id' is required."))?;
    let catalog = text_of(package, "_catalog");
    let resource = call.find_existing(table::RESOURCES, resource);
    let resource = resource.filter(|row| text_of(row, "_catalog") == catalog).ok_or_else(not_found)?;
    let view = call.reader_view();
    let same = |sent: &Row, found: &Row| {
        let by_id = sent.contains_key("id") && text_of(sent, "id") == text_of(found, "id");
        let by_origin = sent.contains_key("originId")
            && text_of(sent, "originId").eq_ignore_ascii_case(text_of(found, "originId"));
        by_id || by_origin
    };
    let found = resources::list_offered_roles(view, &resource).into_iter().find(|found| same(&role, found));
    let found = found.ok_or_else(|| Fault::new(404, "RoleNotFound", "The role was not found."))?;
    if !same(&scope, &resources::root_scope(view, &resource)) {
        return Err(not_found());
    }
    let (package_id, resource_id) = (text_of(package, "id").to_owned(), text_of(&resource, "id").to_owned());
    let role = text_of(&found, "originId").to_owned();
    let mut row = Row::new();
    row.insert("createdDateTime".into(), call.time_stamp());
    row.insert("_accessPackage".into(), package_id.clone().into());
    row.insert("_resource".into(), resource_id.clone().into());
    row.insert("_role".into(), role.clone().into());
    row.insert("_visibleAt".into(), to_millis(call.now + call.faults.visibility_delay).into());
    let twin = |row: &Row| {
        let same = |name: &str, value: &str| text_of(row, name) == value;
        same("_accessPackage", &package_id) && same("_resource", &resource_id) && same("_role", &role)
    };
    if call.store.rows(table::ROLE_SCOPES).any(|(_, row)| twin(row)) {
        return Err(Unknown::DuplicateRoleScope.into());
    }
    let key = call.store.new_id();
    call.store.put(table::ROLE_SCOPES, &key, row.clone());
    call.write_audit(&Entry::new("Update access package", "AccessPackage").with_changed(package, package));
    let row = with_outward_id(call.reader_view(), row);
    Ok(call.reading().written_reply(201, &(TYPE.to_owned(), row)))
}

fn delete_link(call: &mut Call<'_>, package: &Row, link: &str) -> Result<Reply, Fault> {
    let id = text_of(package, "id");
    let view = call.reader_view();
    let found = call.store.rows(table::ROLE_SCOPES).find(|(_, row)| {
        text_of(row, "_accessPackage") == id && text_of(&with_outward_id(view, (*row).clone()), "id") == link
    });
    let key = found.map(|(key, _)| key.clone()).ok_or(Unknown::RoleScopeNotFound)?;
    call.store.remove(table::ROLE_SCOPES, &key);
    call.write_audit(&Entry::new("Update access package", "AccessPackage").with_changed(package, package));
    Ok(Reply::no_content())
}
