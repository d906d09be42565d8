//! Texts: free ones, words that the model keeps as text, and texts by language.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::context::{Names, Reading, Writing};
use super::super::graph_type::{Property, Types};
use super::super::json::{self, Object};
use super::super::show;
use super::Codec;
use crate::model::EncodeError;

/// A text; empty where Graph is silent.
#[derive(Clone, Copy)]
pub(in super::super) struct Text {
    name: &'static str,
    words: Option<&'static [&'static str]>,
    lower: bool,
}

pub(in super::super) const fn text_codec(name: &'static str) -> Text {
    Text { name, words: None, lower: false }
}

/// The name of one of Graph's own words.
pub(in super::super) const fn name_codec(name: &'static str, words: &'static [&'static str]) -> Text {
    Text { name, words: Some(words), lower: false }
}

impl Text {
    /// A GUID: its case says nothing.
    pub(in super::super) const fn compared_as_guid(mut self) -> Self {
        self.lower = true;
        self
    }
}

fn text_property(name: &'static str, words: Option<&'static [&'static str]>) -> Vec<Property> {
    vec![words.map_or_else(|| Property::opaque(name), |words| Property::enum_words(name, words))]
}

impl Codec for Text {
    type Value = String;

    fn codec_properties(&self) -> Vec<Property> {
        text_property(self.name, self.words)
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> String {
        let text = json::text_member(object, self.name);
        if self.lower { text.to_ascii_lowercase() } else { text }
    }

    fn write_member(&self, value: &String, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        object.insert(self.name.to_owned(), json!(value));
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}

/// What is sent where there is no text.
#[derive(Clone, Copy)]
enum NoText {
    Null,
    /// Nothing, and what the tenant has is taken out.
    Absent,
    /// What Graph means by none, but only where the tenant says something: a new body is the documented one.
    Default(&'static str),
}

/// A text that need not be there.
#[derive(Clone, Copy)]
pub(in super::super) struct OptionalText {
    name: &'static str,
    words: Option<&'static [&'static str]>,
    no_text: NoText,
    /// What the service fills in for none.
    filler: Option<&'static str>,
}

pub(in super::super) const fn optional_text(name: &'static str) -> OptionalText {
    OptionalText { name, words: None, no_text: NoText::Null, filler: None }
}

impl OptionalText {
    pub(in super::super) const fn with_words(mut self, words: &'static [&'static str]) -> Self {
        self.words = Some(words);
        self
    }

    pub(in super::super) const fn left_out(mut self) -> Self {
        self.no_text = NoText::Absent;
        self
    }

    pub(in super::super) const fn with_fallback(mut self, default: &'static str) -> Self {
        self.no_text = NoText::Default(default);
        self
    }

    pub(in super::super) const fn filled_with(mut self, filler: &'static str) -> Self {
        self.filler = Some(filler);
        self
    }
}

impl Codec for OptionalText {
    type Value = Option<String>;

    fn codec_properties(&self) -> Vec<Property> {
        text_property(self.name, self.words)
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Option<String> {
        json::some_text(object, self.name).filter(|text| Some(text.as_str()) != self.filler)
    }

    fn write_member(
        &self,
        value: &Option<String>,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        match (value, self.no_text) {
            (None, NoText::Absent) => drop(object.remove(self.name)),
            (None, NoText::Default(default)) => {
                if object.get(self.name).is_some_and(|held| !held.is_null()) {
                    object.insert(self.name.to_owned(), json!(default));
                }
            }
            (value, _) => drop(object.insert(self.name.to_owned(), json!(value))),
        }
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}

/// A list of words that the model keeps as a set of texts.
#[derive(Clone, Copy)]
pub(in super::super) struct Words(&'static str, &'static [&'static str]);

pub(in super::super) const fn words_codec(name: &'static str, words: &'static [&'static str]) -> Words {
    Words(name, words)
}

impl Codec for Words {
    type Value = std::collections::BTreeSet<String>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::enum_words(self.0, self.1)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Self::Value {
        let words = object.get(self.0).and_then(Value::as_array).into_iter().flatten();
        words.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    fn write_member(
        &self,
        value: &Self::Value,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        object.insert(self.0.to_owned(), json!(value));
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_list(value, &show::show_plain)
    }
}

/// Texts by language.
#[derive(Clone, Copy)]
pub(in super::super) struct Localizations(&'static str);

pub(in super::super) const fn localizations_codec(name: &'static str) -> Localizations {
    Localizations(name)
}

impl Codec for Localizations {
    type Value = BTreeMap<String, String>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(self.0, "accessPackageLocalizedText")]
    }

    fn add_types(&self, types: &mut Types) {
        types.add_type(
            "accessPackageLocalizedText",
            vec![Property::opaque("languageCode"), Property::opaque("text")],
        );
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Self::Value {
        let entries = json::list_member(object, self.0);
        entries
            .map(|entry| (json::text_member(entry, "languageCode"), json::text_member(entry, "text")))
            .collect()
    }

    fn write_member(
        &self,
        value: &Self::Value,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let held = json::take_entries(object, self.0);
        let entry = |(language, text): (&String, &String)| {
            let same =
                held.iter().find(|held| held.get("languageCode").and_then(Value::as_str) == Some(language));
            let mut entry = json::base_object(same);
            entry.insert("languageCode".to_owned(), json!(language));
            entry.insert("text".to_owned(), json!(text));
            Value::Object(entry)
        };
        let entries = value.iter().map(entry).collect();
        object.insert(self.0.to_owned(), entries);
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}
