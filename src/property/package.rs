//! Access packages, the roles they grant, and what keeps them apart. All lists are changed entry by entry.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{Codec, directory_words, flag, text};
use super::context::{Names, Reading, Writing};
use super::graph_type::{JOINED, OWN, Property, Types, Use};
use super::info::When;
use super::json::{self, Object};
use super::row::row;
use super::show;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, DirectoryRef, EncodeError, Ids, Key, ObjectId, Origin, OriginSystem, Package, PackageKey,
    PackageRef, ResourceKey, RoleLink, RoleRef, bound, role_id,
};

table! { Package: ["accessPackage"]; {
    name: row("name", text("displayName")).nothing("a name"),
    description: row("description", text("description")).same_as("name").nothing("words for people"),
    hidden: row("hidden", flag("isHidden")).default(false).effect(AccessEffect::Door),
    roles: row("resources", Parts::<RoleLink>::new("resourceRoleScopes"))
        .label("role")
        .default(BTreeSet::new())
        .when(When::Operations)
        .effect(AccessEffect::Reach),
    incompatible_packages: row("incompatible.packages", Parts::<PackageRef>::new("incompatibleAccessPackages"))
        .label("incompatible package")
    .default(BTreeSet::new())
        .when(When::Operations)
        .effect(AccessEffect::Gate),
    incompatible_groups: row("incompatible.groups", Parts::<DirectoryRef>::new("incompatibleGroups"))
        .label("incompatible group")
        .default(BTreeSet::new())
        .when(When::Operations)
        .effect(AccessEffect::Gate),
} beside [
    Beside::Kept("id"),
    Beside::Kept("createdDateTime"),
    Beside::Kept("modifiedDateTime"),
    Beside::Ignored("catalog", JOINED),
    Beside::Ignored("catalogId", "a stray of the catalog's id (fact package-stray-catalog-id)"),
    Beside::Ignored("accessPackagesIncompatibleWith", "the inverse of other packages' lists"),
    Beside::Ignored("assignmentPolicies", OWN),
] }

/// An entry of a list that is changed one by one.
trait PartOf: Ord + Clone + serde::Serialize + 'static {
    fn property(name: &'static str) -> Property {
        Property::plain(name)
    }

    fn types(_: &mut Types) {}

    fn read(entry: &Value, cx: &Reading<'_>) -> Option<Self>;

    fn show(entry: &Value, names: &Names) -> String {
        directory_words(entry, names)
    }
}

/// A list that is changed one by one.
struct Parts<P> {
    name: &'static str,
    of: std::marker::PhantomData<fn() -> P>,
}

impl<P> Parts<P> {
    const fn new(name: &'static str) -> Self {
        Self { name, of: std::marker::PhantomData }
    }
}

impl<P> Clone for Parts<P> {
    fn clone(&self) -> Self {
        Self::new(self.name)
    }
}

impl<P: PartOf> Codec for Parts<P> {
    type Value = BTreeSet<P>;

    fn properties(&self) -> Vec<Property> {
        vec![P::property(self.name)]
    }

    fn types(&self, types: &mut Types) {
        P::types(types);
    }

    fn read(&self, object: &Value, cx: &Reading<'_>) -> BTreeSet<P> {
        json::list(object, self.name).filter_map(|entry| P::read(entry, cx)).collect()
    }

    fn write(&self, _: &BTreeSet<P>, _: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        Ok(())
    }

    fn show(&self, value: &Value, names: &Names) -> String {
        show::list(value, &|entry| P::show(entry, names))
    }
}

impl PartOf for DirectoryRef {
    fn read(entry: &Value, _: &Reading<'_>) -> Option<Self> {
        json::object_id(entry, "id").map(Self::Id)
    }
}

impl PartOf for PackageRef {
    fn read(entry: &Value, cx: &Reading<'_>) -> Option<Self> {
        let id = json::object_id(entry, "id")?;
        Some(cx.index.packages.get(&id).cloned().map_or(Self::Id(id), Self::Key))
    }

    fn show(entry: &Value, names: &Names) -> String {
        match show::tagged(entry) {
            Some(("key", key)) => in_catalog(key),
            _ => directory_words(entry, names),
        }
    }
}

/// The key of an object of a catalog in words.
pub(super) fn in_catalog(key: &Value) -> String {
    format!("{} / {}", show::plain(&key["catalog"]["name"]), show::plain(&key["name"]))
}

impl PartOf for RoleLink {
    fn property(name: &'static str) -> Property {
        Property::object(name, "accessPackageResourceRoleScope")
    }

