//! Access reviews as written.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::form::{exactly_one, mapping, one_of};
use super::{Date, Length, Subject, Whole, tagged};
use crate::model::ReviewOutcome;

/// The recurring access review of a policy's assignments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Review", transform = one_of(Self::ONE_OF))]
pub struct Review {
    /// How often, in one word.
    pub every: Option<Frequency>,
    /// How often, as Graph's `patternedRecurrence`.
    pub recurrence: Option<Recurrence>,
    /// The start of the first review. If absent, `apply` uses the day of creation; after that, the tenant's
    /// value is kept.
    pub starting: Option<Date>,
    /// How long reviewers have to decide.
    pub open_for: Length,
    /// The reviewers: `self` if everyone reviews their own access, one entry, or a list.
    pub reviewers: Reviewers,
    /// The fallback reviewers, used when `reviewers` resolves to no one.
    pub fallback: Option<Vec<Subject>>,
    /// Whether reviewers see the service's recommendations.
    pub recommendations: Option<bool>,
    /// Whether reviewers must give a justification.
    pub reviewer_justification: Option<bool>,
    /// What happens to access that is not reviewed.
    pub on_no_response: Option<ReviewOutcome>,
}

exactly_one!(Review: "every" every, "recurrence" recurrence);

/// How often, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Frequency {
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every six months.
    HalfYearly,
    /// Every twelve months.
    Annually,
}

/// A recurrence with all properties that Graph has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Recurrence")]
pub struct Recurrence {
    /// The interval.
    pub pattern: Rhythm,
    /// How long the series runs.
    pub range: Option<Range>,
}

/// Graph's `recurrencePattern`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Rhythm")]
pub struct Rhythm {
    /// `daily`, `weekly`, `absoluteMonthly`, `relativeMonthly`, `absoluteYearly` or `relativeYearly`.
    #[schemars(example = &"absoluteMonthly")]
    pub r#type: String,
    /// The number of units between occurrences.
    pub interval: Whole,
    /// The month of a yearly pattern.
    pub month: Option<Whole>,
    /// The day of an absolute pattern.
    pub day_of_month: Option<Whole>,
    /// The days of a weekly or relative pattern.
    pub days_of_week: Option<Vec<String>>,
    /// The first day of a week.
    #[schemars(example = &"monday")]
    pub first_day_of_week: Option<String>,
    /// Which occurrence of these days in the month, in a relative pattern: `first`, `second`, … `last`.
    #[schemars(example = &"last")]
    pub index: Option<String>,
}

/// Graph's `recurrenceRange`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Range")]
pub struct Range {
    /// `noEnd`, `endDate` or `numbered`.
    #[schemars(example = &"noEnd")]
    pub r#type: String,
    /// The number of occurrences.
    pub number_of_occurrences: Option<Whole>,
    /// The first day.
    pub start_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// The time zone of both days.
    #[schemars(example = &"UTC")]
    pub recurrence_time_zone: Option<String>,
}

/// Reviewers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reviewers {
    /// The word `self`.
    Themselves,
    /// One entry.
    One(Box<Subject>),
    /// A list of entries.
    Many(Vec<Subject>),
}

const SELF: &str = "self";

impl<'de> Deserialize<'de> for Reviewers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match value {
            Value::String(word) if word == SELF => Ok(Self::Themselves),
            Value::Array(_) => Vec::deserialize(value).map(Self::Many),
            _ => Subject::deserialize(value).map(|subject| Self::One(Box::new(subject))),
        }
        .map_err(serde::de::Error::custom)
    }
}

impl Serialize for Reviewers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Themselves => serializer.serialize_str(SELF),
            Self::One(subject) => subject.serialize(serializer),
            Self::Many(subjects) => subjects.serialize(serializer),
        }
    }
}

impl JsonSchema for Reviewers {
    fn schema_name() -> Cow<'static, str> {
        "Reviewers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let subject = generator.subschema_for::<Subject>();
        let word = serde_json::json!({
            "type": "string", "enum": [SELF], "enumDescriptions": ["Everyone reviews their own access."],
        });
        json_schema!({ "anyOf": [word, subject, { "type": "array", "items": subject }] })
    }
}

mapping!(Recurrence, Rhythm, Range);
