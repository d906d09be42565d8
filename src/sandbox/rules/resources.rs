//! Resources of catalogs, with their roles, scopes and environments.
//!
//! It must not add or remove resources: resource requests do.

use serde_json::Value;

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row, format_timestamp};
use crate::sandbox::odata::allowed;
use crate::sandbox::odata::query;
use crate::sandbox::related::resources::{
    expanded_roles, find_origin, list_offered_roles, mirrored_members, resources_of_catalog, root_scope,
};
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::view::Typed;

const TYPE: &str = "accessPackageResource";

/// Answers the paths below a catalog.
pub(crate) fn route_resources(
    call: &mut Call<'_>,
    method: &str,
    catalog: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let read = call.reading();
    let inside = |row: &Row| text_of(row, "_catalog") == catalog;
    let resource = |id: &str| {
        let found = read.view.visible_row(TYPE, table::RESOURCES, id).filter(|(_, row)| inside(row));
        found.ok_or_else(not_found)
    };
    match (method, segments) {
        ("GET", ["resources"]) => {
            read.list_reply(&allowed::RESOURCES, resources_of_catalog(read.view, catalog))
        }
        ("GET", ["resources", id]) => read.item_reply(&allowed::RESOURCES, &resource(id)?),
        ("GET", ["resources", id, "roles"]) => {
            let roles = expanded_roles(read.view, &resource(id)?.1);
            read.list_reply(&allowed::RESOURCE_ROLES, typed_resources("accessPackageResourceRole", roles))
        }
        ("GET", ["resources", id, "scopes"]) => {
            let scopes = vec![root_scope(read.view, &resource(id)?.1)];
            read.list_reply(&allowed::RESOURCE_SCOPES, typed_resources("accessPackageResourceScope", scopes))
        }
        ("POST", ["resources", id, "refresh" | "microsoft.graph.refresh"]) => {
            let (_, mut row) = resource(id)?;
            if let Ok(origin) =
                find_origin(read.view, text_of(&row, "originSystem"), text_of(&row, "originId"))
            {
                row.extend(mirrored_members(&origin));
                call.patch_row(table::RESOURCES, id, row);
            }
            Ok(Reply::no_content())
        }
        ("GET", ["resourceRoles"]) => answer_resource_roles(call, catalog),
        (_, ["resources" | "resourceRoles", ..]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

/// Lists the roles of one resource, which the path's filter must name.
fn answer_resource_roles(call: &Call<'_>, catalog: &str) -> Result<Reply, Fault> {
    let options = query::parse(&call.request.query)?;
    let named = options.filter.as_ref().and_then(|filter| {
        Some((
            filter.equality_literal("originSystem")?.to_owned(),
            filter.equality_literal("resource/id")?.to_owned(),
        ))
    });
    let Some((system, id)) = named else {
        let why = "OData query is invalid: originSystem and resource/id are required in the filter.";
        return Err(Fault::new(400, "InvalidFilter", why));
    };
    if uuid::Uuid::parse_str(&id).is_err() {
        let why = "OData query is invalid: Guid should contain 32 digits with 4 dashes \
                   (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).";
        return Err(Fault::new(400, "InvalidFilter", why));
    }
    let found = call.reader_view().visible_row(TYPE, table::RESOURCES, &id);
    let (_, row) = found.filter(|(_, row)| text_of(row, "_catalog") == catalog).ok_or_else(not_found)?;
    let roles = if text_of(&row, "originSystem").eq_ignore_ascii_case(&system) {
        list_offered_roles(call.reader_view(), &row)
    } else {
        Vec::new()
    };
    call.reading().list_reply(&allowed::RESOURCE_ROLES, typed_resources("accessPackageResourceRole", roles))
}

/// Answers the paths of environments, whose list needs a filter by origin system.
pub(crate) fn route_environments(call: &Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    const ENVIRONMENT: &str = "accessPackageResourceEnvironment";
    let read = call.reading();
    match (method, segments) {
        ("GET", []) => {
            let options = query::parse(&call.request.query)?;
            if options
                .filter
                .and_then(|filter| filter.equality_literal("originSystem").map(str::to_owned))
                .is_none()
            {
                let why = "OData query is invalid: originSystem is required in the filter.";
                return Err(Fault::new(400, "InvalidFilter", why));
            }
            read.list_reply(
                &allowed::ENVIRONMENTS,
                read.view.visible_rows(ENVIRONMENT, table::ENVIRONMENTS, |_| true),
            )
        }
        ("GET", [id]) => {
            let found = read.view.visible_row(ENVIRONMENT, table::ENVIRONMENTS, id);
            read.item_reply(&allowed::ENVIRONMENTS, &found.ok_or_else(not_found)?)
        }
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

pub(crate) fn not_found() -> Fault {
    Fault::new(404, "ResourceNotFound", "The resource was not found.")
}

fn typed_resources(ty: &str, rows: Vec<Row>) -> Vec<Typed> {
    rows.into_iter().map(|row| (ty.to_owned(), row)).collect()
}

impl Call<'_> {
    /// Replaces the ids of all catalog resources and questions, and so those of all roles, scopes and role
    /// links.
    pub(crate) fn remake_service_ids(&mut self) {
        self.store.next_generation();
        let resources: Vec<(String, Row)> =
            self.store.rows(table::RESOURCES).map(|(id, row)| (id.clone(), row.clone())).collect();
        for (old, mut row) in resources {
            let new = self.store.new_id();
            row.insert("id".into(), new.clone().into());
            self.store.remove(table::RESOURCES, &old);
            self.store.put(table::RESOURCES, &new, row);
            for table in [table::ROLE_SCOPES, table::RESOURCE_REQUESTS] {
                let users: Vec<String> = self
                    .store
                    .rows(table)
                    .filter(|(_, row)| text_of(row, "_resource") == old)
                    .map(|(id, _)| id.clone())
                    .collect();
                for user in users {
                    self.store.update_row(table, &user, |row| {
                        row.insert("_resource".into(), new.clone().into());
                    });
                }
            }
        }
        let policies: Vec<String> = self.store.rows(table::POLICIES).map(|(id, _)| id.clone()).collect();
        for policy in policies {
            let count = self.store.get(table::POLICIES, &policy).map_or(0, count_questions);
            let ids: Vec<String> = (0..count).map(|_| self.store.new_id()).collect();
            self.store.update_row(table::POLICIES, &policy, |row| {
                let items = row.get_mut("questions").and_then(Value::as_array_mut);
                for (question, id) in items.into_iter().flatten().zip(ids) {
                    question["id"] = id.into();
                }
            });
        }
    }

    /// Returns the current time as Graph writes it.
    pub(crate) fn time_stamp(&self) -> Value {
        format_timestamp(self.now).into()
    }
}

fn count_questions(policy: &Row) -> usize {
    policy.get("questions").and_then(Value::as_array).map_or(0, Vec::len)
}
