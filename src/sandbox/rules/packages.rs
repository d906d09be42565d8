//! Access packages and their incompatibilities.
//!
//! It must not know policies or role links, except whether there are any.

use serde_json::{Value, json};

use super::assignments;
use super::audit::Entry;
use super::links;
use crate::sandbox::call::{Call, odata_id, reference_in_body, require_name};
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::odata::navigation::{Followed, follow_navigation};
use crate::sandbox::row::{text_of, texts_of};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackage";

pub(crate) fn route_packages(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            read.list_reply(&allowed::PACKAGES, read.view.visible_rows(TYPE, table::PACKAGES, |_| true))
        }
        ("POST", []) => create_package(call),
        ("GET", [id]) => {
            let found = call.reader_view().visible_row(TYPE, table::PACKAGES, id);
            call.reading().item_reply(&allowed::PACKAGE, &found.ok_or(Unknown::PackageNotFound)?)
        }
        ("PATCH", [id]) => update_package(call, id),
        ("DELETE", [id]) => delete_package(call, id),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        (_, [id, rest @ ..]) => {
            let package = call.find_existing(table::PACKAGES, id).ok_or(Unknown::PackageNotFound)?;
            route_below_package(call, method, id, &package, rest)
        }
    }
}

fn route_below_package(
    call: &mut Call<'_>,
    method: &str,
    id: &str,
    package: &Row,
    segments: &[&str],
) -> Result<Reply, Fault> {
    match (method, segments) {
        (_, ["resourceRoleScopes", rest @ ..]) => links::route_links(call, method, package, rest),
        ("GET", ["assignmentPolicies"]) => {
            let read = call.reading();
            let ours = |row: &Row| text_of(row, "_accessPackage") == id;
            let found = read.view.visible_rows("accessPackageAssignmentPolicy", table::POLICIES, ours);
            read.list_reply(&allowed::POLICIES, found)
        }
        (_, ["assignmentPolicies", ..]) => Err(Fault::no_such_operation(&call.request.path)),
        (
            "GET",
            [
                name @ ("incompatibleAccessPackages"
                | "incompatibleGroups"
                | "accessPackagesIncompatibleWith"),
            ],
        ) => {
            let read = call.reading();
            let Followed::Many(found) = follow_navigation(read.view, TYPE, package, name) else {
                return Err(Fault::unsupported_path());
            };
            let groups = *name == "incompatibleGroups";
            read.list_reply(if groups { &allowed::GROUPS } else { &allowed::PACKAGE_REFERENCES }, found)
        }
        ("POST", [name @ ("incompatibleAccessPackages" | "incompatibleGroups"), "$ref"]) => {
            add_incompatible(call, id, package, name)
        }
        ("DELETE", [name @ ("incompatibleAccessPackages" | "incompatibleGroups"), other, "$ref"]) => {
            remove_incompatible(call, id, package, name, other)
        }
        _ => Err(Fault::unsupported_path()),
    }
}

fn create_package(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let check = Check { inline: &["catalog"], ..Check::default() };
    let mut sent = check::check_body(TYPE, &call.request.body_object()?, &check)?;
    // The catalog decides who may create, so a body without a catalog is refused as unauthorized.
    let catalog = reference_in_body(&sent, "catalog").ok_or_else(Fault::unauthorized)?;
    if call.find_existing(table::CATALOGS, &catalog).is_none() {
        return Err(Unknown::CatalogNotFound.into());
    }
    require_name(&sent)?;
    let name = text_of(&sent, "displayName").to_owned();
    let twin = |row: &Row| text_of(row, "_catalog") == catalog && text_of(row, "displayName") == name;
    if call.faults.unique_names && call.store.rows(table::PACKAGES).any(|(_, row)| twin(row)) {
        return Err(Fault::new(400, "DuplicateAccessPackage", "The access package already exists."));
    }
    sent.remove("catalog");
    let mut row = Row::new();
    row.insert("description".into(), Value::Null);
    row.insert("isHidden".into(), false.into());
    row.extend(sent.into_iter().filter(|(name, value)| name != "isHidden" || !value.is_null()));
    row.insert("_catalog".into(), catalog.into());
    let created = call.store_new(TYPE, table::PACKAGES, row);
    call.write_audit(&Entry::new("Create access package", "AccessPackage").with_created(&created.1));
    Ok(call.reading().written_reply(201, &created))
}

