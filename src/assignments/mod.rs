//! Moving and removing assignments: turns a person's intent about a package or policy into steps that people
//! read before anything is written.
//!
//! All decisions are made here; carrying out makes none. This is never part of a project's plan: files say
//! which objects exist, and only a person decides whose access ends.

mod audit;
mod build;
mod plan;

pub use audit::audit_plan;
pub use build::build_plan;
pub use plan::{About, FORMAT_VERSION, HeldAssignment, Intent, Operation, Plan, Stay, Step};
