//! Ownership: binds names to ids, decides what is managed, and makes both sides ready to be compared.
//!
//! Nothing is read here and nothing is compared. What must stay as it is (foreign objects, lists that nobody
//! manages, values the files leave to the tenant) is copied into the desired side, so that the comparison
//! needs no exceptions afterwards.

mod bind;
mod blind;
mod claim;
mod fate;
mod finding;
mod lookups;
mod meaning;
mod organizations;
mod own;
mod problem;
mod protect;
mod recognise;
mod roles;
mod unread;

pub use bind::{Bound, bind};
pub use claim::{Pair, claim};
pub use lookups::{lookups, rebound_lookups, role_lookups};
pub use meaning::{Meaning, Rebound};
pub use own::{OwnRole, applier_lookup, member_lookups};
pub use problem::Problem;
pub use recognise::{Recognised, recognise};
