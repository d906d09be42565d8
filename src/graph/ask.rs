//! The questions asked of the service, one function each: paths and options of `facts.md`, and no others.
//!
//! Must not send anything. Expansions that are tried before a fallback are data in `read::ladder`.

use serde_json::json;

use super::Request;
use super::request::{literal, segment, spaced};

/// Where entitlement management lives below the base URL.
pub const ENTITLEMENT: &str = "/identityGovernance/entitlementManagement";
/// Where entitlement role assignments live below the base URL.
pub const ROLES: &str = "/roleManagement/entitlementManagement";

fn entitlement(path: &str, options: &str) -> Request {
    let mark = if options.is_empty() { "" } else { "?" };
    Request::get(format!("{ENTITLEMENT}{path}{mark}{}", spaced(options)))
}

fn directory(path: &str, filter: &str, select: &str) -> Request {
    Request::get(spaced(&format!("{path}?$filter={filter}&$select={select}")))
}

/// Which tenant is this? (fact own-tenant)
#[must_use]
pub fn own_tenant() -> Request {
    Request::get("/organization?$select=id,displayName,verifiedDomains".to_owned())
}

/// Which catalogs are there? (fact catalog-calls)
#[must_use]
pub fn catalogs() -> Request {
    entitlement("/catalogs", "")
}

/// Which resources does a catalog hold? (fact catalog-resource-list)
#[must_use]
pub fn resources(catalog: &str, options: &str) -> Request {
    entitlement(&format!("/catalogs/{}/resources", segment(catalog)), options)
}

/// Which custom extensions does a catalog hold? (fact extension-calls)
#[must_use]
pub fn extensions(catalog: &str) -> Request {
    entitlement(&format!("/catalogs/{}/customWorkflowExtensions", segment(catalog)), "")
}

/// Which roles does a catalog resource offer? The authoritative read: expanded roles stay empty for some groups
/// (facts resource-roles-need-filter, expanded-roles-may-be-empty).
#[must_use]
pub fn resource_roles(catalog: &str, system: &str, resource: &str) -> Request {
    let filter = format!("(originSystem eq {} and resource/id eq {})", literal(system), literal(resource));
    entitlement(
        &format!("/catalogs/{}/resourceRoles", segment(catalog)),
        &format!("$filter={filter}&$expand=resource"),
    )
}

/// How far is a resource request? (fact resource-request-calls)
#[must_use]
pub fn resource_request(id: &str) -> Request {
    entitlement(&format!("/resourceRequests/{}", segment(id)), "")
}

/// Which access packages are there? (fact package-calls)
#[must_use]
pub fn packages(options: &str) -> Request {
    entitlement("/accessPackages", options)
}

/// What is in one access package? (fact package-calls)
#[must_use]
pub fn package(id: &str, options: &str) -> Request {
    entitlement(&format!("/accessPackages/{}", segment(id)), options)
}

/// Which packages keep people from this one? (fact incompatible-calls)
#[must_use]
pub fn incompatible_packages(package: &str) -> Request {
    entitlement(&format!("/accessPackages/{}/incompatibleAccessPackages", segment(package)), "")
}

/// Which groups keep people from this package? (fact incompatible-calls)
#[must_use]
pub fn incompatible_groups(package: &str) -> Request {
    entitlement(&format!("/accessPackages/{}/incompatibleGroups", segment(package)), "")
}

/// Which assignment policies are there? (fact policy-calls)
#[must_use]
pub fn policies(options: &str) -> Request {
    entitlement("/assignmentPolicies", options)
}

/// What does one assignment policy say? (fact policy-calls)
#[must_use]
pub fn policy(id: &str, options: &str) -> Request {
    entitlement(&format!("/assignmentPolicies/{}", segment(id)), options)
}

/// Who has, or had, a package? Always asked by package, since callers with a role on a catalog alone are answered
/// no other way; of one policy where only that is meant (facts assignment-list, assignments-need-package-filter).
#[must_use]
pub fn assignments(package: &str, policy: Option<&str>) -> Request {
    let of_package = format!("accessPackage/id eq {}", literal(package));
    let filter = match policy {
        Some(policy) => format!("{of_package} and assignmentPolicy/id eq {}", literal(policy)),
        None => of_package,
    };
    entitlement("/assignments", &format!("$filter={filter}&$expand=target,assignmentPolicy"))
}

/// Which assignments of a package does one person have? (fact assignment-list)
#[must_use]
pub fn assignments_of(package: &str, person: &str) -> Request {
    let filter =
        format!("accessPackage/id eq {} and target/objectId eq {}", literal(package), literal(person));
    entitlement("/assignments", &format!("$filter={filter}&$expand=target,assignmentPolicy"))
}

/// How far is an assignment request? (fact assignment-request-calls)
#[must_use]
pub fn assignment_request(id: &str) -> Request {
    entitlement(&format!("/assignmentRequests/{}", segment(id)), "")
}

/// The states of requests that wait for somebody or for their time (fact pending-request-states).
pub const PENDING: [&str; 3] = ["submitted", "pendingApproval", "scheduled"];

/// Which requests are in this state? One state a question: the service takes no `or` here
/// (fact request-filter-one-state).
#[must_use]
pub fn assignment_requests(state: &str) -> Request {
    let options = format!("$filter=state eq {}&$expand=accessPackage", literal(state));
    entitlement("/assignmentRequests", &options)
}

/// Which connected organizations are there? (fact organization-calls)
#[must_use]
pub fn organizations(options: &str) -> Request {
    entitlement("/connectedOrganizations", options)
}

