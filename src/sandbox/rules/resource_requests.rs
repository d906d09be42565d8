//! Resource requests: the only way to add, change and remove resources of a catalog.
//!
//! It must not decide which roles a resource offers.

use serde_json::{Value, json};

use super::audit::Entry;
use super::resources::not_found;
use crate::sandbox::call::{Call, reference_in_body};
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::related::resources;
use crate::sandbox::rights::Source;
use crate::sandbox::row::{text_of, to_millis};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageResourceRequest";

pub(crate) fn route_resource_requests(
    call: &mut Call<'_>,
    method: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            read.list_reply(
                &allowed::RESOURCE_REQUESTS,
                read.view.visible_rows(TYPE, table::RESOURCE_REQUESTS, |_| true),
            )
        }
        ("GET", [id]) => {
            let found = call.reader_view().visible_row(TYPE, table::RESOURCE_REQUESTS, id);
            call.reading().item_reply(&allowed::RESOURCE_REQUESTS, &found.ok_or(Unknown::RequestNotFound)?)
        }
        ("POST", []) => create_resource_request(call),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn create_resource_request(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let mut body = call.request.body_object()?;
    let bound = body
        .get_mut("resource")
        .and_then(Value::as_object_mut)
        .and_then(|resource| resource.remove("environment@odata.bind"));
    let check = Check { inline: &["catalog", "resource"], ..Check::default() };
    let body = check::check_body(TYPE, &body, &check)?;
    // Without the catalog, the service cannot check the caller's rights.
    let catalog = reference_in_body(&body, "catalog").ok_or_else(Fault::unauthorized)?;
    if call.find_existing(table::CATALOGS, &catalog).is_none() {
        return Err(Unknown::CatalogNotFound.into());
    }
    let resource = body.get("resource").and_then(Value::as_object).cloned();
    let resource = resource.ok_or_else(|| Fault::invalid_model("'resource' is required."))?;
    let kind = text_of(&body, "requestType").to_owned();
    let (activity, id) = match kind.as_str() {
        "adminAdd" => ("Create resource request", add_resource(call, &catalog, &resource, bound.as_ref())?),
        "adminRemove" => ("Create resource remove request", remove_resource(call, &catalog, &resource)?),
        "adminUpdate" => {
            ("Update access package catalog resource", change_resource(call, &catalog, &resource)?)
        }
        _ => return Err(Fault::invalid_model(format!("'{kind}' can not be requested for a resource."))),
    };
    let mut row = Row::new();
    row.insert("requestType".into(), kind.into());
    row.insert("state".into(), "delivering".into());
    row.insert("_catalog".into(), catalog.into());
    row.insert("_resource".into(), id.clone().into());
    let (_, mut row) = call.store_new(TYPE, table::RESOURCE_REQUESTS, row);
    row.remove("modifiedDateTime");
    let request = text_of(&row, "id").to_owned();
    call.store.put(table::RESOURCE_REQUESTS, &request, row);
    let delivered = json!({"state": "delivered"}).as_object().cloned().unwrap_or_default();
    call.schedule_change(table::RESOURCE_REQUESTS, &request, call.faults.resource_request_time, delivered);
    let target = call.store.get(table::RESOURCES, &id).cloned().unwrap_or_default();
    call.write_audit(
        &Entry::new(activity, "AccessPackageResource").about_object(&id, text_of(&target, "displayName")),
    );
    let row = call.store.get(table::RESOURCE_REQUESTS, &request).cloned().unwrap_or_default();
    Ok(call.reading().written_reply(201, &(TYPE.to_owned(), row)))
}

/// Returns the resource of a catalog that a request names by id, or by system and origin id.
fn requested_resource(call: &Call<'_>, catalog: &str, resource: &Row) -> Option<Row> {
    let view = call.reader_view();
    let mut rows = call.store.rows(table::RESOURCES).map(|(_, row)| row);
    let same = |row: &Row, name: &str| text_of(row, name).eq_ignore_ascii_case(text_of(resource, name));
    let found = rows.find(|row| {
        let by_id = resource.contains_key("id") && same(row, "id");
        let by_origin =
            resource.contains_key("originId") && same(row, "originId") && same(row, "originSystem");
        // A resource that is being added counts as added, and one that is being removed as removed.
        let gone = row.get("_goneAt").and_then(Value::as_u64).is_some_and(|at| at <= to_millis(view.now));
        text_of(row, "_catalog") == catalog && !gone && (by_id || by_origin)
    });
    found.cloned()
}

