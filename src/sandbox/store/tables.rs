//! The tables of a dump, and reading one.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::sandbox::message::Row;

/// Names of the tables, which are the keys of a dump.
pub(crate) mod table {
    pub(crate) const ORGANIZATION: &str = "organization";
    pub(crate) const USERS: &str = "users";
    pub(crate) const GROUPS: &str = "groups";
    pub(crate) const SERVICE_PRINCIPALS: &str = "servicePrincipals";
    pub(crate) const SITES: &str = "sites";
    pub(crate) const TENANTS: &str = "tenants";
    pub(crate) const ENVIRONMENTS: &str = "resourceEnvironments";
    pub(crate) const CATALOGS: &str = "catalogs";
    pub(crate) const RESOURCES: &str = "resources";
    pub(crate) const RESOURCE_REQUESTS: &str = "resourceRequests";
    pub(crate) const PACKAGES: &str = "accessPackages";
    pub(crate) const ROLE_SCOPES: &str = "resourceRoleScopes";
    pub(crate) const POLICIES: &str = "assignmentPolicies";
    pub(crate) const ORGANIZATIONS: &str = "connectedOrganizations";
    pub(crate) const EXTENSIONS: &str = "customWorkflowExtensions";
    pub(crate) const ROLE_DEFINITIONS: &str = "roleDefinitions";
    pub(crate) const ROLE_ASSIGNMENTS: &str = "roleAssignments";
    pub(crate) const SETTINGS: &str = "settings";
    pub(crate) const POLICIES_AROUND: &str = "policies";
    pub(crate) const PARTNERS: &str = "crossTenantPartners";
    pub(crate) const SKUS: &str = "subscribedSkus";
    pub(crate) const ASSIGNMENTS: &str = "assignments";
    pub(crate) const ASSIGNMENT_REQUESTS: &str = "assignmentRequests";
    pub(crate) const AUDITS: &str = "directoryAudits";
    /// Counters of the sandbox itself.
    pub(crate) const META: &str = "_meta";

    pub(crate) const ALL: &[&str] = &[
        ORGANIZATION,
        USERS,
        GROUPS,
        SERVICE_PRINCIPALS,
        SITES,
        TENANTS,
        ENVIRONMENTS,
        CATALOGS,
        RESOURCES,
        RESOURCE_REQUESTS,
        PACKAGES,
        ROLE_SCOPES,
        POLICIES,
        ORGANIZATIONS,
        EXTENSIONS,
        ROLE_DEFINITIONS,
        ROLE_ASSIGNMENTS,
        SETTINGS,
        POLICIES_AROUND,
        PARTNERS,
        SKUS,
        ASSIGNMENTS,
        ASSIGNMENT_REQUESTS,
        AUDITS,
        META,
    ];
}

/// Rows by table and id.
pub(crate) type Tables = BTreeMap<String, BTreeMap<String, Row>>;

/// Reads a dump: an object of tables, each an object of rows by id.
///
/// # Errors A sentence that names the first table or row that is invalid.
pub(crate) fn parse_tables(dump: &Value) -> Result<Tables, String> {
    let mut tables = Tables::new();
    for (name, rows) in
        dump.as_object().ok_or("a dump must be a JSON object with one entry for each table")?
    {
        if !table::ALL.contains(&name.as_str()) {
            return Err(format!("there is no table `{name}`"));
        }
        let rows = rows.as_object().ok_or_else(|| format!("the table `{name}` is not an object of rows"))?;
        for (id, row) in rows {
            let row =
                row.as_object().ok_or_else(|| format!("the row `{id}` of `{name}` is not an object"))?;
            tables.entry(name.clone()).or_default().insert(id.clone(), row.clone());
        }
    }
    Ok(tables)
}
