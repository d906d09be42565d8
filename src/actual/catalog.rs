//! Catalogs, their resources, their extensions and who holds a role in them.
//!
//! Roles come from role assignments by role definition and scope (fact entitlement-role-ids); a role that is none of
//! the four of a catalog is not in the state.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::package::origin;
use super::question::question;
use super::value::{flag, kind, list, object_id, some_text, span, text};
use crate::graph::role;
use crate::model::{
    Attribute, Catalog, CatalogRoles, CatalogState, Extension, ExtensionKind, LogicApp, Origin, Principal,
    Resource,
};

/// A catalog. `roles` are the assignments in it, or `None` where they could not be read.
pub(super) fn catalog(value: &Value, roles: Option<&[(String, Principal)]>) -> Catalog {
    let of = |definition: &str| {
        let holders = roles?.iter().filter(|(role, _)| role == definition);
        Some(holders.map(|(_, principal)| principal.clone()).collect::<BTreeSet<_>>())
    };
    Catalog {
        name: text(value, "displayName"),
        description: text(value, "description"),
        state: some_text(value, "state").map_or(CatalogState::Published, |word| CatalogState::of(&word)),
        externally_visible: flag(value, "isExternallyVisible"),
        roles: CatalogRoles {
            owners: of(role::CATALOG_OWNER),
            readers: of(role::CATALOG_READER),
            access_package_managers: of(role::PACKAGE_MANAGER),
            access_package_assignment_managers: of(role::ASSIGNMENT_MANAGER),
        },
        built_in: text(value, "catalogType").eq_ignore_ascii_case("serviceDefault"),
    }
}

/// Where a catalog resource comes from.
pub(super) fn resource_origin(value: &Value) -> Option<Origin> {
    Some(origin(&some_text(value, "originSystem")?, &some_text(value, "originId")?))
}

/// A catalog resource. The default environment counts as none: that is where a site is without one.
pub(super) fn resource(value: &Value) -> Resource {
    let environment =
        value.get("environment").filter(|environment| !flag(environment, "isDefaultEnvironment"));
    let attribute = |value: &Value| Attribute {
        question: question(&value["source"]["question"]),
        editable: flag(value, "isEditable"),
        persists_after_removal: flag(value, "isPersistedOnAssignmentRemoval"),
    };
    let attributes = list(value, "attributes").map(|value| (text(value, "name"), attribute(value)));
    Resource {
        attributes: attributes.collect::<BTreeMap<_, _>>(),
        environment: environment.and_then(|environment| some_text(environment, "originId")),
    }
}

/// A custom extension. The callback's time has two names (fact extension-callback-names).
pub(super) fn extension(value: &Value) -> Extension {
    let endpoint = &value["endpointConfiguration"];
    let callback = &value["callbackConfiguration"];
    Extension {
        name: text(value, "displayName"),
        description: text(value, "description"),
        kind: match kind(value) {
            Some("accessPackageAssignmentRequestWorkflowExtension") => ExtensionKind::AssignmentRequest,
            Some("accessPackageAssignmentWorkflowExtension") => ExtensionKind::Assignment,
            other => ExtensionKind::Other(other.unwrap_or_default().to_owned()),
        },
        logic_app: LogicApp {
            // A GUID: its case says nothing.
            subscription_id: text(endpoint, "subscriptionId").to_ascii_lowercase(),
            resource_group: text(endpoint, "resourceGroupName"),
            workflow: text(endpoint, "logicAppWorkflowName"),
        },
        callback_timeout: span(callback, "timeoutDuration")
            .or_else(|| span(callback, "durationBeforeTimeout")),
    }
}

/// A role assignment: the catalog's id (`None` for the tenant), the role definition and who holds it.
pub(super) fn holder(
    assignment: &Value,
    directory: &BTreeMap<crate::model::ObjectId, Principal>,
) -> Option<(Option<String>, String, Principal)> {
    let scope = text(assignment, "appScopeId");
    let catalog = match role::catalog_of(&scope) {
        Some(catalog) => Some(catalog),
        None if scope == role::TENANT_SCOPE => None,
        None => return None,
    };
    let id = object_id(assignment, "principalId")?;
    let shown = super::organization::principal(&assignment["principal"]);
    let shown = shown.filter(|principal| !matches!(principal, Principal::Unknown(_)));
    let unknown = || Principal::Unknown(crate::model::DirectoryRef::Id(id.clone()));
    let principal = shown.or_else(|| directory.get(&id).cloned()).unwrap_or_else(unknown);
    Some((catalog, text(assignment, "roleDefinitionId").to_ascii_lowercase(), principal))
}
