//! Exposure of a state as a table, in words. Ids in braces represent directory objects whose names are not known here.

use crate::model::{Key, State};

use super::sentence;
use super::{Offer, PackageExposure, package_exposures};

/// Who can get one package, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// The KEY of the package.
    pub key: String,
    /// The catalog and the package, by name.
    pub name: [String; 2],
    /// Conditions that limit all policies of the package, such as an unpublished catalog; empty if there are none.
    pub door: Vec<String>,
    /// What an assignment gives.
    pub gives: Vec<String>,
    /// What each policy that accepts requests or assigns by rule offers, in order of precedence.
    pub offers: Vec<OfferRow>,
}

/// What one policy offers, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRow {
    /// The policy.
    pub policy: String,
    /// Its precedence: if several policies fit a person, those with the lowest number apply.
    pub band: u8,
    /// The people that the policy is for, except those that a policy with higher precedence applies to.
    pub who: String,
    /// Whether access is assigned by rule.
    pub automatic: bool,
    /// What is required between request and access.
    pub gate: String,
    /// How long access lasts.
    pub time: String,
    /// Whether it is reviewed.
    pub reviewed: bool,
}

/// The rows of a state, in the order of its keys. A package that no one can get has a row without offers.
#[must_use]
pub fn exposure_table(state: &State) -> Vec<PackageRow> {
    package_exposures(state)
        .iter()
        .map(|(key, package)| {
            let mut offers = package.effective_offers();
            offers.sort_by(|left, right| (left.band, &left.policy).cmp(&(right.band, &right.policy)));
            PackageRow {
                key: Key::Package(key.clone()).to_string(),
                name: [key.catalog.name.clone(), key.name.clone()],
                door: door_lines(package),
                gives: package.reach.iter().map(sentence::role_words).collect(),
                offers: offers.iter().map(|offer| offer_row(offer, state)).collect(),
            }
        })
        .collect()
}

fn offer_row(offer: &Offer, state: &State) -> OfferRow {
    OfferRow {
        policy: offer.policy.clone(),
        band: offer.band.0,
        who: sentence::people_words(&offer.audience, state),
        automatic: offer.automatic,
        gate: if offer.automatic {
            "assigned automatically".to_owned()
        } else {
            sentence::with_gate(&offer.gate, state)
        },
        time: sentence::with_time(&offer.time),
        reviewed: offer.review.is_some(),
    }
}

fn door_lines(package: &PackageExposure) -> Vec<String> {
    let outside = package.offers.iter().any(|offer| offer.audience.outside != Default::default());
    [
        (!package.door.published, "its catalog is not published, so no requests are possible"),
        (outside && !package.door.to_outside, "its catalog is not visible to external users"),
        (!package.door.shown, "it is hidden in My Access; its link works"),
    ]
    .into_iter()
    .filter(|(closed, _)| *closed)
    .map(|(_, says)| says.to_owned())
    .collect()
}
