//! A first pass over a text that builds no values and stops at the first sign of an unbounded document.
//!
//! The reader that builds values needs time quadratic in the nesting depth and expands aliases, so it only reads what
//! this pass has accepted.

use std::collections::HashMap;
use std::ops::Range;

use super::bytes::fault_at;
use super::position::whole_file;
use super::spans::{
    Content, Entry, FaultKind, Layout, MOST_DEPTH, MOST_VALUES, Node, SpanFault, Spans, Style,
};
use super::{Also, Code, Finding, Findings, Position};

/// The most characters a text may have.
const MOST_TEXT: usize = 65_536;

/// How many duplicate keys, tags and long texts are reported per file.
const MOST_FAULTS: usize = 100;

/// Whether the text can be parsed. Reports every fault; not every fault prevents parsing.
pub(super) fn scan_text(path: &str, text: &str, faults: &mut Findings) -> bool {
    let (spans, ended) = Spans::read(text);
    let mut scan = Scan { path, spans: &spans, said: 0, is_tagged: false, faults };
    let ended = earlier_fault(scan.find_outdented(), ended);
    for (_, node) in
        spans.all_nodes().take_while(|(_, node)| ended.as_ref().is_none_or(|at| node.span.start < at.at))
    {
        if let Err(fault) = scan.check_node(node) {
            scan.faults.push(*fault);
            return false;
        }
    }
    if let Some(fault) = &ended {
        scan.faults.push(scan.fault_finding(fault));
    }
    // The reader does not know what a tag does to a value either.
    ended.is_none() && !scan.is_tagged
}

fn earlier_fault(one: Option<SpanFault>, other: Option<SpanFault>) -> Option<SpanFault> {
    one.into_iter().chain(other).min_by_key(|fault| fault.at)
}

struct Scan<'f> {
    path: &'f str,
    spans: &'f Spans<'f>,
    said: usize,
    is_tagged: bool,
    faults: &'f mut Findings,
}

/// A fault that ends the reading.
type Fatal = Result<(), Box<Finding>>;

