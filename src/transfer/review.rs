//! Access reviews, from the state to documents.

use crate::config::document::{Date, Frequency, Range, Recurrence, Review, Reviewers, Rhythm, Whole};
use crate::config::{FREQUENCIES, recurrence_of};
use crate::model;
use crate::property::absent_default;

use super::name::Names;
use super::{Unsayable, length_text, non_empty, unless_default};

impl Names<'_> {
    pub(super) fn export_review(&self, review: &model::Review) -> Result<Review, Unsayable> {
        let every = frequency_word(&review.every);
        let silent = absent_default::<model::Review>();
        let reviewers = match &review.reviewers {
            model::Reviewers::Themselves => Reviewers::Themselves,
            model::Reviewers::Named(named) => Reviewers::Many(self.export_subjects(named)?),
        };
        Ok(Review {
            every,
            recurrence: every.is_none().then(|| export_recurrence(&review.every)),
            starting: review.starting.map(date_text),
            open_for: length_text(&review.open_for)?,
            reviewers,
            fallback: non_empty(self.export_subjects(&review.fallback)?),
            recommendations: unless_default(review.recommendations, &silent.recommendations),
            reviewer_justification: unless_default(
                review.reviewer_justification,
                &silent.reviewer_justification,
            ),
            on_no_response: unless_default(review.on_no_response.clone(), &silent.on_no_response),
        })
    }
}

/// The word for a recurrence, if there is one.
fn frequency_word(every: &model::Recurrence) -> Option<Frequency> {
    let row = FREQUENCIES.iter().find(|(_, kind, interval, _)| *every == recurrence_of(kind, *interval));
    row.map(|row| row.0)
}

/// A date if the time is midnight, and the complete timestamp otherwise.
fn date_text(moment: jiff::Timestamp) -> Date {
    let text = moment.to_string();
    Date(text.strip_suffix("T00:00:00Z").map_or_else(|| text.clone(), str::to_owned))
}

fn export_recurrence(every: &model::Recurrence) -> Recurrence {
    let (pattern, range) = (&every.pattern, &every.range);
    let silent = absent_default::<model::Recurrence>();
    let number = |value: i64| unless_default(value, &0).map(Whole);
    Recurrence {
        pattern: Rhythm {
            r#type: pattern.kind.clone(),
            interval: Whole(pattern.interval),
            month: number(pattern.month),
            day_of_month: number(pattern.day_of_month),
            days_of_week: non_empty(pattern.days_of_week.iter().cloned().collect()),
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
