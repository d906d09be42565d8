//! Project files: reading, parsing and reporting faults. Knows nothing of entitlement management.

mod bytes;
mod code;
mod finding;
mod guidance;
mod load;
mod locate;
mod order;
mod parse;
mod position;
mod scan;
mod spans;

pub use code::Code;
pub use finding::{Also, Finding, Findings, Points, Position, Severity, nearest_name};
pub use guidance::{Example, Guidance, Shows};
pub use load::{ACCEPTED_FILE, File, Files, LOCK_FILE, PROJECT_FILE, load_files};
pub use locate::{Located, Locator};
pub use order::ordered_tokens;
pub use spans::{
    Content, Entry, FaultKind, Found, Item, Layout, Lines, Node, NodeId, SpanFault, Spans, Style,
};
