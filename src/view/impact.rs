//! What a plan means for people who hold something already, in words.

use std::collections::BTreeMap;

use crate::model::{Headcount, Key, LiveCounts};
use crate::plan::{Effect, Impact};

use super::line::LineView;

fn say(label: &str, text: String) -> LineView {
    LineView { mark: None, label: label.to_owned(), text }
}

/// A number of people: `12 (9 from outside)`.
fn number(people: &Headcount) -> String {
    match people.external {
        0 => format!("{} (nobody from outside)", people.all()),
        some => format!("{} ({some} from outside)", people.all()),
    }
}

/// The same where not all of them are known.
fn between(one: &Impact) -> String {
    match (one.at_least, one.at_most) {
        (least, most) if least == most => number(&most),
        (least, most) if least == Headcount::default() => format!("at most {}", number(&most)),
        (least, most) => format!("{}, at most {}", number(&least), number(&most)),
    }
}

/// How many assignments of packages a plan touches. Whoever holds two packages counts twice.
pub(super) fn touched(holders: &BTreeMap<Key, LiveCounts>) -> Option<String> {
    let packages = holders.iter().filter(|(key, _)| matches!(key, Key::Package(_)));
    let all = packages.fold(Headcount::default(), |all, (_, counts)| Headcount {
        internal: all.internal + counts.internal,
        external: all.external + counts.external,
    });
    (all.all() > 0).then(|| number(&all))
}

/// Who holds an object, and what to do about it where it is to go.
pub(super) fn holders(key: &Key, counts: &LiveCounts, goes: bool) -> Vec<LineView> {
    let mut lines = Vec::new();
    let people = counts.people();
    let refused = match goes {
        true => format!(
            ": the service refuses the deletion until `assignments move` or `assignments remove {key}` was run"
        ),
        false => String::new(),
    };
    if people.all() > 0 {
        lines.push(say("held by", format!("{}{refused}", number(&people))));
    }
    if counts.departed > 0 && goes {
        let text = format!(
            "{}: the service counts them for 30 days, until they are purged; `assignments remove {key} --only-departed` ends that",
            counts.departed
        );
        lines.push(say("held by deleted users", text));
    }
    if counts.pending > 0 {
        lines.push(say("requests that wait", counts.pending.to_string()));
    }
    lines
}

/// What happens to holders of an object, beside its steps.
pub(super) fn line(one: &Impact) -> LineView {
    let people = between(one);
    match one.effect {
        Effect::Keeps => say("keep it", format!("{people}, until it ends: nothing is revoked")),
        Effect::CannotRenew => say("cannot renew it", format!("{people}, once it has ended")),
        Effect::Gains => say("get more", format!("{people}, as soon as this is written")),
        Effect::Loses => say("lose something", format!("{people}, as soon as this is written")),
        Effect::NextReview => say("reviewed anew", format!("{people}: it takes effect at their next review")),
    }
}

/// What the movement of a package means for those who hold it.
pub(super) fn sentence(of_package: &[&Impact]) -> Option<String> {
    let of = |effect| of_package.iter().copied().find(|one| one.effect == effect);
    let (keeps, cut) = (of(Effect::Keeps), of(Effect::CannotRenew));
    let moved = of(Effect::Loses).or(of(Effect::Gains));
    let said = |one: &Impact, more: [&str; 2]| {
        let [hold, more] = if one.at_most.all() == 1 { ["holds", more[0]] } else { ["hold", more[1]] };
        format!("{} {hold} it now{more}", number(&one.at_most))
    };
    let again = |one: &Impact| format!("; {} of them could not get it anew", between(one));
    match (keeps, moved) {
        (Some(keeps), _) => {
            let keeps = said(keeps, [" and keeps it until it ends", " and keep it until it ends"]);
            Some(format!("{keeps}{}.", cut.map(again).unwrap_or_default()))
        }
        (None, Some(moved)) => {
            Some(said(moved, [": it reaches that one at once.", ": it reaches all of them at once."]))
        }
        (None, None) => None,
    }
}
