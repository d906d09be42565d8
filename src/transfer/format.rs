//! One layout for all files. The content of a file and the positions of its comments never change.

use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions, LineBreak};
use pretty_yaml::format_text;

use crate::source::{Code, File, Finding, Findings, ordered_tokens};

/// The preferred line length.
const WIDTH: usize = 110;

/// How often a text is formatted until it no longer changes.
const ROUNDS: usize = 4;

/// A file's text in the standard layout.
///
/// # Errors A warning if the file cannot be formatted without a change to its content. Such a file must not
/// be written.
pub fn format_file(file: &File) -> Result<String, Box<Finding>> {
    if file.text.trim().is_empty() {
        return Ok(file.text.clone());
    }
    let fault = |message: &str| {
        let finding = Finding::warning(Code::NotFormatted, file.whole_place(), message);
        Box::new(finding.with_help("the file is not changed"))
    };
    let laid_out = settle_layout(&file.text)
        .ok_or_else(|| fault("formatting this file does not reach a stable result"))?;
    if laid_out != file.text && !is_same_content(file, &laid_out) {
        return Err(fault("this file cannot be formatted without a change to its content"));
    }
    Ok(laid_out)
}

/// A generated text in the standard layout, or unchanged if it cannot be formatted.
pub(super) fn layout_or_same(path: &str, text: String) -> String {
    let file = File::new(path, text.as_bytes(), &mut Findings::default());
    match file.document {
        Some(_) => format_file(&file).unwrap_or(text),
        None => text,
    }
}

/// The layout that formatting does not change any more.
fn settle_layout(text: &str) -> Option<String> {
    let options = format_options(text);
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let next = format_text(&text, &options).ok()?;
        if next == text {
            return Some(text);
        }
        text = next;
    }
    None
}

fn format_options(text: &str) -> FormatOptions {
    // The line ends of a file are kept, because version control decides about them.
    let is_windows = text.lines().next().is_some_and(|line| text[line.len()..].starts_with("\r\n"));
    let line_break = if is_windows { LineBreak::Crlf } else { LineBreak::Lf };
    FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, line_break, ..LayoutOptions::default() },
        language: LanguageOptions { trailing_comma: false, ..LanguageOptions::default() },
    }
}

/// Whether a text has the same content as the file. The parsers that decide are not the one that formats.
fn is_same_content(file: &File, text: &str) -> bool {
    let mut faults = Findings::default();
    let read = File::new(&file.path, text.as_bytes(), &mut faults);
    let order = ordered_tokens(&file.text);
    !faults.has_errors() && read.document == file.document && order.is_some() && order == ordered_tokens(text)
}
