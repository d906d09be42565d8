//! What was applied last: the digest of every object that was written, by KEY. `drift` uses it to distinguish edits in
//! the portal from changes that were never applied.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Actual, Key};
use crate::plan::{Plan, StepId, declared_value, digest_json};

/// The version of the receipt. A reader refuses any other.
pub const RECEIPT_VERSION: u32 = 1;

/// A receipt of one tenant. It grows from run to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    /// Always [`RECEIPT_VERSION`].
    pub format_version: u32,
    /// The tenant, by id.
    pub tenant: String,
    /// The id of the plan that was applied last.
    pub plan: String,
    /// SHA-256 of each object as the tenant showed it after it was written, by KEY.
    pub objects: BTreeMap<String, String>,
}

impl Receipt {
    /// The receipt after a plan: objects of `steps` as the tenant shows them now, without the deleted ones.
    #[must_use]
    pub fn after_plan(self, plan: &Plan, steps: impl IntoIterator<Item = StepId>, shown: &Actual) -> Self {
        let mut objects = self.objects;
        let written: Vec<Key> = steps
            .into_iter()
            .filter_map(|id| plan.steps.get(id.0.checked_sub(1)?))
            .map(|step| step.operation.affected_key())
            .collect();
        for key in written {
            let said = declared_value(&key, &shown.state);
            if said.is_null() {
                objects.remove(&key.to_string());
            } else {
                objects.insert(key.to_string(), digest_json(&said));
            }
        }
        Self { format_version: RECEIPT_VERSION, tenant: plan.tenant.clone(), plan: plan.id.clone(), objects }
    }
}
