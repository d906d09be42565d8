//! Scalar values of the language. They are plain texts and numbers here; conversions check their meaning.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::model;

macro_rules! text {
    ($(#[doc = $doc:literal])+ $name:ident $format:literal $examples:tt) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $format, "examples": $examples })
            }
        }
    };
}

text! {
    /// A duration: `180d`, `2h`, or ISO 8601 without months and years.
    Length "length-of-time" ["180d", "2h", "P14D"]
}
text! {
    /// The id of a directory object.
    Guid "uuid" ["11111111-2222-3333-4444-555555555555"]
}
text! {
    /// A date, or a date with a time.
    Date "day-or-moment" ["2027-01-31", "2027-01-31T00:00:00Z"]
}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        // JSON Schema treats 1.0 as an integer.
        let whole = value
            .as_i64()
            .or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i64));
        whole.map(Self).ok_or_else(|| serde::de::Error::custom("a whole number"))
    }
}

impl JsonSchema for Whole {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Whole".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "examples": [1] })
    }
}

/// A switch that can only be on: `true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Always(pub bool);

impl<'de> Deserialize<'de> for Always {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(Self(true)),
            false => Err(serde::de::Error::custom("`true`; leave the key out for `false`")),
        }
    }
}

impl JsonSchema for Always {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Always".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean", "enum": [true] })
    }
}

macro_rules! open_words {
    ($($name:ident),+) => {
        $(impl JsonSchema for model::$name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let meanings: Vec<_> = Self::MEANINGS.iter().map(|text| text.trim()).collect();
                let listed: Vec<_> = Self::WORDS
                    .iter()
                    .zip(&meanings)
                    .map(|(word, meaning)| format!("- `{word}`: {meaning}"))
                    .collect();
                let known = json!({
                    "type": "string", "enum": Self::WORDS, "enumDescriptions": meanings,
                });
                let any = json!({ "type": "string" });
                json_schema!({ "description": listed.join("\n"), "anyOf": [known, any] })
            }
        })+
    };
}

open_words!(
    ApproverVisibility,
    CatalogState,
    ExtensionKind,
    LifecycleAction,
    OrganizationState,
    ReviewOutcome,
    StageName,
    TargetScope
);
