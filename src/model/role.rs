//! The role definitions of entitlement management: Microsoft's template ids, the same in every tenant.

/// Can create catalogs. Assigned at the tenant.
pub const CATALOG_CREATOR: &str = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8";
/// Can do everything in a catalog.
pub const CATALOG_OWNER: &str = "ae79f266-94d4-4dab-b730-feca7e132178";
/// May read a catalog.
pub const CATALOG_READER: &str = "44272f93-9762-48e8-af59-1b5351b1d6b3";
/// Can manage packages and policies of a catalog.
pub const PACKAGE_MANAGER: &str = "7f480852-ebdc-47d4-87de-0d8498384a83";
/// Can assign packages of a catalog.
pub const ASSIGNMENT_MANAGER: &str = "e2182095-804a-4656-ae11-64734e9b7ae5";
