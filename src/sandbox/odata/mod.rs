//! Query options: parsing, refusing those that a path does not support, and answering.
//!
//! It must not change the store.

pub(crate) mod allowed;
pub(crate) mod filter;
pub(crate) mod navigation;
pub(crate) mod query;
pub(crate) mod read;
pub(crate) mod shape;
