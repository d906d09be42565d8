//! What a text says in the order of reading: its values and its comments, without their layout.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::scan::loosened;

/// Every key, value and comment, one after the other; nothing for a text that cannot be read.
///
/// In two texts of one document that are equal in this, every comment stands beside the same values.
#[must_use]
pub fn in_order(text: &str) -> Option<Vec<String>> {
    read(text).or_else(|| read(&loosened(text)))
}

fn read(text: &str) -> Option<Vec<String>> {
    let starts: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
    let byte = |index: usize| starts.get(index).copied().unwrap_or(text.len());
    let mut said = Vec::new();
    let mut from = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        if let Event::Scalar(value, style, ..) = event {
            let start = byte(span.start.index());
            let end = match style {
                // The parser takes the comment behind a closing quote into the span.
                ScalarStyle::SingleQuoted => quoted(text, start, "'", "''"),
                ScalarStyle::DoubleQuoted => quoted(text, start, "\"", "\\"),
                _ => byte(span.end.index()),
            };
            comments(text, from, start, &mut said);
            said.push(format!("={value}"));
            from = from.max(end);
        }
    }
    comments(text, from, text.len(), &mut said);
    Some(said)
}

/// The byte behind the quote that closes a text.
fn quoted(text: &str, start: usize, quote: &str, escape: &str) -> usize {
    let mut at = start + quote.len();
    while let Some(rest) = text.get(at..) {
        if rest.starts_with(escape) {
            // What is escaped goes with its escape; both marks of a doubled quote are the escape.
            let escaped = if escape.len() == 1 { rest.chars().nth(1).map_or(0, char::len_utf8) } else { 0 };
            at += escape.len() + escaped;
        } else if rest.starts_with(quote) {
            return at + quote.len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The comments of a stretch without values.
fn comments(text: &str, from: usize, to: usize, said: &mut Vec<String>) {
    let mut end = from;
    for (at, _) in text[from..to.max(from)].match_indices('#').map(|(at, sign)| (from + at, sign)) {
        if at < end || !text[..at].chars().next_back().is_none_or(char::is_whitespace) {
            continue;
        }
        let line = text[at..].lines().next().unwrap_or_default();
        end = at + line.len();
        said.push(line.trim_end().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_comments_stand_in_their_order() {
        let said = in_order("# top\na: # of a\n  - \"x # y\" # z\n  # after\nb: { c: |\n").is_none();
        assert!(said, "what cannot be read says nothing");
        assert_eq!(
            in_order("# top\na: # of a\n  - \"x # y\" # z\n# after\nb: {c: d}\n").unwrap(),
            ["# top", "=a", "# of a", "=x # y", "# z", "# after", "=b", "=c", "=d"]
        );
    }

    #[test]
    fn layout_says_nothing() {
        let one = in_order("a:   [ x,\n  'y' ]   # c   \n").unwrap();
        assert_eq!(one, in_order("a:\n  - x\n  - \"y\"\n# c\n").unwrap());
        let comments =
            |text: &str| in_order(text).unwrap().into_iter().filter(|said| said.starts_with('#')).count();
        assert_eq!(comments("a: 'it''s # no' # c\nb: \"x \\\" # no \\\\\" # d\n\"e\": 'f' # g\n"), 3);
        assert_ne!(one, in_order("a:\n  - x # c\n  - y\n").unwrap());
    }
}
