//! A first reading of a text that builds nothing: it ends at the first sign of a document without bounds.
//!
//! The reader that builds documents takes time by the square of the nesting and follows aliases; it only ever sees
//! what passed here.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScanError, Span};

use super::bytes::at;
use super::position::{position, whole};
use super::{Also, Code, Finding, Findings, Position};

/// The deepest nesting. The language needs 12.
const MOST_DEPTH: usize = 40;

/// The most values a file may hold: a line of a policy holds two or three.
const MOST_VALUES: usize = 100_000;

/// The most characters a text may have.
const MOST_TEXT: usize = 65_536;

/// How many duplicate keys, tags and long texts of one file are pointed at.
const MOST_FAULTS: usize = 100;

/// What the parser says of a bracket that closes in the column of the key it belongs to, which everybody writes.
const STRICT: &str = "invalid indentation";

/// Whether the text can be read on. Every fault is a finding, and not every fault ends the reading.
pub(super) fn scan(path: &str, text: &str, faults: &mut Findings) -> bool {
    let mut found = Findings::default();
    let mut can = once(path, text, &mut found);
    if found.sorted().iter().any(|fault| fault.message == STRICT) {
        found = Findings::default();
        can = once(path, &loosened(text), &mut found);
        found = found.into_iter().map(|fault| tightened(fault, text)).collect();
    }
    faults.extend(found);
    can
}

/// The text with a blank before every line that starts with a closing bracket. It has the same structure, but for a
/// block of literal text that starts with a bracket: so this is for texts that are refused as they stand.
pub(super) fn loosened(text: &str) -> String {
    let line = |line: &str| format!("{}{line}", if closes(line) { " " } else { "" });
    text.split_inclusive('\n').map(line).collect()
}

fn closes(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with([']', '}'])
}

/// A finding about a loosened text, at its place in the text itself.
fn tightened(mut fault: Finding, text: &str) -> Finding {
    let also = fault.more.iter_mut().filter_map(|also| also.position.as_mut());
    for position in also.chain(&mut fault.position) {
        if text.lines().nth(position.line.saturating_sub(1)).is_some_and(closes) {
            position.column = position.column.saturating_sub(1).max(1);
        }
    }
    fault
}

fn once(path: &str, text: &str, faults: &mut Findings) -> bool {
    let mut scan =
        Scan { path, text, open: Vec::new(), values: 0, documents: 0, said: 0, is_tagged: false, faults };
    for event in Parser::new_from_str(text) {
        if let Err(fault) =
            event.map_err(|error| scan.syntax(&error)).and_then(|(event, span)| scan.event(&event, span))
        {
            faults.push(*fault);
            return false;
        }
    }
    // What a tag makes of a value is not known to the reader either.
    !scan.is_tagged
}

/// A collection that has not ended yet.
enum Open {
    List,
    Mapping { keys: HashMap<String, Marker>, is_at_value: bool },
}

struct Scan<'f> {
    path: &'f str,
    text: &'f str,
    open: Vec<Open>,
    values: usize,
    documents: usize,
    said: usize,
    is_tagged: bool,
    faults: &'f mut Findings,
}

/// A fault that ends the reading.
type Fatal = Result<(), Box<Finding>>;

