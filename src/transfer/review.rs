//! Access reviews, from the state to documents.

use crate::config::document::{Date, Frequency, Range, Recurrence, Review, Reviewers, Rhythm, Whole};
use crate::config::{FREQUENCIES, recurrence_of};
use crate::model;
use crate::property::absent;

use super::name::Names;
use super::{Unsayable, length, some, unless};

impl Names<'_> {
    pub(super) fn review(&self, review: &model::Review) -> Result<Review, Unsayable> {
        let every = frequency(&review.every);
        let silent = absent::<model::Review>();
        let reviewers = match &review.reviewers {
            model::Reviewers::Themselves => Reviewers::Themselves,
            model::Reviewers::Named(named) => Reviewers::Many(self.subjects(named)?),
        };
        Ok(Review {
            every,
            recurrence: every.is_none().then(|| recurrence(&review.every)),
            starting: review.starting.map(date),
            open_for: length(&review.open_for)?,
            reviewers,
            fallback: some(self.subjects(&review.fallback)?),
            recommendations: unless(review.recommendations, &silent.recommendations),
            reviewer_justification: unless(review.reviewer_justification, &silent.reviewer_justification),
            on_no_response: unless(review.on_no_response.clone(), &silent.on_no_response),
        })
    }
}

/// The word for a recurrence, if there is one.
fn frequency(every: &model::Recurrence) -> Option<Frequency> {
    let row = FREQUENCIES.iter().find(|(_, kind, interval, _)| *every == recurrence_of(kind, *interval));
    row.map(|row| row.0)
}

/// A date if the time is midnight, and the complete timestamp otherwise.
fn date(moment: jiff::Timestamp) -> Date {
    let text = moment.to_string();
    Date(text.strip_suffix("T00:00:00Z").map_or_else(|| text.clone(), str::to_owned))
}

fn recurrence(every: &model::Recurrence) -> Recurrence {
    let (pattern, range) = (&every.pattern, &every.range);
    let silent = absent::<model::Recurrence>();
    let number = |value: i64| unless(value, &0).map(Whole);
    Recurrence {
        pattern: Rhythm {
            r#type: pattern.kind.clone(),
            interval: Whole(pattern.interval),
            month: number(pattern.month),
            day_of_month: number(pattern.day_of_month),
            days_of_week: some(pattern.days_of_week.iter().cloned().collect()),
            first_day_of_week: pattern.first_day_of_week.clone(),
            index: pattern.index.clone(),
        },
        range: (*range != silent.range).then(|| Range {
            r#type: range.kind.clone(),
            number_of_occurrences: number(range.occurrences),
            start_date: range.start_date.clone().map(Date),
            end_date: range.end_date.clone().map(Date),
            recurrence_time_zone: range.time_zone.clone(),
        }),
    }
}
