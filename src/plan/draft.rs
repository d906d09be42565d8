//! A step before it has a number and its place among the others.

use crate::diff::FieldChange;

use super::Operation;

/// A step before it has a number.
pub(super) struct Draft {
    pub(super) operation: Operation,
    pub(super) fields: Vec<FieldChange>,
}
