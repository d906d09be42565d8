//! How exposure changes from one state to another.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{PackageKey, State};

use super::sentence;
use super::{Axis, Direction, Movement, Offer, PackageExposure, package_exposures};

/// Who can get what before and after a change, and how that changes.
#[derive(Clone, Debug, Default)]
pub struct Weighing {
    /// Who can get each package before.
    pub before: BTreeMap<PackageKey, PackageExposure>,
    /// Who can get each package after.
    pub after: BTreeMap<PackageKey, PackageExposure>,
    /// Every package whose exposure changes. Packages that cannot be told apart are not included.
    pub movements: Vec<Movement>,
}

impl Weighing {
    /// Compares the exposure of two states.
    #[must_use]
    pub fn new(before: &State, after: &State) -> Self {
        let (was, will) = (package_exposures(before), package_exposures(after));
        let keys: BTreeSet<&PackageKey> = was.keys().chain(will.keys()).collect();
        let nothing = PackageExposure::default();
        let movement = |key: &PackageKey| {
            let (old, new) = (was.get(key), will.get(key));
            let pair = (old.unwrap_or(&nothing), new.unwrap_or(&nothing));
            let axes = moved_axes(pair.0, pair.1, old.is_some() && new.is_some());
            let direction = axes.values().fold(Direction::Same, |all, one| all.combine(*one));
            (direction != Direction::Same).then(|| Movement {
                package: key.clone(),
                direction,
                sentences: sentence::movement_sentences(key, pair.0, pair.1, &axes, (before, after)),
                axes,
            })
        };
        let movements = keys.into_iter().filter_map(movement).collect();
        Self { before: was, after: will, movements }
    }

    /// Both sides of a package that exists before and after.
    #[must_use]
    pub fn both_sides(&self, key: &PackageKey) -> Option<(&PackageExposure, &PackageExposure)> {
        Some((self.before.get(key)?, self.after.get(key)?))
    }
}

/// The axes that change. A new or deleted package changes by its audience only, since it has nothing to compare the
/// others with.
fn moved_axes(was: &PackageExposure, will: &PackageExposure, both: bool) -> BTreeMap<Axis, Direction> {
    let mut axes = BTreeMap::new();
    let (old, new) = (was.whole_audience(), will.whole_audience());
    axes.insert(Axis::Audience, Direction::new(!old.is_superset(&new), !new.is_superset(&old)));
    if both {
        let (old, new) = (was.effective_offers(), will.effective_offers());
        axes.insert(
            Axis::Gate,
            weigh_offers(&old, &new, |left, right| left.gate.is_no_stricter(&right.gate)),
        );
        axes.insert(Axis::Time, weigh_offers(&old, &new, |left, right| right.time.is_no_longer(&left.time)));
        axes.insert(Axis::Review, weigh_offers(&old, &new, is_review_no_stricter));
        let reach = (!will.reach.is_subset(&was.reach), !was.reach.is_subset(&will.reach));
        axes.insert(Axis::Reach, Direction::new(reach.0, reach.1));
        let door = (!will.door.is_no_wider(&was.door), !was.door.is_no_wider(&will.door));
        axes.insert(Axis::Door, Direction::new(door.0, door.1));
    }
    axes.retain(|_, direction| *direction != Direction::Same);
    axes
}

/// Compares what two sets of offers require. `lighter(a, b)` says that `a` requires nothing that `b` does not.
///
/// The result is wider if an offer is lighter than every offer its people had, and narrower if an offer that people had
/// no longer has one as light. People without any offer before or after belong to the audience axis.
fn weigh_offers(old: &[Offer], new: &[Offer], lighter: impl Fn(&Offer, &Offer) -> bool) -> Direction {
    let lost = |these: &[Offer], those: &[Offer]| {
        these.iter().any(|one| {
            one.audience.smallest_parts().iter().any(|people| {
                let mut others =
                    those.iter().filter(|other| other.audience.is_overlapping(people)).peekable();
                others.peek().is_some() && !others.any(|other| lighter(other, one))
            })
        })
    };
    Direction::new(lost(new, old), lost(old, new))
}

/// Whether the review of one offer requires nothing that the other's does not: there is none, or it is the same one at
/// the same interval or a longer one.
fn is_review_no_stricter(left: &Offer, right: &Offer) -> bool {
    let (Some(left), Some(right)) = (&left.review, &right.review) else { return left.review.is_none() };
    let days = |kind: &str| match kind {
        "daily" => 1,
        "weekly" => 7,
        "absoluteMonthly" | "relativeMonthly" => 30,
        _ => 365,
    };
    let often =
        |review: &crate::model::Review| days(&review.every.pattern.kind) * review.every.pattern.interval;
    let rest = |review: &crate::model::Review| {
        (
            review.reviewers.clone(),
            review.fallback.clone(),
            review.on_no_response.clone(),
            review.every.range.kind.clone(),
        )
    };
    rest(left) == rest(right) && often(left) >= often(right)
}
