//! Regular expressions of answers.
//!
//! The service does not document its dialect. A pattern that is broken in every dialect is an error. A
//! pattern that only Guestlist's own engine rejects may still be valid for the service, so it is a warning.

use fancy_regex::{Error, ParseError, Regex};

use crate::model::Place;
use crate::source::{Code, Finding};

/// In bytes.
const MOST: usize = 4096;

/// Why a pattern is broken or may be.
pub(super) enum Doubt {
    Broken(String),
    Unknown(String),
}

impl Doubt {
    pub(super) fn into_finding(self, place: Place) -> Finding {
        match self {
            Self::Broken(why) => {
                let message = format!("this is not a valid regular expression: {why}");
                Finding::error(Code::BadPattern, place, message)
                    .with_help("a literal bracket is written `\\(` or `\\[`")
            }
            Self::Unknown(why) => {
                let message = format!("the service may not accept this regular expression: {why}");
                Finding::warning(Code::BadPattern, place, message)
                    .with_help("simple character classes, groups and quantifiers are accepted")
            }
        }
    }
}

/// The doubt about a pattern, if there is one.
pub(super) fn pattern_doubt(pattern: &str) -> Option<Doubt> {
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
            // A malformed count is plain text in some dialects; a quantifier without an operand is an error
            // in all of them.
            ParseError::TargetNotRepeatable => pattern[..(*at).min(pattern.len())].is_empty(),
            ParseError::GeneralParseError(_) => has_extra_bracket(pattern),
            _ => false,
        },
        _ => false,
    };
    Some(if broken { Doubt::Broken(why) } else { Doubt::Unknown(why) })
}

/// Whether a closing bracket has no opening one.
fn has_extra_bracket(pattern: &str) -> bool {
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
            assert!(pattern_doubt(good).is_none(), "{good}");
        }
        for broken in ["(a", "a)", "[a", "a\\", &"x".repeat(5000)] {
            assert!(matches!(pattern_doubt(broken), Some(Doubt::Broken(_))), "{broken}");
        }
        for foreign in [r"\p{IsBasicLatin}+", r"(?#note)a{2,1}"] {
            assert!(!matches!(pattern_doubt(foreign), Some(Doubt::Broken(_))), "{foreign}");
        }
        assert!(matches!(pattern_doubt(r"\p{IsBasicLatin}+"), Some(Doubt::Unknown(_))));
    }
}
