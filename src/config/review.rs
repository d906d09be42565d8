//! Access reviews: from documents to the state.

use std::collections::BTreeSet;

use crate::model::{self, RecurrencePattern, RecurrenceRange, ReviewOutcome, Span};
use crate::property::absent_default;
use crate::source::Code;

use super::context::Context;
use super::cursor::Cursor;
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
    pub(super) fn read_review(&mut self, at: &Cursor<'_>, written: &Review) -> model::Review {
        let silent = absent_default::<model::Review>();
        let open_for = self.read_span(&at.key("openFor"), &written.open_for);
        let every = match (&written.every, &written.recurrence) {
            (Some(word), _) => self.read_frequency(at, *word, &open_for),
            (None, Some(recurrence)) => self.read_recurrence(&at.key("recurrence"), recurrence),
            (None, None) => recurrence_of("absoluteMonthly", 1),
        };
        let reviewers = match &written.reviewers {
            Reviewers::Themselves => model::Reviewers::Themselves,
            Reviewers::One(subject) => {
                model::Reviewers::Named(BTreeSet::from([self.read_subject(&at.key("reviewers"), subject)]))
            }
            Reviewers::Many(subjects) => {
                if subjects.is_empty() {
                    self.report_error(&at.key("reviewers"), Code::EmptyList, "no reviewers are named");
                }
                model::Reviewers::Named(self.read_subjects(&at.key("reviewers"), subjects))
            }
        };
        let outcome = match &written.on_no_response {
            Some(word) => {
                self.warn_unknown_word(&at.key("onNoResponse"), word.graph_word(), ReviewOutcome::WORDS);
                word.clone()
            }
            None => silent.on_no_response,
        };
        model::Review {
            every,
            starting: written.starting.as_ref().map(|date| self.read_moment(&at.key("starting"), date)),
            open_for,
            reviewers,
            fallback: self
                .read_subjects(&at.key("fallback"), written.fallback.as_deref().unwrap_or_default()),
            recommendations: written.recommendations.unwrap_or(silent.recommendations),
            reviewer_justification: written.reviewer_justification.unwrap_or(silent.reviewer_justification),
            on_no_response: outcome,
        }
    }

    fn read_frequency(&mut self, at: &Cursor<'_>, word: Frequency, open_for: &Span) -> model::Recurrence {
        let row = FREQUENCIES.iter().find(|row| row.0 == word);
        let Some((_, kind, interval, days)) = row else { return recurrence_of("absoluteMonthly", 1) };
        if *open_for >= Span::from_days(*days) {
            let message = format!("a review that is open for {} overlaps the next one", open_for.to_words());
            self.report_warning(&at.key("openFor"), Code::ReviewTiming, message);
        }
        recurrence_of(kind, *interval)
    }

    fn read_recurrence(&mut self, at: &Cursor<'_>, written: &Recurrence) -> model::Recurrence {
        let pattern = self.read_pattern(&at.key("pattern"), &written.pattern);
        let range = match &written.range {
            Some(range) => self.read_range(&at.key("range"), range),
            None => absent_default::<model::Recurrence>().range,
        };
        model::Recurrence { pattern, range }.canonical()
    }

    fn read_pattern(&mut self, at: &Cursor<'_>, written: &Rhythm) -> RecurrencePattern {
        self.warn_unknown_word(&at.key("type"), &written.r#type, model::Recurrence::PATTERNS);
        if written.interval.0 < 1 {
            self.report_error(&at.key("interval"), Code::BadNumber, "the interval must be at least 1");
        }
        let days_at = at.key("daysOfWeek");
        let days = written.days_of_week.clone().unwrap_or_default();
        days.iter()
            .enumerate()
            .for_each(|(index, day)| self.warn_unknown_word(&days_at.index(index), day, DAYS));
        if let Some(day) = &written.first_day_of_week {
            self.warn_unknown_word(&at.key("firstDayOfWeek"), day, DAYS);
        }
        if let Some(position) = &written.index {
            self.warn_unknown_word(&at.key("index"), position, POSITIONS);
        }
        if written.r#type.to_lowercase().starts_with("relative") && days.is_empty() {
            let message = format!("the pattern `{}` needs `daysOfWeek`", written.r#type);
            self.report_warning(at, Code::MissingKey, message);
        }
        RecurrencePattern {
            kind: written.r#type.clone(),
            interval: written.interval.0,
            month: self.number_within(&at.key("month"), written.month, 12),
            day_of_month: self.number_within(&at.key("dayOfMonth"), written.day_of_month, 31),
            days_of_week: self.read_set(&days_at, days),
            first_day_of_week: written.first_day_of_week.clone(),
            index: written.index.clone(),
        }
    }

    fn number_within(&mut self, at: &Cursor<'_>, number: Option<Whole>, most: i64) -> i64 {
        let number = number.map_or(0, |number| number.0);
        if !(0..=most).contains(&number) {
            self.report_error(at, Code::BadNumber, format!("expected a number from 0 to {most}"));
        }
        number
    }

    fn read_range(&mut self, at: &Cursor<'_>, written: &Range) -> RecurrenceRange {
        self.warn_unknown_word(&at.key("type"), &written.r#type, model::Recurrence::RANGES);
        let needs = match written.r#type.as_str() {
            "endDate" if written.end_date.is_none() => Some("endDate"),
            "numbered" if written.number_of_occurrences.is_none() => Some("numberOfOccurrences"),
            _ => None,
        };
        if let Some(key) = needs {
            self.report_warning(
                at,
                Code::MissingKey,
                format!("the range `{}` needs `{key}`", written.r#type),
            );
        }
        let occurrences =
            self.number_within(&at.key("numberOfOccurrences"), written.number_of_occurrences, 999);
        RecurrenceRange {
            kind: written.r#type.clone(),
            occurrences,
            start_date: written.start_date.as_ref().map(|day| self.read_day(&at.key("startDate"), day)),
            end_date: written.end_date.as_ref().map(|day| self.read_day(&at.key("endDate"), day)),
            time_zone: written.recurrence_time_zone.clone(),
        }
    }
}
