//! Holds on names that lead to another object than when they were locked.

use serde_json::json;

use crate::model::{Facts, ObjectId};
use crate::plan::{Hold, HoldKind};

use super::Drafts;

impl Drafts<'_> {
    /// Holds every such name, whatever the plan does: whoever gave a group the name of another one must not become an
    /// approver because nobody looked.
    pub(super) fn rebound(&mut self, facts: &Facts) {
        for rebound in self.pair.rebound() {
            let (locked, found) = (rebound.locked, &rebound.found.id);
            let says = format!(
                "the name led to {} when it was locked and leads to {} today",
                who(locked, facts),
                who(found, facts)
            );
            let key = rebound.name.to_string();
            let hold = Hold::new(HoldKind::ReferenceRebound, key, &json!(locked), &json!(found), &says);
            self.holds.push(hold.at(rebound.found.place.clone()));
        }
    }
}

fn who(id: &ObjectId, facts: &Facts) -> String {
    let object = facts.objects.get(id).map(|object| &object.name);
    let tenant =
        || facts.tenants.values().flatten().find(|tenant| tenant.id == *id).map(|tenant| &tenant.name);
    match object.or_else(tenant) {
        Some(name) => format!("{id} (`{name}` today)"),
        None => format!("{id} (not to be found today)"),
    }
}
