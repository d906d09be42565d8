//! One row of a table: a member of the model and everything that is known about it.

use serde_json::Value;

use super::codec::{Codec, Located, Spoken};
use super::context::{Names, Reading, Writing};
use super::field_path::FieldPath;
use super::graph_type::{Property, Types};
use super::info::{Info, Meaning, When, note_difference};
use super::json::Object;
use crate::model::{AccessEffect, EncodeError, FieldChange};

enum Silent<V> {
    Required,
    Is(V),
    SameAs(&'static str),
    Means(V, &'static str),
}

/// A row.
pub(super) struct Row<C: Codec> {
    key: &'static str,
    /// The key under which files write it, where a change of it is reported under another.
    written: Option<&'static str>,
    codec: C,
    label: Option<&'static str>,
    published: Option<&'static str>,
    silent: Silent<C::Value>,
    when: When,
    whole: bool,
    effect: Option<AccessEffect>,
}

/// A row of a member with this key in the files.
pub(super) const fn new_row<C: Codec>(key: &'static str, codec: C) -> Row<C> {
    Row {
        key,
        written: None,
        codec,
        label: None,
        published: None,
        silent: Silent::Required,
        when: When::Always,
        whole: false,
        effect: None,
    }
}

impl<C: Codec> Row<C> {
    /// What its lines in a plan are called, where that is not the key.
    pub(super) const fn with_label(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    /// The key under which files write it.
    pub(super) const fn written_as(mut self, key: &'static str) -> Self {
        self.written = Some(key);
        self
    }

    /// Its name in published JSON, where that is not the member's.
    pub(super) const fn published_as(mut self, name: &'static str) -> Self {
        self.published = Some(name);
        self
    }

    /// The value that the absence of the key means.
    pub(super) fn with_default(mut self, value: C::Value) -> Self {
        self.silent = Silent::Is(value);
        self
    }

    /// The absence of the key means the same as the key beside it.
    pub(super) fn same_as(mut self, key: &'static str) -> Self {
        self.silent = Silent::SameAs(key);
        self
    }

    /// The value that the absence of the key means, in words.
    pub(super) fn with_meaning(mut self, value: C::Value, words: &'static str) -> Self {
        self.silent = Silent::Means(value, words);
        self
    }

    pub(super) const fn written_when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// A change of any part is reported with the whole.
    pub(super) const fn compared_whole(mut self) -> Self {
        self.whole = true;
        self
    }

    pub(super) const fn with_effect(mut self, effect: AccessEffect) -> Self {
        self.effect = Some(effect);
        self
    }

    pub(super) const fn without_effect(self, reason: &'static str) -> Self {
        self.with_effect(AccessEffect::Nothing(reason))
    }

    pub(super) fn read_row(&self, object: &Value, cx: &Reading<'_>) -> C::Value {
        self.codec.read_member(object, cx)
    }

    pub(super) fn row_properties(&self) -> Vec<Property> {
        self.codec.codec_properties()
    }

    pub(super) fn add_row_types(&self, types: &mut Types) {
        self.codec.add_types(types);
    }

    pub(super) fn is_row_fitting(&self, value: &C::Value, held: &Object) -> bool {
        self.codec.is_member_fitting(value, held)
    }

    fn is_written_now(&self, cx: &Writing<'_>) -> bool {
        match self.when {
            When::Always => true,
            When::Creation => cx.creates,
            When::Later => !cx.creates,
            When::Operations | When::Never => false,
        }
    }

    pub(super) fn write_row(
        &self,
        value: &C::Value,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        if self.is_written_now(cx) { self.codec.write_member(value, object, cx) } else { Ok(()) }
    }

    pub(super) fn patch_row(
        &self,
        (before, after): (&C::Value, &C::Value),
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        if self.is_written_now(cx) && before != after {
            return self.codec.patch_member(before, after, object, cx);
        }
        Ok(())
    }

    pub(super) fn write_row_off(
        &self,
        was_on: bool,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        if was_on || !self.codec.is_held(object) {
            return self.codec.write_member(&self.codec.absent_value(), object, cx);
        }
        Ok(())
    }

    pub(super) fn compare_row(
        &self,
        before: &C::Value,
        after: &C::Value,
        at: &FieldPath<'_>,
        fields: &mut Vec<FieldChange>,
    ) {
        if before == after || self.when == When::Never {
            return;
        }
        let at = at.child_key(self.key);
        if self.whole {
            note_difference(&before, &after, &at, fields);
        } else {
            self.codec.compare_member(before, after, &at, fields);
        }
    }

    pub(super) fn absent_member(&self) -> C::Value {
        match &self.silent {
            Silent::Is(value) | Silent::Means(value, _) => value.clone(),
            Silent::Required | Silent::SameAs(_) => self.codec.absent_value(),
        }
    }

    fn published_name(&self, member: &str) -> String {
        self.published.map_or_else(|| camel_case(member), str::to_owned)
    }

    /// Shows the member of this published name, if it is this one.
    pub(super) fn show_row(&self, member: &str, name: &str, value: &Value, names: &Names) -> Option<String> {
        (self.published_name(member) == name).then(|| self.codec.show_value(value, names))
    }

    pub(super) fn locate_in_row(&self, field: &str, at: &Spoken) -> Option<Located> {
        let rest = match self.key {
            "" => field,
            key => field.strip_prefix(key)?,
        };
        let said = at.child_of(self.key, self.label);
        if rest.is_empty() {
            return Some(self.codec.locate_self(said.full_label()));
        }
        let rest = if self.key.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or(rest) };
        self.codec.locate_part(rest, &said)
    }

    pub(super) fn visit_row(
        &self,
        member: &str,
        at: &FieldPath<'_>,
        pointer: &str,
        visit: &mut dyn FnMut(Info),
    ) {
        let at = at.child_key(self.written.unwrap_or(self.key));
        let pointer = match self.published {
            Some("") => pointer.to_owned(),
            _ => format!("{pointer}/{}", self.published_name(member)),
        };
        let is_leaf = self.when != When::Never && (self.whole || !self.codec.is_block());
        let meaning = match &self.silent {
            Silent::Required => None,
            Silent::Is(value) => Some(Meaning::Yaml(self.codec.file_spelling(value))),
            Silent::SameAs(key) => Some(Meaning::SameAs(key)),
            Silent::Means(_, words) => Some(Meaning::Words(words)),
        };
        let sent = match (self.when, &self.silent) {
            (When::Operations, Silent::Is(_)) => "removed".to_owned(),
            (_, Silent::SameAs(_)) => "the same text".to_owned(),
            (When::Always | When::Creation | When::Later, Silent::Is(value) | Silent::Means(value, _)) => {
                self.codec.sent_spelling(value)
            }
            _ => "nothing".to_owned(),
        };
        let graph = self.codec.codec_properties().iter().map(|property| property.name).collect();
        visit(Info {
            key: at.to_string(),
            published: pointer.clone(),
            meaning,
            graph,
            sent,
            when: self.when,
            is_leaf,
            effect: self.effect,
        });
        self.codec.visit_parts(&at, &pointer, visit);
    }
}

/// A member's name as published.
fn camel_case(member: &str) -> String {
    let mut name = String::new();
    for (at, part) in member.split('_').enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if at > 0 => name.extend(first.to_uppercase().chain(letters)),
            Some(first) => name.extend(std::iter::once(first).chain(letters)),
            None => {}
        }
    }
    name
}
