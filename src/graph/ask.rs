//! The reads of the service, one function each, with paths and options from `facts.md` and no others.
//!
//! Must not send anything. Expansions that are tried before a fallback are data in `read::fallbacks`.

use serde_json::json;

use super::Request;
use super::request::{encode_spaces, odata_literal, path_segment};

/// The path of entitlement management below the base URL.
pub const ENTITLEMENT: &str = "/identityGovernance/entitlementManagement";
/// The path of entitlement role assignments below the base URL.
pub const ROLES: &str = "/roleManagement/entitlementManagement";

fn entitlement_request(path: &str, options: &str) -> Request {
    let mark = if options.is_empty() { "" } else { "?" };
    Request::get(format!("{ENTITLEMENT}{path}{mark}{}", encode_spaces(options)))
}

fn directory_request(path: &str, filter: &str, select: &str) -> Request {
    Request::get(encode_spaces(&format!("{path}?$filter={filter}&$select={select}")))
}

/// The tenant of the caller (fact own-tenant).
#[must_use]
pub fn get_own_tenant() -> Request {
    Request::get("/organization?$select=id,displayName,verifiedDomains".to_owned())
}

/// All catalogs (fact catalog-calls).
#[must_use]
pub fn list_catalogs() -> Request {
    entitlement_request("/catalogs", "")
}

/// The resources of a catalog (fact catalog-resource-list).
#[must_use]
pub fn list_resources(catalog: &str, options: &str) -> Request {
    entitlement_request(&format!("/catalogs/{}/resources", path_segment(catalog)), options)
}

/// The custom extensions of a catalog (fact extension-calls).
#[must_use]
pub fn list_extensions(catalog: &str) -> Request {
    entitlement_request(&format!("/catalogs/{}/customWorkflowExtensions", path_segment(catalog)), "")
}

/// The roles of a catalog resource. Only this read is authoritative: expanded roles stay empty for some
/// groups (facts resource-roles-need-filter, expanded-roles-may-be-empty).
#[must_use]
pub fn list_resource_roles(catalog: &str, system: &str, resource: &str) -> Request {
    let filter =
        format!("(originSystem eq {} and resource/id eq {})", odata_literal(system), odata_literal(resource));
    entitlement_request(
        &format!("/catalogs/{}/resourceRoles", path_segment(catalog)),
        &format!("$filter={filter}&$expand=resource"),
    )
}

/// The state of a resource request (fact resource-request-calls).
#[must_use]
pub fn get_resource_request(id: &str) -> Request {
    entitlement_request(&format!("/resourceRequests/{}", path_segment(id)), "")
}

/// All access packages (fact package-calls).
#[must_use]
pub fn list_packages(options: &str) -> Request {
    entitlement_request("/accessPackages", options)
}

/// One access package with its parts (fact package-calls).
#[must_use]
pub fn get_package(id: &str, options: &str) -> Request {
    entitlement_request(&format!("/accessPackages/{}", path_segment(id)), options)
}

/// The access packages that are incompatible with one (fact incompatible-calls).
#[must_use]
pub fn list_incompatible_packages(package: &str) -> Request {
    entitlement_request(&format!("/accessPackages/{}/incompatibleAccessPackages", path_segment(package)), "")
}

/// The groups that are incompatible with an access package (fact incompatible-calls).
#[must_use]
pub fn list_incompatible_groups(package: &str) -> Request {
    entitlement_request(&format!("/accessPackages/{}/incompatibleGroups", path_segment(package)), "")
}

/// All assignment policies (fact policy-calls).
#[must_use]
pub fn list_policies(options: &str) -> Request {
    entitlement_request("/assignmentPolicies", options)
}

/// One assignment policy (fact policy-calls).
#[must_use]
pub fn get_policy(id: &str, options: &str) -> Request {
    entitlement_request(&format!("/assignmentPolicies/{}", path_segment(id)), options)
}

