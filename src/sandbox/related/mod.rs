//! Related rows: the targets of navigation properties, and rows that no table stores.

pub(crate) mod assignments;
pub(crate) mod links;
pub(crate) mod resources;
