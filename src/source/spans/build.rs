//! The events of the parser to the tree, within bounds.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Span, StructureStyle};

use super::gaps::Gaps;
use super::{Content, Entry, Item, Layout, Lines, Node, NodeId, Spans, Style};

/// The deepest nesting. The language needs 12.
pub(in crate::source) const MOST_DEPTH: usize = 40;

/// The most values a file may hold: a line of a policy holds two or three.
pub(in crate::source) const MOST_VALUES: usize = 100_000;

/// How many characters the parser looks ahead for the colon of a key (the limit of YAML). Its events come later than
/// that, so its own limit for brackets has to leave room for the exact count that is made from the events.
const LOOK_AHEAD: usize = 1024;

/// What ended a reading before the end of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanFault {
    /// The byte where.
    pub at: usize,
    /// Why.
    pub kind: FaultKind,
}

/// Why a reading ended before the end of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is no YAML, in the parser's words.
    Syntax(String),
    /// It is nested too deep.
    TooDeep,
    /// It holds too many values.
    TooMany,
    /// A second document starts.
    SecondDocument,
}

impl<'t> Spans<'t> {
    /// Reads a text. If there is a fault, the tree ends there.
    pub fn read(text: &'t str) -> (Self, Option<SpanFault>) {
        let mut build =
            Build { text, gaps: Gaps::new(text), nodes: Vec::new(), open: Vec::new(), documents: 0 };
        let fault = build.read_events().err();
        let end = fault.as_ref().map_or(text.len(), |fault| fault.at);
        build.gaps.pass_to(end);
        while let Some(open) = build.open.pop() {
            build.close_collection(&open, end);
        }
        let Build { gaps, nodes, .. } = build;
        (Self { text, lines: Lines::new(text), nodes, comments: gaps.into_comments() }, fault)
    }
}

struct Build<'t> {
    text: &'t str,
    gaps: Gaps<'t>,
    nodes: Vec<Node<'t>>,
    open: Vec<Open>,
    documents: usize,
}

/// A collection that has not ended yet.
struct Open {
    id: NodeId,
    layout: Layout,
    contents: Contents,
}

enum Contents {
    Items,
    /// A key that waits for its value, in a mapping.
    Entries(Option<NodeId>),
}

/// What a node is to the collection it is in.
#[derive(Clone, Copy)]
enum Role {
    Document,
    Item,
    Key,
    Value(NodeId),
}

impl<'t> Build<'t> {
    fn read_events(&mut self) -> Result<(), SpanFault> {
        let options = granit_parser::options! {
            emit_anchor_events: true,
            flow_nesting_limit: MOST_DEPTH + LOOK_AHEAD,
            block_nesting_limit: MOST_DEPTH,
            simple_key_max_lookahead: LOOK_AHEAD,
        };
        for event in Parser::new_from_str_with_options(self.text, options) {
            let (event, span) = event.map_err(|error| self.fault_of(&error))?;
            self.take_event(event, span)?;
        }
        Ok(())
    }

    fn fault_of(&self, error: &ScanError) -> SpanFault {
        let at = self.byte_of(error.marker());
        let kind = match error.kind() {
            ErrorKind::RecursionLimitExceeded => FaultKind::TooDeep,
            kind => FaultKind::Syntax(kind.to_string()),
        };
        SpanFault { at, kind }
    }

