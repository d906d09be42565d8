//! The order of steps: what must exist before, and what should be in place before a door opens.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ExtensionBinding, ExtensionRef, Key, OrganizationRef, PackageRef, Policy, ResourceKey, Subject,
};

use super::build::Draft;
use super::{Operation, StepId};

/// Puts steps in the one order a plan has, and says for each which earlier steps it waits for.
pub(super) fn ordered(mut drafts: Vec<Draft>) -> Vec<(Draft, Vec<StepId>)> {
    // The sort is stable and drafts arrive in key order, so equal phases keep the order of the keys.
    drafts.sort_by_key(|draft| phase(&draft.operation));
    let mut made: BTreeMap<Key, StepId> = BTreeMap::new();
    let mut of_object: BTreeMap<Key, Vec<StepId>> = BTreeMap::new();
    let mut ordered = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        let id = StepId(index + 1);
        let key = draft.operation.key();
        let mut waits: BTreeSet<StepId> =
            needs(&draft.operation).iter().filter_map(|key| made.get(key).copied()).collect();
        for whole in settled_before(&draft.operation) {
            waits.extend(of_object.get(&whole).into_iter().flatten().copied());
        }
        if draft.operation.creates() {
            made.insert(key.clone(), id);
        }
        of_object.entry(key).or_default().push(id);
        ordered.push((draft, waits.into_iter().collect()));
    }
    ordered
}

fn phase(operation: &Operation) -> u8 {
    match operation {
        Operation::CreateOrganization { .. } => 0,
        Operation::UpdateOrganization { .. } => 1,
        Operation::AddSponsor { .. } => 2,
        Operation::RemoveSponsor { .. } => 3,
        Operation::CreateCatalog { .. } => 4,
        Operation::UpdateCatalog { .. } => 5,
        Operation::GrantRole { .. } => 6,
        Operation::RevokeRole { .. } => 7,
        Operation::CreateExtension { .. } => 8,
        Operation::UpdateExtension { .. } => 9,
        Operation::AddResource { .. } => 10,
        Operation::UpdateResource { .. } => 11,
        Operation::CreatePackage { .. } => 12,
        Operation::UpdatePackage { .. } => 13,
        // What keeps people out is in place before what lets them in.
        Operation::AddIncompatiblePackage { .. } | Operation::AddIncompatibleGroup { .. } => 14,
        // A role is added before another is taken, so that holders are never left without.
        Operation::AddRole { .. } => 15,
        Operation::RemoveRole { .. } => 16,
        Operation::RemoveIncompatiblePackage { .. } | Operation::RemoveIncompatibleGroup { .. } => 17,
        Operation::CreatePolicy { .. } | Operation::UpdatePolicy { .. } => 18,
        Operation::UpdateSettings { .. } => 19,
    }
}

/// The objects an operation names: a step waits for the one that creates them.
fn needs(operation: &Operation) -> Vec<Key> {
    let mut keys = vec![operation.key()];
    match operation {
        Operation::AddResource { key, .. } => keys.push(Key::Catalog(key.catalog.clone())),
        Operation::CreateExtension { key, .. } => keys.push(Key::Catalog(key.catalog.clone())),
        Operation::CreatePackage { key, .. } => keys.push(Key::Catalog(key.catalog.clone())),
        Operation::AddRole { key, link } => {
            let (catalog, origin) = (key.catalog.clone(), link.resource.clone());
            keys.push(Key::Resource(ResourceKey { catalog, origin }));
        }
        Operation::AddIncompatiblePackage { other: PackageRef::Key(other), .. } => {
            keys.push(Key::Package(other.clone()));
        }
        Operation::CreatePolicy { key, after } | Operation::UpdatePolicy { key, after, .. } => {
            keys.push(Key::Package(key.package.clone()));
            keys.extend(named_by(after));
        }
        _ => {}
    }
    keys
}

fn named_by(policy: &Policy) -> Vec<Key> {
    let organizations = policy.targets.iter().filter_map(|target| match target {
        Subject::ConnectedOrganization(OrganizationRef::Key(key)) => Some(Key::Organization(key.clone())),
        _ => None,
    });
    let extensions =
        policy.extensions.iter().filter_map(|ExtensionBinding { extension, .. }| match extension {
            ExtensionRef::Key(key) => Some(Key::Extension(key.clone())),
            ExtensionRef::Id(_) => None,
        });
    organizations.chain(extensions).collect()
}

/// Objects whose every earlier step must have ended: a policy opens its package only when the package is whole, what
/// a package loses goes after what it gains, and an organization takes sponsors only once its sources stand.
fn settled_before(operation: &Operation) -> Vec<Key> {
    match operation {
        Operation::CreatePolicy { key, .. } | Operation::UpdatePolicy { key, .. } => {
            vec![Key::Package(key.package.clone())]
        }
        Operation::RemoveRole { .. }
        | Operation::RemoveIncompatiblePackage { .. }
        | Operation::RemoveIncompatibleGroup { .. }
        | Operation::AddSponsor { .. }
        | Operation::RemoveSponsor { .. } => vec![operation.key()],
        _ => Vec::new(),
    }
}
