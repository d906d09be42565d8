//! Every property of the Graph types we decode: modelled, set by the service, left out for a reason, or carried.
//!
//! The tables say it of their own types and the codecs of theirs; here are the types that have neither. The walk that
//! finds what is not modelled reads this, so that table and behaviour cannot differ. Names and enum members are those
//! of the v1.0 metadata (fact v1-metadata-types). `@odata` annotations are not properties.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::graph_type::JOINED;
pub use super::graph_type::{Property, Shape, Type, Types, Use};
use super::table::Table;
use crate::model::{Catalog, Extension, Organization, Package, Policy, Resource, Settings};

/// Every type.
#[must_use]
pub fn all_types() -> &'static BTreeMap<&'static str, Type> {
    static TYPES: OnceLock<Types> = OnceLock::new();
    let made = TYPES.get_or_init(|| {
        let mut types = Types::default();
        Organization::register_types(&mut types);
        Catalog::register_types(&mut types);
        Resource::register_types(&mut types);
        Extension::register_types(&mut types);
        Package::register_types(&mut types);
        Policy::register_types(&mut types);
        Settings::register_types(&mut types);
        types.add_type("unifiedRoleAssignment", ROLE_ASSIGNMENT.to_vec());
        types
    });
    &made.0
}

/// Role assignments: created and deleted one by one, never updated.
const ROLE_ASSIGNMENT: &[Property] = &[
    Property::opaque("id").with_use(Use::ReadOnly),
    Property::opaque("principalId"),
    Property::opaque("roleDefinitionId"),
    Property::opaque("appScopeId"),
    ignored_property(
        "directoryScopeId",
        "entitlement management scopes role assignments by catalog, in appScopeId",
    ),
    ignored_property("condition", "entitlement management has no conditions"),
    ignored_property("principalOrganizationId", "the tenant's own"),
    ignored_property("principal", JOINED),
    ignored_property("roleDefinition", JOINED),
    ignored_property("appScope", JOINED),
    ignored_property("directoryScope", JOINED),
];

const fn ignored_property(name: &'static str, reason: &'static str) -> Property {
    Property::opaque(name).with_use(Use::Ignored(reason))
}

/// Forms that an object of the table can take and that are not modelled, and what becomes of them.
pub const UNMODELLED: &[(&str, &str)] = &[
    (
        "accessPackageDynamicApprovalStage",
        "v1.0 defines no properties for it; a policy that has it is reported and never written",
    ),
    (
        "httpRequestEndpoint",
        "an extension that has it is reported and never written: replacing it would lose the address",
    ),
    ("azureAdTokenAuthentication", "kept unchanged in every update, and reported"),
];
