//! The tenant as the service returned it: raw objects by part, and the parts that could not be read.
//!
//! Must not interpret properties. Raw objects are kept complete, because an update must contain every
//! property.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Applier;

/// The tenant as read. Objects include their navigation properties, and each has a text `id`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The tenant itself (`organization`).
    pub tenant: Option<Value>,
    /// Connected organizations with `internalSponsors` and `externalSponsors`.
    pub organizations: Vec<Value>,
    /// Catalogs.
    pub catalogs: Vec<Value>,
    /// Resources by catalog id, with `environment` if the service returned it.
    pub resources: BTreeMap<String, Vec<Value>>,
    /// Custom extensions by catalog id.
    pub extensions: BTreeMap<String, Vec<Value>>,
    /// Packages with `catalog`, `resourceRoleScopes` (role and scope), `incompatibleAccessPackages` and
    /// `incompatibleGroups`.
    pub packages: Vec<Value>,
    /// Policies with `accessPackage`, `questions` and `customExtensionStageSettings` (customExtension).
    pub policies: Vec<Value>,
    /// Entitlement role assignments, with `principal` if the service returned it.
    pub role_assignments: Vec<Value>,
    /// The tenant-wide settings.
    pub settings: Option<Value>,
    /// Directory objects, read to distinguish users from groups.
    pub directory: Vec<Value>,
    /// Whether the caller is an application, which never sees SharePoint sites in catalogs
    /// (fact sites-hidden-from-applications).
    pub application: bool,
    /// The identity that will apply the plan.
    pub applier: Applier,
    /// What could not be read.
    pub failures: Vec<Failure>,
}

/// A part of a snapshot; objects are named by Graph id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The tenant's own id and name.
    Tenant,
    /// All connected organizations.
    Organizations,
    /// One connected organization, or one of its lists.
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
    /// One package, or one of its lists.
    Package(String),
    /// Policies as a whole.
    Policies,
    /// One policy, or one of its lists.
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

/// A part that could not be read, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The part.
    pub part: Part,
    /// The reason, with path, status, code, message, request id and date.
    pub why: String,
}

pub(crate) fn id_of_object(object: &Value) -> Option<&str> {
    object.get("id").and_then(Value::as_str).filter(|id| !id.is_empty())
}
