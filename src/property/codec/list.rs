//! Lists of parts: by place, by text, and by name.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde_json::{Value, json};

use super::super::context::{Names, Reading, Writing};
use super::super::field_path::FieldPath;
use super::super::graph_type::{Property, Types};
use super::super::info::{Info, note_difference};
use super::super::json::{self, Object};
use super::super::show;
use super::super::table::Table;
use super::block::{Part, show_part};
use super::{Codec, Located, Spoken};
use crate::model::{EncodeError, FieldChange};

/// Writes an entry over the one that Graph has, unless that is of another kind.
fn encode_entry<T: Table>(value: &T, held: Option<&Value>, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    let mut object = json::base_object(held);
    if !value.is_fitting(&object) {
        object = Object::new();
    }
    value.write_object(&mut object, cx)?;
    Ok(Value::Object(object))
}

fn list_property<T: Table>(name: &'static str) -> Vec<Property> {
    vec![T::TYPES.first().map_or_else(|| Property::opaque(name), |of| Property::typed_object(name, of))]
}

/// A list in which an entry is known by its place.
pub(in super::super) struct ByPlace<T>(&'static str, PhantomData<fn() -> T>);

pub(in super::super) const fn list_by_place<T: Part>(name: &'static str) -> ByPlace<T> {
    ByPlace(name, PhantomData)
}

impl<T> Clone for ByPlace<T> {
    fn clone(&self) -> Self {
        Self(self.0, PhantomData)
    }
}

impl<T: Part> Codec for ByPlace<T> {
    type Value = Vec<T>;

    fn codec_properties(&self) -> Vec<Property> {
        list_property::<T>(self.0)
    }

    fn add_types(&self, types: &mut Types) {
        T::register_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Vec<T> {
        json::list_member(object, self.0).map(|value| T::read_object(value, cx)).collect()
    }

    fn write_member(&self, value: &Vec<T>, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        let held = json::take_entries(object, self.0);
        let entries = value
            .iter()
            .enumerate()
            .map(|(place, one)| encode_entry(one, held.get(place), &cx.at_position(place)));
        let entries = entries.collect::<Result<Value, _>>()?;
        object.insert(self.0.to_owned(), entries);
        Ok(())
    }

    fn compare_member(
        &self,
        before: &Vec<T>,
        after: &Vec<T>,
        at: &FieldPath<'_>,
        fields: &mut Vec<FieldChange>,
    ) {
        for place in 0..before.len().max(after.len()) {
            let at = at.child_place(place);
            match (before.get(place), after.get(place)) {
                (Some(before), Some(after)) => before.compare_rows(after, &at, fields),
                (before, after) => note_difference(&before, &after, &at, fields),
            }
        }
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        T::visit_rows(&at.each_child(), &format!("{pointer}/-"), visit);
    }

    fn locate_part(&self, field: &str, at: &Spoken) -> Option<Located> {
        let (place, rest) = field.strip_prefix('[')?.split_once(']')?;
        let at = at.entry_at(place.parse().ok()?);
        match rest.strip_prefix('.') {
            Some(rest) => T::locate_in_table(rest, &at),
            None => Some(self.locate_self(at.full_label())),
        }
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|entry| show_part::<T>(entry, names))
    }
}

/// A list in which an entry is known by its text, and whose order another property says.
pub(in super::super) struct ByText<T> {
    name: &'static str,
    of: &'static str,
    order: &'static str,
    text: (&'static str, fn(&T) -> &str),
}

/// A list under this name of what Graph declares with this type. Graph's property `order` says the place of an entry,
/// and `text` its text.
pub(in super::super) const fn list_by_text<T: Part>(
    name: &'static str,
    of: &'static str,
    order: &'static str,
    text: (&'static str, fn(&T) -> &str),
) -> ByText<T> {
    ByText { name, of, order, text }
}

impl<T> Clone for ByText<T> {
    fn clone(&self) -> Self {
        Self { name: self.name, of: self.of, order: self.order, text: self.text }
    }
}

impl<T: Part> ByText<T> {
    /// How many entries before this one have its text.
    fn count_earlier(&self, list: &[T], place: usize) -> usize {
        let text = self.text.1;
        list[..place].iter().filter(|other| text(other) == text(&list[place])).count()
    }

    /// The entry of a list that is the one at a place of another. Of several with one text, which the portal allows,
    /// the first is the first and so on.
    fn find_same_text<'a>(&self, list: &'a [T], other: &[T], place: usize) -> Option<&'a T> {
        let text = self.text.1;
        let alike = list.iter().filter(|one| text(one) == text(&other[place]));
        alike.take(self.count_earlier(other, place) + 1).nth(self.count_earlier(other, place))
    }
}

impl<T: Part> Codec for ByText<T> {
    type Value = Vec<T>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(self.name, self.of)]
    }

    fn add_types(&self, types: &mut Types) {
        T::register_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Vec<T> {
        let mut found: Vec<&Value> = json::list_member(object, self.name).collect();
        found.sort_by_key(|value| json::number_member(value, self.order));
        found.into_iter().map(|value| T::read_object(value, cx)).collect()
    }

    fn write_member(&self, value: &Vec<T>, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        let held = json::take_entries(object, self.name);
        let mut held: Vec<&Value> = held.iter().collect();
        let mut entries = Vec::new();
        for (place, one) in value.iter().enumerate() {
            let wanted = json!(self.text.1(one));
            let same = held.iter().position(|held| held.get(self.text.0) == Some(&wanted));
            entries.push(encode_entry(one, same.map(|at| held.remove(at)), &cx.at_position(place))?);
        }
        object.insert(self.name.to_owned(), Value::Array(entries));
        Ok(())
    }

    fn compare_member(
        &self,
        before: &Vec<T>,
        after: &Vec<T>,
        at: &FieldPath<'_>,
        fields: &mut Vec<FieldChange>,
    ) {
        let text = self.text.1;
        for (place, one) in before.iter().enumerate() {
            let wanted = self.find_same_text(after, before, place);
            if wanted != Some(one) {
                note_difference(&Some(one), &wanted, &at.child_text(text(one)), fields);
            }
        }
        for (place, one) in after.iter().enumerate() {
            if self.find_same_text(before, after, place).is_none() {
                note_difference(&None, &Some(one), &at.child_text(text(one)), fields);
            }
        }
        // Moving an entry is a change of the order, never of the entries themselves.
        let order = |list: &[T]| -> Vec<String> { list.iter().map(|one| text(one).to_owned()).collect() };
        let (before, after) = (order(before), order(after));
        let mut sorted = (before.clone(), after.clone());
        sorted.0.sort();
        sorted.1.sort();
        if sorted.0 == sorted.1 && before != after {
            note_difference(&before, &after, at, fields);
        }
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        T::visit_rows(&at.each_child(), &format!("{pointer}/-"), visit);
    }

    fn locate_part(&self, field: &str, at: &Spoken) -> Option<Located> {
        field.strip_prefix('[')?.strip_suffix(']')?;
        Some(self.locate_self(&format!("{}{field}", at.full_label())))
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|entry| show_part::<T>(entry, names))
    }
}

