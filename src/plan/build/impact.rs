//! What the plan means for existing assignments, and the hold on changes that affect all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Change, Update};
use crate::exposure::{Audience, PackageExposure, count_cut};
use crate::model::{Facts, Headcount, Key, LiveCounts, PackageKey, Policy, PolicyKey, State};
use crate::plan::value_v1::property_json;
use crate::plan::{Effect, Hold, HoldKind, Impact};
use crate::scope::Pair;

use super::{Comparison, Drafts};

/// The packages and policies of the tenant whose assignments are reported: those that change or are deleted, and those
/// that fewer people could get.
#[must_use]
pub fn touched_keys(pair: &Pair, comparison: &Comparison) -> BTreeSet<Key> {
    let Comparison { changes, after: _, weighed } = comparison;
    let packages = changes.packages.keys().cloned().map(Key::Package);
    let policies = changes.policies.keys().cloned();
    let policies = policies.flat_map(|key| [Key::Package(key.package.clone()), Key::Policy(key)]);
    let shrinks = |key: &&PackageKey| {
        weighed
            .both_sides(key)
            .is_some_and(|(old, new)| !new.whole_audience().is_superset(&old.whole_audience()))
    };
    let narrowed = weighed.before.keys().filter(shrinks).map(|key| Key::Package(key.clone()));
    let all: BTreeSet<Key> = packages.chain(policies).chain(narrowed).collect();
    all.into_iter().filter(|key| pair.bindings.0.contains_key(key)).collect()
}

/// Both sides, and the assignments.
struct LiveAssignments<'a> {
    before: &'a State,
    after: &'a State,
    facts: &'a Facts,
}

impl LiveAssignments<'_> {
    /// The effect on all assignments that a key counts.
    fn impact_on_all(&self, key: &Key, effect: Effect) -> Option<Impact> {
        let people = self.counts_of(key)?.live_people();
        Some(Impact { key: key.clone(), effect, at_least: people, at_most: people })
    }

    /// The counts of a key with assignments.
    fn counts_of(&self, key: &Key) -> Option<&LiveCounts> {
        self.facts.assignments.get(key).filter(|counts| counts.live_people().total() > 0)
    }

    /// Records that the assignments of a key are kept, and how many of them could not be renewed.
    fn impact_on_staying(&self, key: &Key, was: &Audience, will: &Audience) -> Vec<Impact> {
        let Some(counts) = self.counts_of(key) else { return Vec::new() };
        let nothing = BTreeMap::new();
        let domains = self.facts.domains.get(key).unwrap_or(&nothing);
        let (at_least, at_most) =
            count_cut((was, will), (self.before, self.after), counts, domains, self.facts);
        let cut = Impact { key: key.clone(), effect: Effect::CannotRenew, at_least, at_most };
        let cut = (at_most.total() > 0).then_some(cut);
        self.impact_on_all(key, Effect::Keeps).into_iter().chain(cut).collect()
    }

    fn package_impact(&self, key: &PackageKey, was: &PackageExposure, will: &PackageExposure) -> Vec<Impact> {
        let whole = Key::Package(key.clone());
        let mut found = Vec::new();
        if !will.reach.is_superset(&was.reach) {
            found.extend(self.impact_on_all(&whole, Effect::Loses));
        }
        if !was.reach.is_superset(&will.reach) {
            found.extend(self.impact_on_all(&whole, Effect::Gains));
        }
        let (old, new) = (was.whole_audience(), will.whole_audience());
        let by_rule = was.offers.iter().any(|offer| offer.automatic && !new.is_superset(&offer.audience));
        if !new.is_superset(&old) && !by_rule {
            found.extend(self.impact_on_staying(&whole, &old, &new));
        }
        found
    }

    fn policy_impact(
        &self,
        key: &PolicyKey,
        update: &Update<Policy>,
        (was, will): (&PackageExposure, &PackageExposure),
    ) -> Vec<Impact> {
        let whole = Key::Policy(key.clone());
        let changes = |name: &str| {
            update.fields.iter().any(|field| field.field.split('.').next().is_some_and(|first| first == name))
        };
        let own = |side: &PackageExposure| {
            let offer = side.offers.iter().find(|offer| offer.key == *key);
            offer.map(|offer| offer.audience.clone()).unwrap_or_default()
        };
        let (old, new) = (own(was), own(will));
        let leaves = update.before.automatic.as_ref().is_some_and(|automatic| automatic.remove_when_leaving);
        let mut found = Vec::new();
        if leaves && !new.is_superset(&old) {
            let lost = self.impact_on_all(&whole, Effect::Loses);
            found.extend(lost.map(|lost| Impact { at_least: Headcount::default(), ..lost }));
        } else if !new.is_superset(&old) {
            found.extend(self.impact_on_staying(&whole, &old, &will.whole_audience()));
        } else if changes("expiration") || changes("requestors") {
            found.extend(self.impact_on_all(&whole, Effect::Keeps));
        }
        if changes("review") {
            found.extend(self.impact_on_all(&whole, Effect::NextReview));
        }
        found
    }
}

impl Drafts<'_> {
    /// The effects on the assignments of changed objects.
    pub(super) fn plan_impact(&self, comparison: &Comparison, facts: &Facts) -> Vec<Impact> {
        let Comparison { changes, after, weighed } = comparison;
        let holders = LiveAssignments { before: &self.pair.actual, after, facts };
        let packages = weighed.before.keys().filter_map(|key| Some((key, weighed.both_sides(key)?)));
        let packages = packages.flat_map(|(key, (was, will))| holders.package_impact(key, was, will));
        let updates = changes.policies.iter().filter_map(|(key, change)| match change {
            Change::Update(update) if !self.pair.read_only.contains_key(&Key::Policy(key.clone())) => {
                Some((key, update, weighed.both_sides(&key.package)?))
            }
            _ => None,
        });
        let policies = updates.flat_map(|(key, update, sides)| holders.policy_impact(key, update, sides));
        packages.chain(policies).collect()
    }

    /// Holds role changes of a package with assignments.
    pub(super) fn hold_fan_out(&mut self, after: &State, facts: &Facts) {
        for (key, old) in &self.pair.actual.packages {
            let Some(new) = after.packages.get(key).filter(|new| new.roles != old.roles) else { continue };
            let package = Key::Package(key.clone());
            let says = match facts.assignments.get(&package) {
                Some(counts) if counts.live_people().total() == 0 => continue,
                Some(_) => "existing assignments gain or lose a role as soon as this plan is applied",
                None => {
                    "existing assignments gain or lose a role as soon as this plan is applied, and the assignments could not be counted"
                }
            };
            let (before, after) = (property_json(&old.roles), property_json(&new.roles));
            let hold = Hold::new(HoldKind::FanOut, package.to_string(), &before, &after, says);
            self.holds.push(hold.with_cause(self.pair.provenance.objects.get(&package).cloned()));
        }
    }
}
