//! Access reviews of a policy's assignments.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{Span, Subject};

open_enum! {
    /// What happens to access that is not reviewed (`accessReviewExpirationBehavior`).
    ReviewOutcome {
        /// Access is kept.
        KeepAccess = "keepAccess",
        /// Access is removed.
        RemoveAccess = "removeAccess",
        /// The service's recommendation decides.
        AcceptAccessRecommendation = "acceptAccessRecommendation",
    }
}

/// The recurring access review of a policy's assignments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// How often.
    pub every: Recurrence,
    /// The start of the first review. `None` in a file means the day of creation when the review is created, and the
    /// tenant's value after that.
    pub starting: Option<jiff::Timestamp>,
    /// How long reviewers have to decide.
    pub open_for: Span,
    /// The reviewers.
    pub reviewers: Reviewers,
    /// The fallback reviewers, used when `reviewers` resolves to no one.
    pub fallback: BTreeSet<Subject>,
    /// Whether reviewers see the service's recommendations.
    pub recommendations: bool,
    /// Whether reviewers must give a justification.
    pub reviewer_justification: bool,
    /// What happens to access that is not reviewed.
    pub on_no_response: ReviewOutcome,
}

/// Reviewers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Reviewers {
    /// Everyone reviews their own access.
    Themselves,
    /// Named reviewers, or managers.
    Named(BTreeSet<Subject>),
}

/// A recurrence, with all properties of Graph's `patternedRecurrence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recurrence {
    /// The interval.
    pub pattern: RecurrencePattern,
    /// How long the series runs.
    pub range: RecurrenceRange,
}

impl Recurrence {
    /// Graph's kinds of pattern.
    pub const PATTERNS: &'static [&'static str] =
        &["daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly"];
    /// Graph's kinds of range.
    pub const RANGES: &'static [&'static str] = &["endDate", "noEnd", "numbered"];

    /// The same recurrence in canonical form: words in Graph's spelling, defaults left out.
    #[must_use]
    pub fn canonical(self) -> Self {
        let Self { pattern, range } = self;
        let unless = |word: Option<String>, default: &str| {
            word.map(|word| word.to_ascii_lowercase()).filter(|word| word != default)
        };
        let days = pattern.days_of_week.iter().map(|day| day.to_ascii_lowercase());
        Self {
            pattern: RecurrencePattern {
                kind: graph_spelling(pattern.kind, Self::PATTERNS),
                days_of_week: days.collect(),
                first_day_of_week: unless(pattern.first_day_of_week, "sunday"),
                index: unless(pattern.index, "first"),
                ..pattern
            },
            range: RecurrenceRange { kind: graph_spelling(range.kind, Self::RANGES), ..range },
        }
    }
}

/// Graph's spelling of a word, ignoring case. An unknown word is kept.
fn graph_spelling(word: String, words: &[&str]) -> String {
    words.iter().find(|known| word.eq_ignore_ascii_case(known)).map_or(word, |known| (*known).to_owned())
}

/// Graph's `recurrencePattern`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecurrencePattern {
    /// `daily`, `weekly`, `absoluteMonthly`, `relativeMonthly`, `absoluteYearly` or `relativeYearly`.
    pub kind: String,
    /// The number of units between occurrences, in the unit of `kind`.
    pub interval: i64,
    /// 0, or the month of a yearly pattern.
    pub month: i64,
    /// 0, or the day of an absolute pattern.
    pub day_of_month: i64,
    /// The days of a weekly or relative pattern.
    pub days_of_week: BTreeSet<String>,
    /// The first day of a week. `None` means Sunday.
    pub first_day_of_week: Option<String>,
    /// Which of these days in a relative pattern. `None` means the first.
    pub index: Option<String>,
}

/// Graph's `recurrenceRange`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecurrenceRange {
    /// `noEnd`, `endDate` or `numbered`.
    pub kind: String,
    /// 0, or the number of occurrences.
    pub occurrences: i64,
    /// The first day as `YYYY-MM-DD`.
    pub start_date: Option<String>,
    /// The last day as `YYYY-MM-DD`.
    pub end_date: Option<String>,
    /// The time zone of both dates.
    pub time_zone: Option<String>,
}