/// The past and present assignments of an access package, or of one of its policies. The filter always names
/// the access package, because a caller with nothing but a catalog role gets no other list (facts
/// assignment-list, assignments-need-package-filter).
#[must_use]
pub fn list_assignments_of(package: &str, policy: Option<&str>) -> Request {
    let of_package = format!("accessPackage/id eq {}", odata_literal(package));
    let filter = match policy {
        Some(policy) => format!("{of_package} and assignmentPolicy/id eq {}", odata_literal(policy)),
        None => of_package,
    };
    entitlement_request("/assignments", &format!("$filter={filter}&$expand=target,assignmentPolicy"))
}

/// One person's assignments to an access package (fact assignment-list).
#[must_use]
pub fn list_assignments_of_person(package: &str, person: &str) -> Request {
    let filter = format!(
        "accessPackage/id eq {} and target/objectId eq {}",
        odata_literal(package),
        odata_literal(person)
    );
    entitlement_request("/assignments", &format!("$filter={filter}&$expand=target,assignmentPolicy"))
}

/// The state of an assignment request (fact assignment-request-calls).
#[must_use]
pub fn get_assignment_request(id: &str) -> Request {
    entitlement_request(&format!("/assignmentRequests/{}", path_segment(id)), "")
}

/// The states of requests that wait for a decision or for their start time (fact pending-request-states).
pub const PENDING: [&str; 3] = ["submitted", "pendingApproval", "scheduled"];

/// The assignment requests in one state. The service does not accept `or` here (fact
/// request-filter-one-state).
#[must_use]
pub fn list_assignment_requests(state: &str) -> Request {
    let options = format!("$filter=state eq {}&$expand=accessPackage", odata_literal(state));
    entitlement_request("/assignmentRequests", &options)
}

/// All connected organizations (fact organization-calls).
#[must_use]
pub fn list_organizations(options: &str) -> Request {
    entitlement_request("/connectedOrganizations", options)
}

/// The internal sponsors of a connected organization (fact sponsor-calls).
#[must_use]
pub fn list_internal_sponsors(organization: &str) -> Request {
    entitlement_request(
        &format!("/connectedOrganizations/{}/internalSponsors", path_segment(organization)),
        "",
    )
}

/// The external sponsors of a connected organization (fact sponsor-calls).
#[must_use]
pub fn list_external_sponsors(organization: &str) -> Request {
    entitlement_request(
        &format!("/connectedOrganizations/{}/externalSponsors", path_segment(organization)),
        "",
    )
}

/// The tenant-wide settings (fact settings-calls).
#[must_use]
pub fn get_settings() -> Request {
    entitlement_request("/settings", "")
}

/// All entitlement role assignments (fact entitlement-role-calls).
#[must_use]
pub fn list_role_assignments(options: &str) -> Request {
    let mark = if options.is_empty() { "" } else { "?" };
    Request::get(format!("{ROLES}/roleAssignments{mark}{options}"))
}

/// The entitlement role assignments of one scope (fact entitlement-role-calls).
#[must_use]
pub fn list_role_assignments_at(scope: &str) -> Request {
    list_role_assignments(&encode_spaces(&format!("$filter=appScopeId eq {}", odata_literal(scope))))
}

/// The entitlement roles assigned directly to a user, group or service principal (fact
/// entitlement-role-calls).
#[must_use]
pub fn list_role_assignments_of(principal: &str) -> Request {
    list_role_assignments(&encode_spaces(&format!("$filter=principalId eq {}", odata_literal(principal))))
}

/// The tenant's subscriptions (fact subscribed-skus).
#[must_use]
pub fn list_subscriptions() -> Request {
    Request::get("/subscribedSkus".to_owned())
}

/// The policy that says who can invite guests (fact invitation-setting).
#[must_use]
pub fn get_authorization_policy() -> Request {
    Request::get("/policies/authorizationPolicy".to_owned())
}