impl Scan<'_> {
    fn position_at(&self, byte: usize) -> Position {
        self.spans.line_starts().position_of_byte(self.spans.source_text(), byte)
    }

    fn fault_finding(&self, fault: &SpanFault) -> Finding {
        let at = |code, message: String| fault_at(self.path, code, self.position_at(fault.at), message);
        match &fault.kind {
            FaultKind::Syntax(message) => at(Code::Syntax, message.clone()),
            FaultKind::TooDeep => {
                at(Code::TooDeep, format!("values are nested deeper than {MOST_DEPTH} levels"))
            }
            FaultKind::TooMany => {
                at(Code::TooLarge, format!("the file holds more than {MOST_VALUES} values"))
                    .with_help("split it into several files")
            }
            FaultKind::SecondDocument => {
                at(Code::SeveralDocuments, "a second YAML document starts in this file".to_owned())
                    .with_help("merge the documents, or put the second into a file of its own")
            }
        }
    }

    fn check_node(&mut self, node: &Node<'_>) -> Fatal {
        if matches!(node.content, Content::Alias) {
            return Err(Box::new(self.indirection_finding(&node.span, "aliases")));
        }
        if let Some(anchor) = &node.anchor {
            return Err(Box::new(self.indirection_finding(anchor, "anchors")));
        }
        if let Some(tag) = &node.tag {
            self.is_tagged = true;
            self.report_fault(self.indirection_finding(tag, "tags"));
        }
        match &node.content {
            Content::Scalar { text, .. } if text.len() > MOST_TEXT && text.chars().count() > MOST_TEXT => {
                let message = format!("the text is longer than {MOST_TEXT} characters");
                self.report_fault(fault_at(
                    self.path,
                    Code::TooLarge,
                    self.position_at(node.span.start),
                    message,
                ));
            }
            Content::Mapping { entries, .. } => self.check_keys(entries),
            Content::Scalar { .. } | Content::List { .. } | Content::Alias => {}
        }
        Ok(())
    }

    /// Reports every key that occurs in the mapping before.
    fn check_keys(&mut self, entries: &[Entry]) {
        let mut firsts: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
        for entry in entries {
            let key = &self.spans[entry.key];
            let Some(text) = key.scalar_text() else { continue };
            let first = *firsts.entry(text).or_insert(key.span.start);
            if first == key.span.start {
                continue;
            }
            let message = format!("duplicate key `{text}`");
            let mut twice =
                fault_at(self.path, Code::DuplicateKey, self.position_at(key.span.start), message);
            let position = self.position_at(first);
            twice.more.push(Also {
                place: whole_file(self.path),
                position: Some(position),
                what: format!("first defined in line {}", position.line),
            });
            self.report_fault(twice);
        }
    }

    /// The first line in brackets or quotes that is indented no deeper than the block around them. Other readers accept
    /// such a line, but a reviewer can take it for a part of the block. A closing bracket below its key is common and
    /// clear, so it is accepted.
    fn find_outdented(&self) -> Option<SpanFault> {
        let fault = |node: &Node<'_>| {
            let parent = node.parent.and_then(|parent| self.spans[parent].collection_layout());
            if parent.is_some_and(|layout| layout != Layout::Block) {
                return None;
            }
            let (at, message) = match &node.content {
                Content::Scalar { style: Style::SingleQuoted | Style::DoubleQuoted, .. } => {
                    self.outdented_lines(node).next()?;
                    (node.span.start, "invalid indentation in quoted scalar")
                }
                Content::List { layout: Layout::Flow, .. }
                | Content::Mapping { layout: Layout::Flow, .. } => {
                    (self.outdented_lines(node).find(|at| self.is_value_start(*at))?, "invalid indentation")
                }
                Content::Scalar { .. } | Content::Alias | Content::List { .. } | Content::Mapping { .. } => {
                    return None;
                }
            };
            Some(SpanFault { at, kind: FaultKind::Syntax(message.to_owned()) })
        };
        self.spans.all_nodes().find_map(|(_, node)| fault(node))
    }

    /// The lines of a node, except its first, that are not indented deep enough: the byte where each text starts.
    fn outdented_lines(&self, node: &Node<'_>) -> impl Iterator<Item = usize> {
        let least = self.least_column(node);
        let text = &self.spans.source_text()[node.span.clone()];
        let lines = text.match_indices('\n').map(|(at, _)| at + 1);
        lines.filter_map(move |at| {
            let line = text[at..].split('\n').next().unwrap_or_default();
            let content = line.trim_start_matches(' ');
            let column = line.len() - content.len();
            let closes = usize::from(content.starts_with([']', '}']));
            let is_outdented = !content.trim_end().is_empty() && column + closes < least;
            is_outdented.then_some(node.span.start + at + column)
        })
    }

    /// Whether a value or a bracket starts at this byte, and not a comment or the next line of a scalar.
    fn is_value_start(&self, at: usize) -> bool {
        let is_rest = self
            .spans
            .last_before(at)
            .is_some_and(|node| node.collection_layout().is_none() && node.span.end > at);
        !is_rest && !self.spans.source_text()[at..].starts_with('#')
    }

    /// The least indentation of the lines of a value: that of its dash, or one more than that of its key.
    fn least_column(&self, node: &Node<'_>) -> usize {
        let Some(block) = node.parent.map(|parent| &self.spans[parent]) else { return 0 };
        let column = block.span.start - self.spans.line_starts().line_start(block.span.start);
        column + usize::from(matches!(block.content, Content::Mapping { .. }))
    }

    fn indirection_finding(&self, at: &Range<usize>, what: &str) -> Finding {
        let position = Some(self.position_at(at.start));
        Finding { position, ..super::position::indirection_finding(whole_file(self.path), what) }
    }

    fn report_fault(&mut self, fault: Finding) {
        if self.said < MOST_FAULTS {
            self.faults.push(fault);
        }
        self.said += 1;
    }
}
