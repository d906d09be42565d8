//! Every property of the Graph types we decode: modelled, set by the service, left out for a reason, or carried.
//!
//! The tables say it of their own types and the codecs of theirs; here are the types that have neither. The walk that
//! finds what is not modelled reads this, so that table and behaviour cannot differ. Names and enum members are those
//! of the v1.0 metadata (fact v1-metadata-types). `@odata` annotations are not properties.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::graph_type::JOINED;
pub use super::graph_type::{Holds, Property, Type, Types, Use};
use super::table::Table;
use crate::model::{Catalog, Extension, Organization, Package, Policy, Resource, Settings};

/// Every type.
#[must_use]
pub fn types() -> &'static BTreeMap<&'static str, Type> {
    static TYPES: OnceLock<Types> = OnceLock::new();
    let made = TYPES.get_or_init(|| {
        let mut types = Types::default();
        Organization::types(&mut types);
        Catalog::types(&mut types);
        Resource::types(&mut types);
        Extension::types(&mut types);
        Package::types(&mut types);
        Policy::types(&mut types);
        Settings::types(&mut types);
        types.add("unifiedRoleAssignment", ROLE_ASSIGNMENT.to_vec());
        types
    });
    &made.0
}

/// Role assignments: created and deleted one by one, never updated.
const ROLE_ASSIGNMENT: &[Property] = &[
    Property::plain("id").used(Use::ReadOnly),
    Property::plain("principalId"),
    Property::plain("roleDefinitionId"),
    Property::plain("appScopeId"),
    ignored("directoryScopeId", "entitlement management scopes by catalog, in appScopeId"),
    ignored("condition", "entitlement management has no conditions"),
    ignored("principalOrganizationId", "the tenant's own"),
    ignored("principal", JOINED),
    ignored("roleDefinition", JOINED),
    ignored("appScope", JOINED),
    ignored("directoryScope", JOINED),
];

const fn ignored(name: &'static str, reason: &'static str) -> Property {
    Property::plain(name).used(Use::Ignored(reason))
}

/// Forms that an object of the table can take and that are not modelled, and what becomes of them.
pub const UNMODELLED: &[(&str, &str)] = &[
    ("accessPackageDynamicApprovalStage", "v1.0 gives it no members; its policy is named and never written"),
    ("httpRequestEndpoint", "its extension is named and never written: replacing it would lose the address"),
    ("azureAdTokenAuthentication", "carried unchanged through every update, and named"),
];
