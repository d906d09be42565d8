//! Tenant-wide settings of entitlement management.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{Principal, Span};

open_enum! {
    /// What happens to a guest whose last assignment ended (`accessPackageExternalUserLifecycleAction`).
    LifecycleAction {
        /// Nothing.
        None = "none",
        /// The guest can no longer sign in.
        BlockSignIn = "blockSignIn",
        /// The guest can no longer sign in and is deleted later.
        BlockSignInAndDelete = "blockSignInAndDelete",
    }
}

/// The settings. On the file's side a part that is absent is not managed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// What happens to guests after their last assignment.
    pub external_user_lifecycle: Option<ExternalUserLifecycle>,
    /// Who may create catalogs.
    pub catalog_creators: Option<BTreeSet<Principal>>,
}

/// What happens to guests after their last assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExternalUserLifecycle {
    /// What.
    pub action: LifecycleAction,
    /// How long after blocking a guest is deleted; counts for `blockSignInAndDelete` alone.
    pub delete_after: Option<Span>,
}
