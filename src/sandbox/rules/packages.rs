//! Access packages and their incompatibilities.
//!
//! It must not know policies or role links, except whether there are any.

use serde_json::{Value, json};

use super::assignments;
use super::audit::Entry;
use super::links;
use crate::sandbox::call::{Call, odata_id, reference, require_name};
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::odata::navigation::{Followed, follow};
use crate::sandbox::row::{text, texts};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackage";

pub(crate) fn route(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.read();
            read.list(&allowed::PACKAGES, read.view.list(TYPE, table::PACKAGES, |_| true))
        }
        ("POST", []) => create(call),
        ("GET", [id]) => {
            let found = call.view().item(TYPE, table::PACKAGES, id);
            call.read().item(&allowed::PACKAGE, &found.ok_or(Unknown::PackageNotFound)?)
        }
        ("PATCH", [id]) => update(call, id),
        ("DELETE", [id]) => delete(call, id),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        (_, [id, rest @ ..]) => {
            let package = call.existing(table::PACKAGES, id).ok_or(Unknown::PackageNotFound)?;
            below(call, method, id, &package, rest)
        }
    }
}

fn below(
    call: &mut Call<'_>,
    method: &str,
    id: &str,
    package: &Row,
    segments: &[&str],
) -> Result<Reply, Fault> {
    match (method, segments) {
        (_, ["resourceRoleScopes", rest @ ..]) => links::route(call, method, package, rest),
        ("GET", ["assignmentPolicies"]) => {
            let read = call.read();
            let ours = |row: &Row| text(row, "_accessPackage") == id;
            let found = read.view.list("accessPackageAssignmentPolicy", table::POLICIES, ours);
            read.list(&allowed::POLICIES, found)
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
            let read = call.read();
            let Followed::Many(found) = follow(read.view, TYPE, package, name) else {
                return Err(Fault::unsupported_path());
            };
            let groups = *name == "incompatibleGroups";
            read.list(if groups { &allowed::GROUPS } else { &allowed::PACKAGE_REFERENCES }, found)
        }
        ("POST", [name @ ("incompatibleAccessPackages" | "incompatibleGroups"), "$ref"]) => {
            refer(call, id, package, name)
        }
        ("DELETE", [name @ ("incompatibleAccessPackages" | "incompatibleGroups"), other, "$ref"]) => {
            unrefer(call, id, package, name, other)
        }
        _ => Err(Fault::unsupported_path()),
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let check = Check { inline: &["catalog"], ..Check::default() };
    let mut sent = check::body(TYPE, &call.request.object()?, &check)?;
    // The catalog decides who may create, so a body without a catalog is refused as unauthorized.
    let catalog = reference(&sent, "catalog").ok_or_else(Fault::unauthorized)?;
    if call.existing(table::CATALOGS, &catalog).is_none() {
        return Err(Unknown::CatalogNotFound.into());
    }
    require_name(&sent)?;
    let name = text(&sent, "displayName").to_owned();
    let twin = |row: &Row| text(row, "_catalog") == catalog && text(row, "displayName") == name;
    if call.faults.unique_names && call.store.rows(table::PACKAGES).any(|(_, row)| twin(row)) {
        return Err(Fault::new(400, "DuplicateAccessPackage", "The access package already exists."));
    }
    sent.remove("catalog");
    let mut row = Row::new();
    row.insert("description".into(), Value::Null);
    row.insert("isHidden".into(), false.into());
    row.extend(sent.into_iter().filter(|(name, value)| name != "isHidden" || !value.is_null()));
    row.insert("_catalog".into(), catalog.into());
    let created = call.create(TYPE, table::PACKAGES, row);
    call.audit(&Entry::new("Create access package", "AccessPackage").created(&created.1));
    Ok(call.read().written(201, &created))
}

fn update(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let before = call.existing(table::PACKAGES, id).ok_or(Unknown::PackageNotFound)?;
    let check = Check { stored: Some(&before), ..Check::default() };
    let mut sent = check::body(TYPE, &call.request.object()?, &check)?;
    if sent.contains_key("displayName") {
        require_name(&sent)?;
    }
    for fixed in ["id", "createdDateTime", "modifiedDateTime"] {
        sent.remove(fixed);
    }
    call.patch(table::PACKAGES, id, sent);
    let after = call.existing(table::PACKAGES, id).unwrap_or_default();
    call.audit(&Entry::new("Update access package", "AccessPackage").changed(&before, &after));
    Ok(Reply::no_content())
}

fn delete(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.existing(table::PACKAGES, id).ok_or(Unknown::PackageNotFound)?;
    let ours = |row: &Row| text(row, "_accessPackage") == id;
    if call.store.rows(table::ASSIGNMENTS).any(|(_, row)| ours(row) && assignments::is_live(row)) {
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
        .filter(|(_, row)| texts(row, "_incompatibleAccessPackages").iter().any(|other| other == id))
        .map(|(other, _)| other.clone())
        .collect();
    for other in others {
        set_references(call, &other, "_incompatibleAccessPackages", |ids| ids.retain(|one| one != id));
    }
    call.store.remove(table::PACKAGES, id);
    call.audit(&Entry::new("Delete access package", "AccessPackage").deleted(&row));
    Ok(Reply::no_content())
}

fn set_references(call: &mut Call<'_>, id: &str, member: &str, change: impl FnOnce(&mut Vec<String>)) {
    call.store.update(table::PACKAGES, id, |row| {
        let mut ids = texts(row, member);
        change(&mut ids);
        row.insert(member.to_owned(), json!(ids));
    });
}

fn refer(call: &mut Call<'_>, id: &str, package: &Row, name: &str) -> Result<Reply, Fault> {
    let (_, other) = odata_id(&call.request.object()?)?;
    let (table, activity) = match name {
        "incompatibleGroups" => (table::GROUPS, "Create incompatible group"),
        _ => (table::PACKAGES, "Create incompatible access package"),
    };
    if call.existing(table, &other).is_none() {
        return Err(Unknown::MissingReference.into());
    }
    let member = format!("_{name}");
    if texts(package, &member).contains(&other) {
        return Err(Unknown::DuplicateReference.into());
    }
    set_references(call, id, &member, |ids| ids.push(other));
    call.audit(&Entry::new(activity, "AccessPackage").about(id, text(package, "displayName")));
    Ok(Reply::no_content())
}

fn unrefer(call: &mut Call<'_>, id: &str, package: &Row, name: &str, other: &str) -> Result<Reply, Fault> {
    let member = format!("_{name}");
    if !texts(package, &member).iter().any(|one| one == other) {
        return Err(Unknown::MissingReference.into());
    }
    let groups = name == "incompatibleGroups";
    let activity = if groups { "Delete incompatible group" } else { "Delete incompatible access package" };
    set_references(call, id, &member, |ids| ids.retain(|one| one != other));
    call.audit(&Entry::new(activity, "AccessPackage").about(id, text(package, "displayName")));
    Ok(Reply::no_content())
}