/// The default cross-tenant access settings, for tenants without settings of their own (fact
/// cross-tenant-access).
#[must_use]
pub fn get_cross_tenant_default() -> Request {
    Request::get("/policies/crossTenantAccessPolicy/default".to_owned())
}

/// The cross-tenant access settings of single tenants (fact cross-tenant-access).
#[must_use]
pub fn list_cross_tenant_partners() -> Request {
    Request::get("/policies/crossTenantAccessPolicy/partners".to_owned())
}

const GROUP: &str = "id,displayName,groupTypes,membershipRule,securityEnabled,mailEnabled,onPremisesSyncEnabled,isAssignableToRole";
const USER: &str = "id,displayName,mail,userPrincipalName,userType";
const SERVICE_PRINCIPAL: &str = "id,appId,displayName,appRoles,servicePrincipalType";

/// The groups with a display name (fact group-lookup).
#[must_use]
pub fn find_groups(name: &str) -> Request {
    directory_request("/groups", &format!("displayName eq {}", odata_literal(name)), GROUP)
}

/// The direct members of a group. Nested groups are listed as members and not resolved (fact
/// group-members-are-direct).
#[must_use]
pub fn list_group_members(group: &str) -> Request {
    Request::get(format!("/groups/{}/members", path_segment(group)))
}

/// The users with a email address or user principal name (fact user-lookup).
#[must_use]
pub fn find_users(name: &str) -> Request {
    let name = odata_literal(name);
    directory_request("/users", &format!("mail eq {name} or userPrincipalName eq {name}"), USER)
}

/// The service principals with a display name (fact service-principal-lookup).
#[must_use]
pub fn find_service_principals(name: &str) -> Request {
    directory_request(
        "/servicePrincipals",
        &format!("displayName eq {}", odata_literal(name)),
        SERVICE_PRINCIPAL,
    )
}

/// The service principal of an application id (fact service-principal-lookup).
#[must_use]
pub fn get_service_principal(app: &str) -> Request {
    directory_request("/servicePrincipals", &format!("appId eq {}", odata_literal(app)), SERVICE_PRINCIPAL)
}

/// The service's limit of ids per request (fact objects-by-id).
pub const MOST_IDS: usize = 1000;

/// The objects with these ids, at most `MOST_IDS`. Deleted objects are left out of the answer (fact
/// objects-by-id).
#[must_use]
pub fn get_objects_by_id(ids: &[String]) -> Request {
    let body = json!({"ids": ids, "types": ["user", "group", "servicePrincipal"]});
    Request::question("/directoryObjects/getByIds".to_owned(), body)
}

/// The tenant that owns a domain; 404 if none does (fact tenant-lookup).
#[must_use]
pub fn find_tenant_of_domain(domain: &str) -> Request {
    let domain = odata_literal(domain);
    Request::get(format!("/tenantRelationships/findTenantInformationByDomainName(domainName={domain})"))
}

/// The tenant with an id; 404 if there is none (fact tenant-lookup).
#[must_use]
pub fn find_tenant_of_id(id: &str) -> Request {
    Request::get(format!(
        "/tenantRelationships/findTenantInformationByTenantId(tenantId={})",
        odata_literal(id)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_quoted_and_encoded() {
        assert_eq!(
            find_groups("R&D's").path,
            format!("/groups?$filter=displayName%20eq%20'R%26D%27%27s'&$select={GROUP}")
        );
        assert_eq!(
            list_resource_roles("c", "AadGroup", "r").path,
            "/identityGovernance/entitlementManagement/catalogs/c/resourceRoles?$filter=(originSystem%20eq%20\
             'AadGroup'%20and%20resource/id%20eq%20'r')&$expand=resource"
        );
        assert!(list_role_assignments_at("/").path.ends_with("?$filter=appScopeId%20eq%20'%2F'"));
        assert_eq!(get_objects_by_id(&["a".into()]).headers, []);
    }
}
