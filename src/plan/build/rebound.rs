//! Holds on names that no longer resolve to the object that was locked.

use std::collections::BTreeMap;

use crate::model::{Facts, ObjectId};
use crate::plan::value_v1::property_json;
use crate::plan::{Hold, HoldKind};

use super::Drafts;

impl Drafts<'_> {
    /// Holds every such name, whatever the plan does: otherwise anyone who gives a group the name of another one could
    /// become an approver unnoticed.
    pub(super) fn hold_rebound(&mut self, facts: &Facts) {
        let mut tenants: BTreeMap<&ObjectId, &str> = BTreeMap::new();
        for tenant in facts.tenants.values().flatten() {
            tenants.entry(&tenant.id).or_insert(&tenant.name);
        }
        let who = |id: &ObjectId| {
            let object = facts.objects.get(id).map(|object| object.name.as_str());
            match object.or_else(|| tenants.get(id).copied()) {
                Some(name) => format!("{id} (`{name}` today)"),
                None => format!("{id} (not found today)"),
            }
        };
        for rebound in self.pair.rebound_names() {
            let (locked, found) = (rebound.locked, &rebound.found.id);
            let says = format!(
                "the name resolved to {} when it was locked, and now resolves to {}",
                who(locked),
                who(found)
            );
            let key = rebound.name.to_string();
            let hold = Hold::new(
                HoldKind::ReferenceRebound,
                key,
                &property_json(locked),
                &property_json(found),
                &says,
            );
            self.holds.push(hold.with_cause(rebound.found.place.clone()));
        }
    }
}
