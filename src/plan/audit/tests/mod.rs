//! A right plan passes, and each kind of mistake in it is found.

mod fixture;
mod holds;
mod mistakes;
mod objects;
mod parts;
