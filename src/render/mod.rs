//! Lays out what `view` built, into the text it is given. Everything that came from a file or a tenant is escaped
//! here, and nothing is printed here.

mod access;
mod assignments;
mod escape;
pub mod finding;
mod plan;

pub use access::{doctor_text, permissions_text};
pub use assignments::{assignments_text, holders_text};
pub use escape::escape;
pub use plan::{Style, plan_text};
