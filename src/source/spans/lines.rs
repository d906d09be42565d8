//! Bytes of a text to lines and columns.

use crate::source::Position;

/// Where the lines of a text start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text. As in editors, only `\n` ends a line.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let behind = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(behind).collect())
    }

    /// The byte at which the line of a byte starts.
    #[must_use]
    pub fn line_start(&self, byte: usize) -> usize {
        self.0[self.line_index(byte)]
    }

    /// The line and column of a byte of the text.
    #[must_use]
    pub fn position_of_byte(&self, text: &str, byte: usize) -> Position {
        let byte = text.floor_char_boundary(byte);
        let index = self.line_index(byte);
        Position { line: index + 1, column: text[self.0[index]..byte].chars().count() + 1 }
    }

    /// The byte of a position; the end of its line for a column behind it, and of the text for a line behind it.
    #[must_use]
    pub fn byte_of(&self, text: &str, at: Position) -> usize {
        let Some(start) = self.0.get(at.line.saturating_sub(1)) else { return text.len() };
        let line = text[*start..].lines().next().unwrap_or_default();
        let column = line.char_indices().nth(at.column.saturating_sub(1));
        start + column.map_or(line.len(), |(byte, _)| byte)
    }

    fn line_index(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte).saturating_sub(1)
    }
}
