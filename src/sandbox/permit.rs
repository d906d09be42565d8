//! The permission and role that each path needs (facts entitlement-permissions, directory-read-permissions,
//! policy-read-permission, tenant-lookup-permission, catalog-roles-see-part,
//! assignments-need-package-filter).
//!
//! It must not change anything. What Graph shows to a caller who has catalog roles only is decided here and
//! by `Rights::catalogs`, which filters the lists.

use serde_json::json;

use super::call::{Call, reference_in_body};
use super::faults::ScopedLists;
use super::message::{Body, Fault, Reply, Row};
use super::odata::query;
use super::rights::{Duty, Grant, READ, directory_role};
use super::row::text_of;
use super::store::table;
use super::view::catalog_of_row;

const WRITE: &[&str] = &["EntitlementManagement.ReadWrite.All"];
const OWN_REQUESTS: &[&str] =
    &["EntitlementManagement.ReadWrite.All", "EntitlementMgmt-SubjectAccess.ReadWrite"];
const READ_ROLES: &[&str] = &[
    "EntitlementManagement.Read.All",
    "EntitlementManagement.ReadWrite.All",
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
];
const WRITE_ROLES: &[&str] = &["EntitlementManagement.ReadWrite.All", "RoleManagement.ReadWrite.Directory"];

/// Any role on the catalog.
const ANY: &[Duty] = &[Duty::Owner, Duty::Reader, Duty::PackageManager, Duty::AssignmentManager];
const OWNERS: &[Duty] = &[Duty::Owner];
const MANAGERS: &[Duty] = &[Duty::Owner, Duty::PackageManager];
const ASSIGNERS: &[Duty] = &[Duty::Owner, Duty::PackageManager, Duty::AssignmentManager];

/// The decision about a request before any rule handles it.
pub(crate) enum Verdict {
    Pass,
    /// The list is shown empty.
    Nothing,
}

/// Decides whether the caller may make the request.
///
/// # Errors 403: `UnAuthorized` from entitlement management, `Authorization_RequestDenied` from the
/// directory.
pub(crate) fn permit_call(call: &Call<'_>) -> Result<Verdict, Fault> {
    if call.rights.is_unlimited() {
        return Ok(Verdict::Pass);
    }
    let segments = call.request.path_segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let writes = call.request.method != "GET";
    match segments.as_slice() {
        ["identityGovernance", "entitlementManagement", rest @ ..] => permit_entitlement(call, writes, rest),
        ["roleManagement", "entitlementManagement", rest @ ..] => permit_role_management(call, writes, rest),
        others => permit_directory(call, writes, others).map(|()| Verdict::Pass),
    }
}

/// The answer to a list that is empty for this caller.
pub(crate) fn empty_list_reply(call: &Call<'_>) -> Reply {
    let context = format!("{}/$metadata#{}", call.base, call.request.path.trim_start_matches('/'));
    Reply::new(200, json!({"@odata.context": context, "value": []}))
}

fn permit_entitlement(call: &Call<'_>, writes: bool, segments: &[&str]) -> Result<Verdict, Fault> {
    let kind = segments.first().copied().unwrap_or_default();
    let needed = match (kind, writes) {
        ("assignmentRequests", true) => OWN_REQUESTS,
        (_, true) => WRITE,
        (_, false) => READ,
    };
    match call.rights.reach_with(needed) {
        None => Err(Fault::unauthorized()),
        Some(Grant::Administrator) => Ok(Verdict::Pass),
        // Microsoft's pages do not name roles that only read for this list.
        Some(Grant::Reader) if !writes && kind != "connectedOrganizations" => Ok(Verdict::Pass),
        Some(Grant::Reader) if !writes && call.faults.readers_see_organizations => Ok(Verdict::Pass),
        Some(_) if kind == "connectedOrganizations" && call.rights.organizations => Ok(Verdict::Pass),
        Some(_) if writes => write_by_catalog(call, segments).map(|()| Verdict::Pass),
        Some(_) => read_by_catalog(call, segments),
    }
}

