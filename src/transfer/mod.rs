//! From a tenant to files: its state as documents of the language.
//!
//! What the language cannot say whole is left out and named, never written in part: an object that is not declared
//! is not touched.

mod catalog;
mod export;
mod format;
mod lock;
mod lookup;
mod name;
mod organization;
mod package;
mod page;
mod policy;
mod review;
mod subject;

pub use export::{Export, Note, export};
pub use format::formatted;
pub use lock::lock_file;
pub use lookup::lookups;

/// Why something cannot be written in the language.
type Unsayable = String;

/// The value, unless it is what its absence means.
fn unless<T: PartialEq>(value: T, default: &T) -> Option<T> {
    (value != *default).then_some(value)
}

/// The list, unless it is empty.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// The description, unless it is the name.
fn description(text: &str, name: &str) -> Option<String> {
    (text != name).then(|| text.to_owned())
}

/// A length of time as people write it.
fn length(span: &crate::model::Span) -> Result<crate::config::document::Length, Unsayable> {
    match span {
        crate::model::Span::Seconds(_) => Ok(crate::config::document::Length(span.short())),
        crate::model::Span::Raw(text) => Err(format!("the length of time `{text}` has no fixed length")),
    }
}
