//! The navigation properties: from a row to the rows it is related to.
//!
//! It must not shape answers; what it returns are stored rows with their types.

use std::time::Duration;

use serde_json::Value;

use crate::sandbox::faults::Faults;
use crate::sandbox::message::Row;
use crate::sandbox::permit;
use crate::sandbox::rights::{Rights, Standing};
use crate::sandbox::rules::{assignments, links, resources};
use crate::sandbox::store::{Store, table};

/// What a reader sees: the store at a moment.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) store: &'a Store,
    pub(crate) faults: &'a Faults,
    pub(crate) now: Duration,
    /// What the reader may do: of catalogs that are not its own it sees nothing.
    pub(crate) rights: &'a Rights,
}

/// A row with the name of its type.
pub(crate) type Typed = (String, Row);

/// Where a navigation property leads.
pub(crate) enum Followed {
    One(Option<Typed>),
    Many(Vec<Typed>),
}

/// Returns a moment as rows keep it.
pub(crate) fn millis(moment: Duration) -> u64 {
    u64::try_from(moment.as_millis()).unwrap_or(u64::MAX)
}

/// Returns a text member of a row, empty when it is absent.
pub(crate) fn text<'r>(row: &'r Row, name: &str) -> &'r str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Returns the texts of a list member.
pub(crate) fn texts(row: &Row, name: &str) -> Vec<String> {
    let items = row.get(name).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl<'a> View<'a> {
    fn reached(self, row: &Row, name: &str) -> Option<bool> {
        row.get(name).and_then(Value::as_u64).map(|at| at <= millis(self.now))
    }

    /// Says whether readers see the row.
    pub(crate) fn visible(self, row: &Row) -> bool {
        self.live(row) && self.reached(row, "_visibleAt") != Some(false)
    }

    /// Says whether the row exists for writers, who do not wait for the readers' copies.
    pub(crate) fn live(self, row: &Row) -> bool {
        self.reached(row, "_doneAt") != Some(false) && self.reached(row, "_goneAt") != Some(true)
    }

    /// Says whether a row is shown to this reader.
    fn shown(self, table: &str, row: &Row) -> bool {
        if self.rights.unlimited() {
            return true;
        }
        let catalog = match table {
            table::CATALOGS => Some(text(row, "id").to_owned()),
            table::PACKAGES
            | table::POLICIES
            | table::RESOURCES
            | table::EXTENSIONS
            | table::ASSIGNMENTS
            | table::ASSIGNMENT_REQUESTS
            | table::RESOURCE_REQUESTS => permit::catalog_of_row(self.store, row),
            _ => return true,
        };
        self.rights.standing(permit::READ) != Some(Standing::ByCatalog)
            || catalog.is_some_and(|catalog| self.rights.catalogs.contains_key(&catalog))
    }

    /// Returns the visible rows of a table that a test picks.
    pub(crate) fn list(self, ty: &str, table: &str, pick: impl Fn(&Row) -> bool) -> Vec<Typed> {
        let rows = self.store.rows(table).map(|(_, row)| row);
        let seen = rows.filter(|row| self.visible(row) && pick(row) && self.shown(table, row));
        seen.map(|row| (ty.to_owned(), row.clone())).collect()
    }

    /// Returns a visible row.
    pub(crate) fn item(self, ty: &str, table: &str, id: &str) -> Option<Typed> {
        let row = self.store.get(table, id).filter(|row| self.visible(row) && self.shown(table, row))?;
        Some((ty.to_owned(), row.clone()))
    }

    /// Returns a user, group or service principal.
    pub(crate) fn directory(self, id: &str) -> Option<Typed> {
        let kinds = [
            (table::USERS, "user"),
            (table::GROUPS, "group"),
            (table::SERVICE_PRINCIPALS, "servicePrincipal"),
        ];
        kinds.iter().find_map(|(table, ty)| Some(((*ty).to_owned(), self.store.get(table, id)?.clone())))
    }

    fn directories(self, ids: &[String]) -> Followed {
        Followed::Many(ids.iter().filter_map(|id| self.directory(id)).collect())
    }
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
        ("connectedOrganization", _) => view.directories(&texts(row, &format!("_{name}"))),
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
