//! Regular expressions of answers.
//!
//! The service documents no dialect. What is broken in every dialect is an error; what this program's own engine does
//! not take may still be right there, and is a warning.

use fancy_regex::{Error, ParseError, Regex};

use crate::model::Place;
use crate::source::{Code, Finding};

/// The most characters of a pattern.
const MOST: usize = 4096;

/// Why a pattern is none, or may be none.
pub(super) enum Doubt {
    Broken(String),
    Unknown(String),
}

impl Doubt {
    /// The doubt at its place.
    pub(super) fn at(self, place: Place) -> Finding {
        match self {
            Self::Broken(why) => {
                let message = format!("this pattern is no regular expression: {why}");
                Finding::error(Code::BadPattern, place, message)
                    .help("a literal bracket is written `\\(` or `\\[`")
            }
            Self::Unknown(why) => {
                let message = format!("this pattern may not be taken by the service: {why}");
                Finding::warning(Code::BadPattern, place, message)
                    .help("plain classes, groups and counts are safe")
            }
        }
    }
}

/// What is doubtful about a pattern, if anything.
pub(super) fn doubt(pattern: &str) -> Option<Doubt> {
    if pattern.len() > MOST {
        return Some(Doubt::Broken(format!("it is longer than {MOST} characters")));
    }
    if pattern.trim().is_empty() {
        return None;
    }
    let error = Regex::new(pattern).err()?;
    let text = error.to_string();
    let why = text.lines().next().unwrap_or_default().to_owned();
    let broken = match &error {
        Error::ParseError(at, error) => match error {
            ParseError::UnclosedOpenParen | ParseError::TrailingBackslash | ParseError::InvalidClass => true,
            // A count that is no count is plain text in some dialects; nothing to repeat is a fault in all.
            ParseError::TargetNotRepeatable => pattern[..(*at).min(pattern.len())].is_empty(),
            ParseError::GeneralParseError(_) => closes_too_much(pattern),
            _ => false,
        },
        _ => false,
    };
    Some(if broken { Doubt::Broken(why) } else { Doubt::Unknown(why) })
}

/// Whether a closing bracket has no opening one.
fn closes_too_much(pattern: &str) -> bool {
    let (mut depth, mut class) = (0_i64, false);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' if !class => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_patterns_are_told_from_those_of_another_dialect() {
        for good in ["^PRJ-[0-9]+$", r"^\d{4}(?=x)", r"^(?<year>\d+)\k<year>$", "", r"^[\w-]+@\w+\.\w{2,}$"] {
            assert!(doubt(good).is_none(), "{good}");
        }
        for broken in ["(a", "a)", "[a", "a\\", &"x".repeat(5000)] {
            assert!(matches!(doubt(broken), Some(Doubt::Broken(_))), "{broken}");
        }
        for foreign in [r"\p{IsBasicLatin}+", r"(?#note)a{2,1}"] {
            assert!(!matches!(doubt(foreign), Some(Doubt::Broken(_))), "{foreign}");
        }
        assert!(matches!(doubt(r"\p{IsBasicLatin}+"), Some(Doubt::Unknown(_))));
    }
}
