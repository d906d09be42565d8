//! One layout for files, whoever wrote them. What a file says, and where its comments stand, is never changed.

use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions, LineBreak};
use pretty_yaml::format_text;

use crate::source::{Code, File, Finding, Findings, in_order};

/// The longest line where there is a choice.
const WIDTH: usize = 110;

/// How often a text is laid out until nothing changes any more.
const ROUNDS: usize = 4;

/// The text of a file in the one layout.
///
/// # Errors
/// A warning about a file that cannot be laid out without a change to what it says: it is to be left as it is.
pub fn formatted(file: &File) -> Result<String, Box<Finding>> {
    if file.text.trim().is_empty() {
        return Ok(file.text.clone());
    }
    let fault = |message: &str| {
        let finding = Finding::warning(Code::NotFormatted, file.place(), message);
        Box::new(finding.help("the file is left as it is"))
    };
    let laid_out = settled(&file.text).ok_or_else(|| fault("no layout of this file stays as it is"))?;
    if laid_out != file.text && !says_the_same(file, &laid_out) {
        return Err(fault("this file cannot be laid out without a change to what it says"));
    }
    Ok(laid_out)
}

/// A text that was made here in the one layout, or as it is where it has none.
pub(super) fn laid_out(path: &str, text: String) -> String {
    let file = File::new(path, text.as_bytes(), &mut Findings::default());
    match file.document {
        Some(_) => formatted(&file).unwrap_or(text),
        None => text,
    }
}

/// The layout that is its own layout.
fn settled(text: &str) -> Option<String> {
    let options = options(text);
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

fn options(text: &str) -> FormatOptions {
    // A file keeps the line ends it has: which they are is for version control to say.
    let is_windows = text.lines().next().is_some_and(|line| text[line.len()..].starts_with("\r\n"));
    let line_break = if is_windows { LineBreak::Crlf } else { LineBreak::Lf };
    FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, line_break, ..LayoutOptions::default() },
        language: LanguageOptions { trailing_comma: false, ..LanguageOptions::default() },
    }
}

/// Whether a text is read as the file is. The readers that judge are not the one that laid it out.
fn says_the_same(file: &File, text: &str) -> bool {
    let mut faults = Findings::default();
    let read = File::new(&file.path, text.as_bytes(), &mut faults);
    let order = in_order(&file.text);
    !faults.has_errors() && read.document == file.document && order.is_some() && order == in_order(text)
}
