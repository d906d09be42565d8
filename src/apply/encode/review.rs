//! Review settings; a series that runs keeps its start (fact review-start-is-fixed).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::overlay::{base, member, set};
use super::subject::subjects;
use crate::apply::{EncodeError, Ids};
use crate::model::{Recurrence, Review, Reviewers};

fn recurrence(recurrence: &Recurrence, raw: Option<&Value>) -> Value {
    let (mut pattern, mut range) = (base(member(raw, "pattern")), base(member(raw, "range")));
    let Recurrence { pattern: wanted, range: wanted_range } = recurrence;
    set(
        &mut pattern,
        [
            ("type", json!(wanted.kind)),
            ("interval", json!(wanted.interval)),
            ("month", json!(wanted.month)),
            ("dayOfMonth", json!(wanted.day_of_month)),
            ("daysOfWeek", json!(wanted.days_of_week)),
        ],
    );
    // The defaults are said only where the tenant holds something, so that a new body is the documented one.
    for (name, value, default) in
        [("firstDayOfWeek", &wanted.first_day_of_week, "sunday"), ("index", &wanted.index, "first")]
    {
        if let Some(value) = value {
            pattern.insert(name.to_owned(), json!(value));
        } else if pattern.get(name).is_some_and(|held| !held.is_null()) {
            pattern.insert(name.to_owned(), json!(default));
        }
    }
    set(
        &mut range,
        [("type", json!(wanted_range.kind)), ("numberOfOccurrences", json!(wanted_range.occurrences))],
    );
    let dates = [
        ("startDate", &wanted_range.start_date),
        ("endDate", &wanted_range.end_date),
        ("recurrenceTimeZone", &wanted_range.time_zone),
    ];
    for (name, value) in dates {
        match value {
            Some(value) => drop(range.insert(name.to_owned(), json!(value))),
            None => drop(range.remove(name)),
        }
    }
    let mut object = base(raw);
    set(&mut object, [("pattern", Value::Object(pattern)), ("range", Value::Object(range))]);
    Value::Object(object)
}

fn schedule(review: &Review, raw: Option<&Value>, now: Timestamp) -> Value {
    let mut object = base(raw);
    let held = member(raw, "startDateTime").cloned();
    let wanted = review.starting.map(|start| json!(start.to_string()));
    // A plan holds a start only where the files name one; a series that began earlier keeps its own by the service's
    // refusal, which says so, and not by our silence.
    let start = wanted.or(held);
    let mut expiration = base(member(raw, "expiration"));
    set(
        &mut expiration,
        [
            ("type", json!("afterDuration")),
            ("duration", json!(review.open_for.iso())),
            ("endDateTime", Value::Null),
        ],
    );
    set(
        &mut object,
        [
            ("startDateTime", start.unwrap_or_else(|| json!(now.to_string()))),
            ("expiration", Value::Object(expiration)),
            ("recurrence", recurrence(&review.every, member(raw, "recurrence"))),
        ],
    );
    Value::Object(object)
}

/// The review block. Without a review it is null, or what the tenant holds with its switch off: a block that
/// names a deleted review refuses every later write unless it is switched off (fact deleted-review-blocks-put).
pub(super) fn review(
    review: Option<&Review>,
    raw: Option<&Value>,
    ids: &Ids,
    now: Timestamp,
) -> Result<Value, EncodeError> {
    let mut object = base(raw);
    let Some(review) = review else {
        if raw.is_none() {
            return Ok(Value::Null);
        }
        set(&mut object, [("isEnabled", json!(false))]);
        return Ok(Value::Object(object));
    };
    let nobody = std::collections::BTreeSet::new();
    let (themselves, named) = match &review.reviewers {
        Reviewers::Themselves => (true, &nobody),
        Reviewers::Named(named) => (false, named),
    };
    set(
        &mut object,
        [
            ("isEnabled", json!(true)),
            ("isSelfReview", json!(themselves)),
            ("isRecommendationEnabled", json!(review.recommendations)),
            ("isReviewerJustificationRequired", json!(review.reviewer_justification)),
            ("expirationBehavior", json!(review.on_no_response.word())),
            ("schedule", schedule(review, member(raw, "schedule"), now)),
            ("primaryReviewers", subjects(named, raw, "primaryReviewers", ids)?),
            ("fallbackReviewers", subjects(&review.fallback, raw, "fallbackReviewers", ids)?),
        ],
    );
    Ok(Value::Object(object))
}
