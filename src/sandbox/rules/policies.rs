//! Assignment policies: creating, replacing and deleting them.
//!
//! It must not know what a valid policy is: `policy_body` does.

use serde_json::{Value, json};

use super::assignments;
use super::audit::Entry;
use super::policy_body;
use crate::sandbox::call::{Call, reference_in_body};
use crate::sandbox::check::{self, Check};
use crate::sandbox::faults::PutOmission;
use crate::sandbox::message::{Fault, Reply, Row};
use crate::sandbox::odata::allowed;
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageAssignmentPolicy";
const INLINE: &[&str] = &["accessPackage", "questions", "customExtensionStageSettings"];

pub(crate) fn route_policies(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            read.list_reply(&allowed::POLICIES, read.view.visible_rows(TYPE, table::POLICIES, |_| true))
        }
        ("POST", []) => create_policy(call),
        ("GET", [id]) => {
            let found = call.reader_view().visible_row(TYPE, table::POLICIES, id);
            call.reading().item_reply(&allowed::POLICY, &found.ok_or_else(|| missing_policy(call))?)
        }
        ("PUT", [id]) => replace_policy(call, id),
        ("DELETE", [id]) => delete_policy(call, id),
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

/// The answer for the id of a missing policy: 403 and 404 were both observed.
fn missing_policy(call: &Call<'_>) -> Fault {
    if call.faults.missing_policy_status == 403 {
        Fault::unauthorized()
    } else {
        Fault::new(404, "ResourceNotFound", "The resource was not found.")
    }
}

/// The body, with extensions reduced to ids: a reader that expanded them sends them back in full.
fn policy_body(call: &Call<'_>) -> Result<Row, Fault> {
    let mut body = call.request.body_object()?;
    let settings = body.get_mut("customExtensionStageSettings").and_then(Value::as_array_mut);
    for extension in settings.into_iter().flatten().filter_map(|setting| setting.get_mut("customExtension")) {
        if let Some(id) = extension.get("id").cloned() {
            *extension = json!({"id": id});
        }
    }
    Ok(body)
}

fn refuse_twin(call: &Call<'_>, package: &str, name: &str, own: &str) -> Result<(), Fault> {
    let twin = |row: &Row| {
        let other = text_of(row, "id") != own;
        other && text_of(row, "_accessPackage") == package && text_of(row, "displayName") == name
    };
    let found = call.faults.unique_names && call.store.rows(table::POLICIES).any(|(_, row)| twin(row));
    if found { Err(Unknown::DuplicateName.into()) } else { Ok(()) }
}

fn create_policy(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let check = Check { inline: INLINE, coerce: true, ..Check::default() };
    let mut sent = check::check_body(TYPE, &policy_body(call)?, &check)?;
    let package = reference_in_body(&sent, "accessPackage")
        .ok_or_else(|| Fault::invalid_model("'accessPackage' with its id is required."))?;
    if call.find_existing(table::PACKAGES, &package).is_none() {
        return Err(Unknown::PackageNotFound.into());
    }
    sent.remove("accessPackage");
    sent.insert("_accessPackage".into(), package.clone().into());
    let row = policy_body::complete_policy(call, sent, None)?;
    refuse_twin(call, &package, text_of(&row, "displayName"), "")?;
    let created = call.store_new(TYPE, table::POLICIES, row);
    let entry = Entry::new("Create access package assignment policy", "AccessPackageAssignmentPolicy");
    call.write_audit(&entry.with_created(&created.1));
    Ok(call.reading().written_reply(201, &created))
}

fn replace_policy(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let before = call.find_existing(table::POLICIES, id).ok_or_else(|| missing_policy(call))?;
    let check = Check { inline: INLINE, coerce: true, stored: Some(&before), ..Check::default() };
    let mut sent = check::check_body(TYPE, &policy_body(call)?, &check)?;
    if sent.get("id").is_some_and(|sent| sent != id) {
        return Err(Fault::invalid_model("The id in the body does not match the id in the path."));
    }
    let package = text_of(&before, "_accessPackage").to_owned();
    // Bodies without the package are in production use. A body with another package is an error.
    if reference_in_body(&sent, "accessPackage").is_some_and(|sent| sent != package) {
        return Err(Unknown::PolicyMoved.into());
    }
    sent.remove("accessPackage");
    if call.faults.put_omission == PutOmission::Keep {
        for (name, value) in &before {
            sent.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    for own in before.iter().filter(|(name, _)| name.starts_with('_') || *name == "createdDateTime") {
        sent.insert(own.0.clone(), own.1.clone());
    }
    sent.insert("id".into(), id.into());
    let mut row = policy_body::complete_policy(call, sent, Some(&before))?;
    refuse_twin(call, &package, text_of(&row, "displayName"), id)?;
    row.insert("modifiedDateTime".into(), call.time_stamp());
    call.store.put(table::POLICIES, id, row.clone());
    let entry = Entry::new("Update access package assignment policy", "AccessPackageAssignmentPolicy");
    call.write_audit(&entry.with_changed(&before, &row));
    Ok(call.reading().written_reply(200, &(TYPE.to_owned(), row)))
}

fn delete_policy(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.find_existing(table::POLICIES, id).ok_or_else(|| missing_policy(call))?;
    let live = |row: &Row| text_of(row, "_assignmentPolicy") == id && assignments::is_live_assignment(row);
    if call.store.rows(table::ASSIGNMENTS).any(|(_, row)| live(row)) {
        return Err(Unknown::PolicyHasAssignments.into());
    }
    call.store.remove(table::POLICIES, id);
    let entry = Entry::new("Delete access package assignment policy", "AccessPackageAssignmentPolicy");
    call.write_audit(&entry.with_deleted(&row));
    Ok(Reply::no_content())
}
