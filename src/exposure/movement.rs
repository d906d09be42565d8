//! What moves, and which way: the result of comparing two states.

use std::collections::BTreeMap;

use crate::model::PackageKey;

/// A side of exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// Who may get access.
    Audience,
    /// What stands between asking and having.
    Gate,
    /// How long access lasts.
    Time,
    /// Whether and how holders are reviewed.
    Review,
    /// What holders get.
    Reach,
    /// Whether it can be found and asked for.
    Door,
}

impl Axis {
    /// Every axis, in the order in which they are told.
    pub const ALL: &'static [Self] =
        &[Self::Audience, Self::Gate, Self::Time, Self::Review, Self::Reach, Self::Door];
}

/// Which way something moves. *Wider* lets more in, or more easily, or for longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Nothing moves.
    #[default]
    Same,
    /// Nobody gets in who could not before, and somebody does not.
    Narrower,
    /// It is wider for some and narrower for others, or cannot be compared.
    Mixed,
    /// Somebody gets in who could not before, and nobody is shut out.
    Wider,
}

impl Direction {
    pub(super) fn of(widens: bool, narrows: bool) -> Self {
        match (widens, narrows) {
            (false, false) => Self::Same,
            (true, false) => Self::Wider,
            (false, true) => Self::Narrower,
            (true, true) => Self::Mixed,
        }
    }

    /// Whether somebody gets in who could not before.
    #[must_use]
    pub fn widens(self) -> bool {
        matches!(self, Self::Wider | Self::Mixed)
    }

    /// Both directions at once.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let narrows = |one: Self| matches!(one, Self::Narrower | Self::Mixed);
        Self::of(self.widens() || other.widens(), narrows(self) || narrows(other))
    }
}

/// How the exposure of one package moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The package.
    pub package: PackageKey,
    /// All axes together.
    pub direction: Direction,
    /// Each axis that moves.
    pub axes: BTreeMap<Axis, Direction>,
    /// What that means, in sentences that hold ids in braces where objects of the directory have no names here.
    pub sentences: Vec<String>,
}
