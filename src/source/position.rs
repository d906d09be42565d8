//! Places that findings about text share: the whole file, and a line and column in it.

use crate::model::{Place, Route};

use super::{Code, Finding, Position};

pub(super) fn whole(path: &str) -> Place {
    Place { file: path.to_owned(), route: Route::default() }
}

/// The line and column of a byte of a text.
pub(super) fn position(text: &str, byte: usize) -> Position {
    let before = &text[..byte.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

pub(super) fn indirection(place: Place, what: &str) -> Finding {
    Finding::error(Code::Indirection, place, format!("{what} stands here"))
        .help("write the value out: what a reviewer reads is what is meant")
}
