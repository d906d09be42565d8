//! Permissions: the least that a project needs, and what a caller has, lacks, or has in excess.
//!
//! Nothing is read here. Everything follows from the project and from what the commands have read. The
//! permissions are those that Microsoft documents for each path (facts entitlement-permissions,
//! directory-read-permissions, tenant-lookup-permission, policy-read-permission).

mod caller;
mod check;
mod grant;
mod held;
mod needs;
mod permission;
mod tenant;

pub use caller::{WITHOUT_SCOPES, caller_checks, not_signed_in};
pub use check::{Check, Verdict};
pub use grant::{Grantee, commands};
pub use held::Held;
pub use needs::{ByCatalog, CallerKind, Need, Needs, Phase, needs};
pub use permission::covers;
pub use tenant::{Answer, Entitlement, Probe, tenant_checks};