/// Who of us sponsors an organization? (fact sponsor-calls)
#[must_use]
pub fn internal_sponsors(organization: &str) -> Request {
    entitlement(&format!("/connectedOrganizations/{}/internalSponsors", segment(organization)), "")
}

/// Who of them sponsors an organization? (fact sponsor-calls)
#[must_use]
pub fn external_sponsors(organization: &str) -> Request {
    entitlement(&format!("/connectedOrganizations/{}/externalSponsors", segment(organization)), "")
}

/// What happens to guests after their last assignment? (fact settings-calls)
#[must_use]
pub fn settings() -> Request {
    entitlement("/settings", "")
}

/// Who holds which entitlement role? (fact entitlement-role-calls)
#[must_use]
pub fn role_assignments(options: &str) -> Request {
    let mark = if options.is_empty() { "" } else { "?" };
    Request::get(format!("{ROLES}/roleAssignments{mark}{options}"))
}

/// Who holds which entitlement role in one scope? (fact entitlement-role-calls)
#[must_use]
pub fn role_assignments_at(scope: &str) -> Request {
    role_assignments(&spaced(&format!("$filter=appScopeId eq {}", literal(scope))))
}

/// Which entitlement roles does this user, group or service principal hold itself? (fact entitlement-role-calls)
#[must_use]
pub fn role_assignments_of(principal: &str) -> Request {
    role_assignments(&spaced(&format!("$filter=principalId eq {}", literal(principal))))
}

/// Which products does the tenant have? (fact subscribed-skus)
#[must_use]
pub fn subscriptions() -> Request {
    Request::get("/subscribedSkus".to_owned())
}

/// Who may invite guests? (fact invitation-setting)
#[must_use]
pub fn authorization_policy() -> Request {
    Request::get("/policies/authorizationPolicy".to_owned())
}

/// Whose people may be guests where nothing else is said of their tenant? (fact cross-tenant-access)
#[must_use]
pub fn cross_tenant_default() -> Request {
    Request::get("/policies/crossTenantAccessPolicy/default".to_owned())
}

/// Of which tenants is something else said? (fact cross-tenant-access)
#[must_use]
pub fn cross_tenant_partners() -> Request {
    Request::get("/policies/crossTenantAccessPolicy/partners".to_owned())
}

const GROUP: &str = "id,displayName,groupTypes,membershipRule,securityEnabled,mailEnabled,onPremisesSyncEnabled,isAssignableToRole";
const USER: &str = "id,displayName,mail,userPrincipalName,userType";
const SERVICE_PRINCIPAL: &str = "id,appId,displayName,appRoles,servicePrincipalType";

/// Which groups have this display name? (fact group-lookup)
#[must_use]
pub fn groups_named(name: &str) -> Request {
    directory("/groups", &format!("displayName eq {}", literal(name)), GROUP)
}

/// Who is in this group? Groups that are in it are listed themselves, not their members
/// (fact group-members-are-direct).
#[must_use]
pub fn group_members(group: &str) -> Request {
    Request::get(format!("/groups/{}/members", segment(group)))
}

/// Which users have this mail address or user principal name? (fact user-lookup)
#[must_use]
pub fn users_named(name: &str) -> Request {
    let name = literal(name);
    directory("/users", &format!("mail eq {name} or userPrincipalName eq {name}"), USER)
}

/// Which service principals have this display name? (fact service-principal-lookup)
#[must_use]
pub fn service_principals_named(name: &str) -> Request {
    directory("/servicePrincipals", &format!("displayName eq {}", literal(name)), SERVICE_PRINCIPAL)
}

/// Which service principal has this app id? (fact service-principal-lookup)
#[must_use]
pub fn service_principal_of(app: &str) -> Request {
    directory("/servicePrincipals", &format!("appId eq {}", literal(app)), SERVICE_PRINCIPAL)
}

/// How many ids one question takes (fact objects-by-id).
pub const MOST_IDS: usize = 1000;

/// What are these ids, at most `MOST_IDS` of them? Those that are gone are not in the answer (fact objects-by-id).
#[must_use]
pub fn objects_by_id(ids: &[String]) -> Request {
    let body = json!({"ids": ids, "types": ["user", "group", "servicePrincipal"]});
    Request::question("/directoryObjects/getByIds".to_owned(), body)
}

/// Which tenant owns this domain? 404 for none (fact tenant-lookup).
#[must_use]
pub fn tenant_of_domain(domain: &str) -> Request {
    let domain = literal(domain);
    Request::get(format!("/tenantRelationships/findTenantInformationByDomainName(domainName={domain})"))
}

/// Which tenant has this id? 404 for none (fact tenant-lookup).
#[must_use]
pub fn tenant_of_id(id: &str) -> Request {
    Request::get(format!("/tenantRelationships/findTenantInformationByTenantId(tenantId={})", literal(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_quoted_and_encoded() {
        assert_eq!(
            groups_named("R&D's").path,
            format!("/groups?$filter=displayName%20eq%20'R%26D%27%27s'&$select={GROUP}")
        );
        assert_eq!(
            resource_roles("c", "AadGroup", "r").path,
            "/identityGovernance/entitlementManagement/catalogs/c/resourceRoles?$filter=(originSystem%20eq%20\
             'AadGroup'%20and%20resource/id%20eq%20'r')&$expand=resource"
        );
        assert!(role_assignments_at("/").path.ends_with("?$filter=appScopeId%20eq%20'%2F'"));
        assert_eq!(objects_by_id(&["a".into()]).headers, []);
    }
}
