//! What changes in exposure, and in which direction: the result of comparing two states.

use std::collections::BTreeMap;

use crate::model::PackageKey;

/// An axis of exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// Who may get access.
    Audience,
    /// What is required between request and access.
    Gate,
    /// How long access lasts.
    Time,
    /// Whether and how assignments are reviewed.
    Review,
    /// What an assignment gives.
    Reach,
    /// Whether it can be found and requested.
    Door,
}

impl Axis {
    /// Every axis, in the order of the output.
    pub const ALL: &'static [Self] =
        &[Self::Audience, Self::Gate, Self::Time, Self::Review, Self::Reach, Self::Door];
}

/// The direction of a change. *Wider* gives access to more people, more easily, or for longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Nothing changes.
    #[default]
    Same,
    /// No one gains access, and someone loses the possibility.
    Narrower,
    /// It is wider for some people and narrower for others, or cannot be compared.
    Mixed,
    /// Someone can gain access who could not before, and no one loses the possibility.
    Wider,
}

impl Direction {
    pub(super) fn new(widens: bool, narrows: bool) -> Self {
        match (widens, narrows) {
            (false, false) => Self::Same,
            (true, false) => Self::Wider,
            (false, true) => Self::Narrower,
            (true, true) => Self::Mixed,
        }
    }

    /// Whether someone can gain access who could not before.
    #[must_use]
    pub fn is_widening(self) -> bool {
        matches!(self, Self::Wider | Self::Mixed)
    }

    /// Both directions combined.
    #[must_use]
    pub fn combine(self, other: Self) -> Self {
        let narrows = |one: Self| matches!(one, Self::Narrower | Self::Mixed);
        Self::new(self.is_widening() || other.is_widening(), narrows(self) || narrows(other))
    }
}

/// How the exposure of one package changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The package.
    pub package: PackageKey,
    /// All axes combined.
    pub direction: Direction,
    /// The direction of the change on each axis that changes.
    pub axes: BTreeMap<Axis, Direction>,
    /// The meaning in sentences, with ids in braces for directory objects whose names are not known here.
    pub sentences: Vec<String>,
}
