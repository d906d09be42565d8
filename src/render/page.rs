//! Help pages as a terminal shows them: Markdown as it is written, every line escaped.

use std::fmt::Write;

use super::escape_hidden;

/// Writes a page. With colour, headings are bold; nothing else differs.
///
/// # Errors
/// Only those of the sink.
pub fn page_text(out: &mut dyn Write, page: &str, colour: bool) -> std::fmt::Result {
    let mut is_code = false;
    for line in page.lines() {
        let shown = escape_hidden(line);
        is_code ^= line.starts_with("```");
        if colour && !is_code && line.starts_with('#') {
            writeln!(out, "\u{1b}[1m{shown}\u{1b}[0m")?;
        } else {
            writeln!(out, "{shown}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_bold_and_nothing_acts_on_a_terminal() {
        let page = "# Title\n\n```yaml\n# a comment\n```\n\u{1b}[2J\n";
        let shown = |colour| {
            let mut text = String::new();
            page_text(&mut text, page, colour).unwrap();
            text
        };
        assert_eq!(shown(false), "# Title\n\n```yaml\n# a comment\n```\n\\u{1b}[2J\n");
        assert_eq!(shown(true), "\u{1b}[1m# Title\u{1b}[0m\n\n```yaml\n# a comment\n```\n\\u{1b}[2J\n");
    }
}
