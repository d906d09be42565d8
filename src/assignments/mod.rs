//! Moving and ending what people hold: what somebody wants done with the holders of a package or a policy, turned
//! into steps that a person reads before anything is written.
//!
//! It decides everything; carrying out decides nothing. It never belongs to the plan of a project's files: a file
//! says what should be there, and only a person says whose access ends.

mod audit;
mod build;
mod plan;

pub use audit::audit;
pub use build::build;
pub use plan::{About, FORMAT_VERSION, Held, Intent, Operation, Plan, Stay, Step};
