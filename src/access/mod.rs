//! Permissions: the least that a project needs, and what a caller has, lacks, or has in excess.
//!
//! Nothing is read here. Everything follows from the project and from what the commands have read. The
//! permissions are those that Microsoft documents for each path (facts entitlement-permissions,
//! directory-read-permissions, tenant-lookup-permission, policy-read-permission).

mod caller;
mod check;
mod grant;
mod needs;
mod permission;
mod rights;
mod tenant;

pub use caller::{WITHOUT_SCOPES, caller_checks, sign_in_failure};
pub use check::{Check, Verdict};
pub use grant::{Grantee, grant_commands};
pub use needs::{ByCatalog, CallerKind, Need, Needs, Phase, project_needs};
pub use permission::is_covered_by;
pub use rights::CallerRights;
pub use tenant::{Answer, Entitlement, Probe, tenant_checks};
