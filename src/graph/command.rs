//! The writes of the service, one function each, with paths from `facts.md`. `apply::encode` makes the
//! bodies.
//!
//! Must not send anything and must not look into a body.

use serde_json::{Value, json};

use super::Request;
use super::ask::{ENTITLEMENT, ROLES};
use super::request::segment;

fn path(parts: &[&str]) -> String {
    let tail: String = parts.iter().map(|part| format!("/{part}")).collect();
    format!("{ENTITLEMENT}{tail}")
}

fn reference(target: String) -> Value {
    json!({ "@odata.id": target })
}

/// Creates a catalog: 201 with the object (fact catalog-calls).
#[must_use]
pub fn create_catalog(body: Value) -> Request {
    Request::post(path(&["catalogs"]), body)
}

/// Changes a catalog: 204 (fact catalog-calls).
#[must_use]
pub fn change_catalog(id: &str, body: Value) -> Request {
    Request::patch(path(&["catalogs", &segment(id)]), body)
}

/// Deletes a catalog: 204. The service refuses while the catalog contains packages (fact
/// catalog-delete-needs-empty).
#[must_use]
pub fn delete_catalog(id: &str) -> Request {
    Request::delete(path(&["catalogs", &segment(id)]))
}

/// Adds, removes or changes a catalog's resource: 201. The effect can be delayed (fact
/// resource-request-calls).
#[must_use]
pub fn request_resource(body: Value) -> Request {
    Request::post(path(&["resourceRequests"]), body)
}

/// Creates a custom extension of a catalog: 201 (fact extension-calls).
#[must_use]
pub fn create_extension(catalog: &str, body: Value) -> Request {
    Request::post(path(&["catalogs", &segment(catalog), "customWorkflowExtensions"]), body)
}

/// Replaces a custom extension: 200 or 204 (fact extension-calls).
#[must_use]
pub fn replace_extension(catalog: &str, id: &str, body: Value) -> Request {
    Request::put(path(&["catalogs", &segment(catalog), "customWorkflowExtensions", &segment(id)]), body)
}

/// Deletes a custom extension: 204 (fact extension-calls).
#[must_use]
pub fn delete_extension(catalog: &str, id: &str) -> Request {
    Request::delete(path(&["catalogs", &segment(catalog), "customWorkflowExtensions", &segment(id)]))
}

/// Creates an access package: 201 with the object (fact package-calls).
#[must_use]
pub fn create_package(body: Value) -> Request {
    Request::post(path(&["accessPackages"]), body)
}

/// Changes an access package: 204 (fact package-calls).
#[must_use]
pub fn change_package(id: &str, body: Value) -> Request {
    Request::patch(path(&["accessPackages", &segment(id)]), body)
}

/// Deletes an access package: 204. Its role links must be removed first (facts package-calls,
/// package-delete-removes-roles-first).
#[must_use]
pub fn delete_package(id: &str) -> Request {
    Request::delete(path(&["accessPackages", &segment(id)]))
}

/// Adds a role to a package: 201 (fact role-link-calls).
#[must_use]
pub fn add_role_link(package: &str, body: Value) -> Request {
    Request::post(path(&["accessPackages", &segment(package), "resourceRoleScopes"]), body)
}

/// Removes a role from a package: 204 (fact role-link-calls).
#[must_use]
pub fn remove_role_link(package: &str, link: &str) -> Request {
    Request::delete(path(&["accessPackages", &segment(package), "resourceRoleScopes", &segment(link)]))
}

/// Makes a package incompatible with another: 204 (fact incompatible-calls). `base` is the base URL.
#[must_use]
pub fn add_incompatible_package(base: &str, package: &str, other: &str) -> Request {
    let target = format!("{base}{}", path(&["accessPackages", &segment(other)]));
    let list = path(&["accessPackages", &segment(package), "incompatibleAccessPackages", "$ref"]);
    Request::post(list, reference(target))
}

