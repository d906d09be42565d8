//! Places in findings about text: the whole file, or a line and column.

use crate::model::{Place, Route};

use super::spans::Lines;
use super::{Code, Finding, Position};

pub(super) fn whole_file(path: &str) -> Place {
    Place { file: path.to_owned(), route: Route::default() }
}

/// The line and column of a byte of a text.
pub(super) fn position_of(text: &str, byte: usize) -> Position {
    Lines::new(text).position_of_byte(text, byte)
}

pub(super) fn indirection_finding(place: Place, what: &str) -> Finding {
    Finding::error(Code::Indirection, place, format!("{what} are not allowed"))
        .with_help("write the value in full, so that reviewers see what it is")
}
