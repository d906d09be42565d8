//! Carrying out: what a plan says, as Graph takes it.
//!
//! Must not decide anything: bodies follow from the model, and ids from what is bound.

pub mod encode;
mod ids;

pub use ids::{EncodeError, Ids};