/// A read by a caller who has catalog roles only.
fn read_by_catalog(call: &Call<'_>, segments: &[&str]) -> Result<Verdict, Fault> {
    if call.rights.catalogs.is_empty() && !call.rights.creator {
        return Err(Fault::unauthorized());
    }
    match segments {
        // Lists that contain what the caller may read, and the public names of SharePoint's geographies.
        [
            "catalogs"
            | "accessPackages"
            | "resourceRequests"
            | "assignmentRequests"
            | "resourceEnvironments",
        ]
        | ["resourceEnvironments", _] => Ok(Verdict::Pass),
        ["assignments"] => {
            let options = query::parse(&call.request.query)?;
            let package =
                options.filter.as_ref().and_then(|filter| filter.equality_literal("accessPackage/id"));
            let catalog = package.and_then(|id| catalog_of_object(call, table::PACKAGES, id));
            require_duties(call, catalog, ANY).map(|()| Verdict::Pass)
        }
        ["assignmentPolicies" | "connectedOrganizations"] => closed_list(call),
        ["assignmentRequests" | "assignments", _, ..] | ["resourceRequests" | "assignmentPolicies", _] => {
            require_duties(call, catalog_of_path(call, segments), ANY).map(|()| Verdict::Pass)
        }
        ["catalogs" | "accessPackages", _, ..] => {
            require_duties(call, catalog_of_path(call, segments), ANY).map(|()| Verdict::Pass)
        }
        _ => Err(Fault::unauthorized()),
    }
}

/// A list that is closed to callers who have catalog roles only. There is no recording of the answer.
fn closed_list(call: &Call<'_>) -> Result<Verdict, Fault> {
    match call.faults.scoped_lists {
        ScopedLists::Refused => Err(Fault::unauthorized()),
        ScopedLists::Empty => Ok(Verdict::Nothing),
    }
}

fn write_by_catalog(call: &Call<'_>, segments: &[&str]) -> Result<(), Fault> {
    let body = match &call.request.body {
        Body::Json(body) => body.as_object().cloned().unwrap_or_default(),
        Body::None | Body::Malformed(_) => Row::new(),
    };
    match segments {
        ["catalogs"] if call.rights.creator => Ok(()),
        ["catalogs", _, ..] => require_duties(call, catalog_of_path(call, segments), OWNERS),
        ["resourceRequests"] => require_duties(call, reference_in_body(&body, "catalog"), OWNERS),
        ["accessPackages"] => require_duties(call, reference_in_body(&body, "catalog"), MANAGERS),
        ["accessPackages", _, ..] | ["assignmentPolicies", _] => {
            require_duties(call, catalog_of_path(call, segments), MANAGERS)
        }
        ["assignmentPolicies"] => {
            let package = reference_in_body(&body, "accessPackage").unwrap_or_default();
            require_duties(call, catalog_of_object(call, table::PACKAGES, &package), MANAGERS)
        }
        ["assignmentRequests"] => {
            let assignment = body.get("assignment").and_then(|value| value.as_object()).cloned();
            let assignment = assignment.unwrap_or_default();
            let package = catalog_of_object(call, table::PACKAGES, text_of(&assignment, "accessPackageId"));
            let held = catalog_of_object(call, table::ASSIGNMENTS, text_of(&assignment, "id"));
            require_duties(call, package.or(held), ASSIGNERS)
        }
        ["assignmentRequests" | "assignments", _, ..] => {
            require_duties(call, catalog_of_path(call, segments), ASSIGNERS)
        }
        _ => Err(Fault::unauthorized()),
    }
}

fn require_duties(call: &Call<'_>, catalog: Option<String>, duties: &[Duty]) -> Result<(), Fault> {
    let has = catalog.is_some_and(|catalog| call.rights.has_duty(&catalog, duties));
    if has { Ok(()) } else { Err(Fault::unauthorized()) }
}

/// The catalog of the object in a path.
fn catalog_of_path(call: &Call<'_>, segments: &[&str]) -> Option<String> {
    let [kind, id, ..] = segments else { return None };
    match *kind {
        "catalogs" => Some((*id).to_owned()),
        kind => catalog_of_object(call, kind, id),
    }
}

/// The catalog of an object, whether or not readers see it yet.
fn catalog_of_object(call: &Call<'_>, table: &str, id: &str) -> Option<String> {
    call.store.get(table, id).and_then(|row| catalog_of_row(call.store, row))
}

