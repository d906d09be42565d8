//! Rows that follow from stored rows: what a navigation property leads to, and what no table keeps.

pub(crate) mod assignments;
pub(crate) mod links;
pub(crate) mod resources;
