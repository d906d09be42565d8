//! Places in findings about text: the whole file, or a line and column.

use crate::model::{Place, Route};

use super::spans::Lines;
use super::{Code, Finding, Position};

pub(super) fn whole(path: &str) -> Place {
    Place { file: path.to_owned(), route: Route::default() }
}

/// The line and column of a byte of a text.
pub(super) fn position(text: &str, byte: usize) -> Position {
    Lines::of(text).position(text, byte)
}

pub(super) fn indirection(place: Place, what: &str) -> Finding {
    Finding::error(Code::Indirection, place, format!("{what} are not allowed"))
        .help("write the value in full, so that reviewers see what it is")
}
