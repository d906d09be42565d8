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
    /// What happens to guests who were invited through an access package when their last assignment ends.
    pub external_user_lifecycle: Option<Lifecycle>,
    /// Who can create catalogs.
    pub catalog_creators: Option<Vec<Principal>>,
}

/// What happens to guests when their last assignment ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Lifecycle")]
pub struct Lifecycle {
    /// The action.
    pub action: LifecycleAction,
    /// How long after blocking sign-in the guest is deleted. Used only with `blockSignInAndDelete`.
    pub delete_after: Option<Length>,
}

mapping!(Settings, Lifecycle);
