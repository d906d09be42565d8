//! What a table says of one member, and how a difference of it is noted.

use serde::Serialize;
use serde_json::Value;

use super::field_path::FieldPath;
use crate::model::{AccessEffect, FieldChange};

/// When a property is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In every body.
    Always,
    /// In the body that makes the object.
    Creation,
    /// In the bodies that change the object.
    Later,
    /// By operations of its own, entry by entry.
    Operations,
    /// Never: the service decides it.
    Never,
}

/// What the absence of a key in a file means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The same as this, as written in YAML.
    Yaml(String),
    /// The same as the value of this key beside it.
    SameAs(&'static str),
    /// A meaning that no YAML value expresses.
    Words(&'static str),
}

/// What is known of a member, for tables that are made from this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// Its key in the files, below the object; `[]` for each entry of a list.
    pub key: String,
    /// Its place in published JSON, as a pointer; `-` for each entry of a list.
    pub published: String,
    /// What its absence in a file means; `None` for a key that is always written, or that is none.
    pub meaning: Option<Meaning>,
    /// The properties of Graph that it sets.
    pub graph: Vec<&'static str>,
    /// What is sent where the key is absent.
    pub sent: String,
    /// When it is written.
    pub when: When,
    /// Whether a change of it can be reported by itself.
    pub is_leaf: bool,
    /// What it has to do with access.
    pub effect: Option<AccessEffect>,
}

/// Notes that a property differs.
pub(super) fn note_difference<T: Serialize>(
    before: &T,
    after: &T,
    at: &FieldPath<'_>,
    fields: &mut Vec<FieldChange>,
) {
    fields.push(FieldChange {
        field: at.to_string(),
        before: publish_value(before),
        after: publish_value(after),
    });
}

/// A value of the model as published JSON. Every model type serialises; a failure would be a defect of the type
/// itself and shows as null in a plan, which the tests of the model catch.
pub(super) fn publish_value<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
