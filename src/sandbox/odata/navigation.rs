//! The navigation properties: from a row to its related rows.
//!
//! It must not shape answers: it returns stored rows with their types.

use serde_json::Value;

use crate::sandbox::message::Row;
use crate::sandbox::related::{assignments, links, resources};
use crate::sandbox::row::{text, texts};
use crate::sandbox::store::table;
use crate::sandbox::view::{Typed, View};

/// The target of a navigation property.
pub(crate) enum Followed {
    One(Option<Typed>),
    Many(Vec<Typed>),
}

/// Follows a navigation property of a row.
pub(crate) fn follow(view: View<'_>, ty: &str, row: &Row, name: &str) -> Followed {
    let id = text(row, "id");
    let catalog = |id: &str| Followed::One(view.item("accessPackageCatalog", table::CATALOGS, id));
    let package = |id: &str| Followed::One(view.item("accessPackage", table::PACKAGES, id));
    match (ty, name) {
        ("accessPackageCatalog", "accessPackages") => {
            Followed::Many(view.list("accessPackage", table::PACKAGES, |row| text(row, "_catalog") == id))
        }
        ("accessPackageCatalog", "resources") => Followed::Many(resources::of_catalog(view, id)),
        ("accessPackage" | "accessPackageResourceRequest", "catalog") => catalog(text(row, "_catalog")),
        ("accessPackageAssignmentPolicy", "catalog") => {
            let package = view.store.get(table::PACKAGES, text(row, "_accessPackage"));
            catalog(package.map_or("", |package| text(package, "_catalog")))
        }
        ("accessPackage", _) => follow_package(view, row, name),
        (_, "accessPackage") => package(text(row, "_accessPackage")),
        ("accessPackageAssignmentPolicy", _) => Followed::Many(policy_parts(row, name)),
        ("customExtensionStageSetting", "customExtension") => {
            let reference = row.get("customExtension").and_then(Value::as_object);
            let id = reference.map_or("", |reference| text(reference, "id"));
            Followed::One(view.item("customCalloutExtension", table::EXTENSIONS, id))
        }
        ("accessPackageResource", "roles") => {
            Followed::Many(typed("accessPackageResourceRole", resources::expanded_roles(view, row)))
        }
        ("accessPackageResource", "scopes") => {
            Followed::Many(typed("accessPackageResourceScope", vec![resources::scope(view, row)]))
        }
        ("accessPackageResource", "environment") => Followed::One(view.item(
            "accessPackageResourceEnvironment",
            table::ENVIRONMENTS,
            text(row, "_environment"),
        )),
        ("accessPackageResourceEnvironment", "resources") => {
            Followed::Many(
                view.list("accessPackageResource", table::RESOURCES, |row| text(row, "_environment") == id),
            )
        }
        (_, "resource") => {
            Followed::One(view.item("accessPackageResource", table::RESOURCES, text(row, "_resource")))
        }
        ("accessPackageResourceRoleScope", _) => Followed::One(links::side(view, row, name)),
        ("connectedOrganization", _) => {
            let ids = texts(row, &format!("_{name}"));
            Followed::Many(ids.iter().filter_map(|id| view.directory(id)).collect())
        }
        ("accessPackageAssignment" | "accessPackageAssignmentRequest" | "accessPackageSubject", _) => {
            Followed::One(assignments::related(view, ty, row, name))
        }
        ("unifiedRoleAssignment", "principal") => Followed::One(view.directory(text(row, "principalId"))),
        ("unifiedRoleAssignment", "roleDefinition") => Followed::One(view.item(
            "unifiedRoleDefinition",
            table::ROLE_DEFINITIONS,
            text(row, "roleDefinitionId"),
        )),
        _ => Followed::Many(Vec::new()),
    }
}

fn follow_package(view: View<'_>, row: &Row, name: &str) -> Followed {
    let id = text(row, "id").to_owned();
    Followed::Many(match name {
        "assignmentPolicies" => view.list("accessPackageAssignmentPolicy", table::POLICIES, |policy| {
            text(policy, "_accessPackage") == id
        }),
        "resourceRoleScopes" => typed("accessPackageResourceRoleScope", links::of_package(view, &id)),
        "incompatibleAccessPackages" => {
            let ids = texts(row, "_incompatibleAccessPackages");
            ids.iter().filter_map(|id| view.item("accessPackage", table::PACKAGES, id)).collect()
        }
        "accessPackagesIncompatibleWith" => view.list("accessPackage", table::PACKAGES, |other| {
            texts(other, "_incompatibleAccessPackages").contains(&id)
        }),
        "incompatibleGroups" => {
            texts(row, "_incompatibleGroups").iter().filter_map(|id| view.directory(id)).collect()
        }
        _ => Vec::new(),
    })
}

fn policy_parts(row: &Row, name: &str) -> Vec<Typed> {
    let parts = row.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    parts
        .map(|part| {
            let label = text(part, "@odata.type").trim_start_matches("#microsoft.graph.");
            let fallback =
                if name == "questions" { "accessPackageQuestion" } else { "customExtensionStageSetting" };
            (if label.is_empty() { fallback } else { label }.to_owned(), part.clone())
        })
        .collect()
}

fn typed(ty: &str, rows: Vec<Row>) -> Vec<Typed> {
    rows.into_iter().map(|row| (ty.to_owned(), row)).collect()
}
