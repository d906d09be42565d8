//! Checks request bodies against the table of types and normalises them to the form that the service stores.
//!
//! It must not know business rules: every body that fits the types passes.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::sandbox::message::{Fault, Row};
use crate::sandbox::types::{self, Property};

/// How to check a body.
#[derive(Debug, Default)]
pub(crate) struct Check<'a> {
    /// Navigation properties of the outermost object that may be inline.
    pub(crate) inline: &'a [&'a str],
    /// Members that are documented but missing in the metadata.
    pub(crate) extra: &'a [&'a str],
    /// Accepts booleans and numbers sent as strings, as the service does for policies.
    pub(crate) coerce: bool,
    /// The stored object. A writer may send back unknown members that it contains.
    pub(crate) stored: Option<&'a Row>,
}

/// All names and values of a stored object, at any depth.
#[derive(Debug, Default)]
struct Vocabulary {
    names: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl Vocabulary {
    fn learn_words(&mut self, value: &Value) {
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    self.names.insert(name.clone());
                    self.learn_words(inner);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn_words(item)),
            Value::String(text) => drop(self.values.insert(text.clone())),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Returns `body` as an object of type `ty`, with normalised enum members and `@odata.type`, and with strings
/// coerced.
///
/// # Errors 400 `InvalidModel` for an undeclared property, a wrong type, or a missing or wrong `@odata.type`.
/// 400 `ArgumentException` for an unknown enum member.
pub(crate) fn check_body(ty: &str, body: &Row, check: &Check<'_>) -> Result<Row, Fault> {
    let mut known = Vocabulary::default();
    if let Some(stored) = check.stored {
        known.learn_words(&Value::Object(stored.clone()));
    }
    let walk = Walk { check, known };
    walk.check_object(ty, body, true)
}

struct Walk<'a> {
    check: &'a Check<'a>,
    known: Vocabulary,
}

impl Walk<'_> {
    fn check_object(&self, declared: &str, object: &Row, outermost: bool) -> Result<Row, Fault> {
        let (ty, label) = self.actual_type(declared, object)?;
        let mut out = Row::new();
        if let Some(label) = label {
            out.insert("@odata.type".into(), label.into());
        }
        for (name, value) in object {
            if name == "@odata.type" || is_control_information(name) {
                continue;
            }
            if name.starts_with('_') {
                return Err(Fault::invalid_model(format!("Property '{name}' does not exist.")));
            }
            let Some(property) = types::find_property(&ty, name) else {
                let tolerated = (outermost && self.check.extra.contains(&name.as_str()))
                    || (self.known.names.contains(name) && !name.contains('@'));
                if tolerated || !types::is_type(&ty) {
                    out.insert(name.clone(), value.clone());
                    continue;
                }
                return Err(Fault::invalid_model(format!(
                    "Property '{name}' does not exist on type '{ty}'."
                )));
            };
            if outermost && property.navigation && !self.check.inline.contains(&name.as_str()) {
                return Err(Fault::invalid_model(format!("Property '{name}' can not be written here.")));
            }
            out.insert(name.clone(), self.check_value(&property, value)?);
        }
        Ok(out)
    }

    /// Returns the type of a value and the `@odata.type` to store with it.
    fn actual_type(&self, declared: &str, object: &Row) -> Result<(String, Option<String>), Fault> {
        let polymorphic = types::is_abstract(declared) || types::has_derived(declared);
        match object.get("@odata.type") {
            Some(Value::String(label)) => {
                let name = label.trim_start_matches('#').trim_start_matches("microsoft.graph.");
                let stored = format!("#microsoft.graph.{name}");
                let fits = types::is_derived(name, declared) && !types::is_abstract(name);
                if !fits && !self.known.values.contains(&stored) {
                    return Err(Fault::invalid_model(format!("'{label}' is not a kind of '{declared}'.")));
                }
                Ok((name.to_owned(), polymorphic.then_some(stored)))
            }
            Some(_) => Err(Fault::invalid_model("'@odata.type' must be a string.")),
            None if types::is_abstract(declared) => {
                Err(Fault::invalid_model(format!("A value of type '{declared}' needs an '@odata.type'.")))
            }
            None => Ok((declared.to_owned(), None)),
        }
    }

