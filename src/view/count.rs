//! Numbers with their nouns.

/// A number with its noun: `1 file`, `2 files`. Only for nouns whose plural ends in `s`.
#[must_use]
pub fn count_with_noun(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
