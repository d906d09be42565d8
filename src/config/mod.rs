//! The language: documents as written, their defaults, the references between files, and the state they
//! declare.
//!
//! Everything here is offline. Names of directory objects are not resolved, nothing is read from disk, and
//! nothing is shown.

mod accepted;
mod aim;
mod alike;
mod approval;
mod at;
mod builder;
mod catalog;
mod context;
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
mod plain;
mod policy;
mod project;
mod question;
mod review;
mod rule;
mod schema;
mod schema_of;
mod settings;
mod shape;
mod spelling;
mod subject;
mod target;
mod template;
mod template_schema;
mod variable;
mod written;

pub use accepted::{Accepted, accepted};
pub use aim::Aim;
pub(crate) use context::is_name;
pub use desired::desired;
pub use lock::locks;
pub use project::{AuthMethod, Cloud, Particulars, Project, SignIn, Tenant, project};
pub(crate) use review::{FREQUENCIES, recurrence_of};
pub use schema::{optional_keys, schemas};
pub(crate) use variable::escaped;
pub use variable::{Variable, Variables};
