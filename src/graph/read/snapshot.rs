//! What was read, as the service wrote it: raw objects by part, and the parts that could not be read.
//!
//! Must not interpret properties: raw objects are kept whole, since an update must carry everything.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Applier;

/// The tenant as read. Objects carry their navigation properties; every object has a text `id`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The tenant itself (`organization`).
    pub tenant: Option<Value>,
    /// Connected organizations with `internalSponsors` and `externalSponsors`.
    pub organizations: Vec<Value>,
    /// Catalogs.
    pub catalogs: Vec<Value>,
    /// Resources by catalog id, with `environment` where the service shows it.
    pub resources: BTreeMap<String, Vec<Value>>,
    /// Custom extensions by catalog id.
    pub extensions: BTreeMap<String, Vec<Value>>,
    /// Packages with `catalog`, `resourceRoleScopes` (role and scope), `incompatibleAccessPackages` and
    /// `incompatibleGroups`.
    pub packages: Vec<Value>,
    /// Policies with `accessPackage`, `questions` and `customExtensionStageSettings` (customExtension).
    pub policies: Vec<Value>,
    /// Entitlement role assignments, with `principal` where the service shows it.
    pub role_assignments: Vec<Value>,
    /// The tenant-wide settings.
    pub settings: Option<Value>,
    /// Directory objects that were read to tell users from groups.
    pub directory: Vec<Value>,
    /// Whether the caller is an application, which never sees SharePoint sites in catalogs
    /// (fact sites-hidden-from-applications).
    pub application: bool,
    /// Who will carry out what is planned.
    pub applier: Applier,
    /// What could not be read.
    pub failures: Vec<Failure>,
}

/// A part of a snapshot; objects are named by Graph id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The tenant's own id and name.
    Tenant,
    /// Connected organizations as a whole.
    Organizations,
    /// One connected organization, or a list that belongs to it.
    Organization(String),
    /// Catalogs as a whole.
    Catalogs,
    /// The resources of a catalog.
    Resources(String),
    /// One resource of a catalog: (catalog id, catalog-resource id).
    Resource(String, String),
    /// The custom extensions of a catalog.
    Extensions(String),
    /// Packages as a whole.
    Packages,
    /// One package, or a list that belongs to it.
    Package(String),
    /// Policies as a whole.
    Policies,
    /// One policy, or a list that belongs to it.
    Policy(String),
    /// Role assignments as a whole.
    Roles,
    /// Role assignments of one catalog.
    CatalogRoles(String),
    /// Role assignments at the tenant.
    TenantRoles,
    /// The tenant-wide settings.
    Settings,
}

/// A part that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// What is not known.
    pub part: Part,
    /// Why, with path, status, code, message, request id and date.
    pub why: String,
}

/// The id of an object.
pub(crate) fn id(object: &Value) -> Option<&str> {
    object.get("id").and_then(Value::as_str).filter(|id| !id.is_empty())
}
