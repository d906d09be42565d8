//! Where templates may use a parameter, and which type it must have there. Both are derived from the schema
//! of policies.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::model::Route;

use super::document::{ParameterType, Policy};
use super::schema_of::{resolve_reference, type_schema};

static ROOT: LazyLock<Value> = LazyLock::new(type_schema::<Policy>);

/// The key of the mapping that is replaced by a parameter's value.
pub(super) const PARAM: &str = "param";

/// A use of a parameter in the body of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParameterUse {
    /// Relative to the body.
    pub(super) route: Route,
    /// The parameter's name.
    pub(super) name: String,
    /// The type of value that the place accepts.
    pub(super) takes: ParameterType,
}

/// A key's value from a template's body with every parameter replaced by a value of its type, and the
/// parameters found.
pub(super) fn stand_ins(key: &str, value: &Value) -> (Value, Vec<ParameterUse>) {
    let mut found = Vec::new();
    let schema = ROOT.get("properties").and_then(|properties| properties.get(key));
    let value = match schema {
        Some(schema) => value_stand_in(schema, value, &Route::default().key(key), &mut found),
        None => value.clone(),
    };
    (value, found)
}

/// The parameter's name, if a value is a use of one.
pub(super) fn parameter_name(value: &Value) -> Option<&str> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.get(PARAM)?.as_str()
}

fn value_stand_in(schema: &Value, value: &Value, route: &Route, found: &mut Vec<ParameterUse>) -> Value {
    if let (Some(name), Some(takes)) = (parameter_name(value), taken_at(&ROOT, schema)) {
        found.push(ParameterUse { route: route.clone(), name: name.to_owned(), takes });
        return example_value(takes);
    }
    let inner = |schema: Option<&Value>, value: &Value, route: Route, found: &mut Vec<ParameterUse>| {
        schema.map_or_else(|| value.clone(), |schema| value_stand_in(schema, value, &route, found))
    };
    match value {
        Value::Array(items) => {
            let schema = form_with_keyword(schema, "items").and_then(|form| form.get("items"));
            let items = items.iter().enumerate();
            items.map(|(at, item)| inner(schema, item, route.index(at), found)).collect()
        }
        Value::Object(entries) => {
            let properties = form_with_keyword(schema, "properties").and_then(|form| form.get("properties"));
            let any = form_with_keyword(schema, "additionalProperties")
                .and_then(|form| form.get("additionalProperties"));
            let entries = entries.iter().map(|(key, value)| {
                let schema = properties.and_then(|properties| properties.get(key)).or(any);
                (key.clone(), inner(schema, value, route.key(key), found))
            });
            Value::Object(entries.collect())
        }
        _ => value.clone(),
    }
}

fn follow_reference<'r>(root: &'r Value, schema: &'r Value) -> &'r Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => resolve_reference(root, reference.trim_start_matches('#')).1.unwrap_or(schema),
        None => schema,
    }
}

/// The branch of a schema that has a keyword.
fn form_with_keyword<'r>(schema: &'r Value, keyword: &str) -> Option<&'r Value>
where
    'static: 'r,
{
    let schema = follow_reference(&ROOT, schema);
    match schema.get("anyOf").and_then(Value::as_array) {
        Some(branches) => branches.iter().find_map(|branch| form_with_keyword(branch, keyword)),
        None => schema.get(keyword).map(|_| schema),
    }
}

/// The definitions of mappings that may replace a bare name, with the type that each replaces.
const NAMED: &[(&str, ParameterType, Option<ParameterType>)] = &[
    ("GroupId", ParameterType::Group, Some(ParameterType::Groups)),
    ("UserId", ParameterType::User, Some(ParameterType::Users)),
    ("ApplicationId", ParameterType::ServicePrincipal, Some(ParameterType::ServicePrincipals)),
    (
        "ConnectedOrganizationId",
        ParameterType::ConnectedOrganization,
        Some(ParameterType::ConnectedOrganizations),
    ),
    ("ExtensionId", ParameterType::Extension, None),
    ("Subject", ParameterType::Subject, Some(ParameterType::Subjects)),
];

