//! Types of Graph as tables and codecs describe them: properties, and what becomes of each.

use std::collections::BTreeMap;

/// What becomes of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is in the model.
    Modelled,
    /// The service sets it; it is never written.
    ReadOnly,
    /// It says nothing that is managed, for this reason.
    Ignored(&'static str),
    /// It is not in the model: kept unchanged in every update, and reported if it is not empty.
    Carried,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text, number, flag, or anything that is not looked into.
    Plain,
    /// One of these words, or a list of them.
    Word(&'static [&'static str]),
    /// An object of this type (or of the type its `@odata.type` names), or a list of them.
    Object(&'static str),
}

/// One property of a Graph type.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Graph's name.
    pub name: &'static str,
    /// What becomes of it.
    pub used: Use,
    /// What it holds.
    pub shape: Shape,
}

impl Property {
    /// A property that is not looked into.
    #[must_use]
    pub const fn opaque(name: &'static str) -> Self {
        Self { name, used: Use::Modelled, shape: Shape::Plain }
    }

    /// One of these words, or a list of them.
    #[must_use]
    pub const fn enum_words(name: &'static str, words: &'static [&'static str]) -> Self {
        Self { name, used: Use::Modelled, shape: Shape::Word(words) }
    }

    /// An object of this type, or a list of them.
    #[must_use]
    pub const fn typed_object(name: &'static str, of: &'static str) -> Self {
        Self { name, used: Use::Modelled, shape: Shape::Object(of) }
    }

    /// What becomes of it.
    #[must_use]
    pub const fn with_use(mut self, used: Use) -> Self {
        self.used = used;
        self
    }
}

/// A Graph type without `microsoft.graph.`, and its properties by name, inherited ones included.
pub type Type = BTreeMap<&'static str, Property>;

/// Types by name.
#[derive(Clone, Debug, Default)]
pub struct Types(pub BTreeMap<&'static str, Type>);

impl Types {
    /// Adds properties of a type. What several codecs say of one property is the same.
    pub fn add_type(&mut self, name: &'static str, properties: Vec<Property>) {
        let Self(types) = self;
        let of = types.entry(name).or_default();
        of.extend(properties.into_iter().map(|property| (property.name, property)));
    }
}

/// An object of its own.
pub(super) const OWN: &str = "a separate object, read and compared on its own";
/// Another object.
pub(super) const JOINED: &str = "a reference to another object, which is found by the id in it";
