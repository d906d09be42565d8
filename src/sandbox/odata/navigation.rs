//! The navigation properties: from a row to its related rows.
//!
//! It must not shape answers: it returns stored rows with their types.

use serde_json::Value;

use crate::sandbox::message::Row;
use crate::sandbox::related::{assignments, links, resources};
use crate::sandbox::row::{text_of, texts_of};
use crate::sandbox::store::table;
use crate::sandbox::view::{Typed, View};

/// The target of a navigation property.
pub(crate) enum Followed {
    One(Option<Typed>),
    Many(Vec<Typed>),
}

/// Follows a navigation property of a row.
pub(crate) fn follow_navigation(view: View<'_>, ty: &str, row: &Row, name: &str) -> Followed {
    let id = text_of(row, "id");
    let catalog = |id: &str| Followed::One(view.visible_row("accessPackageCatalog", table::CATALOGS, id));
    let package = |id: &str| Followed::One(view.visible_row("accessPackage", table::PACKAGES, id));
    match (ty, name) {
        ("accessPackageCatalog", "accessPackages") => {
            Followed::Many(
                view.visible_rows("accessPackage", table::PACKAGES, |row| text_of(row, "_catalog") == id),
            )
        }
        ("accessPackageCatalog", "resources") => Followed::Many(resources::resources_of_catalog(view, id)),
        ("accessPackage" | "accessPackageResourceRequest", "catalog") => catalog(text_of(row, "_catalog")),
        ("accessPackageAssignmentPolicy", "catalog") => {
            let package = view.store.get(table::PACKAGES, text_of(row, "_accessPackage"));
            catalog(package.map_or("", |package| text_of(package, "_catalog")))
        }
        ("accessPackage", _) => follow_package(view, row, name),
        (_, "accessPackage") => package(text_of(row, "_accessPackage")),
        ("accessPackageAssignmentPolicy", _) => Followed::Many(policy_parts(row, name)),
        ("customExtensionStageSetting", "customExtension") => {
            let reference = row.get("customExtension").and_then(Value::as_object);
            let id = reference.map_or("", |reference| text_of(reference, "id"));
            Followed::One(view.visible_row("customCalloutExtension", table::EXTENSIONS, id))
        }
        ("accessPackageResource", "roles") => {
            Followed::Many(typed_rows("accessPackageResourceRole", resources::expanded_roles(view, row)))
        }
        ("accessPackageResource", "scopes") => {
            Followed::Many(typed_rows("accessPackageResourceScope", vec![resources::root_scope(view, row)]))
        }
        ("accessPackageResource", "environment") => Followed::One(view.visible_row(
            "accessPackageResourceEnvironment",
            table::ENVIRONMENTS,
            text_of(row, "_environment"),
        )),
        ("accessPackageResourceEnvironment", "resources") => {
            Followed::Many(view.visible_rows("accessPackageResource", table::RESOURCES, |row| {
                text_of(row, "_environment") == id
            }))
        }
        (_, "resource") => Followed::One(view.visible_row(
            "accessPackageResource",
            table::RESOURCES,
            text_of(row, "_resource"),
        )),
        ("accessPackageResourceRoleScope", _) => Followed::One(links::link_side(view, row, name)),
        ("connectedOrganization", _) => {
            let ids = texts_of(row, &format!("_{name}"));
            Followed::Many(ids.iter().filter_map(|id| view.directory_row(id)).collect())
        }
        ("accessPackageAssignment" | "accessPackageAssignmentRequest" | "accessPackageSubject", _) => {
            Followed::One(assignments::follow_assignment(view, ty, row, name))
        }
        ("unifiedRoleAssignment", "principal") => {
            Followed::One(view.directory_row(text_of(row, "principalId")))
        }
        ("unifiedRoleAssignment", "roleDefinition") => Followed::One(view.visible_row(
            "unifiedRoleDefinition",
            table::ROLE_DEFINITIONS,
            text_of(row, "roleDefinitionId"),
        )),
        _ => Followed::Many(Vec::new()),
    }
}

fn follow_package(view: View<'_>, row: &Row, name: &str) -> Followed {
    let id = text_of(row, "id").to_owned();
    Followed::Many(match name {
        "assignmentPolicies" => {
            view.visible_rows("accessPackageAssignmentPolicy", table::POLICIES, |policy| {
                text_of(policy, "_accessPackage") == id
            })
        }
        "resourceRoleScopes" => {
            typed_rows("accessPackageResourceRoleScope", links::links_of_package(view, &id))
        }
        "incompatibleAccessPackages" => {
            let ids = texts_of(row, "_incompatibleAccessPackages");
            ids.iter().filter_map(|id| view.visible_row("accessPackage", table::PACKAGES, id)).collect()
        }
        "accessPackagesIncompatibleWith" => view.visible_rows("accessPackage", table::PACKAGES, |other| {
            texts_of(other, "_incompatibleAccessPackages").contains(&id)
        }),
        "incompatibleGroups" => {
            texts_of(row, "_incompatibleGroups").iter().filter_map(|id| view.directory_row(id)).collect()
        }
        _ => Vec::new(),
    })
}

fn policy_parts(row: &Row, name: &str) -> Vec<Typed> {
    let parts = row.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    parts
        .map(|part| {
            let label = text_of(part, "@odata.type").trim_start_matches("#microsoft.graph.");
            let fallback =
                if name == "questions" { "accessPackageQuestion" } else { "customExtensionStageSetting" };
            (if label.is_empty() { fallback } else { label }.to_owned(), part.clone())
        })
        .collect()
}

fn typed_rows(ty: &str, rows: Vec<Row>) -> Vec<Typed> {
    rows.into_iter().map(|row| (ty.to_owned(), row)).collect()
}
