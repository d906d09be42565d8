//! One labelled line below an object.

/// What happens to an object or to an entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It comes to be.
    Add,
    /// It changes.
    Change,
    /// It goes.
    Remove,
}

/// One line below an object: `label: text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// What happens to an entry of a list; `None` for a property.
    pub mark: Option<Mark>,
    /// The field.
    pub label: String,
    /// Its value, or `before -> after`.
    pub text: String,
}
