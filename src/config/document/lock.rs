//! The lock file as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Guid;
use super::form::mapping;

/// What `guestlist lock` recorded. The file is in the policy folder and is committed with the policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Lock")]
pub struct Lock {
    /// The records of each tenant, by the tenant's id.
    pub tenants: BTreeMap<String, LockedTenant>,
}

/// The records of one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "LockedTenant")]
pub struct LockedTenant {
    /// The group that each display name referred to.
    #[schemars(example = &"Partner Managers")]
    pub groups: BTreeMap<String, Guid>,
    /// The user that each userPrincipalName or email address referred to.
    #[schemars(example = &"lead@fabrikam.com")]
    pub users: BTreeMap<String, Guid>,
    /// The service principal that each display name referred to.
    #[schemars(example = &"Partner Portal")]
    pub applications: BTreeMap<String, Guid>,
    /// The service principal of each application id.
    #[schemars(example = &"cccccccc-0000-4000-8000-000000000001")]
    pub app_ids: BTreeMap<String, Guid>,
    /// The tenant that owned each domain.
    #[schemars(example = &"fabrikam.com")]
    pub domains: BTreeMap<String, Guid>,
    /// The KEYs of all managed objects. They show whether a declaration is new or would adopt an existing
    /// object.
    #[schemars(example = &"accessPackage/Partner collaboration/Partner portal")]
    pub managed: Vec<String>,
}

mapping!(Lock, LockedTenant);
