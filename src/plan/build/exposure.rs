//! How the plan changes who can get access, and the holds on that.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::exposure::{Axis, Movement, Offer, PackageExposure, Weighing};
use crate::model::{Facts, Key, Limits, PackageKey};
use crate::plan::exposure_v1::{audience_json, exposure_json, gate_json};
use crate::plan::key_v1::KeyV1;
use crate::plan::value_v1::property_json;
use crate::plan::{Hold, HoldKind, Object, Operation};

use super::Drafts;

impl Drafts<'_> {
    /// Holds changes that give people access who could not get it before. Objects that must not be written do not
    /// change.
    pub(super) fn hold_exposure(&mut self, weighed: &Weighing) {
        let moved: BTreeMap<&PackageKey, &Movement> =
            weighed.movements.iter().map(|one| (&one.package, one)).collect();
        for (key, new) in &weighed.after {
            let Some(movement) = moved.get(key) else { continue };
            let old = weighed.before.get(key);
            let unapproved = self.approval_holds(old, new);
            let gate_alone =
                movement.axes.iter().all(|(axis, way)| *axis == Axis::Gate || !way.is_widening());
            let told = gate_alone && !unapproved.is_empty();
            self.holds.extend(unapproved);
            if movement.direction.is_widening() && !new.whole_audience().is_empty() && !told {
                let says = short_movement(movement);
                let text = Key::Package(key.clone()).to_string();
                let (before, after) = (json!(old.map(exposure_json)), exposure_json(new));
                let hold = Hold::new(HoldKind::ExposureWidened, text, &before, &after, &says);
                self.holds.push(hold.with_cause(self.place_of_package(key)));
            }
        }
    }

    /// Holds policies of a package that required approval and no longer do.
    fn approval_holds(&self, was: Option<&PackageExposure>, will: &PackageExposure) -> Vec<Hold> {
        let before = |new: &Offer| was?.offers.iter().find(|old| old.key == new.key);
        let lost = will.offers.iter().filter_map(|new| Some((before(new)?, new))).filter(|(old, new)| {
            !old.gate.stages.is_empty() && new.gate.stages.is_empty() && !new.audience.is_empty()
        });
        lost.map(|(old, new)| {
            let key = Key::Policy(new.key.clone());
            let says = "requests required approval and no longer do";
            let (before, after) =
                (gate_json(&old.gate), json!([gate_json(&new.gate), audience_json(&new.audience)]));
            let hold = Hold::new(HoldKind::ApprovalRemoved, key.to_string(), &before, &after, says);
            hold.with_cause(self.pair.provenance.objects.get(&key).cloned())
        })
        .collect()
    }

    /// Where the statement about a package is written: the package, or the first of its policies.
    fn place_of_package(&self, key: &PackageKey) -> Option<crate::model::Place> {
        let objects = &self.pair.provenance.objects;
        let policies =
            self.pair.desired.policies_of_package(key).map(|(policy, _)| Key::Policy(policy.clone()));
        let mut keys = std::iter::once(Key::Package(key.clone())).chain(policies);
        keys.find_map(|key| objects.get(&key)).cloned()
    }

    /// A hold on a plan that deletes more objects, or changes a larger part of them, than the project allows.
    pub(super) fn hold_mass_change(&mut self) {
        let limits = self.pair.limits;
        let created: BTreeSet<Key> = self
            .drafts
            .iter()
            .filter(|draft| draft.operation.is_creation())
            .map(|draft| draft.operation.affected_key())
            .collect();
        let touched = self.drafts.iter().map(|draft| draft.operation.affected_key());
        let touched: BTreeSet<Key> =
            touched.filter(|key| *key != Key::Settings && !created.contains(key)).collect();
        let deleted: BTreeSet<Key> = self
            .drafts
            .iter()
            .filter(|draft| draft.operation.is_deletion())
            .map(|draft| draft.operation.affected_key())
            .collect();
        let managed = self.pair.managed_count();
        let too_many = deleted.len() > limits.deletes;
        let too_large = managed >= Limits::FEWEST && touched.len() * 100 > managed * limits.percent;
        if !too_many && !too_large {
            return;
        }
        let says = if too_many {
            format!(
                "the plan deletes {} objects, but the project allows {} per plan",
                deleted.len(),
                limits.deletes
            )
        } else {
            format!(
                "the plan changes or deletes {} of {managed} managed objects, but the project allows {} %",
                touched.len(),
                limits.percent
            )
        };
        let texts = |keys: &BTreeSet<Key>| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (before, after) = (json!(texts(&touched)), json!(texts(&deleted)));
        self.holds.push(Hold::new(HoldKind::MassChange, "plan".to_owned(), &before, &after, &says));
    }

    /// Holds deletions of catalogs, and of packages and policies with assignments or pending requests.
    pub(super) fn hold_deletions(&mut self, facts: &Facts) {
        let mut holds = Vec::new();
        for draft in &self.drafts {
            let key = draft.operation.affected_key();
            let going = || self.pair.deletions.get(&key).cloned().flatten();
            if let Operation::Delete { object: Object::Catalog(_, before), contents } = &draft.operation {
                let says =
                    "the catalog is deleted together with its access packages, policies and role assignments";
                let inside: Vec<_> = contents.iter().map(ToString::to_string).collect();
                let hold = Hold::new(
                    HoldKind::DeleteCatalog,
                    key.to_string(),
                    &json!([property_json(before), inside]),
                    &json!(null),
                    says,
                );
                holds.push(hold.with_cause(going()));
            }
            let held = facts.assignments.get(&key).is_some_and(|counts| !counts.is_zero());
            if held && draft.operation.is_deletion() {
                let says = "it has active assignments or pending requests, and the service refuses to delete it until they have ended";
                let hold = Hold::new(
                    HoldKind::DeleteWithAssignments,
                    key.to_string(),
                    &json!(KeyV1::from(key.clone())),
                    &json!(null),
                    says,
                );
                holds.push(hold.with_cause(going()));
            }
        }
        self.holds.extend(holds);
    }
}

/// The first sentence of a change that widens, and the number of other changes.
fn short_movement(movement: &Movement) -> String {
    let first = movement.sentences.first().map_or("more people can get access", String::as_str);
    let first = first.trim_end_matches('.');
    match movement.sentences.len() {
        0 | 1 => first.to_owned(),
        more => format!("{first} (and {} more)", more - 1),
    }
}