    fn check_value(&self, property: &Property, value: &Value) -> Result<Value, Fault> {
        if value.is_null() {
            let refused = property.required && !property.collection;
            return if refused { Err(type_mismatch(property, value)) } else { Ok(Value::Null) };
        }
        if !property.collection {
            return self.check_single(property, value);
        }
        let items = value.as_array().ok_or_else(|| type_mismatch(property, value))?;
        items
            .iter()
            .map(|item| self.check_single(property, item))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array)
    }

    fn check_single(&self, property: &Property, value: &Value) -> Result<Value, Fault> {
        if types::enum_members(property.ty).is_some() {
            let text = value.as_str().ok_or_else(|| type_mismatch(property, value))?;
            return match types::enum_member(property.ty, text) {
                // `unknownFutureValue` replaces an unknown member for readers, so a writer that sends it back
                // must not overwrite that member.
                Some("unknownFutureValue") => Err(unknown_member(text)),
                Some(member) => Ok(member.into()),
                None if self.known.values.contains(text) => Ok(text.into()),
                None => Err(unknown_member(text)),
            };
        }
        if types::is_type(property.ty) {
            let object = value.as_object().ok_or_else(|| type_mismatch(property, value))?;
            // A reference by id needs no discriminator, because the id determines the type.
            if property.navigation && object.len() == 1 && object.contains_key("id") {
                return Ok(value.clone());
            }
            return self.check_object(property.ty, object, false).map(Value::Object);
        }
        self.check_primitive(property, value)
    }

    fn check_primitive(&self, property: &Property, value: &Value) -> Result<Value, Fault> {
        let coerced = if self.check.coerce { coerce_value(property.ty, value) } else { None };
        let value = coerced.as_ref().unwrap_or(value);
        let fits = match (property.ty, value) {
            ("Boolean", Value::Bool(_)) | ("String", Value::String(_)) => true,
            ("Int32" | "Int64", Value::Number(number)) => number.is_i64(),
            ("Double" | "Single" | "Decimal", Value::Number(_)) => true,
            ("DateTimeOffset", Value::String(text)) => text.parse::<jiff::Timestamp>().is_ok(),
            ("Date", Value::String(text)) => text.parse::<jiff::civil::Date>().is_ok(),
            ("Duration", Value::String(text)) => text.starts_with('P') && text.parse::<jiff::Span>().is_ok(),
            ("Guid", Value::String(text)) => uuid::Uuid::parse_str(text).is_ok(),
            _ => false,
        };
        if fits { Ok(value.clone()) } else { Err(type_mismatch(property, value)) }
    }
}

/// Annotations of answers. Microsoft's SDKs send them back with the object.
fn is_control_information(name: &str) -> bool {
    let (_, annotation) = name.split_once("@odata.").unwrap_or_default();
    ["context", "etag", "count", "nextLink"].contains(&annotation)
}

fn coerce_value(ty: &str, value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    match ty {
        "Boolean" => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        "Int32" | "Int64" => text.parse::<i64>().ok().map(|number| Value::Number(Number::from(number))),
        _ => None,
    }
}

fn type_mismatch(property: &Property, value: &Value) -> Fault {
    let many = if property.collection { "a collection of " } else { "" };
    Fault::invalid_model(format!(
        "Cannot convert {value} of property '{}' to {many}'{}'.",
        property.name, property.ty
    ))
}

fn unknown_member(text: &str) -> Fault {
    Fault::new(400, "ArgumentException", format!("Requested value '{text}' was not found."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(ty: &str, value: &Value, check: &Check<'_>) -> Result<Value, u16> {
        check_body(ty, value.as_object().unwrap(), check).map(Value::Object).map_err(|fault| fault.status)
    }

    #[test]
    fn what_does_not_fit_the_types_is_refused() {
        let strict = Check::default();
        let ty = "accessPackageCatalog";
        assert!(checked(ty, &serde_json::json!({"displayName": "x", "state": "Published"}), &strict).is_ok());
        assert!(checked(ty, &serde_json::json!({"displayname": "x"}), &strict).is_err());
        assert!(checked(ty, &serde_json::json!({"isExternallyVisible": "true"}), &strict).is_err());
        assert!(checked(ty, &serde_json::json!({"state": "open"}), &strict).is_err());
        assert!(checked(ty, &serde_json::json!({"accessPackages": []}), &strict).is_err());
    }

    #[test]
    fn what_an_answer_says_of_itself_may_be_sent_back_and_is_not_kept() {
        let sent =
            serde_json::json!({"@odata.context": "x", "questions@odata.context": "y", "displayName": "n"});
        let ty = "accessPackageAssignmentPolicy";
        assert_eq!(checked(ty, &sent, &Check::default()), Ok(serde_json::json!({"displayName": "n"})));
        assert!(checked(ty, &serde_json::json!({"@odata.bind": "x"}), &Check::default()).is_err());
    }

    #[test]
    fn what_the_stored_object_holds_may_be_sent_back() {
        let stored = serde_json::json!({"future": {"a": 1}, "allowedTargetScope": "everybodyOnMars"});
        let stored = stored.as_object().unwrap();
        let check = Check { stored: Some(stored), ..Check::default() };
        let sent = Value::Object(stored.clone());
        assert_eq!(checked("accessPackageAssignmentPolicy", &sent, &check), Ok(sent.clone()));
        assert!(checked("accessPackageAssignmentPolicy", &sent, &Check::default()).is_err());
    }
}
