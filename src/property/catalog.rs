//! Catalogs and the roles in them.

use serde_json::Value;

use super::codec::{Codec, flag_codec, inline_block, role_holders, text_codec, word_codec};
use super::context::{Names, Reading, Writing};
use super::graph_type::{OWN, Property};
use super::info::When;
use super::json::{self, Object};
use super::row::new_row;
use super::show;
use super::table::{Beside, table};
use crate::model::{AccessEffect, Catalog, CatalogRoles, CatalogState, EncodeError, role};

const UNMANAGED: &str = "not managed: the tenant keeps its value";

table! { Catalog: ["accessPackageCatalog"]; {
    name: new_row("name", text_codec("displayName")).without_effect("a name"),
    description: new_row("description", text_codec("description"))
        .same_as("name")
        .without_effect("descriptive text for readers; has no effect on access"),
    state: new_row("state", word_codec("state", CatalogState::Published))
        .with_default(CatalogState::Published)
        .with_effect(AccessEffect::Door),
    externally_visible: new_row("externallyVisible", flag_codec("isExternallyVisible"))
        .with_label("externally visible")
        .with_default(false)
        .with_effect(AccessEffect::Door),
    roles: new_row("roles", inline_block::<CatalogRoles>())
        .with_meaning(CatalogRoles::default(), UNMANAGED)
        .written_when(When::Operations),
    built_in: new_row("", BuiltIn).written_when(When::Never),
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
    owners: new_row("owners", role_holders(role::CATALOG_OWNER))
        .with_label("catalog owner")
        .with_meaning(None, UNMANAGED)
        .written_when(When::Operations)
        .with_effect(AccessEffect::Authority),
    readers: new_row("readers", role_holders(role::CATALOG_READER))
        .with_label("catalog reader")
        .with_meaning(None, UNMANAGED)
        .written_when(When::Operations)
        .without_effect("a catalog reader can only read"),
    access_package_managers: new_row("accessPackageManagers", role_holders(role::PACKAGE_MANAGER))
        .with_label("access package manager")
        .with_meaning(None, UNMANAGED)
        .written_when(When::Operations)
        .with_effect(AccessEffect::Authority),
    access_package_assignment_managers: new_row(
        "accessPackageAssignmentManagers",
        role_holders(role::ASSIGNMENT_MANAGER),
    )
    .with_label("access package assignment manager")
    .with_meaning(None, UNMANAGED)
    .written_when(When::Operations)
    .with_effect(AccessEffect::Authority),
} beside [] }

/// Whether a catalog is the built-in one: by hand, because it is one word of a property that no file can choose.
#[derive(Clone, Copy)]
struct BuiltIn;

const TYPE: &str = "catalogType";

impl Codec for BuiltIn {
    type Value = bool;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::enum_words(TYPE, &["userManaged", "serviceDefault", "serviceManaged"])]
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> bool {
        json::text_member(object, TYPE).eq_ignore_ascii_case("serviceDefault")
    }

    fn write_member(&self, _: &bool, _: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}
