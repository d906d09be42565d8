//! What is between values: blanks, comments, anchors and tags, and the indicators of collections and block scalars.
//!
//! Knows no values: the parser says where they start and end.

use std::ops::Range;

/// A reading position in a text. It passes what is between two values by itself and is moved past the values.
pub(super) struct Gaps<'t> {
    text: &'t str,
    at: usize,
    comments: Vec<Range<usize>>,
}

impl<'t> Gaps<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, comments: Vec::new() }
    }

    /// Where the reading is.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// Moves to the end of a value; never back.
    pub(super) fn move_to(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// Every comment that was passed.
    pub(super) fn into_comments(self) -> Vec<Range<usize>> {
        self.comments
    }

    /// Moves to the next indicator before a byte.
    pub(super) fn find_indicator(&mut self, before: usize) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while self.at < before.min(bytes.len()) {
            match bytes[self.at] {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' if self.at == 0 || bytes[self.at - 1].is_ascii_whitespace() => self.pass_comment(),
                b'&' | b'!' => self.pass_property(),
                other => return Some(other),
            }
        }
        None
    }

    /// Passes an indicator, if it comes next.
    pub(super) fn take_indicator(&mut self, indicator: u8, before: usize) -> Option<usize> {
        (self.find_indicator(before)? == indicator).then(|| {
            self.at += 1;
            self.at - 1
        })
    }

    /// Passes an indicator, if it comes next and is not the start of a plain text.
    pub(super) fn take_lone_indicator(&mut self, indicator: u8, is_in_flow: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_next = self.find_indicator(bytes.len())? == indicator;
        let is_alone = bytes
            .get(self.at + 1)
            .is_none_or(|byte| byte.is_ascii_whitespace() || (is_in_flow && b",[]{}".contains(byte)));
        if is_next && is_alone { self.take_indicator(indicator, bytes.len()) } else { None }
    }

    /// Passes everything before a byte.
    pub(super) fn pass_to(&mut self, before: usize) {
        while self.find_indicator(before).is_some() {
            self.at += 1;
        }
        self.move_to(before);
    }

    fn pass_comment(&mut self) {
        let start = self.at;
        self.at = line_end(self.text, start);
        self.comments.push(start..self.at);
    }

    fn pass_property(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",[]{}".contains(byte);
        let length = if rest.starts_with(b"!<") {
            rest.iter().position(|byte| *byte == b'>').map(|at| at + 1)
        } else {
            rest.iter().position(is_end)
        };
        self.at += length.unwrap_or(rest.len());
    }

    /// Passes a block scalar and returns its bytes. `content` is the parser's span: it starts at the first character of
    /// the text, behind the header, and includes blank lines and indentation that follow the text.
    pub(super) fn pass_block_scalar(
        &mut self,
        content: &Range<usize>,
        indent: Option<usize>,
    ) -> Range<usize> {
        self.find_indicator(content.end);
        let start = self.at;
        let header = line_end(self.text, start);
        self.pass_to(header);
        let mut indicators =
            self.text[start..].bytes().skip(1).take_while(|byte| b"+-123456789".contains(byte));
        let keeps = indicators.any(|byte| byte == b'+');
        let indent = indent.unwrap_or(usize::MAX);
        let mut end = header;
        let mut line_start = self.text[header..].find('\n').map_or(self.text.len(), |at| header + at + 1);
        for line in self.text.get(line_start..content.end).unwrap_or_default().split_inclusive('\n') {
            let said = line.trim_end_matches(['\r', '\n']);
            let has_text = said.len() > indent || !said.trim_start_matches(' ').is_empty();
            if has_text || (keeps && line.ends_with('\n')) {
                end = line_start + said.len();
            }
            line_start += line.len();
        }
        let end = end.min(content.end.max(header));
        self.move_to(end);
        start..end
    }
}

/// The end of a line. The parser takes a lone carriage return for a line break too.
fn line_end(text: &str, from: usize) -> usize {
    text[from..].find(['\n', '\r']).map_or(text.len(), |at| from + at)
}
