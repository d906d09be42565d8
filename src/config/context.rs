//! What every conversion carries along: findings, origins, and the checks of scalar values.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date as Day;

use crate::model::{ObjectId, Principal, Provenance, Span, exact_form, hidden_characters};
use crate::source::{Code, Finding, Findings, nearest_name};

use super::cursor::Cursor;
use super::document::{Date, Guid, Length};
use super::scalars::{self, ScalarFault};
use super::{confusables, pattern};

/// In characters. The service publishes no limit of its own.
const MOST_NAME: usize = 1024;

/// The service's limit for an assignment.
const LONGEST: Span = Span::from_days(3660);

/// Whether a text is accepted as a name without a finding.
pub(crate) fn is_valid_name(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= MOST_NAME
        && !text.contains(['\n', '\t'])
        && hidden_characters(text).next().is_none()
}

/// Findings and origins of one conversion.
pub(super) struct Context<'f> {
    pub(super) findings: &'f mut Findings,
    pub(super) origin: Provenance,
}

impl Context<'_> {
    pub(super) fn report_error(&mut self, at: &Cursor<'_>, code: Code, message: impl Into<String>) {
        self.findings.push(Finding::error(code, at.written_place(), message));
    }

    pub(super) fn report_warning(&mut self, at: &Cursor<'_>, code: Code, message: impl Into<String>) {
        self.findings.push(Finding::warning(code, at.written_place(), message));
    }

    /// Records where a directory object is referred to.
    pub(super) fn note_principal(&mut self, at: &Cursor<'_>, principal: Principal) {
        self.origin.references.push((principal, at.written_place()));
    }

    /// A name in Unicode NFC.
    pub(super) fn read_name(&mut self, at: &Cursor<'_>, text: &str) -> String {
        if text.is_empty() {
            self.report_error(at, Code::BadName, "this name is empty");
        } else if text.chars().any(char::is_control) {
            self.report_error(at, Code::BadName, "this name contains a control character");
        } else if let Some((_, c)) = hidden_characters(text).next() {
            let message = format!("this name contains an invisible character: U+{:04X}", u32::from(c));
            self.report_error(at, Code::BadName, message);
        } else if text.trim() != text {
            self.report_error(at, Code::BadName, "this name starts or ends with a space");
        } else if text.len() > MOST_NAME && text.chars().count() > MOST_NAME {
            self.report_error(at, Code::BadName, format!("this name is longer than {MOST_NAME} characters"));
        } else if let Some(word) = confusables::mixed_script_word(text) {
            let message = format!("the word `{word}` mixes letters of several scripts, which can look alike");
            self.report_warning(at, Code::LookAlike, message);
        }
        exact_form(text)
    }

    /// Texts by language. A language that occurs twice is a finding.
    pub(super) fn read_localizations(
        &mut self,
        at: &Cursor<'_>,
        written: Option<&BTreeMap<String, String>>,
    ) -> BTreeMap<String, String> {
        let mut languages = BTreeSet::new();
        for code in written.into_iter().flatten().map(|(code, _)| code) {
            let at = at.key(code);
            if let Some(fault) = scalars::language_fault(code) {
                self.findings.push(fault.into_finding(at.written_place()).at_key());
            } else if !languages.insert(code.to_lowercase()) {
                self.report_warning(&at, Code::Repeated, "this language is listed twice");
            }
        }
        written.cloned().unwrap_or_default()
    }

    /// A regular expression that answers must match.
    pub(super) fn read_expression(&mut self, at: &Cursor<'_>, text: Option<String>) -> Option<String> {
        if let Some(doubt) = text.as_deref().and_then(pattern::pattern_doubt) {
            self.findings.push(doubt.into_finding(at.written_place()));
        }
        text
    }

    /// A text that must not be empty, unchanged.
    pub(super) fn require_text(&mut self, at: &Cursor<'_>, text: &str) -> String {
        if text.trim().is_empty() {
            self.report_error(at, Code::BadName, "this text is empty");
        }
        text.to_owned()
    }

    /// A duration.
    pub(super) fn read_span(&mut self, at: &Cursor<'_>, text: &Length) -> Span {
        self.value_or_report(at, scalars::parse_length(&text.0)).unwrap_or(Span::Seconds(0))
    }

    fn value_or_report<T>(&mut self, at: &Cursor<'_>, judged: Result<T, ScalarFault>) -> Option<T> {
        judged.map_err(|fault| self.findings.push(fault.into_finding(at.written_place()))).ok()
    }

    /// A duration that access may last.
    pub(super) fn read_access_length(&mut self, at: &Cursor<'_>, text: &Length) -> Span {
        let span = self.read_span(at, text);
        if span > LONGEST {
            self.report_error(at, Code::BadDuration, "access can last at most 3660 days");
        }
        span
    }

    pub(super) fn read_id(&mut self, at: &Cursor<'_>, text: &Guid) -> ObjectId {
        self.value_or_report(at, scalars::parse_id(&text.0)).unwrap_or_else(|| ObjectId::new(&text.0))
    }

    /// A domain in lower case.
    pub(super) fn read_domain(&mut self, at: &Cursor<'_>, text: &str) -> String {
        let label = |label: &str| {
            !label.is_empty()
                && label.len() < 64
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        if !text.contains('.') || text.len() > 253 || !text.split('.').all(label) {
            self.report_error(
                at,
                Code::BadDomain,
                format!("`{text}` is not a domain; expected for example `fabrikam.com`"),
            );
        }
        text.to_lowercase()
    }

    /// An https URL without its trailing slash.
    pub(super) fn read_url(&mut self, at: &Cursor<'_>, text: &str) -> String {
        let good = url::Url::parse(text).is_ok_and(|url| {
            url.scheme() == "https"
                && url.host_str().is_some()
                && url.query().is_none()
                && url.fragment().is_none()
        });
        if !good || text.trim() != text {
            let message = format!(
                "`{text}` is not an https URL; expected for example \
                    `https://contoso.sharepoint.com/sites/partners`"
            );
            self.report_error(at, Code::BadUrl, message);
        }
        text.trim_end_matches('/').to_owned()
    }

    /// A point in time. A date without a time is midnight UTC.
    pub(super) fn read_moment(&mut self, at: &Cursor<'_>, text: &Date) -> Timestamp {
        self.value_or_report(at, scalars::parse_moment(&text.0)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// A date as Graph writes it.
    pub(super) fn read_day(&mut self, at: &Cursor<'_>, text: &Date) -> String {
        if text.0.len() != 10 || text.0.parse::<Day>().is_err() {
            self.report_error(
                at,
                Code::BadDate,
                format!("`{}` is not a date; expected for example `2027-01-31`", text.0),
            );
        }
        text.0.clone()
    }

    /// Warns about an enum value that this version of Guestlist does not know.
    pub(super) fn warn_unknown_word(&mut self, at: &Cursor<'_>, word: &str, words: &[&'static str]) {
        if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            let message =
                format!("this version of Guestlist does not know `{word}`; the value is sent unchanged");
            let near = nearest_name(word, words.iter().copied());
            let finding = Finding::warning(Code::OpenWord, at.written_place(), message);
            self.findings.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
        }
    }

    /// A set from a list. An entry that occurs twice is a finding.
    pub(super) fn read_set<T: Ord>(&mut self, at: &Cursor<'_>, entries: Vec<T>) -> BTreeSet<T> {
        let mut set = BTreeSet::new();
        for (index, entry) in entries.into_iter().enumerate() {
            if !set.insert(entry) {
                self.report_warning(&at.index(index), Code::Repeated, "this entry is listed twice");
            }
        }
        set
    }
}
