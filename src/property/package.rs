//! Access packages, the roles they grant, and what keeps them apart. All lists are changed entry by entry.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{Codec, directory_words, flag_codec, text_codec};
use super::context::{Names, Reading, Writing};
use super::graph_type::{JOINED, OWN, Property, Types, Use};
use super::info::When;
use super::json::{self, Object};
use super::row::new_row;
use super::show;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, DirectoryRef, EncodeError, Ids, Key, ObjectId, Origin, OriginSystem, Package, PackageKey,
    PackageRef, ResourceKey, RoleLink, RoleRef, bound_id, comparable_role_id,
};

table! { Package: ["accessPackage"]; {
    name: new_row("name", text_codec("displayName")).without_effect("a name"),
    description: new_row("description", text_codec("description"))
        .same_as("name")
        .without_effect("descriptive text for readers; has no effect on access"),
    hidden: new_row("hidden", flag_codec("isHidden")).with_default(false).with_effect(AccessEffect::Door),
    roles: new_row("resources", Parts::<RoleLink>::new("resourceRoleScopes"))
        .with_label("role")
        .with_default(BTreeSet::new())
        .written_when(When::Operations)
        .with_effect(AccessEffect::Reach),
    incompatible_packages: new_row("incompatible.packages", Parts::<PackageRef>::new("incompatibleAccessPackages"))
        .with_label("incompatible package")
    .with_default(BTreeSet::new())
        .written_when(When::Operations)
        .with_effect(AccessEffect::Gate),
    incompatible_groups: new_row("incompatible.groups", Parts::<DirectoryRef>::new("incompatibleGroups"))
        .with_label("incompatible group")
        .with_default(BTreeSet::new())
        .written_when(When::Operations)
        .with_effect(AccessEffect::Gate),
} beside [
    Beside::Kept("id"),
    Beside::Kept("createdDateTime"),
    Beside::Kept("modifiedDateTime"),
    Beside::Ignored("catalog", JOINED),
    Beside::Ignored("catalogId", "a leftover copy of the catalog's id (fact package-stray-catalog-id)"),
    Beside::Ignored("accessPackagesIncompatibleWith", "the inverse of other packages' lists"),
    Beside::Ignored("assignmentPolicies", OWN),
] }

/// An entry of a list that is changed one by one.
trait PartOf: Ord + Clone + serde::Serialize + 'static {
    fn part_property(name: &'static str) -> Property {
        Property::opaque(name)
    }

    fn add_part_types(_: &mut Types) {}

    fn read_part(entry: &Value, cx: &Reading<'_>) -> Option<Self>;

    fn show_part(entry: &Value, names: &Names) -> String {
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

    fn codec_properties(&self) -> Vec<Property> {
        vec![P::part_property(self.name)]
    }

    fn add_types(&self, types: &mut Types) {
        P::add_part_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> BTreeSet<P> {
        json::list_member(object, self.name).filter_map(|entry| P::read_part(entry, cx)).collect()
    }

    fn write_member(&self, _: &BTreeSet<P>, _: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        Ok(())
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|entry| P::show_part(entry, names))
    }
}

impl PartOf for DirectoryRef {
    fn read_part(entry: &Value, _: &Reading<'_>) -> Option<Self> {
        json::object_id(entry, "id").map(Self::Id)
    }
}

impl PartOf for PackageRef {
    fn read_part(entry: &Value, cx: &Reading<'_>) -> Option<Self> {
        let id = json::object_id(entry, "id")?;
        Some(cx.index.packages.get(&id).cloned().map_or(Self::Id(id), Self::Key))
    }

    fn show_part(entry: &Value, names: &Names) -> String {
        match show::single_member(entry) {
            Some(("key", key)) => catalog_key_words(key),
            _ => directory_words(entry, names),
        }
    }
}

/// The key of an object of a catalog in words.
pub(super) fn catalog_key_words(key: &Value) -> String {
    format!("{} / {}", show::show_plain(&key["catalog"]["name"]), show::show_plain(&key["name"]))
}

impl PartOf for RoleLink {
    fn part_property(name: &'static str) -> Property {
        Property::typed_object(name, "accessPackageResourceRoleScope")
    }

    fn add_part_types(types: &mut Types) {
        let set = |name| Property::opaque(name).with_use(Use::ReadOnly);
        let joined = Property::opaque("resource").with_use(Use::Ignored(JOINED));
        let plain = Property::opaque;
        types.add_type(
            "accessPackageResourceRoleScope",
            vec![
                set("id"),
                set("createdDateTime"),
                Property::typed_object("role", "accessPackageResourceRole"),
                Property::typed_object("scope", "accessPackageResourceScope"),
            ],
        );
        types.add_type(
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
        types.add_type(
            "accessPackageResourceScope",
            vec![
                set("id"),
                set("displayName"),
                set("description"),
                plain("originId"),
                plain("originSystem"),
                plain("isRootScope"),
                joined,
                plain("url")
                    .with_use(Use::Ignored("the scope's URL; the scope's origin id already contains it")),
            ],
        );
    }

    fn read_part(entry: &Value, _: &Reading<'_>) -> Option<Self> {
        role_link(entry).map(|(link, _)| link)
    }

    fn show_part(entry: &Value, names: &Names) -> String {
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
    // A part of a site is not the site: it is kept as something this version of Guestlist does not manage.
    let resource =
        if part { Origin::Other { system, id: scope_id } } else { read_origin_of(&system, &scope_id) };
    let id = comparable_role_id(&json::some_text(role, "originId")?, &resource);
    Some((RoleLink { resource, role: RoleRef::Id(id) }, json::text_member(role, "displayName")))
}

/// The origin of a resource or of a root scope.
pub(crate) fn read_origin_of(system: &str, id: &str) -> Origin {
    match OriginSystem::from_word(system) {
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
        Origin::Group(group) => (OriginSystem::AadGroup, bound_id(group)?.to_string()),
        Origin::Application(application) => {
            (OriginSystem::AadApplication, bound_id(application)?.to_string())
        }
        Origin::Site(url) => (OriginSystem::SharePointOnline, url.clone()),
        Origin::Other { system, id } => (OriginSystem::Other(system.clone()), id.clone()),
    };
    Ok((system.graph_word().to_owned(), id))
}

/// The body that adds a role to a package: role and scope by origin, the resource by its id in the catalog.
///
/// # Errors
/// When the resource is not in the catalog yet, or the role is still a name.
pub fn role_link_body(package: &PackageKey, link: &RoleLink, ids: &Ids) -> Result<Value, EncodeError> {
    let key = ResourceKey { catalog: package.catalog.clone(), origin: link.resource.clone() };
    let resource = ids.id_of(&Key::Resource(key.clone()))?;
    let (system, plain) = origin_words(&link.resource)?;
    let id = ids.origin_id(&key).map_or(plain, str::to_owned);
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