fn permit_role_management(call: &Call<'_>, writes: bool, segments: &[&str]) -> Result<Verdict, Fault> {
    match call.rights.reach_with(if writes { WRITE_ROLES } else { READ_ROLES }) {
        None => return Err(Fault::unauthorized()),
        Some(Grant::Administrator) => return Ok(Verdict::Pass),
        Some(Grant::Reader) if !writes => return Ok(Verdict::Pass),
        Some(_) => {}
    }
    let catalog = |scope: &str| scope.strip_prefix("/AccessPackageCatalog/").map(str::to_owned);
    let of_row = |id: &str| catalog(text_of(call.store.get(table::ROLE_ASSIGNMENTS, id)?, "appScopeId"));
    match (writes, segments) {
        (false, ["roleDefinitions", ..]) => Ok(Verdict::Pass),
        (false, ["roleAssignments"]) => {
            let options = query::parse(&call.request.query)?;
            let scope = options.filter.as_ref().and_then(|filter| filter.equality_literal("appScopeId"));
            match scope {
                Some(scope) => require_duties(call, catalog(scope), ANY).map(|()| Verdict::Pass),
                None => closed_list(call),
            }
        }
        (false, ["roleAssignments", id]) => require_duties(call, of_row(id), ANY).map(|()| Verdict::Pass),
        (true, ["roleAssignments"]) => {
            let body = call.request.body_object()?;
            require_duties(call, catalog(text_of(&body, "appScopeId")), OWNERS).map(|()| Verdict::Pass)
        }
        (true, ["roleAssignments", id]) => require_duties(call, of_row(id), OWNERS).map(|()| Verdict::Pass),
        _ => Err(Fault::unauthorized()),
    }
}

/// Everything outside entitlement management.
fn permit_directory(call: &Call<'_>, writes: bool, segments: &[&str]) -> Result<(), Fault> {
    use directory_role::*;
    const DIRECTORY: [&str; 2] = ["Directory.Read.All", "Directory.ReadWrite.All"];
    let (least, directory, roles): (&[&str], bool, &[&str]) = match (segments, writes) {
        (["users", ..], _) => (&["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All"], true, &[]),
        (["groups", _, _, ..], _) => {
            (&["GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All"], true, &[])
        }
        (["groups", ..], _) => (
            &["Group.ReadBasic.All", "GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All"],
            true,
            &[],
        ),
        ([head, ..], _) if head.starts_with("servicePrincipals") || head.starts_with("applications") => {
            (&["Application.Read.All", "Application.ReadWrite.All"], true, &[])
        }
        (["sites" | "sites:", ..], _) => {
            (&["Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All"], false, &[])
        }
        (["directoryObjects", ..], _) => (&[], true, &[]),
        (["organization"], _) => (&["Organization.Read.All", "Organization.ReadWrite.All"], true, &[]),
        (["domains", ..], _) => (&["Domain.Read.All", "Domain.ReadWrite.All"], true, &[]),
        (["tenantRelationships", ..], _) => (&["CrossTenantInformation.ReadBasic.All"], false, &[]),
        (["subscribedSkus"], _) => (&["LicenseAssignment.Read.All", "Organization.Read.All"], true, &[]),
        (["policies", ..], false) => (&["Policy.Read.All"], false, &[]),
        (["policies", "authorizationPolicy", ..], true) => {
            (&["Policy.ReadWrite.Authorization"], false, &[GLOBAL_ADMINISTRATOR])
        }
        (["policies", ..], true) => {
            (&["Policy.ReadWrite.CrossTenantAccess"], false, &[GLOBAL_ADMINISTRATOR, SECURITY_ADMINISTRATOR])
        }
        (["auditLogs", ..], _) => (
            &["AuditLog.Read.All"],
            false,
            &[GLOBAL_ADMINISTRATOR, REPORTS_READER, SECURITY_READER, SECURITY_ADMINISTRATOR, GLOBAL_READER],
        ),
        // `dispatch` refuses unknown paths.
        _ => return Ok(()),
    };
    let permitted =
        call.rights.has_permission(least) || (directory && call.rights.has_permission(&DIRECTORY));
    let has_role = roles.is_empty() || call.rights.has_role(roles);
    if permitted && has_role { Ok(()) } else { Err(Fault::denied()) }
}
