//! Codecs: how one member of the model is written in an object of Graph. They are typed and shared by all tables.

mod block;
mod list;
mod scalars;
mod subject;
mod text;

use serde::Serialize;
use serde_json::Value;

use super::context::{Names, Reading, Writing};
use super::field_path::FieldPath;
use super::graph_type::{Property, Types};
use super::info::{Info, note_difference, publish_value};
use super::json::Object;
use crate::model::{EncodeError, FieldChange};

pub(super) use block::{
    block_of, inline_block, new_block, optional_block, optional_part, switched_block, switched_part,
    within_object,
};
pub(super) use list::{list_by_name, list_by_place, list_by_text};
pub(super) use scalars::{
    flag_codec, flags_codec, instant_codec, length_codec, number_codec, optional_length, principals_codec,
    role_holders, word_codec,
};
pub(crate) use subject::read_holder;
pub(super) use subject::{directory_words, named_subjects, subjects_codec};
pub(super) use text::{localizations_codec, name_codec, optional_text, text_codec, words_codec};

/// How one member of the model is written in an object of Graph.
pub(super) trait Codec: Clone + 'static {
    /// The member.
    type Value: Clone + PartialEq + Serialize;

    /// The properties of the object that it is about.
    fn codec_properties(&self) -> Vec<Property>;

    /// Adds the types of objects below the property.
    fn add_types(&self, _types: &mut Types) {}

    /// Reads the member from the object that has the property.
    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Self::Value;

    /// Writes the member over what the object has.
    fn write_member(
        &self,
        value: &Self::Value,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError>;

    /// Writes what differs. `before` and `after` do.
    fn patch_member(
        &self,
        _before: &Self::Value,
        after: &Self::Value,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        self.write_member(after, object, cx)
    }

    /// Whether the object has a value that can stay beside a switch that is off.
    fn is_held(&self, object: &Object) -> bool {
        self.codec_properties()
            .iter()
            .all(|property| object.get(property.name).is_some_and(|held| !held.is_null()))
    }

    /// Whether the member can be laid over this object, or makes it one of another kind.
    fn is_member_fitting(&self, _value: &Self::Value, _held: &Object) -> bool {
        true
    }

    /// Notes what differs. `before` and `after` do.
    fn compare_member(
        &self,
        before: &Self::Value,
        after: &Self::Value,
        at: &FieldPath<'_>,
        fields: &mut Vec<FieldChange>,
    ) {
        note_difference(before, after, at, fields);
    }

    /// The member where nothing is said of it.
    fn absent_value(&self) -> Self::Value {
        self.read_member(&Value::Null, &Reading::without_index())
    }

    /// A value as people write it in a file.
    fn file_spelling(&self, value: &Self::Value) -> String {
        plain_spelling(&publish_value(value))
    }

    /// A value as it is sent.
    fn sent_spelling(&self, value: &Self::Value) -> String {
        let mut object = Object::new();
        let written = self.write_member(value, &mut object, &Writing::without_ids("", true));
        let first = self.codec_properties().first().and_then(|property| object.remove(property.name));
        written.ok().and(first).map_or_else(|| "nothing".to_owned(), |value| plain_spelling(&value))
    }

    /// Whether it is always there and only its parts can differ.
    fn is_block(&self) -> bool {
        false
    }

    /// Every row of its parts.
    fn visit_parts(&self, _at: &FieldPath<'_>, _pointer: &str, _visit: &mut dyn FnMut(Info)) {}

    /// How a field of a change below it is called and shown.
    fn locate_part(&self, _field: &str, _at: &Spoken) -> Option<Located> {
        None
    }

    /// How it is called and shown itself.
    fn locate_self(&self, label: &str) -> Located {
        let codec = self.clone();
        Located {
            label: label.to_owned(),
            show: Box::new(move |value, names| codec.show_value(value, names)),
        }
    }

    /// A published value in words.
    fn show_value(&self, value: &Value, names: &Names) -> String;
}

fn plain_spelling(value: &Value) -> String {
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
    pub(super) fn unknown_field(field: &str) -> Self {
        Self { label: field.to_owned(), show: Box::new(|value, _| plain_spelling(value)) }
    }

    /// A value of the field in words.
    pub(crate) fn show_located(&self, value: &Value, names: &Names) -> String {
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
    pub(super) fn child_of(&self, key: &str, label: Option<&str>) -> Self {
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
    fn entry_at(&self, place: usize) -> Self {
        let path = format!("{}[{place}]", self.path);
        let label = format!("{} {}", self.label, place + 1);
        Self { path, of: Some(label.clone()), label }
    }

    pub(super) fn full_label(&self) -> &str {
        &self.label
    }
}
