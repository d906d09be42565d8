//! Project files: read, taken apart and, when something is wrong, pointed at. Knows no entitlement management.

mod code;
mod finding;
mod load;
mod locate;
mod parse;

pub use code::Code;
pub use finding::{Finding, Findings, Points, Position, Severity, nearest};
pub use load::{ACCEPTED_FILE, File, Files, PROJECT_FILE, load};
pub use locate::{Located, Locator};
