//! Tenant-wide settings of entitlement management.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{Principal, Span};

open_enum! {
    /// What happens to guests when their last assignment ends (`accessPackageExternalUserLifecycleAction`).
    LifecycleAction {
        /// Nothing.
        None = "none",
        /// The guest can no longer sign in.
        BlockSignIn = "blockSignIn",
        /// The guest can no longer sign in and is deleted later.
        BlockSignInAndDelete = "blockSignInAndDelete",
    }
}

/// The settings. A part that is absent in the files is not managed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// What happens to guests when their last assignment ends.
    pub external_user_lifecycle: Option<ExternalUserLifecycle>,
    /// Who can create catalogs.
    pub catalog_creators: Option<BTreeSet<Principal>>,
}

/// What happens to guests when their last assignment ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExternalUserLifecycle {
    /// The action.
    pub action: LifecycleAction,
    /// How long after blocking sign-in the guest is deleted. Used only with `blockSignInAndDelete`.
    pub delete_after: Option<Span>,
}
