//! Tenant-wide settings as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::mapping;
use super::{Length, Principal};
use crate::model::LifecycleAction;

/// Tenant-wide settings of entitlement management.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Settings")]
pub struct Settings {
    /// What happens to a guest, invited through a package, whose last assignment ended.
    pub external_user_lifecycle: Option<Lifecycle>,
    /// Who may create catalogs.
    pub catalog_creators: Option<Vec<Principal>>,
}

/// What happens to guests after their last assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Lifecycle")]
pub struct Lifecycle {
    /// What happens.
    pub action: LifecycleAction,
    /// How long after blocking a guest is deleted; counts for `blockSignInAndDelete` alone.
    pub delete_after: Option<Length>,
}

mapping!(Settings, Lifecycle);
