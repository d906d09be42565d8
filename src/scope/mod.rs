//! Ownership: binds names to ids, decides what is managed, and makes both sides ready to be compared.
//!
//! Nothing is read here and nothing is compared. What must stay as it is (foreign objects, lists that nobody
//! manages, values the files leave to the tenant) is copied into the desired side, so that the comparison
//! needs no exceptions afterwards.

mod bind;
mod blind;
mod check;
mod claim;
mod failed;
mod fate;
mod finding;
mod kind;
mod meaning;
mod named;
mod organizations;
mod own;
mod pair;
mod problem;
mod protect;
mod recognise;
mod reference;
mod roles;
mod unread;
mod wanted;

pub use claim::claim;
pub use meaning::{Meaning, Rebound};
pub use own::OwnRole;
pub use pair::Pair;
pub use problem::{Graph, Problem, Why};
pub use recognise::{Recognised, recognise};
pub use wanted::wanted;
