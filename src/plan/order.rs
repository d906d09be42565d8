//! The order of steps: what must exist first, and what must be complete before people can get access.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ExtensionBinding, ExtensionRef, Key, OrganizationRef, PackageRef, Policy, PolicyKey, ResourceKey, Subject,
};

use super::draft::Draft;
use super::{Object, Operation, Part, StepId, Update};

/// Puts steps into the order of a plan, and adds to each the earlier steps it waits for.
pub(super) fn order_drafts(mut drafts: Vec<Draft>) -> Vec<(Draft, Vec<StepId>)> {
    let doomed: BTreeSet<Key> = drafts
        .iter()
        .filter(|draft| draft.operation.is_deletion())
        .map(|draft| draft.operation.affected_key())
        .collect();
    // The sort is stable and drafts arrive in key order, so equal phases keep the order of the keys.
    drafts.sort_by_key(|draft| {
        operation_phase(&draft.operation, doomed.contains(&draft.operation.affected_key()))
    });
    let mut made: BTreeMap<Key, StepId> = BTreeMap::new();
    let mut of_object: BTreeMap<Key, Vec<StepId>> = BTreeMap::new();
    let mut freed: BTreeMap<Key, Vec<StepId>> = BTreeMap::new();
    let mut ordered = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        let id = StepId(index + 1);
        let operation = &draft.operation;
        let key = operation.affected_key();
        let mut waits: BTreeSet<StepId> =
            needed_keys(operation).iter().filter_map(|key| made.get(key).copied()).collect();
        for whole in prior_keys(operation) {
            waits.extend(of_object.get(&whole).into_iter().flatten().copied());
        }
        if doomed.contains(&key) {
            // Assignees keep what a package gives until its policies could be deleted.
            waits.extend(of_object.get(&key).into_iter().chain(freed.get(&key)).flatten().copied());
        }
        if operation.is_creation() {
            made.insert(key.clone(), id);
        }
        for key in freed_keys(operation) {
            freed.entry(key).or_default().push(id);
        }
        of_object.entry(key).or_default().push(id);
        ordered.push((draft, waits.into_iter().collect()));
    }
    ordered
}

/// `doomed` says whether the plan deletes the object in the end.
fn operation_phase(operation: &Operation, doomed: bool) -> u8 {
    match operation {
        Operation::Create(object) => match object {
            Object::Organization(..) => 0,
            Object::Catalog(..) => 4,
            Object::Extension(..) => 8,
            Object::Resource(..) => 10,
            Object::Package(..) => 12,
            Object::Policy(..) => 18,
        },
        Operation::Update(update) => match update {
            Update::Organization { .. } => 1,
            Update::Catalog { .. } => 5,
            Update::Extension { .. } => 9,
            Update::Resource { .. } => 11,
            Update::Package { .. } => 13,
            Update::Policy { .. } => 18,
            Update::Settings { .. } => 19,
        },
        Operation::Add(part) => match part {
            Part::Sponsor { .. } => 2,
            Part::Holder { .. } => 6,
            // Restrictions are in place before policies admit people.
            Part::IncompatiblePackage { .. } | Part::IncompatibleGroup { .. } => 14,
            // A role is added before another is removed, so that assignees are never without access.
            Part::Role { .. } => 15,
        },
        Operation::Remove(part) => match part {
            Part::Sponsor { .. } => 3,
            Part::Holder { .. } => 7,
            Part::Role { .. } if doomed => 21,
            Part::Role { .. } => 16,
            Part::IncompatiblePackage { .. } | Part::IncompatibleGroup { .. } => 17,
        },
        // Deletions come last and from the inside out: if one is refused, everything around it is unchanged.
        Operation::Delete { object, .. } => match object {
            Object::Policy(..) => 20,
            Object::Package(..) => 22,
            Object::Extension(..) => 23,
            Object::Resource(..) => 24,
            Object::Catalog(..) => 25,
            Object::Organization(..) => 26,
        },
    }
}

