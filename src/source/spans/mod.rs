//! The places of a YAML text: the bytes and the notation of every value, key, comment and indicator.
//!
//! Interprets no values, which another reader does. This is for pointing at them, and for edits that leave the rest of a
//! text as it is.
//!
//! # Decisions
//!
//! - The nodes are one list in the order of the text, and parents and children are indices into it. No function here
//!   calls itself, so no depth overflows the stack.
//! - The parser is `granit-parser`, because its spans are exact and it stays within bounds on any input. Two corrections
//!   are made: the starts of block scalars and of lists that are not indented. It does not report dashes and colons;
//!   `gaps` finds them between the values, and with them the comments.

mod build;
mod gaps;
mod lines;

use std::borrow::Cow;
use std::ops::{Index, Range};

use crate::model::RouteStep;

pub use build::{FaultKind, SpanFault};
pub(super) use build::{MOST_DEPTH, MOST_VALUES};
pub use lines::Lines;

/// The index of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(usize);

/// The tree of the first document of a text.
#[derive(Clone, Debug)]
pub struct Spans<'t> {
    text: &'t str,
    lines: Lines,
    nodes: Vec<Node<'t>>,
    comments: Vec<Range<usize>>,
}

/// A value or a key.
#[derive(Clone, Debug)]
pub struct Node<'t> {
    /// The collection it is in.
    pub parent: Option<NodeId>,
    /// Its bytes, without anchor and tag. A block ends with its last value, and a block scalar before the line break of
    /// its last line. An empty node is the place behind its indicator.
    pub span: Range<usize>,
    /// The bytes of its anchor.
    pub anchor: Option<Range<usize>>,
    /// The bytes of its tag.
    pub tag: Option<Range<usize>>,
    /// Its description.
    pub content: Content<'t>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Content<'t> {
    /// A text, number or other plain value.
    Scalar {
        /// How it is written.
        style: Style,
        /// The decoded text, without quotes and escapes; `~` where nothing is written.
        text: Cow<'t, str>,
    },
    /// A reference to an anchor.
    Alias,
    /// A list.
    List {
        /// How it is laid out.
        layout: Layout,
        /// Its entries.
        items: Vec<Item>,
    },
    /// A mapping.
    Mapping {
        /// How it is laid out.
        layout: Layout,
        /// Its entries, in the order of the text.
        entries: Vec<Entry>,
    },
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Nothing is written: `key:`.
    Empty,
    /// Without quotes.
    Plain,
    /// `'in single quotes'`.
    SingleQuoted,
    /// `"in double quotes"`.
    DoubleQuoted,
    /// A block that starts with `|`.
    Literal,
    /// A block that starts with `>`.
    Folded,
}

/// How a collection is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// By lines and indentation.
    Block,
    /// In brackets.
    Flow,
    /// A mapping of one key without its own brackets, in a list in brackets: `[key: value]`.
    Pair,
}

/// An entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The byte of its dash, in a block.
    pub dash: Option<usize>,
    /// The value.
    pub value: NodeId,
}

/// An entry of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The key.
    pub key: NodeId,
    /// The byte of the colon, if one is written.
    pub colon: Option<usize>,
    /// The value.
    pub value: NodeId,
}

/// What a route leads to.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    /// The whole document.
    Root(NodeId),
    /// An entry of a list.
    Item(Item),
    /// An entry of a mapping.
    Entry(Entry),
}

impl<'t> Spans<'t> {
    /// The text itself.
    #[must_use]
    pub fn source_text(&self) -> &'t str {
        self.text
    }

    /// Where the lines of the text start.
    #[must_use]
    pub fn line_starts(&self) -> &Lines {
        &self.lines
    }

    /// The value of the document, unless it is empty.
    #[must_use]
    pub fn root_node(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// Every value and key, in the order of the text; a collection precedes what is in it.
    pub fn all_nodes(&self) -> impl Iterator<Item = (NodeId, &Node<'t>)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index), node))
    }

    /// The last value or key that starts before a byte.
    #[must_use]
    pub fn last_before(&self, byte: usize) -> Option<&Node<'t>> {
        let count = self.nodes.partition_point(|node| node.span.start < byte);
        self.nodes[..count].last()
    }

    /// Every comment from its `#` to the end of its line, in the order of the text.
    #[must_use]
    pub fn comment_ranges(&self) -> &[Range<usize>] {
        &self.comments
    }

    /// Follows a route as far as the text has it. Returns the number of steps taken and what the last of them leads to;
    /// nothing for an empty document.
    #[must_use]
    pub fn follow_route(&self, route: &[RouteStep]) -> Option<(usize, Found)> {
        let mut found = Found::Root(self.root_node()?);
        for (done, step) in route.iter().enumerate() {
            let Some(next) = self.step_from(found.value_node(), step) else { return Some((done, found)) };
            found = next;
        }
        Some((route.len(), found))
    }

    fn step_from(&self, from: NodeId, step: &RouteStep) -> Option<Found> {
        match (&self[from].content, step) {
            (Content::List { items, .. }, RouteStep::Index(index)) => {
                items.get(*index).copied().map(Found::Item)
            }
            (Content::Mapping { entries, .. }, RouteStep::Key(wanted)) => entries
                .iter()
                .find(|entry| self[entry.key].scalar_text() == Some(wanted))
                .copied()
                .map(Found::Entry),
            _ => None,
        }
    }
}

impl<'t> Index<NodeId> for Spans<'t> {
    type Output = Node<'t>;

    fn index(&self, id: NodeId) -> &Node<'t> {
        &self.nodes[id.0]
    }
}

impl Found {
    /// The value that a route leads to.
    #[must_use]
    pub fn value_node(self) -> NodeId {
        match self {
            Self::Root(value) | Self::Item(Item { value, .. }) | Self::Entry(Entry { value, .. }) => value,
        }
    }
}

impl Node<'_> {
    /// The decoded text of a scalar.
    #[must_use]
    pub fn scalar_text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            Content::Alias | Content::List { .. } | Content::Mapping { .. } => None,
        }
    }

    /// How a collection is laid out.
    #[must_use]
    pub fn collection_layout(&self) -> Option<Layout> {
        match &self.content {
            Content::List { layout, .. } | Content::Mapping { layout, .. } => Some(*layout),
            Content::Alias | Content::Scalar { .. } => None,
        }
    }

    /// Whether nothing is written where a value could be.
    #[must_use]
    pub fn is_unwritten(&self) -> bool {
        matches!(self.content, Content::Scalar { style: Style::Empty, .. })
    }
}
