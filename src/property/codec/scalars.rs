//! Switches, words, numbers, lengths and instants.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::context::{Names, Reading, Writing};
use super::super::graph_type::Property;
use super::super::json::{self, Object};
use super::super::show;
use super::{Codec, directory_words, read_holder};
use crate::model::{EncodeError, OpenWord, Principal, RequestKind, Span};

/// A switch.
#[derive(Clone, Copy)]
pub(in super::super) struct Flag {
    name: &'static str,
    silent: bool,
    inverted: bool,
}

/// A switch that is off where Graph is silent.
pub(in super::super) const fn flag_codec(name: &'static str) -> Flag {
    Flag { name, silent: false, inverted: false }
}

impl Flag {
    /// On where Graph is silent.
    pub(in super::super) const fn default_on(mut self) -> Self {
        self.silent = true;
        self
    }

    /// The member is the opposite of the property.
    pub(in super::super) const fn invert(mut self) -> Self {
        self.inverted = true;
        self
    }
}

impl Codec for Flag {
    type Value = bool;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::opaque(self.name)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> bool {
        object.get(self.name).and_then(Value::as_bool).unwrap_or(self.silent) != self.inverted
    }

    fn write_member(&self, value: &bool, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        object.insert(self.name.to_owned(), json!(*value != self.inverted));
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}

/// A member of an open enumeration.
#[derive(Clone)]
pub(in super::super) struct Word<E> {
    name: &'static str,
    silent: E,
}

/// A word, with the one that is meant where Graph is silent.
pub(in super::super) const fn word_codec<E: OpenWord>(name: &'static str, silent: E) -> Word<E> {
    Word { name, silent }
}

impl<E: OpenWord> Codec for Word<E> {
    type Value = E;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::enum_words(self.name, E::WORDS)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> E {
        json::some_text(object, self.name).map_or_else(|| self.silent.clone(), |word| E::from_word(&word))
    }

    fn write_member(&self, value: &E, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        object.insert(self.name.to_owned(), json!(value.graph_word()));
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        match value.as_str() {
            Some("notSpecified") => "not specified".to_owned(),
            _ => show::show_plain(value),
        }
    }
}

/// A whole number; 0 where Graph is silent.
#[derive(Clone, Copy)]
pub(in super::super) struct Number(&'static str);

pub(in super::super) const fn number_codec(name: &'static str) -> Number {
    Number(name)
}

impl Codec for Number {
    type Value = i64;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::opaque(self.0)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> i64 {
        json::number_member(object, self.0)
    }

    fn write_member(&self, value: &i64, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        object.insert(self.0.to_owned(), json!(value));
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}

/// A length of time; none at all where Graph is silent.
#[derive(Clone, Copy)]
pub(in super::super) struct Length(&'static str);

pub(in super::super) const fn length_codec(name: &'static str) -> Length {
    Length(name)
}

impl Codec for Length {
    type Value = Span;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::opaque(self.0)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Span {
        json::span_member(object, self.0).unwrap_or(Span::Seconds(0))
    }

    fn write_member(&self, value: &Span, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        object.insert(self.0.to_owned(), json!(value.to_iso()));
        Ok(())
    }

    fn file_spelling(&self, value: &Span) -> String {
        value.to_short()
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_length(value)
    }
}

/// A length of time that need not be there.
#[derive(Clone, Copy)]
pub(in super::super) struct OptionalLength {
    name: &'static str,
    /// Whether the service shows no time for none, and takes null for it. Otherwise none is not managed.
    clears: bool,
}

pub(in super::super) const fn optional_length(name: &'static str) -> OptionalLength {
    OptionalLength { name, clears: false }
}

impl OptionalLength {
    /// No time is none, and null is sent for it.
    pub(in super::super) const fn or_no_time(mut self) -> Self {
        self.clears = true;
        self
    }
}

impl Codec for OptionalLength {
    type Value = Option<Span>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::opaque(self.name)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Option<Span> {
        json::span_member(object, self.name).filter(|span| !self.clears || *span != Span::Seconds(0))
    }

    fn write_member(
        &self,
        value: &Option<Span>,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        match value {
            Some(span) => drop(object.insert(self.name.to_owned(), json!(span.to_iso()))),
            None if self.clears => drop(object.insert(self.name.to_owned(), Value::Null)),
            None => {}
        }
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_length(value)
    }
}

/// The instant at which a series starts. One that is not named is the tenant's, or now (fact review-start-is-fixed).
#[derive(Clone, Copy)]
pub(in super::super) struct Instant(&'static str);

pub(in super::super) const fn instant_codec(name: &'static str) -> Instant {
    Instant(name)
}

impl Codec for Instant {
    type Value = Option<Timestamp>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::opaque(self.0)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Option<Timestamp> {
        json::some_text(object, self.0)?.parse().ok()
    }

    fn write_member(
        &self,
        value: &Option<Timestamp>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        // A plan holds a start only where the files name one; a series that began earlier keeps its own by the
        // service's refusal, which says so, and not by our silence.
        let held = object.get(self.0).is_some_and(|held| !held.is_null());
        if value.is_some() || !held {
            object.insert(self.0.to_owned(), json!(value.unwrap_or(cx.now).to_string()));
        }
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}

/// Several switches of Graph that are one set of kinds of request.
#[derive(Clone, Copy)]
pub(in super::super) struct Flags(&'static [(&'static str, RequestKind)]);

pub(in super::super) const fn flags_codec(flags: &'static [(&'static str, RequestKind)]) -> Flags {
    Flags(flags)
}

impl Codec for Flags {
    type Value = BTreeSet<RequestKind>;

    fn codec_properties(&self) -> Vec<Property> {
        self.0.iter().map(|(name, _)| Property::opaque(name)).collect()
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> BTreeSet<RequestKind> {
        self.0.iter().filter(|(name, _)| json::flag_member(object, name)).map(|(_, kind)| *kind).collect()
    }

    fn write_member(
        &self,
        value: &BTreeSet<RequestKind>,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        for (name, kind) in self.0 {
            object.insert((*name).to_owned(), json!(value.contains(kind)));
        }
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_list(value, &show::show_plain)
    }
}

/// Directory objects in a list that is changed one by one.
#[derive(Clone, Copy)]
pub(in super::super) struct Principals(&'static str);

pub(in super::super) const fn principals_codec(name: &'static str) -> Principals {
    Principals(name)
}

impl Codec for Principals {
    type Value = BTreeSet<Principal>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::opaque(self.0)]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> BTreeSet<Principal> {
        json::list_member(object, self.0).filter_map(read_holder).collect()
    }

    fn write_member(
        &self,
        _: &BTreeSet<Principal>,
        _: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        Ok(())
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|entry| directory_words(entry, names))
    }
}

/// Who has a role, which no property says: role assignments do, one by one.
#[derive(Clone, Copy)]
pub(in super::super) struct RoleHolders(&'static str);

pub(in super::super) const fn role_holders(definition: &'static str) -> RoleHolders {
    RoleHolders(definition)
}

impl Codec for RoleHolders {
    type Value = Option<BTreeSet<Principal>>;

    fn codec_properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn read_member(&self, _: &Value, cx: &Reading<'_>) -> Option<BTreeSet<Principal>> {
        let holders = cx.holders?.iter().filter(|(role, _)| role == self.0);
        Some(holders.map(|(_, principal)| principal.clone()).collect())
    }

    fn write_member(
        &self,
        _: &Option<BTreeSet<Principal>>,
        _: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        Ok(())
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|entry| directory_words(entry, names))
    }
}
