//! Lays generated prose out in lines, as written pages are.

/// The most characters of a line of a page.
pub(super) const WIDTH: usize = 100;

/// The words of a text in lines of at most [`WIDTH`] characters, each with `indent` before it and the first with `first`
/// instead. A word that is longer stays whole, and so does what is in backticks.
pub(super) fn wrap_text(text: &str, first: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut is_begun = false;
    for word in unbroken_words(text) {
        if is_begun && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = indent.to_owned();
            is_begun = false;
        }
        if is_begun {
            line.push(' ');
        }
        line.push_str(&word);
        is_begun = true;
    }
    lines + line.trim_end() + "\n"
}

/// What stays on one line: words, and everything between two backticks with what adjoins it.
fn unbroken_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut open: Option<String> = None;
    for word in text.split_whitespace() {
        let joined = match open.take() {
            Some(begun) => format!("{begun} {word}"),
            None => word.to_owned(),
        };
        if joined.matches('`').count() % 2 == 1 {
            open = Some(joined);
        } else {
            words.push(joined);
        }
    }
    words.extend(open);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_never_inside_code() {
        let text = format!("{} `a b c` end", "word ".repeat(18).trim());
        let lines = wrap_text(&text, "- ", "  ");
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines.len(), 2, "{lines:#?}");
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  "), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("`a b c`")), "{lines:#?}");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{lines:#?}");
        assert_eq!(wrap_text(&"x".repeat(200), "", ""), "x".repeat(200) + "\n");
    }
}
