//! A right plan passes, and each kind of mistake in it is found.

mod fixture;
mod mistakes;
mod objects;
mod parts;
