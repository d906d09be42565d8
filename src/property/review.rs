//! Access reviews and their recurrence.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{
    Codec, flag_codec, instant_codec, name_codec, named_subjects, new_block, number_codec, optional_text,
    subjects_codec, within_object, word_codec, words_codec,
};
use super::context::{Names, Reading, Writing};
use super::expiration::OpenFor;
use super::graph_type::{Property, Types};
use super::json::{self, Object};
use super::row::new_row;
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
    every: new_row("", within_object("schedule", SCHEDULE, new_block::<Recurrence>("recurrence").with_normalization(Recurrence::canonical))),
    starting: new_row("starting", within_object("schedule", SCHEDULE, instant_codec("startDateTime")))
        .with_meaning(None, "the day of creation")
        .with_effect(AccessEffect::Review),
    open_for: new_row("openFor", within_object("schedule", SCHEDULE, OpenFor))
        .with_effect(AccessEffect::Review),
    reviewers: new_row("reviewers", Who).with_effect(AccessEffect::Review),
    fallback: new_row("fallback", subjects_codec("fallbackReviewers"))
        .with_label("fallback reviewers")
        .with_default(BTreeSet::new())
        .with_effect(AccessEffect::Review),
    recommendations: new_row("recommendations", flag_codec("isRecommendationEnabled").default_on())
        .with_default(true)
        .with_effect(AccessEffect::Review),
    reviewer_justification: new_row("reviewerJustification", flag_codec("isReviewerJustificationRequired").default_on())
        .with_default(true)
        .with_effect(AccessEffect::Review),
    on_no_response: new_row("onNoResponse", word_codec("expirationBehavior", ReviewOutcome::KeepAccess))
        .with_label("without a decision")
        .with_default(ReviewOutcome::KeepAccess)
        .with_effect(AccessEffect::Review),
} beside [] }

table! { Recurrence: ["patternedRecurrence"]; {
    pattern: new_row("every", new_block::<RecurrencePattern>("pattern"))
        .written_as("recurrence.pattern")
        .compared_whole()
        .with_effect(AccessEffect::Review),
    range: new_row("range", new_block::<RecurrenceRange>("range"))
        .written_as("recurrence.range")
        .with_meaning(RecurrenceRange { kind: "noEnd".to_owned(), ..RecurrenceRange::default() }, "no end")
        .compared_whole()
        .with_effect(AccessEffect::Review),
} beside [] }

table! { RecurrencePattern: ["recurrencePattern"]; {
    kind: new_row("type", name_codec("type", Recurrence::PATTERNS)).with_effect(AccessEffect::Review),
    interval: new_row("interval", number_codec("interval")).with_effect(AccessEffect::Review),
    month: new_row("month", number_codec("month")).with_default(0).with_effect(AccessEffect::Review),
    day_of_month: new_row("dayOfMonth", number_codec("dayOfMonth"))
        .with_default(0)
        .with_effect(AccessEffect::Review),
    days_of_week: new_row("daysOfWeek", words_codec("daysOfWeek", DAYS))
        .with_default(BTreeSet::new())
        .with_effect(AccessEffect::Review),
    first_day_of_week: new_row("firstDayOfWeek", optional_text("firstDayOfWeek").with_words(DAYS).with_fallback("sunday"))
        .with_meaning(None, "sunday")
        .with_effect(AccessEffect::Review),
    index: new_row("index", optional_text("index").with_words(POSITIONS).with_fallback("first"))
        .with_meaning(None, "first")
        .with_effect(AccessEffect::Review),
} beside [] }

const POSITIONS: &[&str] = &["first", "second", "third", "fourth", "last"];

/// What the service fills in for no date.
const NO_DATE: &str = "0001-01-01";

table! { RecurrenceRange: ["recurrenceRange"]; {
    kind: new_row("type", name_codec("type", Recurrence::RANGES)).with_effect(AccessEffect::Review),
    occurrences: new_row("numberOfOccurrences", number_codec("numberOfOccurrences"))
        .with_default(0)
        .with_effect(AccessEffect::Review),
    start_date: new_row("startDate", optional_text("startDate").left_out().filled_with(NO_DATE))
        .with_meaning(None, "the start of the review")
        .with_effect(AccessEffect::Review),
    end_date: new_row("endDate", optional_text("endDate").left_out().filled_with(NO_DATE))
        .with_meaning(None, "none")
        .with_effect(AccessEffect::Review),
    time_zone: new_row("recurrenceTimeZone", optional_text("recurrenceTimeZone").left_out())
        .with_meaning(None, "UTC")
        .with_effect(AccessEffect::Review),
} beside [] }

/// Who reviews: by hand, because a switch takes the place of the list.
#[derive(Clone, Copy)]
struct Who;

const THEMSELVES: &str = "isSelfReview";
const REVIEWERS: &str = "primaryReviewers";

impl Codec for Who {
    type Value = Reviewers;

    fn codec_properties(&self) -> Vec<Property> {
        [vec![Property::opaque(THEMSELVES)], subjects_codec(REVIEWERS).codec_properties()].concat()
    }

    fn add_types(&self, types: &mut Types) {
        subjects_codec(REVIEWERS).add_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Reviewers {
        match json::flag_member(object, THEMSELVES) {
            true => Reviewers::Themselves,
            false => Reviewers::Named(subjects_codec(REVIEWERS).read_member(object, cx)),
        }
    }

    fn write_member(
        &self,
        value: &Reviewers,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let (themselves, named) = match value {
            Reviewers::Themselves => (true, &BTreeSet::new()),
            Reviewers::Named(named) => (false, named),
        };
        object.insert(THEMSELVES.to_owned(), json!(themselves));
        subjects_codec(REVIEWERS).write_member(named, object, cx)
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        match show::single_member(value) {
            Some(("named", named)) => named_subjects(named, names),
            _ => show::show_plain(value),
        }
    }
}
