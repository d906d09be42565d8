//! Durations, compared by length and never by spelling.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration.
///
/// Graph writes ISO 8601 (`P14D`, `PT0S`, `PT2H`) and may return another spelling of the same length, so
/// spans are equal if their lengths are. Months and years have no fixed length and are never a `Seconds`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// A length in seconds.
    Seconds(u64),
    /// A text from the service without a fixed length (months, fractions), unchanged.
    Raw(String),
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

impl Span {
    /// A span of whole days.
    #[must_use]
    pub const fn from_days(days: u64) -> Self {
        Self::Seconds(days * DAY)
    }

    /// A span of whole hours.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self::Seconds(hours * HOUR)
    }

    /// Parses ISO 8601 (`P1DT12H`) or the short form (`180d`, `2h`, `30m`, `45s`, `2w`).
    ///
    /// # Errors
    /// What is wrong with the text. Months and years are refused because they have no fixed length.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix(['P', 'p']) {
            Some(rest) => parse_iso(rest),
            None => parse_short(text),
        }
        .map(Self::Seconds)
    }

    /// Reads a text from the service. A text without a fixed length is kept unchanged.
    #[must_use]
    pub fn from_graph(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(|_| Self::Raw(text.to_owned()))
    }

    /// ISO 8601 for Graph: whole days as `P14D`, everything else as `P1DT2H3M4S` without empty parts.
    #[must_use]
    pub fn to_iso(&self) -> String {
        let seconds = match self {
            Self::Seconds(seconds) => *seconds,
            Self::Raw(text) => return text.clone(),
        };
        let (days, rest) = (seconds / DAY, seconds % DAY);
        let mut text = String::from("P");
        if days > 0 {
            text.push_str(&format!("{days}D"));
        }
        if rest > 0 || days == 0 {
            text.push('T');
            let parts = [(rest / HOUR, 'H'), (rest % HOUR / MINUTE, 'M'), (rest % MINUTE, 'S')];
            for (amount, unit) in parts {
                if amount > 0 || (seconds == 0 && unit == 'S') {
                    text.push_str(&format!("{amount}{unit}"));
                }
            }
        }
        text
    }

    /// The spelling for people: `180d`, `2h`, or ISO 8601 if no single unit fits.
    #[must_use]
    pub fn to_short(&self) -> String {
        match self {
            Self::Seconds(seconds) if *seconds > 0 && seconds % DAY == 0 => format!("{}d", seconds / DAY),
            Self::Seconds(seconds) if *seconds > 0 && seconds % HOUR == 0 => format!("{}h", seconds / HOUR),
            Self::Seconds(0) => "0d".to_owned(),
            _ => self.to_iso(),
        }
    }

    /// The duration in words: `180 days`, `2 hours`, `1 day 12 hours`.
    #[must_use]
    pub fn to_words(&self) -> String {
        let mut left = match self {
            Self::Seconds(0) => return "no time".to_owned(),
            Self::Seconds(seconds) => *seconds,
            Self::Raw(text) => return text.clone(),
        };
        let mut parts = Vec::new();
        for (size, unit) in [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second")] {
            let amount = left / size;
            left %= size;
            if amount > 0 {
                parts.push(format!("{amount} {unit}{}", if amount == 1 { "" } else { "s" }));
            }
        }
        parts.join(" ")
    }
}

fn parse_number(digits: &str) -> Result<u64, String> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{digits}` is not a whole number"));
    }
    digits.parse().map_err(|_| format!("{digits} is too large"))
}

fn add_amount(total: u64, amount: u64, unit: u64) -> Result<u64, String> {
    amount.checked_mul(unit).and_then(|part| total.checked_add(part)).ok_or_else(|| "too long".to_owned())
}

fn parse_short(text: &str) -> Result<u64, String> {
    let unit_at =
        text.find(|c: char| !c.is_ascii_digit()).ok_or("the unit is missing; use w, d, h, m or s")?;
    let (digits, unit) = text.split_at(unit_at);
    let size = match unit {
        "w" => WEEK,
        "d" => DAY,
        "h" => HOUR,
        "m" => MINUTE,
        "s" => 1,
        _ => return Err(format!("unknown unit `{}`", unit.trim())),
    };
    add_amount(0, parse_number(digits)?, size)
}

fn parse_iso(text: &str) -> Result<u64, String> {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((_, "")) => return Err("nothing follows the T".to_owned()),
        Some((date, time)) => (date, time),
        None if text.is_empty() => return Err("nothing follows the P".to_owned()),
        None => (text, ""),
    };
    let total = parse_parts(date, &[('W', WEEK), ('D', DAY)])?;
    let time = parse_parts(time, &[('H', HOUR), ('M', MINUTE), ('S', 1)])?;
    add_amount(total, time, 1)
}

fn parse_parts(mut text: &str, units: &[(char, u64)]) -> Result<u64, String> {
    let (mut total, mut next) = (0, 0);
    while !text.is_empty() {
        let at = text.find(|c: char| !c.is_ascii_digit()).ok_or("a unit is missing")?;
        let unit = text[at..].chars().next().unwrap_or(' ').to_ascii_uppercase();
        let index = units.iter().position(|(name, _)| *name == unit).ok_or_else(|| match unit {
            'Y' | 'M' => "months and years have no fixed length; use days".to_owned(),
            '.' | ',' => "fractions are not supported".to_owned(),
            other => format!("unknown unit `{other}`"),
        })?;
        if index < next {
            return Err("the units are out of order".to_owned());
        }
        next = index + 1;
        total = add_amount(total, parse_number(&text[..at])?, units[index].1)?;
        text = &text[at + 1..];
    }
    Ok(total)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_short())
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_iso())
    }
}

impl schemars::JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    /// The service's own text may be something else than a duration, so the schema has no pattern.
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["P30D", "PT12H"] })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_graph(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_equal_whatever_their_spelling() {
        for (left, right) in
            [("P14D", "14d"), ("PT48H", "2d"), ("P2W", "14d"), ("PT0S", "P0D"), ("PT120M", "2h")]
        {
            assert_eq!(Span::parse(left), Span::parse(right), "{left} {right}");
        }
    }

    #[test]
    fn lengths_that_are_none_are_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1M",
            "P1Y",
            "1x",
            "d",
            "P1.5D",
            "PT1D",
            "P1H",
            "-1d",
            "P1D2W",
            "99999999999999999999d",
        ] {
            assert!(Span::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn iso_round_trips() {
        for seconds in [0, 1, 60, 3600, 7200, 86_400, 90_061, 15_552_000] {
            let span = Span::Seconds(seconds);
            assert_eq!(Span::parse(&span.to_iso()), Ok(span.clone()));
            assert_eq!(Span::parse(&span.to_short()), Ok(span));
        }
        assert_eq!(Span::from_hours(2).to_iso(), "PT2H");
        assert_eq!(Span::Seconds(0).to_iso(), "PT0S");
    }
}
