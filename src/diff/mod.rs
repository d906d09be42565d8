//! Compares two states. Total: no error, no waiting, no clock, no text for people.

mod change;

pub use crate::model::FieldChange;
pub use change::{Change, ChangeSet, Update};

use std::collections::BTreeMap;

use crate::model::State;
use crate::property::{Table, changed_fields as differences};

/// Compares the desired state with the actual one.
///
/// Objects on one side only are created or deleted; objects that must not change are put on both sides before (by
/// `scope`), never filtered here.
#[must_use]
pub fn diff_states(desired: &State, actual: &State) -> ChangeSet {
    let State { organizations, catalogs, resources, extensions, packages, policies, settings } = desired;
    let settings_fields = differences(&actual.settings, settings);
    ChangeSet {
        organizations: changed_objects(organizations, &actual.organizations),
        catalogs: changed_objects(catalogs, &actual.catalogs),
        resources: changed_objects(resources, &actual.resources),
        extensions: changed_objects(extensions, &actual.extensions),
        packages: changed_objects(packages, &actual.packages),
        policies: changed_objects(policies, &actual.policies),
        settings: (!settings_fields.is_empty()).then(|| Update {
            before: actual.settings.clone(),
            after: settings.clone(),
            fields: settings_fields,
        }),
    }
}

fn changed_objects<K: Ord + Clone, T: Table + Clone>(
    desired: &BTreeMap<K, T>,
    actual: &BTreeMap<K, T>,
) -> BTreeMap<K, Change<T>> {
    let mut changes = BTreeMap::new();
    for (key, after) in desired {
        match actual.get(key) {
            None => drop(changes.insert(key.clone(), Change::Create(after.clone()))),
            Some(before) => {
                let fields = differences(before, after);
                if !fields.is_empty() {
                    let update = Update { before: before.clone(), after: after.clone(), fields };
                    changes.insert(key.clone(), Change::Update(update));
                }
            }
        }
    }
    for (key, before) in actual {
        if !desired.contains_key(key) {
            changes.insert(key.clone(), Change::Delete(before.clone()));
        }
    }
    changes
}
