//! Codecs: how one member of the model is written in an object of Graph. They are typed and shared by all tables.

mod block;
mod list;
mod plain;
mod subject;
mod text;

use serde::Serialize;
use serde_json::Value;

use super::at::At;
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types};
use super::info::{Info, note, publish};
use super::json::Object;
use crate::model::{EncodeError, FieldChange};

pub(super) use block::{block, block_of, inline, optional, part, switched, switched_block, within};
pub(super) use list::{by_name, by_place, by_text};
pub(super) use plain::{
    flag, flags, instant, length, number, optional_length, principals, role_holders, word,
};
pub(crate) use subject::principal;
pub(super) use subject::{directory_words, named_subjects, subjects};
pub(super) use text::{localizations, name_of, optional_text, text, words_of};

/// How one member of the model is written in an object of Graph.
pub(super) trait Codec: Clone + 'static {
    /// The member.
    type Value: Clone + PartialEq + Serialize;

    /// The properties of the object that it is about.
    fn properties(&self) -> Vec<Property>;

    /// Adds the types of objects below the property.
    fn types(&self, _types: &mut Types) {}

    /// Reads the member from the object that has the property.
    fn read(&self, object: &Value, cx: &Reading<'_>) -> Self::Value;

    /// Writes the member over what the object has.
    fn write(&self, value: &Self::Value, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Writes what differs. `before` and `after` do.
    fn patch(
        &self,
        _before: &Self::Value,
        after: &Self::Value,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        self.write(after, object, cx)
    }

    /// Whether the object has a value that can stay beside a switch that is off.
    fn is_held(&self, object: &Object) -> bool {
        self.properties().iter().all(|property| object.get(property.name).is_some_and(|held| !held.is_null()))
    }

    /// Whether the member can be laid over this object, or makes it one of another kind.
    fn fits(&self, _value: &Self::Value, _held: &Object) -> bool {
        true
    }

    /// Notes what differs. `before` and `after` do.
    fn compare(&self, before: &Self::Value, after: &Self::Value, at: &At<'_>, fields: &mut Vec<FieldChange>) {
        note(before, after, at, fields);
    }

    /// The member where nothing is said of it.
    fn absent(&self) -> Self::Value {
        self.read(&Value::Null, &Reading::alone())
    }

    /// A value as people write it in a file.
    fn file(&self, value: &Self::Value) -> String {
        spelled(&publish(value))
    }

    /// A value as it is sent.
    fn sent(&self, value: &Self::Value) -> String {
        let mut object = Object::new();
        let written = self.write(value, &mut object, &Writing::alone("", true));
        let first = self.properties().first().and_then(|property| object.remove(property.name));
        written.ok().and(first).map_or_else(|| "nothing".to_owned(), |value| spelled(&value))
    }

    /// Whether it is always there and only its parts can differ.
    fn is_block(&self) -> bool {
        false
    }

    /// Every row of its parts.
    fn visit(&self, _at: &At<'_>, _pointer: &str, _visit: &mut dyn FnMut(Info)) {}

    /// How a field of a change below it is called and shown.
    fn locate(&self, _field: &str, _at: &Spoken) -> Option<Located> {
        None
    }

    /// How it is called and shown itself.
    fn located(&self, label: &str) -> Located {
        let codec = self.clone();
        Located { label: label.to_owned(), show: Box::new(move |value, names| codec.show(value, names)) }
    }

    /// A published value in words.
    fn show(&self, value: &Value, names: &Names) -> String;
}

fn spelled(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// How a field of a change is shown.
type Show = Box<dyn Fn(&Value, &Names) -> String>;

/// A field of a change, found in the tables.
pub struct Located {
    /// What its lines are called.
    pub(crate) label: String,
    show: Show,
}

impl Located {
    /// The field in no table: its own path, and values as they are.
    pub(super) fn unknown(field: &str) -> Self {
        Self { label: field.to_owned(), show: Box::new(|value, _| spelled(value)) }
    }

    /// A value of the field in words.
    pub(crate) fn show(&self, value: &Value, names: &Names) -> String {
        (self.show)(value, names)
    }
}

/// What a place is called on the way to a field.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    path: String,
    label: String,
    /// What comes before the labels of parts.
    of: Option<String>,
}

impl Spoken {
    /// A member below this place.
    pub(super) fn of(&self, key: &str, label: Option<&str>) -> Self {
        let path = match (self.path.as_str(), key) {
            (path, "") => path.to_owned(),
            ("", key) => key.to_owned(),
            (path, key) => format!("{path}.{key}"),
        };
        let label = match (&self.of, label) {
            (Some(of), None) if key.is_empty() => of.clone(),
            (Some(of), label) => format!("{of}, {}", label.unwrap_or(key)),
            (None, Some(label)) => label.to_owned(),
            (None, None) => path.clone(),
        };
        Self { path, of: self.of.as_ref().map(|_| label.clone()), label }
    }

    /// An entry of the list at this place.
    fn entry(&self, place: usize) -> Self {
        let path = format!("{}[{place}]", self.path);
        let label = format!("{} {}", self.label, place + 1);
        Self { path, of: Some(label.clone()), label }
    }

    pub(super) fn label(&self) -> &str {
        &self.label
    }
}
