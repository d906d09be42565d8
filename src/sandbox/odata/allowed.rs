//! The query options that each path supports, and how well each is proven.
//!
//! It must not parse or answer anything. "Recorded" means the output of a live run or explicit documentation.

use super::filter::Filter;
use super::query::{Expand, Options};
use crate::sandbox::message::{Fault, Request};
use crate::sandbox::types;

/// How well an option is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Documented, or recorded from a live service.
    Sure,
    /// Used in public code, or declared in the metadata and never observed. Strict mode refuses it.
    Weak,
}

use Proof::{Sure, Weak};

/// The options of one path.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) ty: &'static str,
    pub(crate) filter: &'static [(&'static str, Proof)],
    /// Nested paths.
    pub(crate) expand: &'static [(&'static str, Proof)],
    pub(crate) order: &'static [&'static str],
    /// Directory objects support some operators in advanced queries only.
    pub(crate) directory: bool,
}

const fn path_rules(
    ty: &'static str,
    filter: &'static [(&'static str, Proof)],
    expand: &'static [(&'static str, Proof)],
) -> Rules {
    Rules { ty, filter, expand, order: &[], directory: false }
}

const fn directory_rules(ty: &'static str, filter: &'static [(&'static str, Proof)]) -> Rules {
    Rules { ty, filter, expand: &[], order: &["displayName"], directory: true }
}

const NAME: (&str, Proof) = ("displayName", Sure);

pub(crate) static CATALOGS: Rules = path_rules(
    "accessPackageCatalog",
    &[NAME, ("id", Weak)],
    &[
        ("accessPackages", Sure),
        ("resources", Weak),
        ("resources/roles", Weak),
        ("resources/scopes", Weak),
        ("resources/environment", Weak),
    ],
);
pub(crate) static RESOURCES: Rules = path_rules(
    "accessPackageResource",
    &[("originSystem", Sure), ("originId", Sure), ("id", Sure), NAME],
    &[("roles", Sure), ("scopes", Sure), ("environment", Sure)],
);
pub(crate) static RESOURCE_ROLES: Rules = path_rules(
    "accessPackageResourceRole",
    &[("originSystem", Sure), ("resource/id", Sure)],
    &[("resource", Sure)],
);
pub(crate) static RESOURCE_SCOPES: Rules =
    path_rules("accessPackageResourceScope", &[("originSystem", Weak)], &[("resource", Weak)]);
pub(crate) static RESOURCE_REQUESTS: Rules = path_rules(
    "accessPackageResourceRequest",
    &[("id", Sure), ("requestType", Sure), ("state", Sure), ("catalog/id", Weak)],
    &[("catalog", Sure), ("resource", Sure)],
);
pub(crate) static ENVIRONMENTS: Rules =
    path_rules("accessPackageResourceEnvironment", &[("originSystem", Sure)], &[("resources", Sure)]);
pub(crate) static PACKAGES: Rules = path_rules(
    "accessPackage",
    &[NAME, ("catalog/id", Sure), ("catalog/displayName", Weak), ("id", Weak)],
    &[
        ("catalog", Sure),
        ("assignmentPolicies", Weak),
        ("resourceRoleScopes", Sure),
        ("resourceRoleScopes/role", Sure),
        ("resourceRoleScopes/scope", Sure),
        ("resourceRoleScopes/role/resource", Weak),
        ("incompatibleAccessPackages", Weak),
        ("incompatibleGroups", Weak),
    ],
);
pub(crate) static PACKAGE: Rules = path_rules(
    "accessPackage",
    &[],
    &[
        ("catalog", Sure),
        ("assignmentPolicies", Sure),
        ("resourceRoleScopes", Sure),
        ("resourceRoleScopes/role", Sure),
        ("resourceRoleScopes/scope", Sure),
        ("resourceRoleScopes/role/resource", Weak),
        ("incompatibleAccessPackages", Weak),
        ("incompatibleGroups", Weak),
        ("accessPackagesIncompatibleWith", Weak),
    ],
);
/// The incompatible packages, and those incompatible with one.
pub(crate) static PACKAGE_REFERENCES: Rules =
    path_rules("accessPackage", &[NAME, ("id", Sure)], &[("catalog", Weak)]);
pub(crate) static ROLE_SCOPES: Rules = path_rules(
    "accessPackageResourceRoleScope",
    &[],
    &[("role", Sure), ("scope", Sure), ("role/resource", Sure)],
);
pub(crate) static POLICIES: Rules = path_rules(
    "accessPackageAssignmentPolicy",
    &[NAME, ("accessPackage/id", Sure), ("catalog/id", Weak), ("id", Weak)],
    &[
        ("accessPackage", Sure),
        ("catalog", Weak),
        ("questions", Weak),
        ("customExtensionStageSettings", Weak),
        ("customExtensionStageSettings/customExtension", Weak),
    ],
);
pub(crate) static POLICY: Rules = path_rules(
    "accessPackageAssignmentPolicy",
    &[],
    &[
        ("accessPackage", Sure),
        ("catalog", Sure),
        ("questions", Sure),
        ("customExtensionStageSettings", Sure),
        ("customExtensionStageSettings/customExtension", Sure),
    ],
);
pub(crate) static ORGANIZATIONS: Rules = path_rules(
    "connectedOrganization",
    &[NAME, ("identitySources/tenantId", Weak)],
    &[("internalSponsors", Weak), ("externalSponsors", Weak)],
);
pub(crate) static EXTENSIONS: Rules = path_rules("customCalloutExtension", &[NAME], &[]);
pub(crate) static ROLE_DEFINITIONS: Rules = path_rules(
    "unifiedRoleDefinition",
    &[("id", Sure), NAME, ("isBuiltIn", Sure)],
    &[("inheritsPermissionsFrom", Sure)],
);
pub(crate) static ROLE_ASSIGNMENTS: Rules = path_rules(
    "unifiedRoleAssignment",
    &[("appScopeId", Sure), ("principalId", Sure), ("roleDefinitionId", Sure)],
    &[("principal", Sure), ("roleDefinition", Sure)],
);
pub(crate) static SETTINGS: Rules = path_rules("entitlementManagementSettings", &[], &[]);
pub(crate) static ASSIGNMENTS: Rules = path_rules(
    "accessPackageAssignment",
    &[
        ("accessPackage/id", Sure),
        ("assignmentPolicy/id", Sure),
        ("target/objectId", Sure),
        ("state", Sure),
        ("accessPackage/catalog/id", Weak),
    ],
    &[
        ("target", Sure),
        ("accessPackage", Sure),
        ("assignmentPolicy", Sure),
        ("target/connectedOrganization", Weak),
        ("accessPackage/catalog", Weak),
    ],
);
pub(crate) static ASSIGNMENT_REQUESTS: Rules = path_rules(
    "accessPackageAssignmentRequest",
    &[("state", Sure), ("accessPackage/id", Weak), ("requestType", Weak)],
    &[
        ("requestor", Sure),
        ("requestor/connectedOrganization", Sure),
        ("accessPackage", Sure),
        ("assignment", Sure),
        ("assignment/target", Weak),
    ],
);
pub(crate) static AUDITS: Rules = Rules {
    ty: "directoryAudit",
    filter: &[
        ("loggedByService", Sure),
        ("category", Sure),
        ("activityDisplayName", Sure),
        ("activityDateTime", Sure),
        ("correlationId", Sure),
        ("targetResources/id", Sure),
        ("initiatedBy/user/id", Sure),
        ("initiatedBy/app/displayName", Sure),
    ],
    expand: &[],
    order: &["activityDateTime"],
    directory: false,
};
pub(crate) static USERS: Rules = directory_rules(
    "user",
    &[("mail", Sure), ("userPrincipalName", Sure), ("id", Sure), ("userType", Sure), NAME],
);
pub(crate) static GROUPS: Rules = directory_rules("group", &[NAME, ("id", Sure), ("mailNickname", Sure)]);
pub(crate) static SERVICE_PRINCIPALS: Rules =
    directory_rules("servicePrincipal", &[("appId", Sure), NAME, ("id", Sure)]);
/// Sponsors and the answer of getByIds.
pub(crate) static DIRECTORY_OBJECTS: Rules = directory_rules("directoryObject", &[]);
pub(crate) static ORGANIZATION: Rules = path_rules("organization", &[], &[]);
pub(crate) static AUTHORIZATION_POLICY: Rules = path_rules("authorizationPolicy", &[], &[]);
pub(crate) static CROSS_TENANT_DEFAULT: Rules =
    path_rules("crossTenantAccessPolicyConfigurationDefault", &[], &[]);
pub(crate) static CROSS_TENANT_PARTNERS: Rules =
    path_rules("crossTenantAccessPolicyConfigurationPartner", &[("tenantId", Sure)], &[]);
pub(crate) static SUBSCRIBED_SKUS: Rules = path_rules("subscribedSku", &[], &[]);

/// Checks the options of a request against the rules of its path.
///
/// # Errors 400 for an option, a path or a property that is not supported there.
pub(crate) fn check_options(
    rules: &Rules,
    options: &Options,
    request: &Request,
    strict: bool,
) -> Result<(), Fault> {
    if let Some(filter) = &options.filter {
        check_filter(rules, filter, options, request, strict)?;
    }
    if let Some(select) = &options.select {
        select.iter().try_for_each(|name| check_select(rules.ty, name))?;
    }
    if let Some((name, _)) = &options.order
        && !rules.order.contains(&name.as_str())
    {
        return Err(Fault::bad_query(format!("'$orderby={name}' is not supported")));
    }
    check_expand(rules, rules.ty, "", &options.expand, strict)
}

fn check_filter(
    rules: &Rules,
    filter: &Filter,
    options: &Options,
    request: &Request,
    strict: bool,
) -> Result<(), Fault> {
    for path in filter.filter_paths() {
        let found = rules.filter.iter().find(|(allowed, _)| allowed.eq_ignore_ascii_case(&path));
        if found.is_none_or(|(_, proof)| strict && *proof == Weak) {
            return Err(Fault::new(
                400,
                "InvalidFilter",
                format!("OData query is invalid: filtering by '{path}' is not supported."),
            ));
        }
    }
    let eventual = request.request_header("consistencylevel").is_some_and(|level| level == "eventual");
    if rules.directory && filter.is_advanced() && !(eventual && options.count) {
        return Err(Fault::new(400, "Request_BadRequest", "Unsupported or invalid query filter clause."));
    }
    Ok(())
}

fn check_select(ty: &str, name: &str) -> Result<(), Fault> {
    let known =
        ty == "directoryObject" || ty == "customCalloutExtension" || types::find_property(ty, name).is_some();
    if known { Ok(()) } else { Err(Fault::bad_query(format!("'{ty}' has no property '{name}'"))) }
}

fn check_expand(rules: &Rules, ty: &str, above: &str, expand: &[Expand], strict: bool) -> Result<(), Fault> {
    for one in expand {
        let path = if above.is_empty() { one.name.clone() } else { format!("{above}/{}", one.name) };
        let found = rules.expand.iter().find(|(allowed, _)| *allowed == path);
        if found.is_none_or(|(_, proof)| strict && *proof == Weak) {
            return Err(Fault::bad_query(format!("'{path}' can not be expanded here")));
        }
        let target = types::find_property(ty, &one.name).map_or("", |property| property.ty);
        // A nested `$select` caused 400 on some paths and worked on others.
        if strict && (one.select.is_some() || one.filter.is_some()) {
            return Err(Fault::bad_query(format!("options inside of '{path}' are not supported")));
        }
        one.select.iter().flatten().try_for_each(|name| check_select(target, name))?;
        check_expand(rules, target, &path, &one.expand, strict)?;
    }
    Ok(())
}