/// Entries by the name that a property of each holds.
pub(in super::super) struct ByName<T> {
    name: &'static str,
    key: &'static str,
    of: PhantomData<fn() -> T>,
}

pub(in super::super) const fn list_by_name<T: Part>(name: &'static str, key: &'static str) -> ByName<T> {
    ByName { name, key, of: PhantomData }
}

impl<T> Clone for ByName<T> {
    fn clone(&self) -> Self {
        Self { name: self.name, key: self.key, of: PhantomData }
    }
}

impl<T: Part> Codec for ByName<T> {
    type Value = BTreeMap<String, T>;

    fn codec_properties(&self) -> Vec<Property> {
        list_property::<T>(self.name)
    }

    fn add_types(&self, types: &mut Types) {
        T::TYPES.iter().for_each(|of| types.add_type(of, vec![Property::opaque(self.key)]));
        T::register_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Self::Value {
        json::list_member(object, self.name)
            .map(|one| (json::text_member(one, self.key), T::read_object(one, cx)))
            .collect()
    }

    fn write_member(
        &self,
        value: &Self::Value,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let held = json::take_entries(object, self.name);
        let mut entries = Vec::new();
        for (place, (name, one)) in value.iter().enumerate() {
            let same = held.iter().find(|held| held.get(self.key).and_then(Value::as_str) == Some(name));
            let mut written = encode_entry(one, same, &cx.at_position(place))?;
            written[self.key] = json!(name);
            entries.push(written);
        }
        object.insert(self.name.to_owned(), Value::Array(entries));
        Ok(())
    }

    fn file_spelling(&self, value: &Self::Value) -> String {
        // In a file it is a list: each entry says its name.
        let names: Vec<&String> = value.keys().collect();
        json!(names).to_string()
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        T::visit_rows(&at.each_child(), &format!("{pointer}/-"), visit);
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        let Value::Object(members) = value else { return show::show_plain(value) };
        show::show_parts(members, |_, value| show_part::<T>(value, names))
    }
}
