//! What is checked before a file is parsed as YAML: its size, its encoding, and invisible characters.

use crate::model::hidden_characters;

use super::position::{position_of, whole_file};
use super::{Code, Finding, Findings, Position};

/// The most bytes a file may have.
pub(super) const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// How many invisible characters are reported per file.
const MOST_HIDDEN: usize = 20;

pub(super) fn too_large(path: &str) -> Finding {
    let message = format!("is larger than {} MiB", MOST_BYTES / 1024 / 1024);
    Finding::error(Code::TooLarge, whole_file(path), message).with_help("split it into several files")
}

/// A fault at a position of a text.
pub(super) fn fault_at(path: &str, code: Code, position: Position, message: impl Into<String>) -> Finding {
    Finding { position: Some(position), ..Finding::error(code, whole_file(path), message) }
}

pub(super) fn refuse_bytes(path: &str, bytes: &[u8], text: &str, faults: &mut Findings) {
    if bytes.len() as u64 > MOST_BYTES {
        return faults.push(too_large(path));
    }
    if let Some(fault) = encoding_fault(path, bytes, text) {
        return faults.push(fault);
    }
    // Windows ends its lines with both characters; a carriage return alone ends a line that no editor shows.
    let returns = |byte: usize| text[byte..].starts_with("\r\n");
    for (byte, c) in hidden_characters(text).filter(|(byte, _)| !returns(*byte)).take(MOST_HIDDEN) {
        let escaped = match u32::from(c) {
            code @ ..=0xffff => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        };
        let message = format!("invisible character U+{:04X}", u32::from(c));
        let finding = fault_at(path, Code::HiddenCharacter, position_of(text, byte), message);
        faults.push(
            finding.with_help(format!("remove it, or write `{escaped}` in double quotes if it is intended")),
        );
    }
    if let Some(place) = indenting_tab(text) {
        faults.push(
            fault_at(path, Code::Syntax, place, "this line is indented with a tab")
                .with_help("indent with spaces"),
        );
    }
}

fn encoding_fault(path: &str, bytes: &[u8], text: &str) -> Option<Finding> {
    let start = Position { line: 1, column: 1 };
    let marked = match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some("the file starts with a byte order mark"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("the file is UTF-16 or UTF-32"),
        [0, _, ..] | [_, 0, ..] => Some("the file is UTF-16 or UTF-32, or not text"),
        _ => None,
    };
    let fault = match (marked, std::str::from_utf8(bytes)) {
        (Some(message), _) => fault_at(path, Code::Encoding, start, message),
        (None, Err(error)) => {
            let before = position_of(text, error.valid_up_to());
            fault_at(path, Code::Encoding, before, "the file is not UTF-8 from here on")
        }
        (None, Ok(_)) => return None,
    };
    Some(fault.with_help("save it as UTF-8 without a byte order mark"))
}

/// The first tab that indents a line.
fn indenting_tab(text: &str) -> Option<Position> {
    text.lines().enumerate().find_map(|(index, line)| {
        let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        blanks.find('\t').map(|column| Position { line: index + 1, column: column + 1 })
    })
}
