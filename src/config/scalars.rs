//! Scalar values checked on their own: durations, ids, dates. Nothing here knows a value's place.

use jiff::Timestamp;
use jiff::civil::Date as Day;

use crate::model::{ObjectId, Place, Span};
use crate::source::{Code, Finding};

/// Why a value is invalid.
pub(crate) struct ScalarFault {
    code: Code,
    message: String,
    help: &'static str,
}

impl ScalarFault {
    pub(super) fn into_finding(self, place: Place) -> Finding {
        Finding::error(self.code, place, self.message).with_help(self.help)
    }
}

/// The schema formats that values are checked against.
pub(super) const FORMATS: &[&str] = &["length-of-time", "uuid", "day-or-moment"];

/// The fault of a text in one of `FORMATS`, if it has one.
pub(super) fn format_fault(format: &str, text: &str) -> Option<ScalarFault> {
    match format {
        "length-of-time" => parse_length(text).err(),
        "uuid" => parse_id(text).err(),
        "day-or-moment" => parse_moment(text).err(),
        _ => None,
    }
}

pub(super) fn parse_length(text: &str) -> Result<Span, ScalarFault> {
    Span::parse(text).map_err(|reason| ScalarFault {
        code: Code::BadDuration,
        message: format!("invalid duration `{text}`: {reason}"),
        help: "write `180d`, `2h`, or ISO 8601 such as `P14D`",
    })
}

/// The fault of a language code, if it has one.
pub(crate) fn language_fault(code: &str) -> Option<ScalarFault> {
    (!is_language(code)).then(|| ScalarFault {
        code: Code::BadLanguage,
        message: format!("`{code}` is not a language code"),
        help: "write a BCP 47 tag, such as `nl` or `de-AT`",
    })
}

/// Whether a text has the shape of a BCP 47 tag: a language, then optionally a script, a region and variants.
fn is_language(code: &str) -> bool {
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let mut parts = code.split('-').peekable();
    if !parts.next().is_some_and(|part| matches!(part.len(), 2 | 3) && letters(part)) {
        return false;
    }
    parts.next_if(|part| part.len() == 4 && letters(part));
    parts.next_if(|part| (part.len() == 2 && letters(part)) || (part.len() == 3 && digits(part)));
    parts.all(|part| {
        let starts_with_digit = part.starts_with(|c: char| c.is_ascii_digit());
        part.chars().all(|c| c.is_ascii_alphanumeric())
            && (matches!(part.len(), 5..=8) || (part.len() == 4 && starts_with_digit))
    })
}

pub(super) fn parse_id(text: &str) -> Result<ObjectId, ScalarFault> {
    if uuid::Uuid::try_parse(text).is_ok() && text.len() == 36 {
        return Ok(ObjectId::new(text));
    }
    Err(ScalarFault {
        code: Code::BadId,
        message: format!("`{text}` is not an object id"),
        help: "an id looks like 11111111-2222-3333-4444-555555555555",
    })
}

/// A point in time. A date without a time is midnight UTC.
pub(super) fn parse_moment(text: &str) -> Result<Timestamp, ScalarFault> {
    let midnight = || {
        let day: Day = text.parse().ok().filter(|_| text.len() == 10)?;
        day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    };
    text.parse().ok().or_else(midnight).ok_or_else(|| ScalarFault {
        code: Code::BadDate,
        message: format!("`{text}` is not a date"),
        help: "write `2027-01-31`, or `2027-01-31T00:00:00Z` with a time zone",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_the_shape_of_a_tag() {
        for good in ["nl", "en-us", "de-AT", "zh-Hans-CN", "sr-Latn", "es-419", "sl-rozaj-1994", "gsw"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "n", "dutch", "en_US", "en-", "-en", "nl NL", "de-AT-", "zh-Hans-CN-x", "12", "é1"] {
            assert!(!is_language(bad), "{bad}");
        }
    }
}
