//! The writes of the service, one function each, with paths from `facts.md`. `apply::encode` makes the
//! bodies.
//!
//! Must not send anything and must not look into a body.

use serde_json::{Value, json};

use super::Request;
use super::ask::{ENTITLEMENT, ROLES};
use super::request::path_segment;

fn join_path(parts: &[&str]) -> String {
    let tail: String = parts.iter().map(|part| format!("/{part}")).collect();
    format!("{ENTITLEMENT}{tail}")
}

fn reference_body(target: String) -> Value {
    json!({ "@odata.id": target })
}

/// Creates a catalog: 201 with the object (fact catalog-calls).
#[must_use]
pub fn create_catalog(body: Value) -> Request {
    Request::post(join_path(&["catalogs"]), body)
}

/// Changes a catalog: 204 (fact catalog-calls).
#[must_use]
pub fn change_catalog(id: &str, body: Value) -> Request {
    Request::patch(join_path(&["catalogs", &path_segment(id)]), body)
}

/// Deletes a catalog: 204. The service refuses while the catalog contains packages (fact
/// catalog-delete-needs-empty).
#[must_use]
pub fn delete_catalog_request(id: &str) -> Request {
    Request::delete(join_path(&["catalogs", &path_segment(id)]))
}

/// Adds, removes or changes a catalog's resource: 201. The effect can be delayed (fact
/// resource-request-calls).
#[must_use]
pub fn request_resource(body: Value) -> Request {
    Request::post(join_path(&["resourceRequests"]), body)
}

/// Creates a custom extension of a catalog: 201 (fact extension-calls).
#[must_use]
pub fn create_extension(catalog: &str, body: Value) -> Request {
    Request::post(join_path(&["catalogs", &path_segment(catalog), "customWorkflowExtensions"]), body)
}

/// Replaces a custom extension: 200 or 204 (fact extension-calls).
#[must_use]
pub fn replace_extension(catalog: &str, id: &str, body: Value) -> Request {
    Request::put(
        join_path(&["catalogs", &path_segment(catalog), "customWorkflowExtensions", &path_segment(id)]),
        body,
    )
}

/// Deletes a custom extension: 204 (fact extension-calls).
#[must_use]
pub fn delete_extension(catalog: &str, id: &str) -> Request {
    Request::delete(join_path(&[
        "catalogs",
        &path_segment(catalog),
        "customWorkflowExtensions",
        &path_segment(id),
    ]))
}

/// Creates an access package: 201 with the object (fact package-calls).
#[must_use]
pub fn create_package(body: Value) -> Request {
    Request::post(join_path(&["accessPackages"]), body)
}

/// Changes an access package: 204 (fact package-calls).
#[must_use]
pub fn change_package(id: &str, body: Value) -> Request {
    Request::patch(join_path(&["accessPackages", &path_segment(id)]), body)
}

/// Deletes an access package: 204. Its role links must be removed first (facts package-calls,
/// package-delete-removes-roles-first).
#[must_use]
pub fn delete_package_request(id: &str) -> Request {
    Request::delete(join_path(&["accessPackages", &path_segment(id)]))
}

/// Adds a role to a package: 201 (fact role-link-calls).
#[must_use]
pub fn add_role_link(package: &str, body: Value) -> Request {
    Request::post(join_path(&["accessPackages", &path_segment(package), "resourceRoleScopes"]), body)
}

/// Removes a role from a package: 204 (fact role-link-calls).
#[must_use]
pub fn remove_role_link(package: &str, link: &str) -> Request {
    Request::delete(join_path(&[
        "accessPackages",
        &path_segment(package),
        "resourceRoleScopes",
        &path_segment(link),
    ]))
}

/// Makes a package incompatible with another: 204 (fact incompatible-calls). `base` is the base URL.
#[must_use]
pub fn add_incompatible_package(base: &str, package: &str, other: &str) -> Request {
    let target = format!("{base}{}", join_path(&["accessPackages", &path_segment(other)]));
    let list = join_path(&["accessPackages", &path_segment(package), "incompatibleAccessPackages", "$ref"]);
    Request::post(list, reference_body(target))
}

/// Removes an incompatibility with another package: 204 (fact incompatible-calls).
#[must_use]
pub fn remove_incompatible_package(package: &str, other: &str) -> Request {
    let parts = [
        "accessPackages",
        &path_segment(package),
        "incompatibleAccessPackages",
        &path_segment(other),
        "$ref",
    ];
    Request::delete(join_path(&parts))
}

