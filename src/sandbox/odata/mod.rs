//! Query options: parsing them, refusing those a path does not know, and answering with them.
//!
//! It must not change the store.

pub(crate) mod allowed;
pub(crate) mod filter;
pub(crate) mod navigation;
pub(crate) mod query;
pub(crate) mod read;
pub(crate) mod shape;
