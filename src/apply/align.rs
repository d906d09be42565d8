//! Gives the tenant's objects the keys that a plan has for them.
//!
//! An object that a plan renames has the old name before and the new name after, so it is found by its id. An
//! organization is found by any of its identity sources, and its leading source may change when another is added. A
//! plan keeps its keys, so the tenant is read into the plan's keys while applying.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Actual, IdentitySource, Key, ObjectId, OrganizationKey, OrganizationRef, Principal, ReferenceMut,
    Renames, Subject,
};
use crate::plan::{KnownObject, Object, Operation, Part, Plan, Update};

/// The tenant as read, with the plan's keys for objects that the plan identifies by id, and for organizations that
/// share a source with one of the plan's.
#[must_use]
pub fn align_keys(plan: &Plan, actual: Actual) -> Actual {
    let mut actual = keys_by_id(plan, actual);
    name_default_environments(plan, &mut actual);
    name_principals(plan, &mut actual);
    let renames = organization_renames(plan, &actual);
    if renames.is_empty() {
        return actual;
    }
    actual.map_keys(&|key| match key {
        Key::Organization(key) => Key::Organization(renames.get(key).unwrap_or(key).clone()),
        Key::Catalog(_)
        | Key::Resource(_)
        | Key::Extension(_)
        | Key::Package(_)
        | Key::Policy(_)
        | Key::Settings => key.clone(),
    })
}

/// A site in the default environment by name: the tenant's side has no environment for it, but the plan could not know
/// which environment is the default.
fn name_default_environments(plan: &Plan, actual: &mut Actual) {
    for step in &plan.steps {
        let (Operation::Create(Object::Resource(key, after))
        | Operation::Update(Update::Resource { key, after, .. })) = &step.operation
        else {
            continue;
        };
        let raw =
            actual.bindings.0.get(&Key::Resource(key.clone())).map(|binding| &binding.raw["environment"]);
        let default = raw.filter(|raw| raw["isDefaultEnvironment"] == true);
        let named = default.and_then(|raw| raw["originId"].as_str());
        if let Some(resource) = actual.state.resources.get_mut(key)
            && named.is_some()
            && after.environment.as_deref() == named
        {
            resource.environment.clone_from(&after.environment);
        }
    }
}

/// Role assignees and sponsors are identified by id: it makes no difference whether the directory still has the object
/// or has it again.
fn name_principals(plan: &Plan, actual: &mut Actual) {
    let mut known: BTreeMap<ObjectId, &Principal> = BTreeMap::new();
    for step in &plan.steps {
        let principals: Vec<&Principal> = match &step.operation {
            Operation::Add(part) | Operation::Remove(part) => match part {
                Part::Sponsor { principal, .. } | Part::Holder { principal, .. } => vec![principal],
                Part::Role { .. } | Part::IncompatiblePackage { .. } | Part::IncompatibleGroup { .. } => {
                    continue;
                }
            },
            Operation::Delete { object: Object::Organization(_, before), .. } => {
                before.internal_sponsors.iter().chain(&before.external_sponsors).collect()
            }
            Operation::Create(_) | Operation::Update(_) | Operation::Delete { .. } => continue,
        };
        known.extend(
            principals.iter().filter_map(|one| Some((one.reference().bound_object_id()?.clone(), *one))),
        );
    }
    if known.is_empty() {
        return;
    }
    actual.state.map_references(&mut |reference| {
        if let ReferenceMut::Principal(there) = reference
            && let Some(known) = there.reference().bound_object_id().and_then(|id| known.get(id))
        {
            *there = (*known).clone();
        }
    });
}

fn keys_by_id(plan: &Plan, actual: Actual) -> Actual {
    let mut renames = Renames::default();
    if plan.known.is_empty() {
        return actual;
    }
    let mut read: BTreeMap<String, &Key> = BTreeMap::new();
    for (key, binding) in &actual.bindings.0 {
        read.entry(binding.id.to_ascii_lowercase()).or_insert(key);
    }
    for KnownObject { key, id } in &plan.known {
        if let Some(read) = read.get(&id.as_str().to_ascii_lowercase()) {
            renames.insert_rename(read, key);
        }
    }
    renames.rename_actual(actual)
}

fn organization_renames(plan: &Plan, actual: &Actual) -> BTreeMap<OrganizationKey, OrganizationKey> {
    // Both the sources that a plan removes from an organization and those that it adds identify it.
    let mut sources: BTreeMap<OrganizationKey, BTreeSet<IdentitySource>> = BTreeMap::new();
    for step in &plan.steps {
        for key in named_organizations(&step.operation) {
            let known = sources.entry(key.clone()).or_insert_with(|| BTreeSet::from([key.0]));
            if let Operation::Update(Update::Organization { before, after, .. }) = &step.operation {
                known.extend(before.identity.union(&after.identity).cloned());
            }
        }
    }
    let mut by_source: BTreeMap<&IdentitySource, &OrganizationKey> = BTreeMap::new();
    for (key, organization) in &actual.state.organizations {
        for source in &organization.identity {
            by_source.entry(source).or_insert(key);
        }
    }
    let mut renames = BTreeMap::new();
    for (key, known) in sources {
        if actual.state.organizations.contains_key(&key) {
            continue;
        }
        if let Some(from) = known.iter().filter_map(|source| by_source.get(source)).min() {
            renames.insert((*from).clone(), key);
        }
    }
    renames
}

/// The organizations that an operation writes or refers to.
fn named_organizations(operation: &Operation) -> Vec<OrganizationKey> {
    let policy = match operation {
        Operation::Create(Object::Policy(_, after)) | Operation::Update(Update::Policy { after, .. }) => {
            after
        }
        Operation::Create(_)
        | Operation::Update(_)
        | Operation::Delete { .. }
        | Operation::Add(_)
        | Operation::Remove(_) => {
            let Key::Organization(key) = operation.affected_key() else { return Vec::new() };
            return vec![key];
        }
    };
    let targets = policy.targets.iter().filter_map(|target| match target {
        Subject::ConnectedOrganization(OrganizationRef::Key(key)) => Some(key.clone()),
        _ => None,
    });
    targets.collect()
}