/// Makes a package incompatible with a group: 204 (fact incompatible-calls). `base` is the base URL.
#[must_use]
pub fn add_incompatible_group(base: &str, package: &str, group: &str) -> Request {
    let list = join_path(&["accessPackages", &path_segment(package), "incompatibleGroups", "$ref"]);
    Request::post(list, reference_body(format!("{base}/groups/{}", path_segment(group))))
}

/// Removes an incompatibility with a group: 204 (fact incompatible-calls).
#[must_use]
pub fn remove_incompatible_group(package: &str, group: &str) -> Request {
    let parts =
        ["accessPackages", &path_segment(package), "incompatibleGroups", &path_segment(group), "$ref"];
    Request::delete(join_path(&parts))
}

/// Creates an assignment policy: 201 with the object (fact policy-calls).
#[must_use]
pub fn create_policy(body: Value) -> Request {
    Request::post(join_path(&["assignmentPolicies"]), body)
}

/// Replaces a complete assignment policy: 200 with the object (fact policy-put-replaces).
#[must_use]
pub fn replace_policy(id: &str, body: Value) -> Request {
    Request::put(join_path(&["assignmentPolicies", &path_segment(id)]), body)
}

/// Deletes an assignment policy: 204 (fact policy-calls).
#[must_use]
pub fn delete_policy(id: &str) -> Request {
    Request::delete(join_path(&["assignmentPolicies", &path_segment(id)]))
}

/// Adds, changes or removes an assignment: 201. The effect is delayed; assignments themselves cannot be
/// written (fact assignment-request-calls).
#[must_use]
pub fn request_assignment(body: Value) -> Request {
    Request::post(join_path(&["assignmentRequests"]), body)
}

/// Creates a connected organization: 201 with the object (fact organization-calls).
#[must_use]
pub fn create_organization_request(body: Value) -> Request {
    Request::post(join_path(&["connectedOrganizations"]), body)
}

/// Changes a connected organization: 200, 202 or 204 (fact organization-calls).
#[must_use]
pub fn change_organization(id: &str, body: Value) -> Request {
    Request::patch(join_path(&["connectedOrganizations", &path_segment(id)]), body)
}

/// Deletes a connected organization: 204 (fact organization-calls).
#[must_use]
pub fn delete_organization(id: &str) -> Request {
    Request::delete(join_path(&["connectedOrganizations", &path_segment(id)]))
}

/// One of the two lists of sponsors of a connected organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sponsors {
    /// Users and groups of the caller's directory.
    Internal,
    /// Guests from the connected organization.
    External,
}

impl Sponsors {
    const fn path_word(self) -> &'static str {
        match self {
            Self::Internal => "internalSponsors",
            Self::External => "externalSponsors",
        }
    }
}

/// Adds a sponsor, a user or a group, by object id: 204 (fact sponsor-calls). `base` is the base URL.
#[must_use]
pub fn add_sponsor(base: &str, organization: &str, sponsors: Sponsors, object: &str) -> Request {
    let list =
        join_path(&["connectedOrganizations", &path_segment(organization), sponsors.path_word(), "$ref"]);
    Request::post(list, reference_body(format!("{base}/directoryObjects/{}", path_segment(object))))
}

/// Removes a sponsor: 204 (fact sponsor-calls).
#[must_use]
pub fn remove_sponsor(organization: &str, sponsors: Sponsors, object: &str) -> Request {
    let parts = [
        "connectedOrganizations",
        &path_segment(organization),
        sponsors.path_word(),
        &path_segment(object),
        "$ref",
    ];
    Request::delete(join_path(&parts))
}

/// Changes the tenant-wide settings: 204 (fact settings-calls).
#[must_use]
pub fn change_settings(body: Value) -> Request {
    Request::patch(join_path(&["settings"]), body)
}

/// Assigns an entitlement role: 201 (fact entitlement-role-calls).
#[must_use]
pub fn assign_role(body: Value) -> Request {
    Request::post(format!("{ROLES}/roleAssignments"), body)
}

/// Removes an entitlement role assignment: 204 (fact entitlement-role-calls).
#[must_use]
pub fn unassign_role(id: &str) -> Request {
    Request::delete(format!("{ROLES}/roleAssignments/{}", path_segment(id)))
}
