//! Words of a closed list as version 1 of the plan file writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::exposure::{Axis, Direction};

use super::impact::Effect;
use super::operation::{Risk, RoleName, SponsorKind};

/// A list of words, each for one member of a type of the plan.
macro_rules! words {
    ($(#[doc = $doc:literal])+ $published:ident for $inner:ident as $title:literal {
        $($(#[doc = $about:literal])+ $member:ident = $word:literal,)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = $title)]
        pub enum $published {
            $($(#[doc = $about])+ #[serde(rename = $word)] $member,)+
        }

        impl From<$inner> for $published {
            fn from(inner: $inner) -> Self {
                match inner { $($inner::$member => Self::$member,)+ }
            }
        }

        impl From<$published> for $inner {
            fn from(published: $published) -> Self {
                match published { $($published::$member => Self::$member,)+ }
            }
        }
    };
}

words! {
    /// One of the two lists of sponsors.
    SponsorKindV1 for SponsorKind as "SponsorKind" {
        /// Members of our directory.
        Internal = "internal",
        /// Guests of the organization.
        External = "external",
    }
}

words! {
    /// A role of entitlement management.
    RoleNameV1 for RoleName as "RoleName" {
        /// Catalog owner.
        Owner = "owner",
        /// Catalog reader.
        Reader = "reader",
        /// Access package manager.
        AccessPackageManager = "accessPackageManager",
        /// Access package assignment manager.
        AccessPackageAssignmentManager = "accessPackageAssignmentManager",
        /// Catalog creator, tenant-wide.
        CatalogCreator = "catalogCreator",
    }
}

words! {
    /// What a step may do to people's access.
    RiskV1 for Risk as "Risk" {
        /// Nobody gains or loses anything by it.
        None = "none",
        /// Somebody may get in, or get more, who could not before.
        Opens = "opens",
        /// Somebody may lose something.
        Closes = "closes",
        /// Both can happen.
        Changes = "changes",
    }
}

words! {
    /// What happens to people who hold something.
    EffectV1 for Effect as "Effect" {
        /// They lose something as soon as it is written.
        Loses = "loses",
        /// They get something as soon as it is written.
        Gains = "gains",
        /// They keep what they have until it ends: changing who may ask, or for how long, revokes nothing.
        Keeps = "keeps",
        /// They could not get it anew once it ends.
        CannotRenew = "cannotRenew",
        /// It counts for them from their next review on.
        NextReview = "nextReview",
    }
}

words! {
    /// A side of exposure.
    AxisV1 for Axis as "Axis" {
        /// Who may get access.
        Audience = "audience",
        /// What stands between asking and having.
        Gate = "gate",
        /// How long access lasts.
        Time = "time",
        /// Whether and how holders are reviewed.
        Review = "review",
        /// What holders get.
        Reach = "reach",
        /// Whether it can be found and asked for.
        Door = "door",
    }
}

words! {
    /// Which way something moves. *Wider* lets more in, or more easily, or for longer.
    DirectionV1 for Direction as "Direction" {
        /// Nothing moves.
        Same = "same",
        /// Nobody gets in who could not before, and somebody does not.
        Narrower = "narrower",
        /// It is wider for some and narrower for others, or cannot be compared.
        Mixed = "mixed",
        /// Somebody gets in who could not before, and nobody is shut out.
        Wider = "wider",
    }
}