fn update_package(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let before = call.find_existing(table::PACKAGES, id).ok_or(Unknown::PackageNotFound)?;
    let check = Check { stored: Some(&before), ..Check::default() };
    let mut sent = check::check_body(TYPE, &call.request.body_object()?, &check)?;
    if sent.contains_key("displayName") {
        require_name(&sent)?;
    }
    for fixed in ["id", "createdDateTime", "modifiedDateTime"] {
        sent.remove(fixed);
    }
    call.patch_row(table::PACKAGES, id, sent);
    let after = call.find_existing(table::PACKAGES, id).unwrap_or_default();
    call.write_audit(&Entry::new("Update access package", "AccessPackage").with_changed(&before, &after));
    Ok(Reply::no_content())
}

fn delete_package(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.find_existing(table::PACKAGES, id).ok_or(Unknown::PackageNotFound)?;
    let ours = |row: &Row| text_of(row, "_accessPackage") == id;
    if call.store.rows(table::ASSIGNMENTS).any(|(_, row)| ours(row) && assignments::is_live_assignment(row)) {
        return Err(Unknown::PackageHasAssignments.into());
    }
    // Production code removes the links first because the service refuses otherwise. Policies are deleted
    // along.
    if call.store.rows(table::ROLE_SCOPES).any(|(_, row)| ours(row)) {
        return Err(Unknown::PackageHasRoleScopes.into());
    }
    call.store.remove_where(table::POLICIES, ours);
    call.store.remove_where(table::ASSIGNMENTS, ours);
    call.store.remove_where(table::ASSIGNMENT_REQUESTS, ours);
    let others: Vec<String> = call
        .store
        .rows(table::PACKAGES)
        .filter(|(_, row)| texts_of(row, "_incompatibleAccessPackages").iter().any(|other| other == id))
        .map(|(other, _)| other.clone())
        .collect();
    for other in others {
        set_references(call, &other, "_incompatibleAccessPackages", |ids| ids.retain(|one| one != id));
    }
    call.store.remove(table::PACKAGES, id);
    call.write_audit(&Entry::new("Delete access package", "AccessPackage").with_deleted(&row));
    Ok(Reply::no_content())
}

fn set_references(call: &mut Call<'_>, id: &str, member: &str, change: impl FnOnce(&mut Vec<String>)) {
    call.store.update_row(table::PACKAGES, id, |row| {
        let mut ids = texts_of(row, member);
        change(&mut ids);
        row.insert(member.to_owned(), json!(ids));
    });
}

fn add_incompatible(call: &mut Call<'_>, id: &str, package: &Row, name: &str) -> Result<Reply, Fault> {
    let (_, other) = odata_id(&call.request.body_object()?)?;
    let (table, activity) = match name {
        "incompatibleGroups" => (table::GROUPS, "Create incompatible group"),
        _ => (table::PACKAGES, "Create incompatible access package"),
    };
    if call.find_existing(table, &other).is_none() {
        return Err(Unknown::MissingReference.into());
    }
    let member = format!("_{name}");
    if texts_of(package, &member).contains(&other) {
        return Err(Unknown::DuplicateReference.into());
    }
    set_references(call, id, &member, |ids| ids.push(other));
    call.write_audit(
        &Entry::new(activity, "AccessPackage").about_object(id, text_of(package, "displayName")),
    );
    Ok(Reply::no_content())
}

fn remove_incompatible(
    call: &mut Call<'_>,
    id: &str,
    package: &Row,
    name: &str,
    other: &str,
) -> Result<Reply, Fault> {
    let member = format!("_{name}");
    if !texts_of(package, &member).iter().any(|one| one == other) {
        return Err(Unknown::MissingReference.into());
    }
    let groups = name == "incompatibleGroups";
    let activity = if groups { "Delete incompatible group" } else { "Delete incompatible access package" };
    set_references(call, id, &member, |ids| ids.retain(|one| one != other));
    call.write_audit(
        &Entry::new(activity, "AccessPackage").about_object(id, text_of(package, "displayName")),
    );
    Ok(Reply::no_content())
}
