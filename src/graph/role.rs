//! The entitlement management role definitions and the scopes of their assignments (fact
//! entitlement-role-ids).

pub use crate::model::role::{
    ASSIGNMENT_MANAGER, CATALOG_CREATOR, CATALOG_OWNER, CATALOG_READER, PACKAGE_MANAGER,
};

/// The `appScopeId` of the whole tenant.
pub const TENANT_SCOPE: &str = "/";

const CATALOG_SCOPE: &str = "/AccessPackageCatalog/";

/// The `appScopeId` of a catalog.
#[must_use]
pub fn catalog_scope(catalog: &str) -> String {
    format!("{CATALOG_SCOPE}{catalog}")
}

/// The catalog's id in an `appScopeId`, in lower case. `None` for other scopes.
#[must_use]
pub fn catalog_of_scope(scope: &str) -> Option<String> {
    let head = scope.get(..CATALOG_SCOPE.len())?;
    head.eq_ignore_ascii_case(CATALOG_SCOPE).then(|| scope[CATALOG_SCOPE.len()..].to_ascii_lowercase())
}
