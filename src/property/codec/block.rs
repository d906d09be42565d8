//! Parts of an object that have a table of their own.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::context::{Names, Reading, Writing};
use super::super::field_path::FieldPath;
use super::super::graph_type::{Property, Types};
use super::super::info::{Info, note_difference};
use super::super::json::{self, Object};
use super::super::show;
use super::super::table::Table;
use super::{Codec, Located, Spoken};
use crate::model::{EncodeError, FieldChange};

/// What the codecs of parts ask of their type.
pub(in super::super) trait Part: Table + Clone + PartialEq + Serialize + 'static {}

impl<T: Table + Clone + PartialEq + Serialize + 'static> Part for T {}

/// The place of a part in the object.
#[derive(Clone, Copy)]
enum Home {
    /// In the same object.
    Here,
    /// In an object of its own, under this name. Graph may declare a wider type than the table's.
    Own(&'static str, Option<&'static str>),
}

impl Home {
    fn object_in<'a>(&self, object: &'a Value) -> &'a Value {
        match self {
            Self::Here => object,
            Self::Own(name, _) => object.get(name).unwrap_or(&Value::Null),
        }
    }

    fn with_object<R>(
        &self,
        object: &mut Object,
        fits: impl FnOnce(&Object) -> bool,
        write: impl FnOnce(&mut Object) -> R,
    ) -> R {
        let name = match self {
            Self::Here => return write(object),
            Self::Own(name, _) => *name,
        };
        let mut inner = match object.remove(name) {
            Some(Value::Object(inner)) if fits(&inner) => inner,
            _ => Object::new(),
        };
        let done = write(&mut inner);
        object.insert(name.to_owned(), Value::Object(inner));
        done
    }

    fn home_properties<T: Table>(&self) -> Vec<Property> {
        match self {
            Self::Here => T::all_properties(),
            Self::Own(name, of) => {
                let of = of.as_ref().or(T::TYPES.first());
                vec![of.map_or_else(|| Property::opaque(name), |of| Property::typed_object(name, of))]
            }
        }
    }
}

/// A part that is always there.
pub(in super::super) struct Block<T> {
    home: Home,
    read: fn(T) -> T,
}

/// A part in an object of its own.
pub(in super::super) const fn new_block<T: Part>(name: &'static str) -> Block<T> {
    Block { home: Home::Own(name, None), read: std::convert::identity }
}

/// A part in an object of its own, which Graph declares with a wider type.
pub(in super::super) const fn block_of<T: Part>(name: &'static str, of: &'static str) -> Block<T> {
    Block { home: Home::Own(name, Some(of)), read: std::convert::identity }
}

/// A part in the same object.
pub(in super::super) const fn inline_block<T: Part>() -> Block<T> {
    Block { home: Home::Here, read: std::convert::identity }
}

impl<T> Block<T> {
    /// What is read is brought into the one form that is compared.
    pub(in super::super) const fn with_normalization(mut self, read: fn(T) -> T) -> Self {
        self.read = read;
        self
    }
}

impl<T> Clone for Block<T> {
    fn clone(&self) -> Self {
        Self { home: self.home, read: self.read }
    }
}

impl<T: Part> Codec for Block<T> {
    type Value = T;

    fn codec_properties(&self) -> Vec<Property> {
        self.home.home_properties::<T>()
    }

