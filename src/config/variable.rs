//! Variables of a tenant, and how to write a substitution: `${var.NAME}`.

use std::collections::BTreeMap;

use crate::model::Place;

pub(super) const OPEN: &str = "${";

/// The escape for `OPEN`.
const ESCAPED: &str = "$${";

/// The value of a variable and its place, which is absent for `--var`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The text that replaces `${var.NAME}`.
    pub value: String,
    /// The place that sets it.
    pub place: Option<Place>,
}

/// Variables by name.
pub type Variables = BTreeMap<String, Variable>;

/// Escapes a text for a policy file.
pub(crate) fn escape_variables(text: &str) -> String {
    text.replace(OPEN, ESCAPED)
}

/// Whether a variable may have this name.
pub(super) fn is_variable_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
