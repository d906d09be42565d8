//! Forms that a derive cannot express: exactly one of several keys, one or many, and words or mappings.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// Gives a struct with the serde attribute `remote = "Self"` a parser that requires exactly one of some keys.
macro_rules! exactly_one {
    ($type:ident: $($key:literal $field:ident),+ $(,)?) => {
        impl $type {
            /// The keys of which exactly one is required.
            pub const ONE_OF: &'static [&'static str] = &[$($key),+];
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let this = Self::deserialize($crate::config::document::form::Mapping(deserializer))?;
                match [$(this.$field.is_some()),+].into_iter().filter(|stands| *stands).count() {
                    1 => Ok(this),
                    _ => Err(serde::de::Error::custom(format!("exactly one of {:?}", Self::ONE_OF))),
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }
    };
}

pub(super) use exactly_one;

/// Gives structs with the serde attribute `remote = "Self"` a parser that accepts mappings only.
macro_rules! mapping {
    ($($type:ident),+ $(,)?) => {
        $(impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize($crate::config::document::form::Mapping(deserializer))
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        })+
    };
}

pub(super) use mapping;

/// A deserializer that accepts a struct as a mapping only. serde would also accept a list of its fields.
pub(super) struct Mapping<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Mapping<D> {
    type Error = D::Error;

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Adds to a mapping's schema that exactly one of these keys is required.
pub(super) fn one_of(keys: &'static [&'static str]) -> impl FnMut(&mut Schema) {
    move |schema| {
        let branches: Vec<_> = keys.iter().map(|key| json!({ "required": [key] })).collect();
        schema.insert("oneOf".to_owned(), Value::Array(branches));
    }
}

/// Rewrites the schema of an externally tagged enum: words become one string form, entries one mapping form.
///
/// Editors complete and explain `enum` and `properties`, but not a `oneOf` of a dozen mappings.
pub fn tagged(schema: &mut Schema) {
    let branches = match schema.remove("oneOf") {
        Some(Value::Array(branches)) => branches,
        _ => return,
    };
    let (mut words, mut meanings, mut properties) = (Vec::new(), Vec::new(), Map::new());
    for branch in branches {
        let said = ["description", "examples"].map(|keyword| (keyword, branch.get(keyword).cloned()));
        if let Some(word) = branch.get("const") {
            words.push(word.clone());
            meanings.push(branch.get("description").cloned().unwrap_or_default());
        } else if let Some(Value::Array(listed)) = branch.get("enum") {
            words.extend(listed.iter().cloned());
            meanings.extend(listed.iter().map(|_| Value::from("")));
        } else if let Some(Value::Object(entries)) = branch.get("properties") {
            for (key, value) in entries {
                properties.insert(key.clone(), described(value, &said));
            }
        }
    }
    let word = json!({ "type": "string", "enum": words, "enumDescriptions": meanings });
    let alternatives: Vec<_> = properties.keys().map(|key| json!({ "required": [key] })).collect();
    let mapping = json!({
        "type": "object", "properties": properties, "additionalProperties": false, "oneOf": alternatives,
    });
    schema.remove("type");
    let forms = match (words.is_empty(), properties.is_empty()) {
        (true, _) => mapping,
        (_, true) => word,
        _ => json!({ "anyOf": [word, mapping] }),
    };
    if let Value::Object(forms) = forms {
        forms.into_iter().for_each(|(key, value)| drop(schema.insert(key, value)));
    }
}

/// A value with the description of the only-member branch that it came from.
fn described(value: &Value, said: &[(&str, Option<Value>)]) -> Value {
    let mut value = value.clone();
    if let Value::Object(map) = &mut value {
        let said = said.iter().filter_map(|(keyword, said)| Some(((*keyword).to_owned(), said.clone()?)));
        map.extend(said);
    }
    value
}

/// A value that may be written alone or as a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OneOrMany<T> {
    /// A single mapping without a list.
    One(Box<T>),
    /// A list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The entries, with their index if they are in a list.
    pub fn entries(&self) -> Vec<(Option<usize>, &T)> {
        match self {
            Self::One(entry) => vec![(None, entry)],
            Self::Many(entries) => entries.iter().enumerate().map(|(at, entry)| (Some(at), entry)).collect(),
        }
    }
}

impl<'de, T: for<'t> Deserialize<'t>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match value {
            Value::Array(_) => Vec::<T>::deserialize(value).map(Self::Many),
            _ => T::deserialize(value).map(|entry| Self::One(Box::new(entry))),
        }
        .map_err(serde::de::Error::custom)
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(entry) => entry.serialize(serializer),
            Self::Many(entries) => entries.serialize(serializer),
        }
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}
