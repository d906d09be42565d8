//! The table of properties: where the language, Graph and the words of a plan meet.
//!
//! Every type of the model has one table, with a row for each member: its key in the files, its codec (which names
//! Graph's properties), what silence means on either side, when it is written, how it is compared, what it is called,
//! and what it has to do with access. One engine each reads, writes, compares, names and folds defaults.

mod approval;
mod binding;
mod catalog;
mod codec;
mod context;
pub mod coverage;
mod engine;
mod expiration;
mod field_path;
mod graph_type;
mod info;
pub(crate) mod json;
mod organization;
pub mod package;
mod policy;
mod question;
mod resource;
mod review;
mod row;
mod show;
mod table;

pub(crate) use codec::Located;
pub(crate) use codec::read_holder;
pub(crate) use context::Names;
pub use context::{Reading, Writing};
pub use engine::{absent_default, changed_fields, encode_patch, encode_whole, table_rows, write_over};
pub(crate) use engine::{locate_field, name_value};
pub use info::{Info, Meaning, When};
pub use question::{Choices, FreeText};
pub use table::{Beside, Table};