    fn take_event(&mut self, event: Event<'t>, span: Span) -> Result<(), SpanFault> {
        let raw = self.range_of(&span);
        let tag = span.tag_span().map(|tag| self.range_of(&tag));
        match event {
            Event::DocumentStart(is_explicit, _) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(SpanFault { at: raw.start, kind: FaultKind::SecondDocument });
                }
                if is_explicit {
                    self.gaps.pass_to(raw.start);
                    self.gaps.move_to(raw.end);
                }
                Ok(())
            }
            Event::Scalar(text, style, ..) => {
                let style = style_of(style, &raw);
                let (indicator, span) = match style {
                    Style::Empty => self.place_empty(tag.as_ref()),
                    Style::Literal | Style::Folded => {
                        let indicator = self.pass_lead(raw.end);
                        (indicator, self.gaps.pass_block_scalar(&raw, span.indent))
                    }
                    Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => {
                        (self.pass_lead(raw.start), raw)
                    }
                };
                self.add_node(indicator, span, tag, Content::Scalar { style, text }).map(|_| ())
            }
            Event::Alias(_) => {
                let indicator = self.pass_lead(raw.start);
                self.add_node(indicator, raw, tag, Content::Alias).map(|_| ())
            }
            Event::SequenceStart(style, ..) => self.start_collection(style, raw, tag, Contents::Items),
            Event::MappingStart(style, ..) => self.start_collection(style, raw, tag, Contents::Entries(None)),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    self.close_collection(&open, raw.end);
                }
                Ok(())
            }
            Event::Anchor(..) => {
                self.set_anchor(raw);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn node_role(&self) -> Role {
        match self.open.last().map(|open| &open.contents) {
            None => Role::Document,
            Some(Contents::Items) => Role::Item,
            Some(Contents::Entries(None)) => Role::Key,
            Some(Contents::Entries(Some(key))) => Role::Value(*key),
        }
    }

    /// Passes everything before the next node and returns the byte of its dash or colon.
    fn pass_lead(&mut self, before: usize) -> Option<usize> {
        match self.node_role() {
            Role::Document => None,
            Role::Item => {
                self.gaps.take_indicator(b',', before);
                self.gaps.take_indicator(b'-', before)
            }
            Role::Key => {
                self.gaps.take_indicator(b',', before);
                self.gaps.take_indicator(b'?', before);
                None
            }
            Role::Value(_) => self.gaps.take_indicator(b':', before),
        }
    }

    /// The dash or colon of an empty node, and the place behind it. The parser puts an empty node anywhere before the
    /// next value, so this searches the text itself.
    fn place_empty(&mut self, tag: Option<&Range<usize>>) -> (Option<usize>, Range<usize>) {
        let end = self.gaps.offset();
        let is_in_flow = self.open.last().is_some_and(|open| open.layout != Layout::Block);
        let indicator = match self.node_role() {
            Role::Document => None,
            Role::Item => self.gaps.take_lone_indicator(b'-', is_in_flow),
            Role::Key => {
                self.gaps.take_indicator(b',', self.text.len());
                self.gaps.take_lone_indicator(b'?', is_in_flow)
            }
            Role::Value(_) => self.gaps.take_lone_indicator(b':', is_in_flow),
        };
        let at = match (self.node_role(), indicator) {
            (Role::Value(_), None) => end,
            _ => self.gaps.offset(),
        };
        let at = tag.map_or(at, |tag| at.max(tag.end));
        (indicator, at..at)
    }

    fn start_collection(
        &mut self,
        style: StructureStyle,
        raw: Range<usize>,
        tag: Option<Range<usize>>,
        holds: Contents,
    ) -> Result<(), SpanFault> {
        let indicator = self.pass_lead(raw.start);
        let layout = match (style, &holds) {
            (StructureStyle::Block, _) => Layout::Block,
            (StructureStyle::Flow, Contents::Entries(_)) if self.text.get(raw.clone()) != Some("{") => {
                Layout::Pair
            }
            (StructureStyle::Flow, _) => Layout::Flow,
        };
        // For a list that is not indented, the parser's span starts behind the first dash.
        let dash = matches!(holds, Contents::Items) && self.gaps.find_indicator(raw.start) == Some(b'-');
        let start = if dash { self.gaps.offset() } else { raw.start };
        let content = match holds {
            Contents::Items => Content::List { layout, items: Vec::new() },
            Contents::Entries(_) => Content::Mapping { layout, entries: Vec::new() },
        };
        let end = if layout == Layout::Flow { raw.end } else { start };
        let id = self.add_node(indicator, start..end, tag, content)?;
        self.open.push(Open { id, layout, contents: holds });
        if self.open.len() > MOST_DEPTH {
            return Err(SpanFault { at: start, kind: FaultKind::TooDeep });
        }
        Ok(())
    }

    /// Adds a node to the collection that is open.
    fn add_node(
        &mut self,
        indicator: Option<usize>,
        span: Range<usize>,
        tag: Option<Range<usize>>,
        content: Content<'t>,
    ) -> Result<NodeId, SpanFault> {
        if self.nodes.len() == MOST_VALUES {
            return Err(SpanFault { at: span.start, kind: FaultKind::TooMany });
        }
        self.gaps.pass_to(span.start);
        self.gaps.move_to(span.end);
        let id = NodeId(self.nodes.len());
        let parent = self.open.last().map(|open| open.id);
        let role = self.node_role();
        if let Some(parent) = parent {
            match (&mut self.nodes[parent.0].content, role) {
                (Content::List { items, .. }, _) => items.push(Item { dash: indicator, value: id }),
                (Content::Mapping { entries, .. }, Role::Value(key)) => {
                    entries.push(Entry { key, colon: indicator, value: id });
                }
                _ => {}
            }
        }
        if let Some(Open { contents: Contents::Entries(waiting), .. }) = self.open.last_mut() {
            *waiting = match role {
                Role::Key => Some(id),
                _ => None,
            };
        }
        self.nodes.push(Node { parent, span, anchor: None, tag, content });
        Ok(id)
    }

    /// Gives the last node its anchor: the parser reports a node before its anchor.
    fn set_anchor(&mut self, at: Range<usize>) {
        if let Some(node) = self.nodes.last_mut() {
            if node.is_unwritten() {
                let end = node.span.end.max(at.end);
                node.span = end..end;
                self.gaps.move_to(end);
            }
            node.anchor = Some(at);
        }
    }

    /// Ends a collection where its last value does, or behind its bracket.
    fn close_collection(&mut self, open: &Open, bracket: usize) {
        let last = match (&self.nodes[open.id.0].content, &open.contents) {
            (_, Contents::Entries(Some(waiting))) => Some(*waiting),
            (Content::List { items, .. }, _) => items.last().map(|item| item.value),
            (Content::Mapping { entries, .. }, _) => entries.last().map(|entry| entry.value),
            (Content::Scalar { .. } | Content::Alias, _) => None,
        };
        let mut end = last.map_or(0, |last| self.nodes[last.0].span.end);
        if open.layout == Layout::Flow {
            end = end.max(bracket);
            self.gaps.pass_to(end.saturating_sub(1));
        }
        let span = &mut self.nodes[open.id.0].span;
        span.end = span.end.max(end);
        self.gaps.move_to(end);
    }

    fn range_of(&self, span: &Span) -> Range<usize> {
        let start = self.byte_of(&span.start);
        start..self.byte_of(&span.end).max(start)
    }

    fn byte_of(&self, marker: &Marker) -> usize {
        self.text.floor_char_boundary(marker.byte_offset().unwrap_or(self.text.len()))
    }
}

fn style_of(style: ScalarStyle, raw: &Range<usize>) -> Style {
    match style {
        ScalarStyle::Plain if raw.is_empty() => Style::Empty,
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}
