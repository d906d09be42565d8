//! From a tenant to files: its state as documents of the language.
//!
//! An object that the language cannot express completely is left out and reported, never written in part. An
//! object that is not declared is not changed.

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

pub use export::{Export, Note, export_project};
pub use format::format_file;
pub use lock::lock_file;
pub use lookup::export_lookups;

/// Why an object cannot be written in the language.
type Unsayable = String;

/// The value, unless it is the default.
fn unless_default<T: PartialEq>(value: T, default: &T) -> Option<T> {
    (value != *default).then_some(value)
}

/// The list, unless it is empty.
fn non_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// The description, unless it equals the name.
fn unless_name(text: &str, name: &str) -> Option<String> {
    (text != name).then(|| text.to_owned())
}

/// A duration in the spelling for people.
fn length_text(span: &crate::model::Span) -> Result<crate::config::document::Length, Unsayable> {
    match span {
        crate::model::Span::Seconds(_) => Ok(crate::config::document::Length(span.to_short())),
        crate::model::Span::Raw(text) => Err(format!("the duration `{text}` has no fixed length")),
    }
}
