//! Access reviews and their recurrence.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{
    Codec, block, flag, instant, name_of, named_subjects, number, optional_text, subjects, within, word,
    words_of,
};
use super::context::{Names, Reading, Writing};
use super::expiration::OpenFor;
use super::graph_type::{Property, Types};
use super::json::{self, Object};
use super::row::row;
use super::show;
use super::table::table;
use crate::model::{
    AccessEffect, EncodeError, Recurrence, RecurrencePattern, RecurrenceRange, Review, ReviewOutcome,
    Reviewers,
};

const DAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// Graph's word for the type of the schedule.
const SCHEDULE: &str = "entitlementManagementSchedule";

table! { Review: ["accessPackageAssignmentReviewSettings"]; {
    every: row("", within("schedule", SCHEDULE, block::<Recurrence>("recurrence").then(Recurrence::canonical))),
    starting: row("starting", within("schedule", SCHEDULE, instant("startDateTime")))
        .means(None, "the day of creation")
        .effect(AccessEffect::Review),
    open_for: row("openFor", within("schedule", SCHEDULE, OpenFor))
        .effect(AccessEffect::Review),
    reviewers: row("reviewers", Who).effect(AccessEffect::Review),
    fallback: row("fallback", subjects("fallbackReviewers"))
        .label("fallback reviewers")
        .default(BTreeSet::new())
        .effect(AccessEffect::Review),
    recommendations: row("recommendations", flag("isRecommendationEnabled").on())
        .default(true)
        .effect(AccessEffect::Review),
    reviewer_justification: row("reviewerJustification", flag("isReviewerJustificationRequired").on())
        .default(true)
        .effect(AccessEffect::Review),
    on_no_response: row("onNoResponse", word("expirationBehavior", ReviewOutcome::KeepAccess))
        .label("without a decision")
        .default(ReviewOutcome::KeepAccess)
        .effect(AccessEffect::Review),
} beside [] }

table! { Recurrence: ["patternedRecurrence"]; {
    pattern: row("every", block::<RecurrencePattern>("pattern")).written("recurrence.pattern").whole().effect(AccessEffect::Review),
    range: row("range", block::<RecurrenceRange>("range"))
        .written("recurrence.range")
        .means(RecurrenceRange { kind: "noEnd".to_owned(), ..RecurrenceRange::default() }, "no end")
        .whole()
        .effect(AccessEffect::Review),
} beside [] }

table! { RecurrencePattern: ["recurrencePattern"]; {
    kind: row("type", name_of("type", Recurrence::PATTERNS)).effect(AccessEffect::Review),
    interval: row("interval", number("interval")).effect(AccessEffect::Review),
    month: row("month", number("month")).default(0).effect(AccessEffect::Review),
    day_of_month: row("dayOfMonth", number("dayOfMonth")).default(0).effect(AccessEffect::Review),
    days_of_week: row("daysOfWeek", words_of("daysOfWeek", DAYS))
        .default(BTreeSet::new())
        .effect(AccessEffect::Review),
    first_day_of_week: row("firstDayOfWeek", optional_text("firstDayOfWeek").words(DAYS).or("sunday"))
        .means(None, "sunday")
        .effect(AccessEffect::Review),
    index: row("index", optional_text("index").words(POSITIONS).or("first"))
        .means(None, "first")
        .effect(AccessEffect::Review),
} beside [] }

const POSITIONS: &[&str] = &["first", "second", "third", "fourth", "last"];

/// What the service fills in for no date.
const NO_DATE: &str = "0001-01-01";

table! { RecurrenceRange: ["recurrenceRange"]; {
    kind: row("type", name_of("type", Recurrence::RANGES)).effect(AccessEffect::Review),
    occurrences: row("numberOfOccurrences", number("numberOfOccurrences"))
        .default(0)
        .effect(AccessEffect::Review),
    start_date: row("startDate", optional_text("startDate").left_out().filled_with(NO_DATE))
        .means(None, "the start of the review")
        .effect(AccessEffect::Review),
    end_date: row("endDate", optional_text("endDate").left_out().filled_with(NO_DATE))
        .means(None, "none")
        .effect(AccessEffect::Review),
    time_zone: row("recurrenceTimeZone", optional_text("recurrenceTimeZone").left_out())
        .means(None, "UTC")
        .effect(AccessEffect::Review),
} beside [] }

/// Who reviews: by hand, because a switch takes the place of the list.
#[derive(Clone, Copy)]
struct Who;

const THEMSELVES: &str = "isSelfReview";
const REVIEWERS: &str = "primaryReviewers";

impl Codec for Who {
    type Value = Reviewers;

    fn properties(&self) -> Vec<Property> {
        [vec![Property::plain(THEMSELVES)], subjects(REVIEWERS).properties()].concat()
    }

    fn types(&self, types: &mut Types) {
        subjects(REVIEWERS).types(types);
    }

    fn read(&self, object: &Value, cx: &Reading<'_>) -> Reviewers {
        match json::flag(object, THEMSELVES) {
            true => Reviewers::Themselves,
            false => Reviewers::Named(subjects(REVIEWERS).read(object, cx)),
        }
    }

    fn write(&self, value: &Reviewers, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        let (themselves, named) = match value {
            Reviewers::Themselves => (true, &BTreeSet::new()),
            Reviewers::Named(named) => (false, named),
        };
        object.insert(THEMSELVES.to_owned(), json!(themselves));
        subjects(REVIEWERS).write(named, object, cx)
    }

    fn show(&self, value: &Value, names: &Names) -> String {
        match show::tagged(value) {
            Some(("named", named)) => named_subjects(named, names),
            _ => show::plain(value),
        }
    }
}
