//! Access reviews: from documents to the state.

use std::collections::BTreeSet;

use crate::model::{self, RecurrencePattern, RecurrenceRange, ReviewOutcome, Span};
use crate::property::absent;
use crate::source::Code;

use super::at::At;
use super::context::Context;
use super::document::{Frequency, Range, Recurrence, Review, Reviewers, Rhythm, Whole};

/// Graph's days of the week.
const DAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// Graph's positions in a month.
const POSITIONS: &[&str] = &["first", "second", "third", "fourth", "last"];

/// The words for common schedules, with Graph's pattern, its interval, and the fewest days of one period.
pub(crate) const FREQUENCIES: &[(Frequency, &str, i64, u64)] = &[
    (Frequency::Weekly, "weekly", 1, 7),
    (Frequency::Monthly, "absoluteMonthly", 1, 28),
    (Frequency::Quarterly, "absoluteMonthly", 3, 89),
    (Frequency::HalfYearly, "absoluteMonthly", 6, 181),
    (Frequency::Annually, "absoluteMonthly", 12, 365),
];

/// The recurrence for a word.
pub(crate) fn recurrence_of(kind: &str, interval: i64) -> model::Recurrence {
    model::Recurrence {
        pattern: RecurrencePattern { kind: kind.to_owned(), interval, ..RecurrencePattern::default() },
        range: RecurrenceRange { kind: "noEnd".to_owned(), ..RecurrenceRange::default() },
    }
}

impl Context<'_> {
    pub(super) fn review(&mut self, at: &At<'_>, written: &Review) -> model::Review {
        let silent = absent::<model::Review>();
        let open_for = self.span(&at.key("openFor"), &written.open_for);
        let every = match (&written.every, &written.recurrence) {
            (Some(word), _) => self.frequency(at, *word, &open_for),
            (None, Some(recurrence)) => self.recurrence(&at.key("recurrence"), recurrence),
            (None, None) => recurrence_of("absoluteMonthly", 1),
        };
        let reviewers = match &written.reviewers {
            Reviewers::Themselves => model::Reviewers::Themselves,
            Reviewers::One(subject) => {
                model::Reviewers::Named(BTreeSet::from([self.subject(&at.key("reviewers"), subject)]))
            }
            Reviewers::Many(subjects) => {
                if subjects.is_empty() {
                    self.error(&at.key("reviewers"), Code::EmptyList, "no reviewers are named");
                }
                model::Reviewers::Named(self.subjects(&at.key("reviewers"), subjects))
            }
        };
        let outcome = match &written.on_no_response {
            Some(word) => {
                self.known(&at.key("onNoResponse"), word.word(), ReviewOutcome::WORDS);
                word.clone()
            }
            None => silent.on_no_response,
        };
        model::Review {
            every,
            starting: written.starting.as_ref().map(|date| self.moment(&at.key("starting"), date)),
            open_for,
            reviewers,
            fallback: self.subjects(&at.key("fallback"), written.fallback.as_deref().unwrap_or_default()),
            recommendations: written.recommendations.unwrap_or(silent.recommendations),
            reviewer_justification: written.reviewer_justification.unwrap_or(silent.reviewer_justification),
            on_no_response: outcome,
        }
    }

    fn frequency(&mut self, at: &At<'_>, word: Frequency, open_for: &Span) -> model::Recurrence {
        let row = FREQUENCIES.iter().find(|row| row.0 == word);
        let Some((_, kind, interval, days)) = row else { return recurrence_of("absoluteMonthly", 1) };
        if *open_for >= Span::days(*days) {
            let message = format!("a review that is open for {} overlaps the next one", open_for.words());
            self.warning(&at.key("openFor"), Code::ReviewTiming, message);
        }
        recurrence_of(kind, *interval)
    }

    fn recurrence(&mut self, at: &At<'_>, written: &Recurrence) -> model::Recurrence {
        let pattern = self.pattern(&at.key("pattern"), &written.pattern);
        let range = match &written.range {
            Some(range) => self.range(&at.key("range"), range),
            None => absent::<model::Recurrence>().range,
        };
        model::Recurrence { pattern, range }.canonical()
    }

    fn pattern(&mut self, at: &At<'_>, written: &Rhythm) -> RecurrencePattern {
        self.known(&at.key("type"), &written.r#type, model::Recurrence::PATTERNS);
        if written.interval.0 < 1 {
            self.error(&at.key("interval"), Code::BadNumber, "the interval must be at least 1");
        }
        let days_at = at.key("daysOfWeek");
        let days = written.days_of_week.clone().unwrap_or_default();
        days.iter().enumerate().for_each(|(index, day)| self.known(&days_at.index(index), day, DAYS));
        if let Some(day) = &written.first_day_of_week {
            self.known(&at.key("firstDayOfWeek"), day, DAYS);
        }
        if let Some(position) = &written.index {
            self.known(&at.key("index"), position, POSITIONS);
        }
        if written.r#type.to_lowercase().starts_with("relative") && days.is_empty() {
            let message = format!("the pattern `{}` needs `daysOfWeek`", written.r#type);
            self.warning(at, Code::MissingKey, message);
        }
        RecurrencePattern {
            kind: written.r#type.clone(),
            interval: written.interval.0,
            month: self.within(&at.key("month"), written.month, 12),
            day_of_month: self.within(&at.key("dayOfMonth"), written.day_of_month, 31),
            days_of_week: self.set(&days_at, days),
            first_day_of_week: written.first_day_of_week.clone(),
            index: written.index.clone(),
        }
    }

    fn within(&mut self, at: &At<'_>, number: Option<Whole>, most: i64) -> i64 {
        let number = number.map_or(0, |number| number.0);
        if !(0..=most).contains(&number) {
            self.error(at, Code::BadNumber, format!("expected a number from 0 to {most}"));
        }
        number
    }

    fn range(&mut self, at: &At<'_>, written: &Range) -> RecurrenceRange {
        self.known(&at.key("type"), &written.r#type, model::Recurrence::RANGES);
        let needs = match written.r#type.as_str() {
            "endDate" if written.end_date.is_none() => Some("endDate"),
            "numbered" if written.number_of_occurrences.is_none() => Some("numberOfOccurrences"),
            _ => None,
        };
        if let Some(key) = needs {
            self.warning(at, Code::MissingKey, format!("the range `{}` needs `{key}`", written.r#type));
        }
        let occurrences = self.within(&at.key("numberOfOccurrences"), written.number_of_occurrences, 999);
        RecurrenceRange {
            kind: written.r#type.clone(),
            occurrences,
            start_date: written.start_date.as_ref().map(|day| self.day(&at.key("startDate"), day)),
            end_date: written.end_date.as_ref().map(|day| self.day(&at.key("endDate"), day)),
            time_zone: written.recurrence_time_zone.clone(),
        }
    }
}
