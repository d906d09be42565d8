//! A file being written: documents with comments above them, and their text.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_yaml::{Mapping, Value};

use crate::model::hidden_characters;

use crate::config::document::{Catalog, Document, Organization, Package, Settings};
use crate::config::escape_variables;

/// An entry of a list, and the comments above it.
pub(super) struct Item<T> {
    pub(super) value: T,
    pub(super) comments: Vec<String>,
}

/// One policy file.
#[derive(Default)]
pub(super) struct Page {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) organizations: Vec<Item<Organization>>,
    pub(super) catalogs: Vec<Item<Catalog>>,
    pub(super) packages: Vec<Item<Package>>,
    pub(super) settings: Option<Settings>,
}

impl Page {
    /// Whether there is nothing to write.
    pub(super) fn is_blank_page(&self) -> bool {
        self.organizations.is_empty()
            && self.catalogs.is_empty()
            && self.packages.is_empty()
            && self.settings.is_none()
    }

    /// The text of the file.
    pub(super) fn page_text(&self) -> String {
        let mut text = comment_line("", &self.title);
        write_items(&mut text, "connectedOrganizations", &self.organizations);
        write_items(&mut text, "catalogs", &self.catalogs);
        write_items(&mut text, "accessPackages", &self.packages);
        if let Some(settings) = &self.settings {
            let document = Document { settings: Some(settings.clone()), ..Document::default() };
            text.push('\n');
            text.push_str(&policy_yaml(&document));
        }
        text
    }
}

fn write_items<T: Serialize>(text: &mut String, key: &str, items: &[Item<T>]) {
    if items.is_empty() {
        return;
    }
    text.push_str(&format!("\n{key}:\n"));
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        for line in &item.comments {
            text.push_str(&comment_line("  ", line));
        }
        for line in policy_yaml(&[&item.value]).lines() {
            // Blank lines inside block texts stay blank.
            text.push_str(if line.is_empty() { "" } else { "  " });
            text.push_str(line);
            text.push('\n');
        }
    }
}

/// A comment that a text from the tenant cannot end: YAML has more line ends than the newline.
fn comment_line(indent: &str, line: &str) -> String {
    let hidden: BTreeSet<usize> = hidden_characters(line).map(|(at, _)| at).collect();
    let safe: String =
        line.char_indices().map(|(at, c)| if c == '\n' || hidden.contains(&at) { ' ' } else { c }).collect();
    format!("{indent}# {safe}\n")
}

/// The YAML of a part of a policy file. Texts from the tenant are escaped, so that none is read as a
/// variable.
fn policy_yaml<T: Serialize>(document: &T) -> String {
    let value = serde_yaml::to_value(document).map(|value| literal_text(simplify_value(value)));
    escape_sequence(&value.and_then(|value| serde_yaml::to_string(&value)).unwrap_or_default())
}

fn literal_text(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(escape_variables(&text)),
        Value::Mapping(map) => {
            map.into_iter().map(|(key, value)| (key, literal_text(value))).collect::<Mapping>().into()
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(literal_text).collect()),
        other => other,
    }
}

/// The YAML of a document: absent keys are left out, and an exactly-one choice becomes a mapping.
pub(super) fn to_yaml<T: Serialize>(document: &T) -> String {
    let text = serde_yaml::to_value(document).and_then(|value| serde_yaml::to_string(&simplify_value(value)));
    escape_sequence(&text.unwrap_or_default())
}

/// Encloses the number of a hidden character on its way through the serializer, which escapes this character.
const MARK: char = '\u{80}';

/// A text whose hidden characters the serializer must escape, so that a file shows everything that it
/// contains.
fn mark_hidden(text: String) -> String {
    let mut marked = String::new();
    let mut from = 0;
    // Text that already looks like such an escape is marked too, so that every escape found later is ours.
    let written = text.match_indices("\\x80").map(|(at, _)| (at, '\\'));
    let marks: BTreeMap<usize, char> = hidden_characters(&text).chain(written).collect();
    for (at, c) in marks {
        marked.push_str(&text[from..at]);
        marked.push_str(&format!("{MARK}{:08x}", u32::from(c)));
        from = at + c.len_utf8();
    }
    marked + &text[from..]
}

/// The numbers of hidden characters as YAML escapes them.
fn escape_sequence(text: &str) -> String {
    text.replace("\\x80", "\\U")
}

fn simplify_value(value: Value) -> Value {
    match value {
        Value::Mapping(map) => Value::Mapping(
            map.into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (simplify_value(key), simplify_value(value)))
                .collect(),
        ),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(simplify_value).collect()),
        // The serializer writes an enum variant with data as a YAML tag, which is not part of the language.
        Value::Tagged(tagged) => {
            let key = tagged.tag.to_string().trim_start_matches('!').to_owned();
            let mut map = Mapping::new();
            map.insert(Value::String(key), simplify_value(tagged.value));
            Value::Mapping(map)
        }
        Value::String(text) => Value::String(mark_hidden(text)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_is_written_as_it_is() {
        for text in [
            "a\u{202e}b",
            "\u{80}x\\x80\u{85}\r\n\u{2028}",
            "^\\x8000000041\\\\x80$",
            "zero\u{200b}width\nand\u{feff} lines",
            "می\u{200c}خواهم",
        ] {
            for written in [to_yaml(&[text]), policy_yaml(&[text])] {
                assert_eq!(hidden_characters(&written).next(), None, "{written}");
                assert_eq!(serde_yaml::from_str::<Vec<String>>(&written).unwrap(), [text], "{written}");
            }
        }
    }
}
