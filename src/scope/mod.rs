//! Ownership: binds names to ids, decides what is managed, and prepares both sides for the comparison.
//!
//! This room reads nothing and compares nothing. What must not change (foreign objects, unmanaged lists, values that
//! the files leave to the tenant) is copied into the desired side, so that the comparison needs no exceptions.

mod bind;
mod check;
mod claim;
mod deletions;
mod failed;
mod finding;
mod kind;
mod lookups;
mod meaning;
mod organizations;
mod own;
mod pair;
mod partly_visible;
mod problem;
mod protect;
mod recognise;
mod reference;
mod roles;
mod unread;
mod wanted;

pub use claim::claim_objects;
pub use meaning::{Meaning, Rebound};
pub use own::OwnRole;
pub use pair::Pair;
pub use problem::{Graph, Problem, Why};
pub use recognise::{Recognised, recognise_objects};
pub use wanted::wanted_lookups;