    fn add_types(&self, types: &mut Types) {
        T::register_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> T {
        (self.read)(T::read_object(self.home.object_in(object), cx))
    }

    fn write_member(&self, value: &T, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        self.home.with_object(object, |held| value.is_fitting(held), |inner| value.write_object(inner, cx))
    }

    fn patch_member(
        &self,
        before: &T,
        after: &T,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        match self.home {
            Home::Here => before.patch_rows(after, object, cx),
            Home::Own(..) => self.write_member(after, object, cx),
        }
    }

    fn compare_member(&self, before: &T, after: &T, at: &FieldPath<'_>, fields: &mut Vec<FieldChange>) {
        before.compare_rows(after, at, fields);
    }

    fn absent_value(&self) -> T {
        T::absent_rows()
    }

    fn is_block(&self) -> bool {
        true
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        T::visit_rows(at, pointer, visit);
    }

    fn locate_part(&self, field: &str, at: &Spoken) -> Option<Located> {
        T::locate_in_table(field, at)
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show_part::<T>(value, names)
    }
}

/// A part with its members by published name.
pub(super) fn show_part<T: Table>(value: &Value, names: &Names) -> String {
    let Value::Object(members) = value else { return show::show_plain(value) };
    show::show_parts(members, |name, value| {
        T::show_member(name, value, names).unwrap_or_else(|| show::show_plain(value))
    })
}

/// How the object says that a part is there.
#[derive(Clone, Copy)]
enum Sign {
    /// It is there itself.
    Whole,
    /// A switch of it is on.
    Switch(&'static str),
    /// The object under this name holds something.
    Held(&'static str),
    /// A switch in the object under this name is on.
    SwitchIn(&'static str, &'static str),
}

/// A part that need not be there.
pub(in super::super) struct Optional<T> {
    sign: Sign,
    of: PhantomData<fn() -> T>,
}

/// A part whose object holds something where there is one.
pub(in super::super) const fn optional_block<T: Part>(name: &'static str) -> Optional<T> {
    Optional { sign: Sign::Held(name), of: PhantomData }
}

/// A part of the object itself, where that could be read at all. None is not managed.
pub(in super::super) const fn optional_part<T: Part>() -> Optional<T> {
    Optional { sign: Sign::Whole, of: PhantomData }
}

/// A part in an object of its own, with a switch in it.
pub(in super::super) const fn switched_block<T: Part>(
    name: &'static str,
    switch: &'static str,
) -> Optional<T> {
    Optional { sign: Sign::SwitchIn(name, switch), of: PhantomData }
}

/// A part of the object itself, with a switch beside it.
pub(in super::super) const fn switched_part<T: Part>(switch: &'static str) -> Optional<T> {
    Optional { sign: Sign::Switch(switch), of: PhantomData }
}

impl<T> Clone for Optional<T> {
    fn clone(&self) -> Self {
        Self { sign: self.sign, of: PhantomData }
    }
}

impl<T: Part> Optional<T> {
    const fn home_object(&self) -> Home {
        match self.sign {
            Sign::Whole | Sign::Switch(_) => Home::Here,
            Sign::Held(name) | Sign::SwitchIn(name, _) => Home::Own(name, None),
        }
    }

    const fn switch_name(&self) -> Option<&'static str> {
        match self.sign {
            Sign::Whole | Sign::Held(_) => None,
            Sign::Switch(switch) | Sign::SwitchIn(_, switch) => Some(switch),
        }
    }

    fn is_present(&self, object: &Value) -> bool {
        match self.sign {
            Sign::Whole => object.is_object(),
            Sign::Switch(switch) => json::flag_member(object, switch),
            Sign::Held(name) => json::block_member(object, name).is_some(),
            Sign::SwitchIn(name, switch) => {
                json::block_member(object, name).is_some_and(|block| json::flag_member(block, switch))
            }
        }
    }

    fn write_none(&self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        match self.sign {
            Sign::Whole => {}
            Sign::Held(name) => drop(object.insert(name.to_owned(), Value::Null)),
            Sign::Switch(switch) => {
                let was_on = object.get(switch) == Some(&json!(true));
                object.insert(switch.to_owned(), json!(false));
                T::write_rows_off(was_on, object, cx)?;
            }
            // A block that names something deleted refuses every later write unless it is switched off
            // (fact deleted-review-blocks-put).
            Sign::SwitchIn(name, switch) => match object.get_mut(name) {
                None | Some(Value::Null) => drop(object.insert(name.to_owned(), Value::Null)),
                Some(_) => {
                    self.home_object().with_object(
                        object,
                        |_| true,
                        |inner| inner.insert(switch.to_owned(), json!(false)),
                    );
                }
            },
        }
        Ok(())
    }
}

impl<T: Part> Codec for Optional<T> {
    type Value = Option<T>;

