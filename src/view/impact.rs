//! What a plan means for existing assignments, in words.

use std::collections::BTreeMap;

use crate::model::{Headcount, Key, LiveCounts};
use crate::plan::{Effect, Impact};

use super::line::LineView;

fn impact_line(label: &str, text: String) -> LineView {
    LineView { mark: None, label: label.to_owned(), text }
}

/// A number of people: `12 (9 external users)`.
fn people_count(people: &Headcount) -> String {
    match people.external {
        0 => format!("{} (no external users)", people.total()),
        1 => format!("{} (1 external user)", people.total()),
        some => format!("{} ({some} external users)", people.total()),
    }
}

/// A range of people, if the exact number is unknown.
fn count_range(one: &Impact) -> String {
    match (one.at_least, one.at_most) {
        (least, most) if least == most => people_count(&most),
        (least, most) if least == Headcount::default() => format!("at most {}", people_count(&most)),
        (least, most) => format!("{}, at most {}", people_count(&least), people_count(&most)),
    }
}

/// The number of assignments of access packages that a plan affects. A person with two packages counts twice.
pub(super) fn touched_summary(holders: &BTreeMap<Key, LiveCounts>) -> Option<String> {
    let packages = holders.iter().filter(|(key, _)| matches!(key, Key::Package(_)));
    let all = packages.fold(Headcount::default(), |all, (_, counts)| Headcount {
        internal: all.internal + counts.internal,
        external: all.external + counts.external,
    });
    (all.total() > 0).then(|| people_count(&all))
}

/// The assignments of an object, with advice if the object is deleted.
pub(super) fn assignment_lines(key: &Key, counts: &LiveCounts, goes: bool) -> Vec<LineView> {
    let mut lines = Vec::new();
    let people = counts.live_people();
    let refused = match goes {
        true => format!(
            "; the service refuses the deletion until you run `assignments move` or `assignments remove \
            {key}`"
        ),
        false => String::new(),
    };
    if people.total() > 0 {
        lines.push(impact_line("assignments", format!("{}{refused}", people_count(&people))));
    }
    if counts.departed > 0 && goes {
        let text = format!(
            "{}; these assignments prevent the deletion until the service purges the deleted users after 30 days; \
             `assignments remove {key} --only-departed` removes the assignments now",
            counts.departed
        );
        lines.push(impact_line("assignments of deleted users", text));
    }
    if counts.pending > 0 {
        lines.push(impact_line("pending requests", counts.pending.to_string()));
    }
    lines
}

/// The effect on assignments, for one line below the object.
pub(super) fn impact_summary_line(one: &Impact) -> LineView {
    let people = count_range(one);
    match one.effect {
        Effect::Keeps => {
            impact_line("keep access", format!("{people}, until the assignment ends; nothing is revoked"))
        }
        Effect::CannotRenew => {
            impact_line("cannot renew", format!("{people}, after the assignment has ended"))
        }
        Effect::Gains => impact_line("gain access", format!("{people}, as soon as this plan is applied")),
        Effect::Loses => impact_line("lose access", format!("{people}, as soon as this plan is applied")),
        Effect::NextReview => {
            impact_line("new review settings", format!("{people}, from the next review on"))
        }
    }
}

/// What the change of an access package means for its assignments.
pub(super) fn impact_sentence(of_package: &[&Impact]) -> Option<String> {
    let of = |effect| of_package.iter().copied().find(|one| one.effect == effect);
    let (keeps, cut) = (of(Effect::Keeps), of(Effect::CannotRenew));
    let moved = of(Effect::Loses).or(of(Effect::Gains));
    let existing = |one: &Impact| format!("Existing assignments: {}", people_count(&one.at_most));
    let cannot_renew = |one: &Impact| format!("; cannot renew: {}", count_range(one));
    match (keeps, moved) {
        (Some(keeps), _) => {
            let cut = cut.map(cannot_renew).unwrap_or_default();
            Some(format!("{}, kept until they end{cut}.", existing(keeps)))
        }
        (None, Some(moved)) => {
            Some(format!("{}, affected as soon as this plan is applied.", existing(moved)))
        }
        (None, None) => None,
    }
}
