//! What objects hold, as version 1 of the plan file writes it.
//!
//! Every value of a property that is published, or digested to be compared with a digest in a plan, is written here: how
//! a property is written is decided in one place, whatever its object is called inside.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

/// The properties of an object, the value of one, or an entry of a list that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueV1<T>(pub T);

/// A value of the model as it is published.
pub(super) fn property_json<T: Serialize>(value: &T) -> Value {
    json!(ValueV1(value))
}

impl<T: Serialize> Serialize for ValueV1<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ValueV1<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for ValueV1<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
