//! What the other rooms ask of the tables.

use serde::Serialize;
use serde_json::Value;

use super::at::At;
use super::codec::{Located, Spoken, directory_words};
use super::context::{Names, Writing};
use super::info::{Info, publish};
use super::json::{Object, cleaned};
use super::table::Table;
use crate::model::{
    Catalog, EncodeError, Extension, FieldChange, Organization, Package, Policy, Resource, Settings,
};

/// The fields in which `after` differs from `before`, in the order of the rows.
#[must_use]
pub fn changes<T: Table>(before: &T, after: &T) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    before.compare(after, &At::ROOT, &mut fields);
    fields
}

/// The body that makes an object, or the part of it that is written at this time.
///
/// # Errors
/// When something that it names has no id yet.
pub fn write<T: Table>(value: &T, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    write_over(value, &Value::Null, cx)
}

/// The body that replaces an object: everything that Graph has, with every property of the rows as it shall be.
///
/// # Errors
/// As `write`.
pub fn write_over<T: Table>(value: &T, held: &Value, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    let mut object = cleaned(held);
    value.write(&mut object, cx)?;
    Ok(Value::Object(object))
}

/// The body that changes an object: the properties whose members differ. Empty where only its lists do.
///
/// # Errors
/// As `write`.
pub fn patch<T: Table>(before: &T, after: &T, cx: &Writing<'_>) -> Result<Value, EncodeError> {
    let mut object = Object::new();
    before.patch(after, &mut object, cx)?;
    Ok(Value::Object(object))
}

/// How a field of a change is called and shown, for an object with this KEY.
pub(crate) fn field(key: &str, field: &str) -> Located {
    let root = Spoken::default();
    let located = match key.split('/').next().unwrap_or_default() {
        "organization" => Organization::locate(field, &root),
        "catalog" => Catalog::locate(field, &root),
        "resource" => Resource::locate(field, &root),
        "extension" => Extension::locate(field, &root),
        "accessPackage" => Package::locate(field, &root),
        "policy" => Policy::locate(field, &root),
        "settings" => Settings::locate(field, &root),
        _ => None,
    };
    located.unwrap_or_else(|| Located::unknown(field))
}

/// A directory object, an origin or an identity source in words.
pub(crate) fn named<T: Serialize>(value: &T, names: &Names) -> String {
    directory_words(&publish(value), names)
}

/// What a file means that says nothing of an object.
#[must_use]
pub fn absent<T: Table>() -> T {
    T::absent()
}

/// Every row of a type and of its parts, below a key of the files.
#[must_use]
pub fn rows<T: Table>(below: &str) -> Vec<Info> {
    let mut rows = Vec::new();
    T::visit(&At::ROOT.key(below), "", &mut |row| rows.push(row));
    rows
}
