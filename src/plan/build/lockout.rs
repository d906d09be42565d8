//! Holds on catalogs that the identity that runs `apply` would no longer own.

use crate::model::{Facts, Key};
use crate::plan::value_v1::property_json;
use crate::plan::{Hold, HoldKind};

use super::Drafts;

impl Drafts<'_> {
    /// Holds every catalog whose next change would be refused to the identity that runs `apply` this one.
    pub(super) fn hold_lockouts(&mut self, facts: &Facts) {
        let Some(applying) = facts.applying_id() else { return };
        let named = |id: &crate::model::ObjectId| match facts.objects.get(id) {
            Some(object) => format!("`{}`", object.name),
            None => id.to_string(),
        };
        for (catalog, gone) in &self.pair.lockouts {
            let key = Key::Catalog(catalog.clone());
            let through: Vec<_> =
                gone.iter().filter_map(|owner| owner.reference().bound_object_id()).map(named).collect();
            let known = gone.iter().filter_map(|owner| owner.reference().bound_object_id());
            let sure = known.into_iter().all(|group| facts.members.contains_key(group));
            let says = format!(
                "{} {} this catalog only through {}, which is no longer an owner",
                named(applying),
                if sure { "owns" } else { "may own" },
                through.join(", ")
            );
            let after = self.pair.desired.catalogs.get(catalog).map(|catalog| &catalog.roles.owners);
            let hold = Hold::new(
                HoldKind::SelfLockout,
                key.to_string(),
                &property_json(&(applying, gone)),
                &property_json(&after),
                &says,
            );
            self.holds.push(hold.with_cause(self.pair.provenance.objects.get(&key).cloned()));
        }
    }
}
