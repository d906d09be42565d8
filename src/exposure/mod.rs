//! Who can get into what, and how a change moves that. It exists for any state: the files', the tenant's, and so for
//! their difference.
//!
//! Nothing is read here and nothing is decided. Sentences hold ids in braces where objects of the directory have no
//! names here; whoever shows them puts names there. The rules of the service are facts scopes-and-targets,
//! external-access-gates, policy-priority-bands, package-visibility.

mod audience;
mod change;
mod door;
mod gate;
mod movement;
mod offer;
mod renewal;
mod sentence;
mod table;
mod time;

#[cfg(test)]
mod tests;

pub use audience::{Audience, Outside, People};
pub use change::Weighing;
pub use door::Door;
pub use gate::Gate;
pub use movement::{Axis, Direction, Movement};
pub use offer::{Band, Offer, PackageExposure, exposure};
pub use renewal::cut;
pub use table::{OfferRow, PackageRow, table};
pub use time::{Stay, Time};
