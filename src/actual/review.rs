//! Review settings and their schedule.
//!
//! A block that is null or not enabled is no review (fact review-off-or-null-is-none). Dates the service fills in for
//! "none" (`0001-01-01`) are none.

use serde_json::Value;

use super::Index;
use super::subject::subjects;
use super::value::{block, flag, instant, number, some_text, span, text};
use crate::model::{Recurrence, RecurrencePattern, RecurrenceRange, Review, ReviewOutcome, Reviewers, Span};

fn date(range: &Value, name: &str) -> Option<String> {
    some_text(range, name).filter(|date| date != "0001-01-01")
}

fn recurrence(schedule: &Value) -> Recurrence {
    let (pattern, range) = (&schedule["recurrence"]["pattern"], &schedule["recurrence"]["range"]);
    let days = pattern["daysOfWeek"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let recurrence = Recurrence {
        pattern: RecurrencePattern {
            kind: text(pattern, "type"),
            interval: number(pattern, "interval"),
            month: number(pattern, "month"),
            day_of_month: number(pattern, "dayOfMonth"),
            days_of_week: days.map(str::to_owned).collect(),
            first_day_of_week: some_text(pattern, "firstDayOfWeek"),
            index: some_text(pattern, "index"),
        },
        range: RecurrenceRange {
            kind: text(range, "type"),
            occurrences: number(range, "numberOfOccurrences"),
            start_date: date(range, "startDate"),
            end_date: date(range, "endDate"),
            time_zone: some_text(range, "recurrenceTimeZone"),
        },
    };
    recurrence.canonical()
}

/// The review of a policy, if there is one.
pub(crate) fn review(policy: &Value, index: &Index) -> Option<Review> {
    let settings = block(policy, "reviewSettings").filter(|settings| flag(settings, "isEnabled"))?;
    let schedule = &settings["schedule"];
    let on_unless_said = |name: &str| settings.get(name).and_then(Value::as_bool).unwrap_or(true);
    Some(Review {
        every: recurrence(schedule),
        starting: instant(schedule, "startDateTime"),
        open_for: span(&schedule["expiration"], "duration").unwrap_or(Span::Seconds(0)),
        reviewers: if flag(settings, "isSelfReview") {
            Reviewers::Themselves
        } else {
            Reviewers::Named(subjects(settings, "primaryReviewers", index))
        },
        fallback: subjects(settings, "fallbackReviewers", index),
        recommendations: on_unless_said("isRecommendationEnabled"),
        reviewer_justification: on_unless_said("isReviewerJustificationRequired"),
        on_no_response: some_text(settings, "expirationBehavior")
            .map_or(ReviewOutcome::KeepAccess, |word| ReviewOutcome::of(&word)),
    })
}
