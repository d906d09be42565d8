//! What the service accepts in one write, whatever the order of the plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Organization, OrganizationKey, Policy, exact_form, folded_form};

use super::super::{Object, Operation, Part, RoleName, Update};
use super::policy;
use super::world::World;

/// Says which rules of the service an operation breaks when it runs in `world`.
pub(super) fn broken_rules(operation: &Operation, world: &World) -> Vec<String> {
    let state = &world.state;
    let mut found: Vec<String> = rename_fault(operation).into_iter().collect();
    match operation {
        Operation::Create(Object::Organization(key, after)) => {
            // The service takes one source at creation (fact organization-starts-with-one-source).
            if after.identity.len() != 1 || !after.identity.contains(&key.0) {
                found.push(
                    "it creates an organization with an identity source other than the one in its key."
                        .to_owned(),
                );
            }
            found.extend(shared_source(key, after, world));
        }
        Operation::Create(Object::Catalog(_, after)) => {
            if after.built_in {
                found.push("it creates the built-in catalog.".to_owned());
            }
        }
        Operation::Create(Object::Policy(key, after)) => {
            found.extend(policy::policy_faults(key, None, after, state))
        }
        Operation::Create(Object::Resource(..) | Object::Extension(..) | Object::Package(..)) => {}
        Operation::Update(update) => found.extend(broken_by_update(update, world)),
        Operation::Add(Part::Holder { catalog, role, .. })
        | Operation::Remove(Part::Holder { catalog, role, .. }) => {
            if catalog.is_none() != matches!(role, RoleName::CatalogCreator) {
                let why = "its role cannot be assigned there; only the Catalog creator role is tenant-wide.";
                found.push(why.to_owned());
            }
        }
        Operation::Add(
            Part::Sponsor { .. }
            | Part::Role { .. }
            | Part::IncompatiblePackage { .. }
            | Part::IncompatibleGroup { .. },
        )
        | Operation::Remove(
            Part::Sponsor { .. }
            | Part::Role { .. }
            | Part::IncompatiblePackage { .. }
            | Part::IncompatibleGroup { .. },
        )
        | Operation::Delete { .. } => {}
    }
    found
}

fn broken_by_update(update: &Update, world: &World) -> Vec<String> {
    let mut found = Vec::new();
    match update {
        Update::Organization { key, after, .. } => {
            if after.identity.is_empty() {
                found.push("it leaves an organization without an identity source.".to_owned());
            }
            found.extend(shared_source(key, after, world));
        }
        Update::Catalog { before, after, .. } => {
            if after.built_in && after.name != before.name {
                found.push("it renames the built-in catalog.".to_owned());
            }
            if after.built_in != before.built_in {
                found.push("it changes whether a catalog is built in.".to_owned());
            }
        }
        Update::Extension { before, after, .. } => {
            if before.kind != after.kind {
                found.push("it changes the kind of a custom extension.".to_owned());
            }
        }
        Update::Policy { key, before, after, reworded } => {
            found.extend(policy::policy_faults(key, Some(before), after, &world.state));
            found.extend(rewording_fault(reworded, before, after));
        }
        Update::Resource { .. } | Update::Package { .. } | Update::Settings { .. } => {}
    }
    found
}

/// A question keeps its answers under a new text only if its old one is removed.
fn rewording_fault(reworded: &BTreeMap<String, String>, before: &Policy, after: &Policy) -> Option<String> {
    let asks = |policy: &Policy, text: &String| policy.questions.iter().any(|one| one.text == *text);
    let right = |(now, was): (&String, &String)| {
        asks(after, now) && !asks(before, now) && asks(before, was) && !asks(after, was)
    };
    let once: BTreeSet<&String> = reworded.values().collect();
    (!reworded.iter().all(right) || once.len() != reworded.len())
        .then(|| "it rewords a question that does not exist, or whose old text is also kept.".to_owned())
}

/// An object whose name differs from its key would not be found by it again.
fn rename_fault(operation: &Operation) -> Option<String> {
    let (key, name) = match operation {
        Operation::Create(Object::Catalog(key, after))
        | Operation::Update(Update::Catalog { key, after, .. }) => {
            (folded_form(&key.name), folded_form(&after.name))
        }
        Operation::Create(Object::Extension(key, after))
        | Operation::Update(Update::Extension { key, after, .. }) => {
            (exact_form(&key.name), exact_form(&after.name))
        }
        Operation::Create(Object::Package(key, after))
        | Operation::Update(Update::Package { key, after, .. }) => {
            (exact_form(&key.name), exact_form(&after.name))
        }
        Operation::Create(Object::Policy(key, after))
        | Operation::Update(Update::Policy { key, after, .. }) => {
            (exact_form(&key.name), exact_form(&after.name))
        }
        Operation::Create(Object::Organization(..) | Object::Resource(..))
        | Operation::Update(
            Update::Organization { .. } | Update::Resource { .. } | Update::Settings { .. },
        )
        | Operation::Delete { .. }
        | Operation::Add(_)
        | Operation::Remove(_) => return None,
    };
    (key != name).then(|| format!("it gives the name `{name}` to an object whose key says `{key}`."))
}

/// A domain or a tenant can belong to one connected organization only (fact organization-source-is-unique).
fn shared_source(key: &OrganizationKey, after: &Organization, world: &World) -> Option<String> {
    let source = after.identity.iter().find(|source| world.has_other(source, key))?;
    Some(format!("it gives `{}` to a second organization.", OrganizationKey(source.clone())))
}
