//! Catalogs and the roles in them.

use serde_json::Value;

use super::codec::{Codec, flag, inline, role_holders, text, word};
use super::context::{Names, Reading, Writing};
use super::graph_type::{OWN, Property};
use super::info::When;
use super::json::{self, Object};
use super::row::row;
use super::show;
use super::table::{Beside, table};
use crate::model::{AccessEffect, Catalog, CatalogRoles, CatalogState, EncodeError, role};

const UNMANAGED: &str = "not managed: the tenant keeps its value";

table! { Catalog: ["accessPackageCatalog"]; {
    name: row("name", text("displayName")).nothing("a name"),
    description: row("description", text("description")).same_as("name").nothing("words for people"),
    state: row("state", word("state", CatalogState::Published))
        .default(CatalogState::Published)
        .effect(AccessEffect::Door),
    externally_visible: row("externallyVisible", flag("isExternallyVisible"))
        .label("externally visible")
        .default(false)
        .effect(AccessEffect::Door),
    roles: row("roles", inline::<CatalogRoles>()).means(CatalogRoles::default(), UNMANAGED).when(When::Operations),
    built_in: row("", BuiltIn).when(When::Never),
} beside [
    Beside::Kept("id"),
    Beside::Kept("createdDateTime"),
    Beside::Kept("modifiedDateTime"),
    Beside::Ignored("accessPackages", OWN),
    Beside::Ignored("resources", OWN),
    Beside::Ignored("resourceRoles", OWN),
    Beside::Ignored("resourceScopes", OWN),
    Beside::Ignored("customWorkflowExtensions", OWN),
] }

table! { CatalogRoles: []; {
    owners: row("owners", role_holders(role::CATALOG_OWNER))
        .label("catalog owner")
        .means(None, UNMANAGED)
        .when(When::Operations)
        .effect(AccessEffect::Authority),
    readers: row("readers", role_holders(role::CATALOG_READER))
        .label("catalog reader")
        .means(None, UNMANAGED)
        .when(When::Operations)
        .nothing("a reader sees what a catalog has and decides nothing"),
    access_package_managers: row("accessPackageManagers", role_holders(role::PACKAGE_MANAGER))
        .label("access package manager")
        .means(None, UNMANAGED)
        .when(When::Operations)
        .effect(AccessEffect::Authority),
    access_package_assignment_managers: row(
        "accessPackageAssignmentManagers",
        role_holders(role::ASSIGNMENT_MANAGER),
    )
    .label("access package assignment manager")
    .means(None, UNMANAGED)
    .when(When::Operations)
    .effect(AccessEffect::Authority),
} beside [] }

/// Whether a catalog is the built-in one: by hand, because it is one word of a property that no file can choose.
#[derive(Clone, Copy)]
struct BuiltIn;

const TYPE: &str = "catalogType";

impl Codec for BuiltIn {
    type Value = bool;

    fn properties(&self) -> Vec<Property> {
        vec![Property::word(TYPE, &["userManaged", "serviceDefault", "serviceManaged"])]
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> bool {
        json::text(object, TYPE).eq_ignore_ascii_case("serviceDefault")
    }

    fn write(&self, _: &bool, _: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        Ok(())
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::plain(value)
    }
}
