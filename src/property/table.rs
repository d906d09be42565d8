//! A table: the rows of one type of the model.

use serde_json::{Value, json};

use super::at::At;
use super::codec::{Located, Spoken};
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types, Use};
use super::info::Info;
use super::json::{Object, base, kind};
use crate::model::{EncodeError, FieldChange};

/// A type of the model that has a table. `table!` implements it from the rows.
pub trait Table: Sized {
    /// Graph's types for it; none for a part that has no object of its own.
    const TYPES: &'static [&'static str];

    /// Properties of Graph that have no row.
    fn beside() -> &'static [Beside];

    /// Reads an object as Graph shows it. Total: null, absent and another type mean what the row says.
    fn read(object: &Value, cx: &Reading<'_>) -> Self;

    /// Writes every property of the rows.
    ///
    /// # Errors
    /// When something that it names has no id yet.
    fn write_rows(&self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Writes the properties in which `after` differs.
    ///
    /// # Errors
    /// As `write_rows`.
    fn patch(&self, after: &Self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Notes the properties in which `after` differs, in the order of the rows.
    fn compare(&self, after: &Self, at: &At<'_>, fields: &mut Vec<FieldChange>);

    /// Writes no part at all where a switch is off. What is beside a switch that was off already stays.
    ///
    /// # Errors
    /// As `write_rows`.
    fn write_off(was_on: bool, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Whether it can be laid over this object, or is of another kind.
    fn fits(&self, held: &Object) -> bool;

    /// What a file means that says nothing.
    fn absent() -> Self;

    /// Every row, with those of the parts.
    fn visit(at: &At<'_>, pointer: &str, visit: &mut dyn FnMut(Info));

    /// How a field of a change is called and shown.
    fn locate(field: &str, at: &Spoken) -> Option<Located>;

    /// A member of published JSON, shown.
    fn show_member(name: &str, value: &Value, names: &Names) -> Option<String>;

    /// The properties of Graph that the rows are about.
    fn row_properties() -> Vec<Property>;

    /// Adds the types of the parts.
    fn part_types(types: &mut Types);

    /// Writes the object over what Graph has, annotations taken away.
    ///
    /// # Errors
    /// As `write_rows`.
    fn write(&self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        for beside in Self::beside() {
            beside.write(object, cx);
        }
        self.write_rows(object, cx)
    }

    /// Every property, those without a row among them.
    fn properties() -> Vec<Property> {
        let beside = Self::beside().iter().filter_map(Beside::property);
        Self::row_properties().into_iter().chain(beside).collect()
    }

    /// Adds its own types and those of its parts.
    fn types(types: &mut Types) {
        for of in Self::TYPES {
            types.add(of, Self::properties());
        }
        for beside in Self::beside() {
            if let Beside::Companion(_, of) | Beside::Typed(_, of) = beside {
                types.add(of, Vec::new());
            }
        }
        Self::part_types(types);
    }
}

/// A property of Graph without a member of the model.
#[derive(Clone, Copy, Debug)]
pub enum Beside {
    /// The service sets it, and it is never sent.
    Unsent(&'static str),
    /// The service sets it, and it is sent back as it is.
    Kept(&'static str),
    /// It says nothing that is managed, for this reason.
    Ignored(&'static str, &'static str),
    /// The same, and it is never sent.
    Apart(&'static str, &'static str),
    /// It is carried through every update, and named when it holds something.
    Carried(&'static str),
    /// The place of an entry in its list.
    Place(&'static str),
    /// It is in the key of the object.
    Key(&'static str),
    /// An object that is always of this kind. Another one stays as the tenant has it.
    Companion(&'static str, &'static str),
    /// The same, and one that does not say its kind is of this one.
    Typed(&'static str, &'static str),
    /// An object's own kind, which is sent.
    Kind(&'static str),
    /// No published property, and never sent.
    Stray(&'static str),
}

impl Beside {
    fn write(self, object: &mut Object, cx: &Writing<'_>) {
        match self {
            Self::Unsent(name) | Self::Apart(name, _) | Self::Stray(name) => drop(object.remove(name)),
            Self::Kept(_) | Self::Ignored(..) | Self::Carried(_) | Self::Key(_) => {}
            Self::Place(name) => drop(object.insert(name.to_owned(), cx.place.into())),
            Self::Companion(name, of) => {
                if object.get(name).is_none_or(Value::is_null) {
                    object.insert(name.to_owned(), json!({ "@odata.type": kind(of) }));
                }
            }
            Self::Typed(name, of) => {
                let mut typed = base(object.get(name));
                typed.entry("@odata.type").or_insert_with(|| kind(of));
                object.insert(name.to_owned(), Value::Object(typed));
            }
            Self::Kind(of) => drop(object.insert("@odata.type".to_owned(), kind(of))),
        }
    }

    const fn property(&self) -> Option<Property> {
        Some(match *self {
            Self::Unsent(name) | Self::Kept(name) => Property::plain(name).used(Use::ReadOnly),
            Self::Ignored(name, reason) | Self::Apart(name, reason) => {
                Property::plain(name).used(Use::Ignored(reason))
            }
            Self::Carried(name) => Property::plain(name).used(Use::Carried),
            Self::Place(name) | Self::Key(name) => Property::plain(name),
            Self::Companion(name, of) | Self::Typed(name, of) => Property::object(name, of),
            Self::Kind(_) | Self::Stray(_) => return None,
        })
    }
}

/// Gives a type of the model its table. The struct literal and the destructuring are made from the rows, so that a
/// member without a row does not compile.
macro_rules! table {
    ($name:ident: $types:expr; { $($member:ident: $row:expr,)+ } beside [$($beside:expr),* $(,)?]) => {
        impl $crate::property::Table for $name {
            const TYPES: &'static [&'static str] = &$types;

            fn beside() -> &'static [$crate::property::table::Beside] {
                &[$($beside),*]
            }

            fn read(object: &serde_json::Value, cx: &$crate::property::Reading<'_>) -> Self {
                Self { $($member: $row.read(object, cx)),+ }
            }

            fn write_rows(
                &self,
                object: &mut $crate::property::json::Object,
                cx: &$crate::property::Writing<'_>,
            ) -> Result<(), $crate::model::EncodeError> {
                let Self { $($member: _),+ } = self;
                $($row.write(&self.$member, object, cx)?;)+
                Ok(())
            }

            fn patch(
                &self,
                after: &Self,
                object: &mut $crate::property::json::Object,
                cx: &$crate::property::Writing<'_>,
            ) -> Result<(), $crate::model::EncodeError> {
                $($row.patch((&self.$member, &after.$member), object, cx)?;)+
                Ok(())
            }

            fn compare(
                &self,
                after: &Self,
                at: &$crate::property::at::At<'_>,
                fields: &mut Vec<$crate::model::FieldChange>,
            ) {
                $($row.compare(&self.$member, &after.$member, at, fields);)+
            }

            fn write_off(
                was_on: bool,
                object: &mut $crate::property::json::Object,
                cx: &$crate::property::Writing<'_>,
            ) -> Result<(), $crate::model::EncodeError> {
                $($row.write_off(was_on, object, cx)?;)+
                Ok(())
            }

            fn fits(&self, held: &$crate::property::json::Object) -> bool {
                $($row.fits(&self.$member, held))&&+
            }

            fn absent() -> Self {
                Self { $($member: $row.absent()),+ }
            }

            fn visit(
                at: &$crate::property::at::At<'_>,
                pointer: &str,
                visit: &mut dyn FnMut($crate::property::Info),
            ) {
                $($row.visit(stringify!($member), at, pointer, visit);)+
            }

            fn locate(
                field: &str,
                at: &$crate::property::codec::Spoken,
            ) -> Option<$crate::property::codec::Located> {
                $(if let Some(found) = $row.locate(field, at) { return Some(found); })+
                None
            }

            fn show_member(
                name: &str,
                value: &serde_json::Value,
                names: &$crate::property::context::Names,
            ) -> Option<String> {
                None$(.or_else(|| $row.show(stringify!($member), name, value, names)))+
            }

            fn row_properties() -> Vec<$crate::property::graph_type::Property> {
                [$($row.properties()),+].concat()
            }

            fn part_types(types: &mut $crate::property::graph_type::Types) {
                $($row.types(types);)+
            }
        }
    };
}

pub(super) use table;
