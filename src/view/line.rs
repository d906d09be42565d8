//! One labelled line below an object.

/// The change of an object or of an entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is created or added.
    Add,
    /// It changes.
    Change,
    /// It is deleted or removed.
    Remove,
}

/// One line below an object: `label: text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// The change of an entry of a list. `None` for a property.
    pub mark: Option<Mark>,
    /// The property.
    pub label: String,
    /// Its value, or `before -> after`.
    pub text: String,
}
