//! The order of steps: what must exist before, and what should be in place before a door opens.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ExtensionBinding, ExtensionRef, Key, OrganizationRef, PackageRef, Policy, ResourceKey, Subject,
};

use super::draft::Draft;
use super::{Operation, StepId};

/// Puts steps in the one order a plan has, and says for each which earlier steps it waits for.
pub(super) fn ordered(mut drafts: Vec<Draft>) -> Vec<(Draft, Vec<StepId>)> {
    let doomed: BTreeSet<Key> =
        drafts.iter().filter(|draft| draft.operation.deletes()).map(|draft| draft.operation.key()).collect();
    // The sort is stable and drafts arrive in key order, so equal phases keep the order of the keys.
    drafts.sort_by_key(|draft| phase(&draft.operation, doomed.contains(&draft.operation.key())));
    let mut made: BTreeMap<Key, StepId> = BTreeMap::new();
    let mut of_object: BTreeMap<Key, Vec<StepId>> = BTreeMap::new();
    let mut freed: BTreeMap<Key, Vec<StepId>> = BTreeMap::new();
    let mut ordered = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        let id = StepId(index + 1);
        let operation = &draft.operation;
        let key = operation.key();
        let mut waits: BTreeSet<StepId> =
            needs(operation).iter().filter_map(|key| made.get(key).copied()).collect();
        for whole in settled_before(operation) {
            waits.extend(of_object.get(&whole).into_iter().flatten().copied());
        }
        if doomed.contains(&key) {
            // Whoever holds a package keeps what it gives until its policies could go.
            waits.extend(of_object.get(&key).into_iter().chain(freed.get(&key)).flatten().copied());
        }
        if operation.creates() {
            made.insert(key.clone(), id);
        }
        for key in frees(operation) {
            freed.entry(key).or_default().push(id);
        }
        of_object.entry(key).or_default().push(id);
        ordered.push((draft, waits.into_iter().collect()));
    }
    ordered
}

/// `doomed` says whether the plan deletes the object in the end.
fn phase(operation: &Operation, doomed: bool) -> u8 {
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
        Operation::RemoveRole { .. } if doomed => 21,
        Operation::RemoveRole { .. } => 16,
        Operation::RemoveIncompatiblePackage { .. } | Operation::RemoveIncompatibleGroup { .. } => 17,
        Operation::CreatePolicy { .. } | Operation::UpdatePolicy { .. } => 18,
        Operation::UpdateSettings { .. } => 19,
        // What is deleted goes last and from the inside out: a refusal leaves everything around it as it was.
        Operation::DeletePolicy { .. } => 20,
        Operation::DeletePackage { .. } => 22,
        Operation::DeleteExtension { .. } => 23,
        Operation::RemoveResource { .. } => 24,
        Operation::DeleteCatalog { .. } => 25,
        Operation::DeleteOrganization { .. } => 26,
    }
}

/// The objects that an operation stops using or living in: their deletion waits for it.
fn frees(operation: &Operation) -> Vec<Key> {
    match operation {
        Operation::UpdatePolicy { before, .. } => named_by(before),
        Operation::DeletePolicy { key, before } => {
            let package = Key::Package(key.package.clone());
            named_by(before).into_iter().chain([package]).collect()
        }
        Operation::RemoveRole { key, link } => {
            let (catalog, origin) = (key.catalog.clone(), link.resource.clone());
            vec![Key::Resource(ResourceKey { catalog, origin })]
        }
        Operation::RemoveIncompatiblePackage { other: PackageRef::Key(other), .. } => {
            vec![Key::Package(other.clone())]
        }
        Operation::DeletePackage { key, .. } => vec![Key::Catalog(key.catalog.clone())],
        Operation::DeleteExtension { key, .. } => vec![Key::Catalog(key.catalog.clone())],
        Operation::RemoveResource { key, .. } => vec![Key::Catalog(key.catalog.clone())],
        _ => Vec::new(),
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