    fn types(types: &mut Types) {
        let set = |name| Property::plain(name).used(Use::ReadOnly);
        let joined = Property::plain("resource").used(Use::Ignored(JOINED));
        let plain = Property::plain;
        types.add(
            "accessPackageResourceRoleScope",
            vec![
                set("id"),
                set("createdDateTime"),
                Property::object("role", "accessPackageResourceRole"),
                Property::object("scope", "accessPackageResourceScope"),
            ],
        );
        types.add(
            "accessPackageResourceRole",
            vec![
                set("id"),
                plain("displayName"),
                set("description"),
                plain("originId"),
                plain("originSystem"),
                set("type"),
                joined,
            ],
        );
        types.add(
            "accessPackageResourceScope",
            vec![
                set("id"),
                set("displayName"),
                set("description"),
                plain("originId"),
                plain("originSystem"),
                plain("isRootScope"),
                joined,
                plain("url").used(Use::Ignored("an address of the scope, which its origin id says")),
            ],
        );
    }

    fn read(entry: &Value, _: &Reading<'_>) -> Option<Self> {
        role_link(entry).map(|(link, _)| link)
    }

    fn show(entry: &Value, names: &Names) -> String {
        let part = |name: &str| directory_words(&entry[name], names);
        format!("{} of {}", part("role"), part("resource"))
    }
}

/// One role link and its role's display name; `None` where the service shows no role or no scope. Role links carry no
/// resource (fact role-link-lacks-resource): the scope's origin is the resource's, for root scopes.
pub(crate) fn role_link(link: &Value) -> Option<(RoleLink, String)> {
    let (role, scope) = (&link["role"], &link["scope"]);
    let system = json::some_text(scope, "originSystem").or_else(|| json::some_text(role, "originSystem"))?;
    let scope_id = json::some_text(scope, "originId")?;
    let part = scope.get("isRootScope").and_then(Value::as_bool) == Some(false);
    // A part of a site is not the site: it is kept as something this version does not manage.
    let resource = if part { Origin::Other { system, id: scope_id } } else { origin(&system, &scope_id) };
    let id = role_id(&json::some_text(role, "originId")?, &resource);
    Some((RoleLink { resource, role: RoleRef::Id(id) }, json::text(role, "displayName")))
}

/// The origin of a resource or of a root scope.
pub(crate) fn origin(system: &str, id: &str) -> Origin {
    match OriginSystem::of(system) {
        OriginSystem::AadGroup => Origin::Group(DirectoryRef::Id(ObjectId::new(id))),
        OriginSystem::AadApplication => Origin::Application(DirectoryRef::Id(ObjectId::new(id))),
        OriginSystem::SharePointOnline => Origin::Site(id.trim_end_matches('/').to_owned()),
        OriginSystem::Other(system) => Origin::Other { system, id: id.to_owned() },
    }
}

/// Graph's words for where a resource comes from: origin system and origin id.
///
/// # Errors
/// When the origin is not bound.
pub(crate) fn origin_words(origin: &Origin) -> Result<(String, String), EncodeError> {
    let (system, id) = match origin {
        Origin::Group(group) => (OriginSystem::AadGroup, bound(group)?.to_string()),
        Origin::Application(application) => (OriginSystem::AadApplication, bound(application)?.to_string()),
        Origin::Site(url) => (OriginSystem::SharePointOnline, url.clone()),
        Origin::Other { system, id } => (OriginSystem::Other(system.clone()), id.clone()),
    };
    Ok((system.word().to_owned(), id))
}

/// The body that adds a role to a package: role and scope by origin, the resource by its id in the catalog.
///
/// # Errors
/// When the resource is not in the catalog yet, or the role is still a name.
pub fn role_link_body(package: &PackageKey, link: &RoleLink, ids: &Ids) -> Result<Value, EncodeError> {
    let key = ResourceKey { catalog: package.catalog.clone(), origin: link.resource.clone() };
    let resource = ids.id(&Key::Resource(key.clone()))?;
    let (system, plain) = origin_words(&link.resource)?;
    let id = ids.origin(&key).map_or(plain, str::to_owned);
    let role = match &link.role {
        RoleRef::Id(role) => role,
        RoleRef::Name(name) => return Err(EncodeError::Unbound(name.clone())),
    };
    Ok(json!({
        "role": {
            "originId": role,
            "originSystem": system,
            "resource": { "id": resource, "originId": id, "originSystem": system },
        },
        // Groups, applications and single sites have a root scope alone, and a site's link is not found without it.
        "scope": { "originId": id, "originSystem": system, "isRootScope": true },
    }))
}