/// The objects that an operation stops using or leaves: their deletion waits for it.
fn freed_keys(operation: &Operation) -> Vec<Key> {
    match operation {
        Operation::Create(_) | Operation::Add(_) => Vec::new(),
        Operation::Update(update) => {
            replaced_policy(update).map(|(_, before, _)| keys_in_policy(before)).unwrap_or_default()
        }
        Operation::Remove(part) => other_key(part).into_iter().collect(),
        Operation::Delete { object: Object::Policy(key, before), .. } => {
            let package = Key::Package(key.package.clone());
            keys_in_policy(before).into_iter().chain([package]).collect()
        }
        Operation::Delete { object, .. } => home_key(object).into_iter().collect(),
    }
}

/// The objects that an operation refers to: a step waits for the one that creates them.
fn needed_keys(operation: &Operation) -> Vec<Key> {
    let mut keys = vec![operation.affected_key()];
    match operation {
        Operation::Create(object) => {
            keys.extend(home_key(object));
            if let Object::Policy(_, after) = object {
                keys.extend(keys_in_policy(after));
            }
        }
        Operation::Update(update) => {
            if let Some((key, _, after)) = replaced_policy(update) {
                keys.push(Key::Package(key.package.clone()));
                keys.extend(keys_in_policy(after));
            }
        }
        Operation::Add(part) => keys.extend(other_key(part)),
        Operation::Remove(_) | Operation::Delete { .. } => {}
    }
    keys
}

/// The policy that an update replaces, before and after.
fn replaced_policy(update: &Update) -> Option<(&PolicyKey, &Policy, &Policy)> {
    match update {
        Update::Policy { key, before, after, .. } => Some((key, before, after)),
        Update::Organization { .. }
        | Update::Catalog { .. }
        | Update::Resource { .. }
        | Update::Extension { .. }
        | Update::Package { .. }
        | Update::Settings { .. } => None,
    }
}

/// The parent of an object.
fn home_key(object: &Object) -> Option<Key> {
    match object {
        Object::Organization(..) | Object::Catalog(..) => None,
        Object::Resource(key, _) => Some(Key::Catalog(key.catalog.clone())),
        Object::Extension(key, _) => Some(Key::Catalog(key.catalog.clone())),
        Object::Package(key, _) => Some(Key::Catalog(key.catalog.clone())),
        Object::Policy(key, _) => Some(Key::Package(key.package.clone())),
    }
}

/// The other object that a part refers to.
fn other_key(part: &Part) -> Option<Key> {
    match part {
        Part::Role { package, link } => {
            let (catalog, origin) = (package.catalog.clone(), link.resource.clone());
            Some(Key::Resource(ResourceKey { catalog, origin }))
        }
        Part::IncompatiblePackage { other: PackageRef::Key(other), .. } => Some(Key::Package(other.clone())),
        Part::IncompatiblePackage { other: PackageRef::Id(_), .. }
        | Part::Sponsor { .. }
        | Part::Holder { .. }
        | Part::IncompatibleGroup { .. } => None,
    }
}

fn keys_in_policy(policy: &Policy) -> Vec<Key> {
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

/// Objects whose earlier steps must all have ended. A policy makes its package available only when the package is
/// complete, a package loses roles after it gains others, and an organization gets sponsors only once its sources
/// exist.
fn prior_keys(operation: &Operation) -> Vec<Key> {
    match operation {
        Operation::Create(Object::Policy(key, _)) | Operation::Update(Update::Policy { key, .. }) => {
            vec![Key::Package(key.package.clone())]
        }
        Operation::Add(Part::Sponsor { .. })
        | Operation::Remove(
            Part::Sponsor { .. }
            | Part::Role { .. }
            | Part::IncompatiblePackage { .. }
            | Part::IncompatibleGroup { .. },
        ) => vec![operation.affected_key()],
        Operation::Create(
            Object::Organization(..)
            | Object::Catalog(..)
            | Object::Resource(..)
            | Object::Extension(..)
            | Object::Package(..),
        )
        | Operation::Update(
            Update::Organization { .. }
            | Update::Catalog { .. }
            | Update::Resource { .. }
            | Update::Extension { .. }
            | Update::Package { .. }
            | Update::Settings { .. },
        )
        | Operation::Add(
            Part::Holder { .. }
            | Part::Role { .. }
            | Part::IncompatiblePackage { .. }
            | Part::IncompatibleGroup { .. },
        )
        | Operation::Remove(Part::Holder { .. })
        | Operation::Delete { .. } => Vec::new(),
    }
}
