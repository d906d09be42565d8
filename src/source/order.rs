//! The content of a text in reading order: its values and comments, without their layout.

use super::spans::Spans;

/// Every key, value and comment in order, or nothing if the text cannot be parsed.
///
/// If two texts of one document are equal in this, every comment is next to the same values in both.
#[must_use]
pub fn ordered_tokens(text: &str) -> Option<Vec<String>> {
    let (spans, None) = Spans::read(text) else { return None };
    let values = spans
        .all_nodes()
        .filter_map(|(_, node)| Some((node.span.start, format!("={}", node.scalar_text()?))));
    let comments = spans.comment_ranges().iter().map(|at| (at.start, text[at.clone()].trim_end().to_owned()));
    let mut said: Vec<_> = values.chain(comments).collect();
    said.sort_by_key(|(at, _)| *at);
    Some(said.into_iter().map(|(_, said)| said).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_comments_stand_in_their_order() {
        let said = ordered_tokens("# top\na: # of a\n  - \"x # y\" # z\n  # after\nb: { c: |\n").is_none();
        assert!(said, "what cannot be read says nothing");
        assert_eq!(
            ordered_tokens("# top\na: # of a\n  - \"x # y\" # z\n# after\nb: {c: d}\n").unwrap(),
            ["# top", "=a", "# of a", "=x # y", "# z", "# after", "=b", "=c", "=d"]
        );
    }

    #[test]
    fn layout_says_nothing() {
        let one = ordered_tokens("a:   [ x,\n  'y' ]   # c   \n").unwrap();
        assert_eq!(one, ordered_tokens("a:\n  - x\n  - \"y\"\n# c\n").unwrap());
        let comments = |text: &str| {
            ordered_tokens(text).unwrap().into_iter().filter(|said| said.starts_with('#')).count()
        };
        assert_eq!(comments("a: 'it''s # no' # c\nb: \"x \\\" # no \\\\\" # d\n\"e\": 'f' # g\n"), 3);
        assert_ne!(one, ordered_tokens("a:\n  - x # c\n  - y\n").unwrap());
    }
}
