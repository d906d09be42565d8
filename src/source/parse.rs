//! One file's bytes to one document of plain values, with every fault as a finding. Knows no keys of the language.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::model::Place;

use super::position::{indirection_finding, position_of, whole_file};
use super::scan::scan_text;
use super::{Code, Finding, Findings, Position, bytes};

/// The text and, where there is no error, the document.
pub(super) fn parse(path: &str, bytes: &[u8], findings: &mut Findings) -> (String, Option<Value>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut faults = Findings::default();
    bytes::refuse_bytes(path, bytes, &text, &mut faults);
    let mut document = None;
    if faults.is_empty() && scan_text(path, &text, &mut faults) {
        document = parse_text(path, &text, &mut faults);
    }
    let usable = !faults.has_errors();
    findings.extend(faults);
    (text, document.filter(|_| usable))
}

fn parse_text(path: &str, text: &str, faults: &mut Findings) -> Option<Value> {
    // A file with comments only is valid and declares nothing, but the YAML reader reports an unexpected end.
    if text.lines().all(is_blank) {
        return Some(Value::Object(Map::new()));
    }
    let seed = Node { place: whole_file(path), faults };
    match seed.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Value::Object(map)) => Some(Value::Object(map)),
        Ok(Value::Null) => Some(Value::Object(Map::new())),
        Ok(_) => {
            let message = "the document is not a mapping of lists, such as `catalogs:` with entries below it";
            faults.push(Finding::error(Code::NotMapping, whole_file(path), message));
            None
        }
        Err(error) => {
            faults.push(syntax_finding(path, text, &error));
            None
        }
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

fn syntax_finding(path: &str, text: &str, error: &serde_yaml::Error) -> Finding {
    // The positions in the message are removed, because the finding shows its own position.
    let message: String = error
        .to_string()
        .split(" at line ")
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '))
        .map(|part| part.strip_prefix("column ").unwrap_or(part))
        .map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()))
        .collect();
    let position = error.location().map_or(position_of(text, text.len()), |location| Position {
        line: location.line(),
        column: location.column(),
    });
    Finding { position: Some(position), ..Finding::error(Code::Syntax, whole_file(path), message) }
}

/// One value of a document, on its way to plain JSON.
struct Node<'f> {
    place: Place,
    faults: &'f mut Findings,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Node<'_> {
    /// Reports a number that is larger than any value of the language.
    fn number_value(self) -> Value {
        let finding = Finding::error(Code::NotPlain, self.place, "the number is too large");
        self.faults.push(finding.with_help("put it in quotes if it is text"));
        Value::from(0)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        if !self.place.route.0.is_empty() {
            let finding = Finding::error(Code::NoValue, self.place, "missing value");
            self.faults.push(finding.with_help("remove the key, or write `[]` for an empty list"));
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

    fn visit_i128<E>(self, _: i128) -> Result<Value, E> {
        Ok(self.number_value())
    }

    fn visit_u128<E>(self, _: u128) -> Result<Value, E> {
        Ok(self.number_value())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        if !value.is_finite() {
            self.faults.push(Finding::error(Code::NotPlain, self.place, "the number is not finite"));
        }
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let Self { place, faults } = self;
        while let Some(item) = {
            let inner = Node { place: place.at_index(list.len()), faults: &mut *faults };
            items.next_element_seed(inner)?
        } {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Self { place, faults } = self;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<serde_yaml::Value>()? {
            let serde_yaml::Value::String(key) = key else {
                faults.push(
                    Finding::error(Code::NotPlain, place.clone(), "a key of the mapping is not text")
                        .with_help("put the key in quotes"),
                );
                entries.next_value::<serde::de::IgnoredAny>()?;
                continue;
            };
            let inner = place.at_key(&key);
            if key == "<<" {
                faults.push(indirection_finding(inner.clone(), "merge keys").at_key());
            }
            let value = entries.next_value_seed(Node { place: inner, faults: &mut *faults })?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(bytes: &[u8]) -> Vec<(Code, Option<Position>)> {
        let mut findings = Findings::default();
        let (_, document) = parse("a.yaml", bytes, &mut findings);
        assert_eq!(document.is_none(), findings.has_errors());
        findings.to_sorted().into_iter().map(|finding| (finding.code, finding.position)).collect()
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
        assert_eq!(codes("#\n".repeat(40_000).as_bytes()), []);
        assert_eq!(codes("#\n".repeat(3 << 20).as_bytes()), [(Code::TooLarge, None)]);
    }

    #[test]
    fn indirections_are_refused() {
        assert_eq!(codes(b"a: &x 1\nb: *x\n"), [(Code::Indirection, at(1, 4))]);
        assert_eq!(codes(b"a: {<<: {b: 1}}\n"), [(Code::Indirection, None)]);
        assert_eq!(codes(b"a: !secret b\n"), [(Code::Indirection, at(1, 4))]);
        assert_eq!(
            codes(b"a: !!str 1\nb: [!!binary aGk=]\n"),
            [(Code::Indirection, at(1, 4)), (Code::Indirection, at(2, 5)),]
        );
        for tagged in ["! 1", "!!map { b: 1 }", "!<tag:yaml.org,2002:str> 1", "!!str"] {
            assert_eq!(
                codes(format!("a: {tagged}\n").as_bytes()),
                [(Code::Indirection, at(1, 4))],
                "{tagged}"
            );
        }
        assert_eq!(codes(b"a: b & c # & d\n"), []);
    }

    #[test]
    fn values_that_are_not_plain_are_refused() {
        assert_eq!(codes(b"a: 1\na: 2\n"), [(Code::DuplicateKey, at(2, 1))]);
        assert_eq!(codes(b"{ a: 1, a: 2 }\n"), [(Code::DuplicateKey, at(1, 9))]);
        assert_eq!(codes(b"1: 1\n"), [(Code::NotPlain, None)]);
        assert_eq!(codes(b"a: .nan\n"), [(Code::NotPlain, None)]);
        assert_eq!(codes(b"a:\nb: ~\n"), [(Code::NoValue, None), (Code::NoValue, None)]);
        let deep = format!("a: {}1{}\n", "{a: ".repeat(60), "}".repeat(60));
        assert_eq!(codes(deep.as_bytes()).first().map(|found| found.0), Some(Code::TooDeep));
    }
}
