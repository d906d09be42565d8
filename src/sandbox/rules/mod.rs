//! The behaviour of the objects, one file per kind, and the paths that lead to them.
//!
//! This file must only choose the file.

pub(crate) mod assignments;
pub(crate) mod audit;
pub(crate) mod catalogs;
pub(crate) mod directory;
pub(crate) mod extensions;
pub(crate) mod links;
pub(crate) mod neighbours;
pub(crate) mod organizations;
pub(crate) mod packages;
pub(crate) mod policies;
pub(crate) mod policies_scope;
pub(crate) mod policy_body;
pub(crate) mod requests;
pub(crate) mod resource_requests;
pub(crate) mod resources;
pub(crate) mod roles;
pub(crate) mod settings;

use super::call::Call;
use super::message::{Fault, Reply};

pub(crate) fn dispatch_request(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let segments = call.request.path_segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let method = call.request.method.clone();
    match segments.as_slice() {
        ["identityGovernance", "entitlementManagement", rest @ ..] => route_entitlement(call, &method, rest),
        ["roleManagement", "entitlementManagement", rest @ ..] => {
            roles::route_role_assignments(call, &method, rest)
        }
        ["auditLogs", "directoryAudits"] if method == "GET" => audit::list_audit_entries(call),
        all @ (["policies", ..] | ["subscribedSkus"]) => neighbours::route_neighbours(call, &method, all),
        all => directory::route_directory(call, &method, all),
    }
}

fn route_entitlement(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    let Some((kind, rest)) = segments.split_first() else { return Err(Fault::unsupported_path()) };
    match *kind {
        "catalogs" => catalogs::route_catalogs(call, method, rest),
        "resourceRequests" => resource_requests::route_resource_requests(call, method, rest),
        "resourceEnvironments" => resources::route_environments(call, method, rest),
        "accessPackages" => packages::route_packages(call, method, rest),
        "assignmentPolicies" => policies::route_policies(call, method, rest),
        "connectedOrganizations" => organizations::route_organizations(call, method, rest),
        "settings" if rest.is_empty() => settings::route_settings(call, method),
        "assignments" => assignments::route_assignments(call, method, rest),
        "assignmentRequests" => requests::route_requests(call, method, rest),
        // Declared in the metadata, but not implemented by the service.
        "accessPackageSuggestions" | "availableAccessPackages" | "controlConfigurations" => {
            Err(Fault::no_such_operation(&call.request.path))
        }
        "resourceRoleScopes" => Err(Fault::new(404, "UnknownError", "{\"errorCode\":\"\",\"message\":\"\"}")),
        _ => Err(Fault::unsupported_path()),
    }
}
