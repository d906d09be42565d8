//! Variables of a tenant, and how a place for one is written: `${var.NAME}`.

use std::collections::BTreeMap;

use crate::model::Place;

/// What opens a place for a variable.
pub(super) const OPEN: &str = "${";

/// What stands for `OPEN` itself.
const ESCAPED: &str = "$${";

/// The value of a variable, and where it is set, unless that is the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The value.
    pub value: String,
    /// Where it is set.
    pub place: Option<Place>,
}

/// Variables by name.
pub type Variables = BTreeMap<String, Variable>;

/// The text that stands for `text` in a policy file.
pub(crate) fn escaped(text: &str) -> String {
    text.replace(OPEN, ESCAPED)
}

/// Whether a variable may have this name.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
