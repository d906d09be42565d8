//! Who can get which access, and how a change affects that. It is computed for any state, so for the files', the
//! tenant's and their difference.
//!
//! This room reads nothing and decides nothing. Sentences contain ids in braces for directory objects whose names are
//! not known here; `view` replaces them with names. The rules of the service are facts scopes-and-targets,
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
pub use offer::{Band, Offer, PackageExposure, package_exposures};
pub use renewal::count_cut;
pub use table::{OfferRow, PackageRow, exposure_table};
pub use time::{Stay, Time};