fn add_resource(
    call: &mut Call<'_>,
    catalog: &str,
    resource: &Row,
    bound: Option<&Value>,
) -> Result<String, Fault> {
    let system = text_of(resource, "originSystem").to_owned();
    let origin = resources::find_origin(call.reader_view(), &system, text_of(resource, "originId"))?;
    check_owner(call, &system, &origin.id)?;
    let mut wanted = resource.clone();
    wanted.remove("id");
    wanted.insert("originId".into(), origin.id.clone().into());
    if requested_resource(call, catalog, &wanted).is_some() {
        let why = "The specified resource is already onboarded to ELM.";
        return Err(Fault::new(400, "ResourceAlreadyOnboarded", why));
    }
    let environment = requested_environment(call, resource, bound)?.unwrap_or(origin.environment.clone());
    let known = resources::offered_roles(call.reader_view(), &system, &origin.id).unwrap_or_default();
    let known: Row = known.into_iter().map(|(id, name)| (id, name.into())).collect();
    let mut row = resources::mirrored_members(&origin);
    row.insert("originId".into(), origin.id.into());
    row.insert("originSystem".into(), system.into());
    row.insert("attributes".into(), resource.get("attributes").cloned().unwrap_or_else(|| json!([])));
    row.insert("_catalog".into(), catalog.into());
    row.insert("_environment".into(), environment.into());
    row.insert("_roles".into(), Value::Object(known));
    let (_, row) = call.store_new("accessPackageResource", table::RESOURCES, row);
    let id = text_of(&row, "id").to_owned();
    let done = call.now + call.faults.resource_request_time;
    let visible = done + call.faults.visibility_delay;
    call.store.update_row(table::RESOURCES, &id, |row| {
        row.insert("_doneAt".into(), to_millis(done).into());
        row.insert("_visibleAt".into(), to_millis(visible).into());
    });
    Ok(id)
}

/// Refuses a caller who neither owns the origin nor may change all objects of its kind, for adding and for
/// removing.
///
/// # Errors 400 `CallerNotResourceOwner`.
fn check_owner(call: &Call<'_>, system: &str, origin: &str) -> Result<(), Fault> {
    let (row, source) = match system {
        "AadGroup" => (call.store.get(table::GROUPS, origin), Source::Group),
        "AadApplication" => (call.store.get(table::SERVICE_PRINCIPALS, origin), Source::Application),
        _ => (None, Source::Site),
    };
    let owned = call.rights.is_owner(row.and_then(|row| row.get("_owners")).and_then(Value::as_array));
    if call.rights.is_within_reach(source) || owned {
        return Ok(());
    }
    Err(Fault::new(400, "CallerNotResourceOwner", "The caller is not the resource owner."))
}

/// Returns the id of the environment in a request for a site.
fn requested_environment(
    call: &Call<'_>,
    resource: &Row,
    bound: Option<&Value>,
) -> Result<Option<String>, Fault> {
    let unknown = || Fault::invalid_model("The environment does not exist.");
    if let Some(url) = bound {
        let id = url.as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default().to_owned();
        return call.store.get(table::ENVIRONMENTS, &id).map(|_| Some(id)).ok_or_else(unknown);
    }
    let Some(named) = resource.get("environment").and_then(Value::as_object) else { return Ok(None) };
    let same = |row: &Row| {
        text_of(row, "originId") == text_of(named, "originId") || text_of(row, "id") == text_of(named, "id")
    };
    let found = call.store.rows(table::ENVIRONMENTS).find(|(_, row)| same(row));
    found.map(|(id, _)| Some(id.clone())).ok_or_else(unknown)
}

fn remove_resource(call: &mut Call<'_>, catalog: &str, resource: &Row) -> Result<String, Fault> {
    let row = requested_resource(call, catalog, resource).ok_or_else(not_found)?;
    check_owner(call, text_of(&row, "originSystem"), text_of(&row, "originId"))?;
    let id = text_of(&row, "id").to_owned();
    if call.store.rows(table::ROLE_SCOPES).any(|(_, link)| text_of(link, "_resource") == id) {
        let name = text_of(&row, "displayName");
        let why = format!("The resource: {name} can not be deleted because there are active entitlements.");
        return Err(Fault::new(400, "InvalidDeleteResourceHasEntitlements", why));
    }
    let gone = to_millis(call.now + call.faults.resource_request_time);
    call.store.update_row(table::RESOURCES, &id, |row| drop(row.insert("_goneAt".into(), gone.into())));
    Ok(id)
}

fn change_resource(call: &mut Call<'_>, catalog: &str, resource: &Row) -> Result<String, Fault> {
    let row = requested_resource(call, catalog, resource).ok_or_else(not_found)?;
    let id = text_of(&row, "id").to_owned();
    let environment = requested_environment(call, resource, None)?;
    let mut members = Row::new();
    if let Some(attributes) = resource.get("attributes") {
        let mut attributes = attributes.clone();
        for attribute in attributes.as_array_mut().into_iter().flatten() {
            let fresh = call.store.new_id();
            let question = attribute.pointer_mut("/source/question").and_then(Value::as_object_mut);
            if let Some(question) = question {
                question.entry("id").or_insert(fresh.into());
            }
        }
        members.insert("attributes".into(), attributes);
    }
    if let Some(environment) = environment {
        members.insert("_environment".into(), environment.into());
    }
    call.patch_row(table::RESOURCES, &id, members);
    Ok(id)
}
