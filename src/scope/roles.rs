//! Binds the names of resource roles to the ids their origin gives them.

use crate::model::{
    Facts, Key, ObjectId, Origin, PackageKey, ResourceKey, ResourceRole, RoleLink, RoleRef, State,
};

use super::Problem;

/// Binds every role name of `state` that can be bound before its resource is in the catalog; the others are bound
/// while applying, from the role list of the resource that the plan itself adds.
pub(super) fn bind_roles(state: &mut State, facts: &Facts, problems: &mut Vec<Problem>) {
    for (key, package) in &mut state.packages {
        package.roles = package.roles.iter().map(|link| bind_role(key, link, facts, problems)).collect();
    }
}

fn bind_role(package: &PackageKey, link: &RoleLink, facts: &Facts, problems: &mut Vec<Problem>) -> RoleLink {
    let RoleRef::Name(name) = &link.role else { return link.clone() };
    let resource = ResourceKey { catalog: package.catalog.clone(), origin: link.resource.clone() };
    let offered = match facts.roles.get(&resource) {
        Some(listed) => listed.clone(),
        None => known_beforehand(&link.resource, facts),
    };
    let matching: Vec<_> = offered.iter().filter(|role| role.name.eq_ignore_ascii_case(name)).collect();
    match matching.as_slice() {
        [role] => RoleLink { resource: link.resource.clone(), role: RoleRef::Id(role.origin_id.clone()) },
        [] if offered.is_empty() => link.clone(),
        found => {
            problems.push(Problem::Role {
                resource: facts
                    .resource_names
                    .get(&link.resource)
                    .cloned()
                    .unwrap_or_else(|| resource.to_string()),
                role: name.clone(),
                offered: offered.iter().map(|role| format!("{} ({})", role.name, role.origin_id)).collect(),
                twice: found.len() > 1,
                key: Key::Package(package.clone()),
            });
            link.clone()
        }
    }
}

/// The roles of a resource that is not in the catalog yet, as far as its origin tells.
fn known_beforehand(origin: &Origin, facts: &Facts) -> Vec<ResourceRole> {
    match origin {
        Origin::Group(group) => group.id().map(group_roles).unwrap_or_default(),
        Origin::Application(application) => application
            .id()
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

/// The roles of a group by their origin ids (contract 1.2, corrections B3). The eligible ones exist only while the
/// group is managed by PIM for Groups; the service refuses them otherwise.
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