/// Removes an incompatibility with another package: 204 (fact incompatible-calls).
#[must_use]
pub fn remove_incompatible_package(package: &str, other: &str) -> Request {
    let parts = ["accessPackages", &segment(package), "incompatibleAccessPackages", &segment(other), "$ref"];
    Request::delete(path(&parts))
}

/// Makes a package incompatible with a group: 204 (fact incompatible-calls). `base` is the base URL.
#[must_use]
pub fn add_incompatible_group(base: &str, package: &str, group: &str) -> Request {
    let list = path(&["accessPackages", &segment(package), "incompatibleGroups", "$ref"]);
    Request::post(list, reference(format!("{base}/groups/{}", segment(group))))
}

/// Removes an incompatibility with a group: 204 (fact incompatible-calls).
#[must_use]
pub fn remove_incompatible_group(package: &str, group: &str) -> Request {
    let parts = ["accessPackages", &segment(package), "incompatibleGroups", &segment(group), "$ref"];
    Request::delete(path(&parts))
}

/// Creates an assignment policy: 201 with the object (fact policy-calls).
#[must_use]
pub fn create_policy(body: Value) -> Request {
    Request::post(path(&["assignmentPolicies"]), body)
}

/// Replaces a complete assignment policy: 200 with the object (fact policy-put-replaces).
#[must_use]
pub fn replace_policy(id: &str, body: Value) -> Request {
    Request::put(path(&["assignmentPolicies", &segment(id)]), body)
}

/// Deletes an assignment policy: 204 (fact policy-calls).
#[must_use]
pub fn delete_policy(id: &str) -> Request {
    Request::delete(path(&["assignmentPolicies", &segment(id)]))
}

/// Adds, changes or removes an assignment: 201. The effect is delayed; assignments themselves cannot be
/// written (fact assignment-request-calls).
#[must_use]
pub fn request_assignment(body: Value) -> Request {
    Request::post(path(&["assignmentRequests"]), body)
}

/// Creates a connected organization: 201 with the object (fact organization-calls).
#[must_use]
pub fn create_organization(body: Value) -> Request {
    Request::post(path(&["connectedOrganizations"]), body)
}

/// Changes a connected organization: 200, 202 or 204 (fact organization-calls).
#[must_use]
pub fn change_organization(id: &str, body: Value) -> Request {
    Request::patch(path(&["connectedOrganizations", &segment(id)]), body)
}

/// Deletes a connected organization: 204 (fact organization-calls).
#[must_use]
pub fn delete_organization(id: &str) -> Request {
    Request::delete(path(&["connectedOrganizations", &segment(id)]))
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
    const fn word(self) -> &'static str {
        match self {
            Self::Internal => "internalSponsors",
            Self::External => "externalSponsors",
        }
    }
}

/// Adds a sponsor, a user or a group, by object id: 204 (fact sponsor-calls). `base` is the base URL.
#[must_use]
pub fn add_sponsor(base: &str, organization: &str, sponsors: Sponsors, object: &str) -> Request {
    let list = path(&["connectedOrganizations", &segment(organization), sponsors.word(), "$ref"]);
    Request::post(list, reference(format!("{base}/directoryObjects/{}", segment(object))))
}

/// Removes a sponsor: 204 (fact sponsor-calls).
#[must_use]
pub fn remove_sponsor(organization: &str, sponsors: Sponsors, object: &str) -> Request {
    let parts = ["connectedOrganizations", &segment(organization), sponsors.word(), &segment(object), "$ref"];
    Request::delete(path(&parts))
}

/// Changes the tenant-wide settings: 204 (fact settings-calls).
#[must_use]
pub fn change_settings(body: Value) -> Request {
    Request::patch(path(&["settings"]), body)
}

/// Assigns an entitlement role: 201 (fact entitlement-role-calls).
#[must_use]
pub fn assign_role(body: Value) -> Request {
    Request::post(format!("{ROLES}/roleAssignments"), body)
}

/// Removes an entitlement role assignment: 204 (fact entitlement-role-calls).
#[must_use]
pub fn unassign_role(id: &str) -> Request {
    Request::delete(format!("{ROLES}/roleAssignments/{}", segment(id)))
}
