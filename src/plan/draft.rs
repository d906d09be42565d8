//! A step before it has a number and a position.

use crate::diff::FieldChange;

use super::Operation;

/// A step before it has a number.
pub(super) struct Draft {
    pub(super) operation: Operation,
    pub(super) fields: Vec<FieldChange>,
}
