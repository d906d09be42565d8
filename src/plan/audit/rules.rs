//! What the service accepts of one write, whatever the order of the plan.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{IdentitySource, Organization, OrganizationKey, Policy, State, exact, folded};

use super::super::{Operation, RoleName};
use super::policy;

/// Says which rules of the service an operation breaks when it runs on `state`.
pub(super) fn broken(operation: &Operation, state: &State) -> Vec<String> {
    use Operation as O;
    let mut found: Vec<String> = renamed(operation).into_iter().collect();
    match operation {
        O::CreateOrganization { key, after } => {
            // The service takes one source at creation (contract 1.10, corrections B16).
            if after.identity.len() != 1 || !after.identity.contains(&key.0) {
                found
                    .push("it creates an organization from other than the one source of its key.".to_owned());
            }
            found.extend(shared_source(key, after, state));
        }
        O::UpdateOrganization { key, after, .. } => {
            if after.identity.is_empty() {
                found.push("it leaves an organization without an identity source.".to_owned());
            }
            found.extend(shared_source(key, after, state));
        }
        O::CreateCatalog { after, .. } if after.built_in => {
            found.push("it creates the built-in catalog.".to_owned());
        }
        O::UpdateCatalog { before, after, .. } => {
            if after.built_in && after.name != before.name {
                found.push("it renames the built-in catalog.".to_owned());
            }
            if after.built_in != before.built_in {
                found.push("it changes whether a catalog is built in.".to_owned());
            }
        }
        O::GrantRole { catalog, role, .. } | O::RevokeRole { catalog, role, .. }
            if catalog.is_none() != matches!(role, RoleName::CatalogCreator) =>
        {
            found.push("its role does not exist there: only catalog creators are tenant-wide.".to_owned());
        }
        O::UpdateExtension { before, after, .. } if before.kind != after.kind => {
            found.push("it changes the kind of a custom extension.".to_owned());
        }
        O::CreatePolicy { key, after } => found.extend(policy::faults(key, None, after, state)),
        O::UpdatePolicy { key, before, after, reworded } => {
            found.extend(policy::faults(key, Some(before), after, state));
            found.extend(misquoted(reworded, before, after));
        }
        _ => {}
    }
    found
}

/// A question keeps its answers under a new text only where its old one goes.
fn misquoted(reworded: &BTreeMap<String, String>, before: &Policy, after: &Policy) -> Option<String> {
    let asks = |policy: &Policy, text: &String| policy.questions.iter().any(|one| one.text == *text);
    let right = |(now, was): (&String, &String)| {
        asks(after, now) && !asks(before, now) && asks(before, was) && !asks(after, was)
    };
    let once: BTreeSet<&String> = reworded.values().collect();
    (!reworded.iter().all(right) || once.len() != reworded.len())
        .then(|| "it rewords a question that is not there, or one that stays.".to_owned())
}

/// An object whose name is not that of its key would not be found again under it.
fn renamed(operation: &Operation) -> Option<String> {
    use Operation as O;
    let (key, name) = match operation {
        O::CreateCatalog { key, after } | O::UpdateCatalog { key, after, .. } => {
            (folded(&key.name), folded(&after.name))
        }
        O::CreateExtension { key, after } | O::UpdateExtension { key, after, .. } => {
            (exact(&key.name), exact(&after.name))
        }
        O::CreatePackage { key, after } | O::UpdatePackage { key, after, .. } => {
            (exact(&key.name), exact(&after.name))
        }
        O::CreatePolicy { key, after } | O::UpdatePolicy { key, after, .. } => {
            (exact(&key.name), exact(&after.name))
        }
        _ => return None,
    };
    (key != name).then(|| format!("it gives the name `{name}` to an object whose key says `{key}`."))
}

/// A domain or a tenant can belong to one connected organization only (contract 1.10).
fn shared_source(key: &OrganizationKey, after: &Organization, state: &State) -> Option<String> {
    let others = state.organizations.iter().filter(|(other, _)| *other != key);
    let taken = |source: &&IdentitySource| {
        others.clone().any(|(_, organization)| organization.identity.contains(*source))
    };
    let source = after.identity.iter().find(taken)?;
    Some(format!("it gives `{}` to a second organization.", OrganizationKey(source.clone())))
}
