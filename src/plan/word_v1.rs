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
        /// Users and groups of the caller's directory.
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
    /// The possible effect of a step on people's access.
    RiskV1 for Risk as "Risk" {
        /// No one gains or loses access.
        None = "none",
        /// People may gain access.
        Opens = "opens",
        /// People may lose access.
        Closes = "closes",
        /// Both can happen.
        Changes = "changes",
    }
}

words! {
    /// The effect on existing assignments.
    EffectV1 for Effect as "Effect" {
        /// They lose access as soon as the plan is applied.
        Loses = "loses",
        /// They gain access as soon as the plan is applied.
        Gains = "gains",
        /// They are kept until they end: changing who may request, or for how long, revokes nothing.
        Keeps = "keeps",
        /// They cannot be renewed once they end.
        CannotRenew = "cannotRenew",
        /// Their next review uses the new settings.
        NextReview = "nextReview",
    }
}

words! {
    /// The aspect of access that a change widens or narrows: who gets it, under which conditions, for how long.
    AxisV1 for Axis as "Axis" {
        /// Who may get access.
        Audience = "audience",
        /// What is required between request and access.
        Gate = "gate",
        /// How long access lasts.
        Time = "time",
        /// Whether and how assignments are reviewed.
        Review = "review",
        /// What holders get.
        Reach = "reach",
        /// Whether it can be found and requested.
        Door = "door",
    }
}

words! {
    /// The direction of a change. *Wider* gives access to more people, more easily, or for longer.
    DirectionV1 for Direction as "Direction" {
        /// Nothing moves.
        Same = "same",
        /// No one gains access, and someone loses the possibility.
        Narrower = "narrower",
        /// It is wider for some people and narrower for others, or cannot be compared.
        Mixed = "mixed",
        /// Someone can gain access who could not before, and no one loses the possibility.
        Wider = "wider",
    }
}
