//! Which fields of two objects differ. Both sides are taken apart whole, so that a new field does not compile
//! until somebody decides how it compares.

use serde::Serialize;
use serde_json::Value;

use crate::model::{Catalog, CatalogRoles, Extension, LogicApp, Organization, Package, Resource, Settings};

use super::FieldChange;

/// An object that can say which of its fields differ from another's.
pub(super) trait Compare {
    /// The fields in which `after` differs from `self`, in the order of the type.
    fn fields(&self, after: &Self) -> Vec<FieldChange>;
}

/// Collects differing fields below a path.
#[derive(Default)]
pub(super) struct Fields(pub(super) Vec<FieldChange>);

impl Fields {
    /// Notes the field when the two values differ.
    pub(super) fn field<T: PartialEq + Serialize>(&mut self, field: &str, before: &T, after: &T) {
        if before != after {
            self.0.push(FieldChange { field: field.to_owned(), before: json(before), after: json(after) });
        }
    }
}

/// A value of the model as JSON. Every model type serialises; a failure would be a defect of the type itself and
/// shows as null in a plan, which the tests of the model catch.
fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

impl Compare for Organization {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self { name, description, identity, state, internal_sponsors, external_sponsors } = self;
        let mut fields = Fields::default();
        fields.field("name", name, &after.name);
        fields.field("description", description, &after.description);
        fields.field("identity", identity, &after.identity);
        fields.field("state", state, &after.state);
        fields.field("sponsors.internal", internal_sponsors, &after.internal_sponsors);
        fields.field("sponsors.external", external_sponsors, &after.external_sponsors);
        fields.0
    }
}

impl Compare for Catalog {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self { name, description, state, externally_visible, roles, built_in: _not_a_wish } = self;
        let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
            roles;
        let mut fields = Fields::default();
        fields.field("name", name, &after.name);
        fields.field("description", description, &after.description);
        fields.field("state", state, &after.state);
        fields.field("externallyVisible", externally_visible, &after.externally_visible);
        fields.field("roles.owners", owners, &after.roles.owners);
        fields.field("roles.readers", readers, &after.roles.readers);
        let managers = &after.roles.access_package_managers;
        fields.field("roles.accessPackageManagers", access_package_managers, managers);
        let managers = &after.roles.access_package_assignment_managers;
        fields.field("roles.accessPackageAssignmentManagers", access_package_assignment_managers, managers);
        fields.0
    }
}

impl Compare for Resource {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self { attributes, environment } = self;
        let mut fields = Fields::default();
        fields.field("attributes", attributes, &after.attributes);
        fields.field("environment", environment, &after.environment);
        fields.0
    }
}

impl Compare for Extension {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self { name, description, kind, logic_app, callback_timeout } = self;
        let LogicApp { subscription_id, resource_group, workflow } = logic_app;
        let mut fields = Fields::default();
        fields.field("name", name, &after.name);
        fields.field("description", description, &after.description);
        fields.field("kind", kind, &after.kind);
        fields.field("logicApp.subscriptionId", subscription_id, &after.logic_app.subscription_id);
        fields.field("logicApp.resourceGroup", resource_group, &after.logic_app.resource_group);
        fields.field("logicApp.workflow", workflow, &after.logic_app.workflow);
        fields.field("callback.timeout", callback_timeout, &after.callback_timeout);
        fields.0
    }
}

impl Compare for Package {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self { name, description, hidden, roles, incompatible_packages, incompatible_groups } = self;
        let mut fields = Fields::default();
        fields.field("name", name, &after.name);
        fields.field("description", description, &after.description);
        fields.field("hidden", hidden, &after.hidden);
        fields.field("resources", roles, &after.roles);
        fields.field("incompatible.packages", incompatible_packages, &after.incompatible_packages);
        fields.field("incompatible.groups", incompatible_groups, &after.incompatible_groups);
        fields.0
    }
}

impl Compare for Settings {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self { external_user_lifecycle, catalog_creators } = self;
        let mut fields = Fields::default();
        fields.field("externalUserLifecycle", external_user_lifecycle, &after.external_user_lifecycle);
        fields.field("catalogCreators", catalog_creators, &after.catalog_creators);
        fields.0
    }
}
