//! One file's bytes to one document of plain values, with every fault as a finding. Knows no keys of the language.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Value};

use crate::model::{Place, Route};

use super::{Code, Finding, Findings, Position, locate};

/// The most bytes a file may have.
pub(super) const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The most lines a file may have: the grammar that finds places in a file counts them in 16 bits.
const MOST_LINES: usize = 32_767;

/// The deepest nesting. The language needs 12.
const MOST_DEPTH: usize = 40;

pub(super) fn too_large(path: &str) -> Finding {
    let message = format!("is larger than {MOST_LINES} lines or {} MiB", MOST_BYTES / 1024 / 1024);
    Finding::error(Code::TooLarge, whole(path), message).help("spread it over several files")
}

fn whole(path: &str) -> Place {
    Place { file: path.to_owned(), route: Route::default() }
}

/// The text and, where there is no error, the document.
pub(super) fn parse(path: &str, bytes: &[u8], findings: &mut Findings) -> (String, Option<Value>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut faults = Findings::default();
    refuse_bytes(path, bytes, &text, &mut faults);
    let mut document = None;
    if faults.is_empty() {
        document = documents(path, &text, &mut faults);
        refuse_anchors(path, &text, &mut faults);
    }
    let usable = !faults.has_errors();
    findings.extend(faults);
    (text, document.filter(|_| usable))
}

fn refuse_bytes(path: &str, bytes: &[u8], text: &str, faults: &mut Findings) {
    let at = |code, position, message: &str| Finding {
        position: Some(position),
        ..Finding::error(code, whole(path), message)
    };
    let start = Position { line: 1, column: 1 };
    if let Err(error) = std::str::from_utf8(bytes) {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        faults.push(at(
            Code::Encoding,
            position(&before, before.len()),
            "the file is not UTF-8 from here on",
        ));
    } else if text.starts_with('\u{feff}') {
        faults.push(
            at(Code::Encoding, start, "the file starts with a byte order mark").help("save it as UTF-8"),
        );
    }
    if bytes.len() as u64 > MOST_BYTES || text.lines().count() > MOST_LINES {
        faults.push(too_large(path));
    }
    for (index, line) in text.lines().enumerate() {
        let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if let Some(column) = blanks.find('\t') {
            let place = Position { line: index + 1, column: column + 1 };
            faults.push(at(Code::Syntax, place, "a tab indents this line").help("indent with spaces"));
            return;
        }
    }
}

/// The line and column of a byte of a text.
pub(super) fn position(text: &str, byte: usize) -> Position {
    let before = &text[..byte.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

fn documents(path: &str, text: &str, faults: &mut Findings) -> Option<Value> {
    // A file of comments declares nothing, and that is fine; the reader would call it cut short.
    if text.lines().all(is_blank) {
        return Some(Value::Object(Map::new()));
    }
    let mut first = None;
    for (index, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        if index > 0 {
            faults.push(several(path, text));
            return None;
        }
        let seed = Node { text, place: whole(path), depth: 0, faults };
        match seed.deserialize(document) {
            Ok(value) => first = Some(value),
            Err(error) => {
                faults.push(syntax(path, text, &error));
                return None;
            }
        }
    }
    match first {
        Some(Value::Object(map)) => Some(Value::Object(map)),
        None | Some(Value::Null) => Some(Value::Object(Map::new())),
        Some(_) => {
            let message = "the document is not a mapping of lists, such as `catalogs:` with entries below it";
            faults.push(Finding::error(Code::NotMapping, whole(path), message));
            None
        }
    }
}

fn several(path: &str, text: &str) -> Finding {
    let separators = text.match_indices("\n---").map(|(at, _)| at + 1);
    // The marker that opens the first document is not the one to point at.
    let content = text.lines().take_while(|line| is_blank(line)).map(|line| line.len() + 1).sum::<usize>();
    let at = separators.into_iter().find(|at| *at > content).unwrap_or(0);
    Finding {
        position: Some(position(text, at)),
        ..Finding::error(Code::SeveralDocuments, whole(path), "a second YAML document starts in this file")
    }
    .help("merge the documents, or put the second into a file of its own")
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

fn syntax(path: &str, text: &str, error: &serde_yaml::Error) -> Finding {
    // The places in the message are shown with the line itself.
    let message: String = error
        .to_string()
        .split(" at line ")
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '))
        .map(|part| part.strip_prefix("column ").unwrap_or(part))
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()))
        .collect();
    let code = if message.contains("recursion limit") { Code::TooDeep } else { Code::Syntax };
    let position = error.location().map_or(position(text, text.len()), |location| Position {
        line: location.line(),
        column: location.column(),
    });
    Finding { position: Some(position), ..Finding::error(code, whole(path), message) }
}

fn refuse_anchors(path: &str, text: &str, faults: &mut Findings) {
    // Taking the text apart a second time is paid for only by files that could hold an anchor.
    if !text.contains('&') {
        return;
    }
    let Ok(document) = yamlpath::Document::new(text) else { return };
    if !document.has_anchors() {
        return;
    }
    let starts_anchor = |at: usize| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "[{,".contains(c)) && !document.offset_inside_comment(at)
    };
    let at = text.match_indices('&').map(|(at, _)| at).find(|at| starts_anchor(*at)).unwrap_or(0);
    faults.push(Finding { position: Some(position(text, at)), ..indirection(whole(path), "an anchor") });
}