    fn codec_properties(&self) -> Vec<Property> {
        let mut properties = self.home_object().home_properties::<T>();
        if let Sign::Switch(switch) = self.sign {
            properties.insert(0, Property::opaque(switch));
        }
        properties
    }

    fn add_types(&self, types: &mut Types) {
        if let Sign::SwitchIn(_, switch) = self.sign {
            T::TYPES.iter().for_each(|of| types.add_type(of, vec![Property::opaque(switch)]));
        }
        T::register_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Option<T> {
        self.is_present(object).then(|| T::read_object(self.home_object().object_in(object), cx))
    }

    fn write_member(
        &self,
        value: &Option<T>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let Some(value) = value else { return self.write_none(object, cx) };
        self.home_object().with_object(
            object,
            |held| value.is_fitting(held),
            |inner| {
                if let Some(switch) = self.switch_name() {
                    inner.insert(switch.to_owned(), json!(true));
                }
                value.write_object(inner, cx)
            },
        )
    }

    fn patch_member(
        &self,
        before: &Option<T>,
        after: &Option<T>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        match (before, after, self.home_object()) {
            (Some(before), Some(after), Home::Here) => before.patch_rows(after, object, cx),
            _ => self.write_member(after, object, cx),
        }
    }

    fn compare_member(
        &self,
        before: &Option<T>,
        after: &Option<T>,
        at: &FieldPath<'_>,
        fields: &mut Vec<FieldChange>,
    ) {
        match (before, after) {
            (Some(before), Some(after)) => before.compare_rows(after, at, fields),
            _ => note_difference(before, after, at, fields),
        }
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        T::visit_rows(at, pointer, visit);
    }

    fn locate_part(&self, field: &str, at: &Spoken) -> Option<Located> {
        T::locate_in_table(field, at)
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show_part::<T>(value, names)
    }
}

/// A codec in an object of its own that is no part of the model.
#[derive(Clone)]
pub(in super::super) struct Within<C> {
    name: &'static str,
    of: &'static str,
    kind: bool,
    codec: C,
}

/// A property of the object of this name and type.
pub(in super::super) const fn within_object<C: Codec>(
    name: &'static str,
    of: &'static str,
    codec: C,
) -> Within<C> {
    Within { name, of, kind: false, codec }
}

impl<C> Within<C> {
    /// The object's type is sent.
    pub(in super::super) const fn with_type(mut self) -> Self {
        self.kind = true;
        self
    }
}

impl<C: Codec> Codec for Within<C> {
    type Value = C::Value;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(self.name, self.of)]
    }

    fn add_types(&self, types: &mut Types) {
        types.add_type(self.of, self.codec.codec_properties());
        self.codec.add_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> C::Value {
        self.codec.read_member(object.get(self.name).unwrap_or(&Value::Null), cx)
    }

    fn write_member(
        &self,
        value: &C::Value,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        Home::Own(self.name, None).with_object(
            object,
            |_| true,
            |inner| {
                if self.kind {
                    inner.insert("@odata.type".to_owned(), json::odata_type(self.of));
                }
                self.codec.write_member(value, inner, cx)
            },
        )
    }

    fn compare_member(
        &self,
        before: &C::Value,
        after: &C::Value,
        at: &FieldPath<'_>,
        fields: &mut Vec<FieldChange>,
    ) {
        self.codec.compare_member(before, after, at, fields);
    }

    fn absent_value(&self) -> C::Value {
        self.codec.absent_value()
    }

    fn file_spelling(&self, value: &C::Value) -> String {
        self.codec.file_spelling(value)
    }

    fn is_block(&self) -> bool {
        self.codec.is_block()
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        self.codec.visit_parts(at, pointer, visit);
    }

    fn locate_part(&self, field: &str, at: &Spoken) -> Option<Located> {
        self.codec.locate_part(field, at)
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        self.codec.show_value(value, names)
    }
}
