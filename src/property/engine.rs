//! What the other rooms ask of the tables.

use serde::Serialize;
use serde_json::Value;

use super::codec::{Located, Spoken, directory_words};
use super::context::{Names, Writing};
use super::field_path::FieldPath;
use super::info::{Info, publish_value};
use super::json::{Object, cleaned_object};
use super::table::Table;
use crate::model::{
    Catalog, EncodeError, Extension, FieldChange, Organization, Package, Policy, Resource, Settings,
};

/// The fields in which `after` differs from `before`, in the order of the rows.
#[must_use]
pub fn changed_fields<T: Table>(before: &T, after: &T) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    before.compare_rows(after, &FieldPath::ROOT, &mut fields);
    fields
}

/// The body that makes an object, or the part of it that is written at this time.
///
/// # Errors
/// When something that it names has no id yet.
pub fn encode_whole<T: Table>(value: &T, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    write_over(value, &Value::Null, cx)
}

/// The body that replaces an object: everything that Graph has, with every property of the rows as it shall be.
///
/// # Errors
/// As `encode_whole`.
pub fn write_over<T: Table>(value: &T, held: &Value, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    let mut object = cleaned_object(held);
    value.write_object(&mut object, cx)?;
    Ok(Value::Object(object))
}

/// The body that changes an object: the properties whose members differ. Empty where only its lists do.
///
/// # Errors
/// As `encode_whole`.
pub fn encode_patch<T: Table>(before: &T, after: &T, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    let mut object = Object::new();
    before.patch_rows(after, &mut object, cx)?;
    Ok(Value::Object(object))
}

/// How a field of a change is called and shown, for an object with this KEY.
pub(crate) fn locate_field(key: &str, field: &str) -> Located {
    let root = Spoken::default();
    let located = match key.split('/').next().unwrap_or_default() {
        "organization" => Organization::locate_in_table(field, &root),
        "catalog" => Catalog::locate_in_table(field, &root),
        "resource" => Resource::locate_in_table(field, &root),
        "extension" => Extension::locate_in_table(field, &root),
        "accessPackage" => Package::locate_in_table(field, &root),
        "policy" => Policy::locate_in_table(field, &root),
        "settings" => Settings::locate_in_table(field, &root),
        _ => None,
    };
    located.unwrap_or_else(|| Located::unknown_field(field))
}

/// A directory object, an origin or an identity source in words.
pub(crate) fn name_value<T: Serialize>(value: &T, names: &Names) -> String {
    directory_words(&publish_value(value), names)
}

/// What a file means that says nothing of an object.
#[must_use]
pub fn absent_default<T: Table>() -> T {
    T::absent_rows()
}

/// Every row of a type and of its parts, below a key of the files.
#[must_use]
pub fn table_rows<T: Table>(below: &str) -> Vec<Info> {
    let mut rows = Vec::new();
    T::visit_rows(&FieldPath::ROOT.child_key(below), "", &mut |row| rows.push(row));
    rows
}
