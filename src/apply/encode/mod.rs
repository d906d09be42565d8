//! Model objects to the JSON bodies that Graph takes (fact v1-metadata-types), one file for each kind of object.
//!
//! Pure. A replacement starts from what the tenant holds and lays every modelled field over it, so that nothing
//! this version does not know is lost. Must not send, read or decide anything.

mod assignment;
mod catalog;
mod organization;
mod overlay;
mod package;
mod policy;
mod question;
mod review;
mod subject;

pub use assignment::assignment_request;
pub(super) use catalog::origin;
pub use catalog::{
    catalog_patch, catalog_post, extension_post, extension_put, resource_add, resource_remove,
    resource_update, role_assignment,
};
pub use organization::{organization_patch, organization_post, settings_patch};
pub use package::{package_patch, package_post, role_link};
pub use policy::{policy_post, policy_put};
pub use question::reworded;

#[cfg(test)]
mod tests;
