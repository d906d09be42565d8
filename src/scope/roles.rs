//! Binds the names of resource roles to the ids of their origin.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Facts, Key, Lookup, ObjectId, Origin, ResourceKey, ResourceRole, RoleLink, RoleRef, State,
};

use super::Problem;
use super::failed::Failed;

/// The result of binding role names.
pub(super) struct Roles {
    /// Packages that cannot be compared, because a role list could not be read.
    pub(super) unanswered: BTreeSet<Key>,
    /// The names that were bound, by role id.
    pub(super) names: BTreeMap<String, String>,
}

/// Binds every role name of `state` that can be bound before its resource is in the catalog. Apply binds the others
/// from the role list of the resource that the plan itself adds.
pub(super) fn bind_roles(
    state: &mut State,
    actual: &State,
    facts: &Facts,
    problems: &mut Vec<Problem>,
) -> Roles {
    let failed = Failed::new(&facts.failures);
    let mut roles = Roles { unanswered: BTreeSet::new(), names: BTreeMap::new() };
    for (key, package) in &mut state.packages {
        let mut bound = BTreeSet::new();
        for link in &package.roles {
            let resource = ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() };
            let RoleRef::Name(name) = &link.role else {
                bound.insert(link.clone());
                continue;
            };
            if failed.has_no_answer(&Lookup::RolesOf(resource.clone())) {
                roles.unanswered.insert(Key::Package(key.clone()));
                continue;
            }
            let role = match bind_role(&resource, name, actual, facts) {
                Ok(role) => {
                    if let RoleRef::Id(id) = &role {
                        roles.names.insert(id.clone(), name.clone());
                    }
                    role
                }
                Err((twice, offered)) => {
                    let resource = facts.resource_names.get(&link.resource).cloned();
                    problems.push(Problem::Role {
                        resource: resource.unwrap_or_else(|| link_words(&link.resource)),
                        role: name.clone(),
                        offered,
                        twice,
                        key: Key::Package(key.clone()),
                    });
                    link.role.clone()
                }
            };
            bound.insert(RoleLink { resource: link.resource.clone(), role });
        }
        package.roles = bound;
    }
    roles
}

fn link_words(origin: &Origin) -> String {
    match origin {
        Origin::Group(r) | Origin::Application(r) => {
            r.bound_object_id().map(ToString::to_string).unwrap_or_default()
        }
        Origin::Site(url) => url.clone(),
        Origin::Other { id, .. } => id.clone(),
    }
}

/// The only role with this name; otherwise whether there are several, and which roles exist.
fn bind_role(
    resource: &ResourceKey,
    name: &str,
    actual: &State,
    facts: &Facts,
) -> Result<RoleRef, (bool, Vec<String>)> {
    let there = actual.resources.contains_key(resource);
    let offered = match facts.roles.get(resource) {
        Some(listed) => listed.clone(),
        None => known_beforehand(&resource.origin, facts),
    };
    let matching: Vec<_> = offered.iter().filter(|role| role.name.eq_ignore_ascii_case(name)).collect();
    match matching.as_slice() {
        [role] => Ok(RoleRef::Id(role.origin_id.clone())),
        [] if offered.is_empty() && !there => Ok(RoleRef::Name(name.to_owned())),
        found => {
            let said = offered.iter().map(|role| format!("{} ({})", role.name, role.origin_id));
            Err((found.len() > 1, said.collect()))
        }
    }
}

/// The roles of a resource that is not in the catalog yet, as far as its origin shows them.
fn known_beforehand(origin: &Origin, facts: &Facts) -> Vec<ResourceRole> {
    match origin {
        Origin::Group(group) => group.bound_object_id().map(group_roles).unwrap_or_default(),
        Origin::Application(application) => application
            .bound_object_id()
            .and_then(|id| facts.objects.get(id))
            .map(|object| {
                let role = |(id, name): &(String, String)| ResourceRole {
                    origin_id: id.clone(),
                    name: name.clone(),
                };
                object.app_roles.iter().map(role).collect()
            })
            .unwrap_or_default(),
        Origin::Site(_) | Origin::Other { .. } => Vec::new(),
    }
}

/// The roles of a group by their origin ids (facts group-role-ids, eligible-group-roles). The eligible roles exist only
/// while PIM for Groups manages the group; otherwise the service refuses them.
fn group_roles(group: &ObjectId) -> Vec<ResourceRole> {
    [
        ("Member", "Member"),
        ("Owner", "Owner"),
        ("EligibleMember", "Eligible Member"),
        ("EligibleOwner", "Eligible Owner"),
    ]
    .into_iter()
    .map(|(prefix, name)| ResourceRole { origin_id: format!("{prefix}_{group}"), name: name.to_owned() })
    .collect()
}
