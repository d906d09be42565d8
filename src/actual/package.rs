//! Access packages: role links joined to resources by origin, and what keeps packages apart.
//!
//! Role links carry no resource (fact role-link-lacks-resource): the scope's origin is the resource's, for root scopes.

use serde_json::Value;

use super::Index;
use super::value::{flag, list, object_id, some_text, text};
use crate::model::{
    DirectoryRef, ObjectId, Origin, OriginSystem, Package, PackageRef, RoleLink, RoleRef, role_id,
};

/// The origin of a resource or of a root scope.
pub(super) fn origin(system: &str, id: &str) -> Origin {
    match OriginSystem::of(system) {
        OriginSystem::AadGroup => Origin::Group(DirectoryRef::Id(ObjectId::new(id))),
        OriginSystem::AadApplication => Origin::Application(DirectoryRef::Id(ObjectId::new(id))),
        OriginSystem::SharePointOnline => Origin::Site(id.trim_end_matches('/').to_owned()),
        OriginSystem::Other(system) => Origin::Other { system, id: id.to_owned() },
    }
}

/// One role link and its role's display name; `None` where the service shows no role or no scope.
pub(super) fn role_link(link: &Value) -> Option<(RoleLink, String)> {
    let (role, scope) = (&link["role"], &link["scope"]);
    let system = some_text(scope, "originSystem").or_else(|| some_text(role, "originSystem"))?;
    let scope_id = some_text(scope, "originId")?;
    let part = scope.get("isRootScope").and_then(Value::as_bool) == Some(false);
    // A part of a site is not the site: it is kept as something this version does not manage.
    let resource = if part { Origin::Other { system, id: scope_id } } else { origin(&system, &scope_id) };
    let id = role_id(&some_text(role, "originId")?, &resource);
    Some((RoleLink { resource, role: RoleRef::Id(id) }, text(role, "displayName")))
}

/// A package with `resourceRoleScopes` and both incompatible lists expanded.
pub(super) fn package(value: &Value, index: &Index) -> Package {
    let other = |other: &Value| {
        let id = object_id(other, "id")?;
        Some(index.packages.get(&id).cloned().map_or(PackageRef::Id(id), PackageRef::Key))
    };
    let links = list(value, "resourceRoleScopes").filter_map(role_link);
    let groups = list(value, "incompatibleGroups").filter_map(|group| object_id(group, "id"));
    Package {
        name: text(value, "displayName"),
        description: text(value, "description"),
        hidden: flag(value, "isHidden"),
        roles: links.map(|(link, _)| link).collect(),
        incompatible_packages: list(value, "incompatibleAccessPackages").filter_map(other).collect(),
        incompatible_groups: groups.map(DirectoryRef::Id).collect(),
    }
}