impl Scan<'_> {
    fn syntax(&self, error: &ScanError) -> Box<Finding> {
        // What stands behind the first sentence repeats the position.
        let message = error.info().split(" at byte ").next().unwrap_or_default();
        // The scanner looks ahead, and refuses far deeper nesting before it is seen here.
        let code = if message.contains("recursion limit") { Code::TooDeep } else { Code::Syntax };
        Box::new(at(self.path, code, place(error.marker()), message))
    }

    fn event(&mut self, event: &Event<'_>, span: Span) -> Fatal {
        match event {
            Event::DocumentStart(_) => self.document(span),
            Event::Alias(_) => Err(Box::new(indirection(self.path, place(&span.start), "an alias"))),
            Event::Scalar(text, _, anchor, tag) => {
                self.value(*anchor, tag.is_some(), span)?;
                self.scalar(text, &span.start);
                Ok(())
            }
            Event::SequenceStart(anchor, tag) => self.start(Open::List, *anchor, tag.is_some(), span),
            Event::MappingStart(anchor, tag) => {
                let mapping = Open::Mapping { keys: HashMap::new(), is_at_value: false };
                self.start(mapping, *anchor, tag.is_some(), span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
                self.follow();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn document(&mut self, span: Span) -> Fatal {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        let message = "a second YAML document starts in this file";
        let finding = at(self.path, Code::SeveralDocuments, place(&span.start), message);
        Err(Box::new(finding.help("merge the documents, or put the second into a file of its own")))
    }

    fn start(&mut self, open: Open, anchor: usize, has_tag: bool, span: Span) -> Fatal {
        self.value(anchor, has_tag, span)?;
        self.open.push(open);
        if self.open.len() <= MOST_DEPTH {
            return Ok(());
        }
        let message = format!("values are nested deeper than {MOST_DEPTH} levels");
        Err(Box::new(at(self.path, Code::TooDeep, place(&span.start), message)))
    }

    fn value(&mut self, anchor: usize, has_tag: bool, span: Span) -> Fatal {
        if anchor > 0 {
            let position = self.before(&span.start, |text| text.rfind('&'));
            return Err(Box::new(indirection(self.path, position, "an anchor")));
        }
        if has_tag && self.said < MOST_FAULTS {
            self.is_tagged = true;
            let position = self.before(&span.start, tag);
            self.say(indirection(self.path, position, "a tag"));
        }
        self.values += 1;
        if self.values <= MOST_VALUES {
            return Ok(());
        }
        let finding = at(
            self.path,
            Code::TooLarge,
            place(&span.start),
            format!("the file holds more than {MOST_VALUES} values"),
        );
        Err(Box::new(finding.help("spread it over several files")))
    }

    /// Where something stands that is found at the end of what comes before a value.
    fn before(&self, value: &Marker, find: impl Fn(&str) -> Option<usize>) -> Position {
        let end = self.text.char_indices().nth(value.index()).map_or(self.text.len(), |(byte, _)| byte);
        position(self.text, find(&self.text[..end]).unwrap_or(end))
    }

    fn scalar(&mut self, text: &str, start: &Marker) {
        if text.len() > MOST_TEXT && text.chars().count() > MOST_TEXT {
            self.say(at(
                self.path,
                Code::TooLarge,
                place(start),
                format!("this text is longer than {MOST_TEXT} characters"),
            ));
        }
        let mut first = None;
        if let Some(Open::Mapping { keys, is_at_value: false }) = self.open.last_mut() {
            first = keys.get(text).copied();
            keys.entry(text.to_owned()).or_insert(*start);
        }
        if let Some(first) = first {
            let message = format!("the key `{text}` stands twice in this mapping");
            let mut twice = at(self.path, Code::DuplicateKey, place(start), message);
            twice.more.push(Also {
                place: whole(self.path),
                position: Some(place(&first)),
                what: format!("it first stands in line {}", first.line()),
            });
            self.say(twice);
        }
        self.follow();
    }

    /// Moves on within the innermost collection.
    fn follow(&mut self) {
        if let Some(Open::Mapping { is_at_value, .. }) = self.open.last_mut() {
            *is_at_value = !*is_at_value;
        }
    }

    fn say(&mut self, fault: Finding) {
        if self.said < MOST_FAULTS {
            self.faults.push(fault);
        }
        self.said += 1;
    }
}

/// Where the tag starts that a text ends with.
fn tag(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let start = text.rfind([' ', '\n', '[', '{']).map_or(0, |at| at + 1);
    text[start..].find('!').map(|at| start + at)
}

fn place(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}

fn indirection(path: &str, position: Position, what: &str) -> Finding {
    Finding { position: Some(position), ..super::position::indirection(whole(path), what) }
}
