//! The language: documents as written, their defaults, the references between files, and the state they
//! declare.
//!
//! Everything here is offline. Names of directory objects are not resolved, nothing is read from disk, and
//! nothing is shown.

mod accepted;
mod approval;
mod builder;
mod catalog;
mod confusables;
mod context;
mod cursor;
mod declared_keys;
pub mod defaults;
mod desired;
pub mod document;
mod expand;
mod fill;
mod identity;
mod lock;
mod organization;
mod ownership;
mod package;
mod parameter;
mod pattern;
mod policy;
mod project;
mod question;
mod review;
mod rule;
mod scalars;
mod schema;
mod schema_of;
mod settings;
mod shape;
mod spelling;
mod subject;
mod target;
mod target_tenant;
mod template;
mod template_schema;
mod variable;

pub use accepted::{Accepted, read_accepted};
pub(crate) use context::is_valid_name;
pub use desired::read_desired;
pub use lock::read_locks;
pub use project::{AuthMethod, Cloud, Particulars, Project, SignIn, Tenant, project_of};
pub(crate) use review::{FREQUENCIES, recurrence_of};
pub use schema::{file_schemas, optional_keys};
pub use target_tenant::TargetTenant;
pub(crate) use variable::escape_variables;
pub use variable::{Variable, Variables};