fn indirection(place: Place, what: &str) -> Finding {
    Finding::error(Code::Indirection, place, format!("{what} stands here"))
        .help("write the value out: what a reviewer reads is what is meant")
}

fn duplicate(text: &str, place: &Place, key: &str) -> Finding {
    let message = format!("the key `{key}` stands twice in this mapping");
    let finding = Finding::error(Code::DuplicateKey, place.clone(), message).at_key();
    match locate::second_key(text, place) {
        Some(at) => Finding { position: Some(position(text, at)), ..finding }
            .and(place.clone(), "it first stands here"),
        None => finding,
    }
}

/// One value of a document, on its way to plain JSON.
struct Node<'f> {
    text: &'f str,
    place: Place,
    depth: usize,
    faults: &'f mut Findings,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        if !self.place.route.0.is_empty() {
            let finding = Finding::error(Code::NoValue, self.place, "no value stands here");
            self.faults.push(finding.help("leave the key out, or write `[]` for a list without entries"));
        }
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        if !value.is_finite() {
            self.faults.push(Finding::error(Code::NotPlain, self.place, "this number has no value"));
        }
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let Self { text, place, depth, faults } = self;
        while let Some(item) = {
            let inner = Node { text, place: place.index(list.len()), depth: depth + 1, faults: &mut *faults };
            items.next_element_seed(inner)?
        } {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Self { text, place, depth, faults } = self;
        if depth == MOST_DEPTH {
            let message = format!("values are nested deeper than {MOST_DEPTH} levels");
            faults.push(Finding::error(Code::TooDeep, place.clone(), message));
        }
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<serde_yaml::Value>()? {
            let serde_yaml::Value::String(key) = key else {
                faults.push(
                    Finding::error(Code::NotPlain, place.clone(), "a key of this mapping is not text")
                        .help("put the key into quotes"),
                );
                entries.next_value::<serde::de::IgnoredAny>()?;
                continue;
            };
            let inner = place.key(&key);
            if key == "<<" {
                faults.push(indirection(inner.clone(), "a merge key").at_key());
            }
            if map.contains_key(&key) {
                faults.push(duplicate(text, &inner, &key));
            }
            let value = entries.next_value_seed(Node {
                text,
                place: inner,
                depth: depth + 1,
                faults: &mut *faults,
            })?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_, inner) = tagged.variant::<String>()?;
        self.faults.push(indirection(self.place.clone(), "a tag"));
        inner.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(bytes: &[u8]) -> Vec<(Code, Option<Position>)> {
        let mut findings = Findings::default();
        let (_, document) = parse("a.yaml", bytes, &mut findings);
        assert_eq!(document.is_none(), findings.has_errors());
        findings.sorted().into_iter().map(|finding| (finding.code, finding.position)).collect()
    }

    fn at(line: usize, column: usize) -> Option<Position> {
        Some(Position { line, column })
    }

    #[test]
    fn what_is_no_document_is_a_finding_with_its_position() {
        assert_eq!(codes(b""), []);
        assert_eq!(codes(b"# nothing yet\n"), []);
        assert_eq!(codes(b"a: \xff\n"), [(Code::Encoding, at(1, 4))]);
        assert_eq!(codes("\u{feff}a: 1\n".as_bytes()), [(Code::Encoding, at(1, 1))]);
        assert_eq!(codes(b"a:\n\tb: 1\n"), [(Code::Syntax, at(2, 1))]);
        assert_eq!(codes(b"a: [1\nb: 2\n").first().map(|found| found.0), Some(Code::Syntax));
        assert_eq!(codes(b"- a\n"), [(Code::NotMapping, None)]);
        assert_eq!(codes(b"---\na: 1\n---\nb: 1\n"), [(Code::SeveralDocuments, at(3, 1))]);
        assert_eq!(codes("#\n".repeat(40_000).as_bytes()), [(Code::TooLarge, None)]);
    }

    #[test]
    fn indirections_are_refused() {
        assert_eq!(codes(b"a: &x 1\nb: *x\n"), [(Code::Indirection, at(1, 4))]);
        assert_eq!(codes(b"a: {<<: {b: 1}}\n"), [(Code::Indirection, None)]);
        assert_eq!(codes(b"a: !secret b\n"), [(Code::Indirection, None)]);
        assert_eq!(codes(b"a: b & c # & d\n"), []);
    }

    #[test]
    fn values_that_are_not_plain_are_refused() {
        assert_eq!(codes(b"a: 1\na: 2\n"), [(Code::DuplicateKey, at(2, 1))]);
        assert_eq!(codes(b"{ a: 1, a: 2 }\n"), [(Code::DuplicateKey, None)]);
        assert_eq!(codes(b"1: 1\n"), [(Code::NotPlain, None)]);
        assert_eq!(codes(b"a: .nan\n"), [(Code::NotPlain, None)]);
        assert_eq!(codes(b"a:\nb: ~\n"), [(Code::NoValue, None), (Code::NoValue, None)]);
        let deep = format!("a: {}1{}\n", "{a: ".repeat(60), "}".repeat(60));
        assert_eq!(codes(deep.as_bytes()).first().map(|found| found.0), Some(Code::TooDeep));
    }
}
