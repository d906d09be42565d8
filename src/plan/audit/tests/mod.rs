//! A correct plan passes, and each kind of error is found.

mod fixture;
mod holds;
mod mistakes;
mod objects;
mod parts;
