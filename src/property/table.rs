//! A table: the rows of one type of the model.

use serde_json::{Value, json};

use super::codec::{Located, Spoken};
use super::context::{Names, Reading, Writing};
use super::field_path::FieldPath;
use super::graph_type::{Property, Types, Use};
use super::info::Info;
use super::json::{Object, base_object, odata_type};
use crate::model::{EncodeError, FieldChange};

/// A type of the model that has a table. `table!` implements it from the rows.
pub trait Table: Sized {
    /// Graph's types for it; none for a part that has no object of its own.
    const TYPES: &'static [&'static str];

    /// Properties of Graph that have no row.
    fn unlisted_properties() -> &'static [Beside];

    /// Reads an object as Graph shows it. Total: null, absent and another type mean what the row says.
    fn read_object(object: &Value, cx: &Reading<'_>) -> Self;

    /// Writes every property of the rows.
    ///
    /// # Errors
    /// When something that it names has no id yet.
    fn write_rows(&self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Writes the properties in which `after` differs.
    ///
    /// # Errors
    /// As `write_rows`.
    fn patch_rows(&self, after: &Self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Notes the properties in which `after` differs, in the order of the rows.
    fn compare_rows(&self, after: &Self, at: &FieldPath<'_>, fields: &mut Vec<FieldChange>);

    /// Writes no part at all where a switch is off. What is beside a switch that was off already stays.
    ///
    /// # Errors
    /// As `write_rows`.
    fn write_rows_off(was_on: bool, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError>;

    /// Whether it can be laid over this object, or is of another kind.
    fn is_fitting(&self, held: &Object) -> bool;

    /// What a file means that says nothing.
    fn absent_rows() -> Self;

    /// Every row, with those of the parts.
    fn visit_rows(at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info));

    /// How a field of a change is called and shown.
    fn locate_in_table(field: &str, at: &Spoken) -> Option<Located>;

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
    fn write_object(&self, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        for beside in Self::unlisted_properties() {
            beside.write_unlisted(object, cx);
        }
        self.write_rows(object, cx)
    }

    /// Every property, those without a row among them.
    fn all_properties() -> Vec<Property> {
        let beside = Self::unlisted_properties().iter().filter_map(Beside::graph_property);
        Self::row_properties().into_iter().chain(beside).collect()
    }

    /// Adds its own types and those of its parts.
    fn register_types(types: &mut Types) {
        for of in Self::TYPES {
            types.add_type(of, Self::all_properties());
        }
        for beside in Self::unlisted_properties() {
            if let Beside::Companion(_, of) | Beside::Typed(_, of) = beside {
                types.add_type(of, Vec::new());
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
    /// It is kept unchanged in every update, and reported if it is not empty.
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
    fn write_unlisted(self, object: &mut Object, cx: &Writing<'_>) {
        match self {
            Self::Unsent(name) | Self::Apart(name, _) | Self::Stray(name) => drop(object.remove(name)),
            Self::Kept(_) | Self::Ignored(..) | Self::Carried(_) | Self::Key(_) => {}
            Self::Place(name) => drop(object.insert(name.to_owned(), cx.place.into())),
            Self::Companion(name, of) => {
                if object.get(name).is_none_or(Value::is_null) {
                    object.insert(name.to_owned(), json!({ "@odata.type": odata_type(of) }));
                }
            }
            Self::Typed(name, of) => {
                let mut typed = base_object(object.get(name));
                typed.entry("@odata.type").or_insert_with(|| odata_type(of));
                object.insert(name.to_owned(), Value::Object(typed));
            }
            Self::Kind(of) => drop(object.insert("@odata.type".to_owned(), odata_type(of))),
        }
    }

    const fn graph_property(&self) -> Option<Property> {
        Some(match *self {
            Self::Unsent(name) | Self::Kept(name) => Property::opaque(name).with_use(Use::ReadOnly),
            Self::Ignored(name, reason) | Self::Apart(name, reason) => {
                Property::opaque(name).with_use(Use::Ignored(reason))
            }
            Self::Carried(name) => Property::opaque(name).with_use(Use::Carried),
            Self::Place(name) | Self::Key(name) => Property::opaque(name),
            Self::Companion(name, of) | Self::Typed(name, of) => Property::typed_object(name, of),
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

            fn unlisted_properties() -> &'static [$crate::property::table::Beside] {
                &[$($beside),*]
            }

            fn read_object(object: &serde_json::Value, cx: &$crate::property::Reading<'_>) -> Self {
                Self { $($member: $row.read_row(object, cx)),+ }
            }

            fn write_rows(
                &self,
                object: &mut $crate::property::json::Object,
                cx: &$crate::property::Writing<'_>,
            ) -> Result<(), $crate::model::EncodeError> {
                let Self { $($member: _),+ } = self;
                $($row.write_row(&self.$member, object, cx)?;)+
                Ok(())
            }

            fn patch_rows(
                &self,
                after: &Self,
                object: &mut $crate::property::json::Object,
                cx: &$crate::property::Writing<'_>,
            ) -> Result<(), $crate::model::EncodeError> {
                $($row.patch_row((&self.$member, &after.$member), object, cx)?;)+
                Ok(())
            }

            fn compare_rows(
                &self,
                after: &Self,
                at: &$crate::property::field_path::FieldPath<'_>,
                fields: &mut Vec<$crate::model::FieldChange>,
            ) {
                $($row.compare_row(&self.$member, &after.$member, at, fields);)+
            }

            fn write_rows_off(
                was_on: bool,
                object: &mut $crate::property::json::Object,
                cx: &$crate::property::Writing<'_>,
            ) -> Result<(), $crate::model::EncodeError> {
                $($row.write_row_off(was_on, object, cx)?;)+
                Ok(())
            }

            fn is_fitting(&self, held: &$crate::property::json::Object) -> bool {
                $($row.is_row_fitting(&self.$member, held))&&+
            }

            fn absent_rows() -> Self {
                Self { $($member: $row.absent_member()),+ }
            }

            fn visit_rows(
                at: &$crate::property::field_path::FieldPath<'_>,
                pointer: &str,
                visit: &mut dyn FnMut($crate::property::Info),
            ) {
                $($row.visit_row(stringify!($member), at, pointer, visit);)+
            }

            fn locate_in_table(
                field: &str,
                at: &$crate::property::codec::Spoken,
            ) -> Option<$crate::property::codec::Located> {
                $(if let Some(found) = $row.locate_in_row(field, at) { return Some(found); })+
                None
            }

            fn show_member(
                name: &str,
                value: &serde_json::Value,
                names: &$crate::property::context::Names,
            ) -> Option<String> {
                None$(.or_else(|| $row.show_row(stringify!($member), name, value, names)))+
            }

            fn row_properties() -> Vec<$crate::property::graph_type::Property> {
                [$($row.row_properties()),+].concat()
            }

            fn part_types(types: &mut $crate::property::graph_type::Types) {
                $($row.add_row_types(types);)+
            }
        }
    };
}

pub(super) use table;