/// The definition that a schema refers to.
pub(super) fn definition_name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// Whether a definition's mapping also accepts the key `param`.
pub(super) fn is_named_form(definition: &str) -> bool {
    NAMED.iter().any(|(name, ..)| *name == definition)
}

/// The type of parameter that a place accepts, if it accepts one.
pub(super) fn taken_at(root: &Value, schema: &Value) -> Option<ParameterType> {
    match definition_name(schema) {
        Some("Subject") => return Some(ParameterType::Subject),
        Some("Reviewers") => return Some(ParameterType::Subjects),
        _ => {}
    }
    let schema = follow_reference(root, schema);
    let kind = |schema: &Value| schema.get("type").and_then(Value::as_str).map(str::to_owned);
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        let mut definitions = branches.iter().filter_map(definition_name);
        if let Some((_, takes, _)) = definitions.find_map(|name| NAMED.iter().find(|row| row.0 == name)) {
            return Some(*takes);
        }
        let open =
            branches.iter().any(|form| kind(form).as_deref() == Some("string") && form.get("enum").is_none());
        return open.then_some(ParameterType::String);
    }
    let closed = schema.get("enum").is_some();
    match (kind(schema)?.as_str(), schema.get("format").and_then(Value::as_str)) {
        (_, _) if closed => None,
        ("string", Some("length-of-time")) => Some(ParameterType::Duration),
        ("string", Some("day-or-moment")) => Some(ParameterType::Date),
        ("string", _) => Some(ParameterType::String),
        ("boolean", _) => Some(ParameterType::Boolean),
        ("integer", _) => Some(ParameterType::Integer),
        ("array", _) => list_type(root, schema.get("items")?),
        _ => None,
    }
}

fn list_type(root: &Value, items: &Value) -> Option<ParameterType> {
    match definition_name(items) {
        Some("RequestWord") => return Some(ParameterType::RequestKinds),
        Some("Question") => return Some(ParameterType::Questions),
        _ => {}
    }
    match taken_at(root, items)? {
        ParameterType::String => Some(ParameterType::Strings),
        one => NAMED.iter().find(|row| row.1 == one).and_then(|row| row.2),
    }
}

/// A sample value of a type.
pub(super) fn example_value(of: ParameterType) -> Value {
    match of {
        ParameterType::Duration => json!("1d"),
        ParameterType::Date => json!("2027-01-31"),
        ParameterType::Boolean => json!(true),
        ParameterType::Integer => json!(1),
        ParameterType::Subject => json!("internalSponsors"),
        ParameterType::String
        | ParameterType::Group
        | ParameterType::User
        | ParameterType::ServicePrincipal
        | ParameterType::ConnectedOrganization
        | ParameterType::Extension => json!("text"),
        ParameterType::Strings
        | ParameterType::Groups
        | ParameterType::Users
        | ParameterType::ServicePrincipals
        | ParameterType::ConnectedOrganizations
        | ParameterType::Subjects
        | ParameterType::RequestKinds
        | ParameterType::Questions => json!([]),
    }
}

/// The schema for values of a type.
pub(super) fn values_of(of: ParameterType) -> Value {
    let list = |items: Value| json!({ "type": "array", "items": items });
    let reference = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    let by = |row: &(&str, ParameterType, Option<ParameterType>)| match row.1 {
        ParameterType::Subject => reference(row.0),
        _ => json!({ "anyOf": [{ "type": "string" }, reference(row.0)] }),
    };
    if let Some(row) = NAMED.iter().find(|row| row.1 == of) {
        return by(row);
    }
    if let Some(row) = NAMED.iter().find(|row| row.2 == Some(of)) {
        return list(by(row));
    }
    match of {
        ParameterType::Duration => {
            json!({ "type": "string", "format": "length-of-time", "examples": ["180d"] })
        }
        ParameterType::Date => {
            json!({ "type": "string", "format": "day-or-moment", "examples": ["2027-01-31"] })
        }
        ParameterType::Boolean => json!({ "type": "boolean" }),
        ParameterType::Integer => json!({ "type": "integer" }),
        ParameterType::RequestKinds => list(reference("RequestWord")),
        ParameterType::Questions => list(reference("Question")),
        ParameterType::Strings => list(json!({ "type": "string" })),
        _ => json!({ "type": "string" }),
    }
}
