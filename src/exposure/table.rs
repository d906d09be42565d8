//! Exposure of a state, row by row, in words. Ids in braces stand where the directory's names are not known here.

use crate::model::{Key, State};

use super::sentence;
use super::{Offer, PackageExposure, exposure};

/// Who can get one package, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// The KEY of the package.
    pub key: String,
    /// The catalog and the package, by name.
    pub name: [String; 2],
    /// What stands before every policy: empty where the door is open.
    pub door: Vec<String>,
    /// What holders get.
    pub gives: Vec<String>,
    /// What each open policy offers, the better bands first.
    pub offers: Vec<OfferRow>,
}

/// What one policy offers, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRow {
    /// The policy.
    pub policy: String,
    /// Where it stands among others: a lower number wins.
    pub band: u8,
    /// Whom it is for, as far as no better one takes them.
    pub who: String,
    /// Whether the service assigns by rule.
    pub automatic: bool,
    /// What stands between asking and having.
    pub gate: String,
    /// How long access lasts.
    pub time: String,
    /// Whether it is reviewed.
    pub reviewed: bool,
}

/// The rows of a state, in the order of its keys. A package that nobody can get is a row without offers.
#[must_use]
pub fn table(state: &State) -> Vec<PackageRow> {
    exposure(state)
        .iter()
        .map(|(key, package)| {
            let mut offers = package.effective();
            offers.sort_by(|left, right| (left.band, &left.policy).cmp(&(right.band, &right.policy)));
            PackageRow {
                key: Key::Package(key.clone()).to_string(),
                name: [key.catalog.name.clone(), key.name.clone()],
                door: door(package),
                gives: package.reach.iter().map(sentence::role).collect(),
                offers: offers.iter().map(|offer| row(offer, state)).collect(),
            }
        })
        .collect()
}

fn row(offer: &Offer, state: &State) -> OfferRow {
    OfferRow {
        policy: offer.policy.clone(),
        band: offer.band.0,
        who: sentence::people(&offer.audience, state),
        automatic: offer.automatic,
        gate: if offer.automatic {
            "assigned by rule".to_owned()
        } else {
            sentence::with_gate(&offer.gate, state)
        },
        time: sentence::with_time(&offer.time),
        reviewed: offer.review.is_some(),
    }
}

fn door(package: &PackageExposure) -> Vec<String> {
    let outside = package.offers.iter().any(|offer| offer.audience.outside != Default::default());
    [
        (!package.door.published, "its catalog is not published, so nobody can ask"),
        (outside && !package.door.to_outside, "its catalog is not shown to people from outside"),
        (!package.door.shown, "it is hidden in My Access; its link works"),
    ]
    .into_iter()
    .filter(|(closed, _)| *closed)
    .map(|(_, says)| says.to_owned())
    .collect()
}
