//! What a conversion carries along: findings, places, and the judgement of plain values.

use jiff::Timestamp;
use jiff::civil::Date as Day;

use crate::model::{ObjectId, Origins, Principal, Span, exact};
use crate::source::{Code, Finding, Findings, nearest};

use super::at::At;
use super::document::{Date, Guid, Length};
use super::plain::{self, Fault};

/// The longest time that an assignment may last.
const LONGEST: Span = Span::days(3660);

/// Findings and origins on their way.
pub(super) struct Context<'f> {
    pub(super) findings: &'f mut Findings,
    pub(super) origin: Origins,
}

impl Context<'_> {
    /// Says that something is wrong.
    pub(super) fn error(&mut self, at: &At<'_>, code: Code, message: impl Into<String>) {
        self.findings.push(Finding::error(code, at.place(), message));
    }

    /// Says that something may not be what was meant.
    pub(super) fn warning(&mut self, at: &At<'_>, code: Code, message: impl Into<String>) {
        self.findings.push(Finding::warning(code, at.place(), message));
    }

    /// Notes where a directory object is named.
    pub(super) fn refers(&mut self, at: &At<'_>, principal: Principal) {
        self.origin.references.push((principal, at.place()));
    }

    /// A name in Unicode NFC.
    pub(super) fn name(&mut self, at: &At<'_>, text: &str) -> String {
        if text.is_empty() {
            self.error(at, Code::BadName, "this name is empty");
        } else if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            self.error(at, Code::BadName, "this name holds a control character");
        } else if text.trim() != text {
            self.error(at, Code::BadName, "this name starts or ends with a blank");
        }
        exact(text)
    }

    /// A text that must not be empty, as it stands.
    pub(super) fn filled(&mut self, at: &At<'_>, text: &str) -> String {
        if text.trim().is_empty() {
            self.error(at, Code::BadName, "this text is empty");
        }
        text.to_owned()
    }

    /// A length of time.
    pub(super) fn span(&mut self, at: &At<'_>, text: &Length) -> Span {
        self.judged(at, plain::length(&text.0)).unwrap_or(Span::Seconds(0))
    }

    /// A value, or a finding and nothing.
    fn judged<T>(&mut self, at: &At<'_>, judged: Result<T, Fault>) -> Option<T> {
        judged.map_err(|fault| self.findings.push(fault.at(at.place()))).ok()
    }

    /// A length of time that access may last.
    pub(super) fn stay(&mut self, at: &At<'_>, text: &Length) -> Span {
        let span = self.span(at, text);
        if span > LONGEST {
            self.error(at, Code::BadDuration, "access lasts at most 3660 days");
        }
        span
    }

    /// The id of an object.
    pub(super) fn id(&mut self, at: &At<'_>, text: &Guid) -> ObjectId {
        self.judged(at, plain::id(&text.0)).unwrap_or_else(|| ObjectId::new(&text.0))
    }

    /// A domain in lower case.
    pub(super) fn domain(&mut self, at: &At<'_>, text: &str) -> String {
        let label = |label: &str| {
            !label.is_empty()
                && label.len() < 64
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        if !text.contains('.') || text.len() > 253 || !text.split('.').all(label) {
            self.error(at, Code::BadDomain, format!("`{text}` is no domain, such as `fabrikam.com`"));
        }
        text.to_lowercase()
    }

    /// An https URL without a trailing slash.
    pub(super) fn url(&mut self, at: &At<'_>, text: &str) -> String {
        let good = url::Url::parse(text).is_ok_and(|url| {
            url.scheme() == "https"
                && url.host_str().is_some()
                && url.query().is_none()
                && url.fragment().is_none()
        });
        if !good || text.trim() != text {
            let message =
                format!("`{text}` is no https URL, such as `https://contoso.sharepoint.com/sites/partners`");
            self.error(at, Code::BadUrl, message);
        }
        text.trim_end_matches('/').to_owned()
    }

    /// A moment; a day alone is its midnight in UTC.
    pub(super) fn moment(&mut self, at: &At<'_>, text: &Date) -> Timestamp {
        self.judged(at, plain::moment(&text.0)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// A day as Graph writes it.
    pub(super) fn day(&mut self, at: &At<'_>, text: &Date) -> String {
        if text.0.len() != 10 || text.0.parse::<Day>().is_err() {
            self.error(at, Code::BadDate, format!("`{}` is no day, such as `2027-01-31`", text.0));
        }
        text.0.clone()
    }

    /// Warns about a word of Graph that is not known.
    pub(super) fn known(&mut self, at: &At<'_>, word: &str, words: &[&'static str]) {
        if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            let message = format!("`{word}` is not known to this version; it is sent as it stands");
            let near = nearest(word, words.iter().copied());
            let finding = Finding::warning(Code::OpenWord, at.place(), message);
            self.findings.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
        }
    }

    /// A set from a list; an entry that stands twice is said.
    pub(super) fn set<T: Ord>(&mut self, at: &At<'_>, entries: Vec<T>) -> std::collections::BTreeSet<T> {
        let mut set = std::collections::BTreeSet::new();
        for (index, entry) in entries.into_iter().enumerate() {
            if !set.insert(entry) {
                self.warning(&at.index(index), Code::Repeated, "this entry stands twice in the list");
            }
        }
        set
    }
}
