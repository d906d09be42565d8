//! Assignment requests by administrators: adding, changing and removing assignments, and cancelling requests.
//!
//! It must not emulate My Access or approvals.

use serde_json::{Value, json};

use super::assignments::is_live_assignment;
use super::audit::Entry;
use super::policies_scope;
use crate::sandbox::call::Call;
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row, member_of};
use crate::sandbox::odata::{allowed, query};
use crate::sandbox::row::{text_of, texts_of};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageAssignmentRequest";
const OPEN: [&str; 4] = ["submitted", "pendingApproval", "delivering", "scheduled"];

pub(crate) fn route_requests(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            let options = query::parse(&call.request.query)?;
            // Production code shows that the service accepts only one state per query.
            if options.filter.is_some_and(|filter| filter.has_or()) {
                let why = "OData query is invalid: 'or' is not supported.";
                return Err(Fault::new(400, "InvalidFilter", why));
            }
            let found = read.view.visible_rows(TYPE, table::ASSIGNMENT_REQUESTS, |_| true);
            read.list_reply(&allowed::ASSIGNMENT_REQUESTS, found)
        }
        ("POST", []) => create_request(call),
        ("GET", [id]) => {
            let found = call.reader_view().visible_row(TYPE, table::ASSIGNMENT_REQUESTS, id);
            call.reading().item_reply(&allowed::ASSIGNMENT_REQUESTS, &found.ok_or(Unknown::RequestNotFound)?)
        }
        ("POST", [id, "cancel" | "microsoft.graph.cancel"]) => cancel_request(call, id),
        ("DELETE", [id]) => {
            let row = call.find_existing(table::ASSIGNMENT_REQUESTS, id).ok_or(Unknown::RequestNotFound)?;
            if OPEN.contains(&text_of(&row, "state")) {
                return Err(Unknown::RequestNotCancelable.into());
            }
            call.store.remove(table::ASSIGNMENT_REQUESTS, id);
            let entry =
                Entry::new("Delete access package assignment request", "AccessPackageAssignmentRequest");
            call.write_audit(&entry.with_deleted(&row));
            Ok(Reply::no_content())
        }
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn create_request(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let mut body = call.request.body_object()?;
    // Target, policy and package are undeclared members of the assignment, and are accepted only there.
    let assignment = match body.remove("assignment") {
        Some(Value::Object(assignment)) => assignment,
        _ => return Err(Fault::invalid_model("'assignment' is required.")),
    };
    let known = ["id", "targetId", "target", "assignmentPolicyId", "accessPackageId"];
    if let Some(name) = assignment.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(Fault::invalid_model(format!("Property '{name}' does not exist.")));
    }
    let sent = check::check_body(TYPE, &body, &Check::default())?;
    match text_of(&sent, "requestType") {
        "adminAdd" => request_add(call, sent, &assignment),
        "adminRemove" => request_removal(call, sent, &assignment),
        "adminUpdate" => request_change(call, sent, &assignment),
        other => {
            Err(Fault::invalid_model(format!("Administrators cannot create requests of the type '{other}'.")))
        }
    }
}

fn record_request(call: &mut Call<'_>, sent: Row, assignment: &str, state: &str) -> Reply {
    let held = call.store.get(table::ASSIGNMENTS, assignment).cloned().unwrap_or_default();
    let mut row = Row::new();
    for name in ["justification", "schedule", "completedDateTime"] {
        row.insert(name.to_owned(), Value::Null);
    }
    row.extend(sent);
    row.insert("answers".into(), json!([]));
    row.insert("state".into(), state.into());
    row.insert("status".into(), request_status(state).into());
    row.insert("_assignment".into(), assignment.into());
    row.insert("_accessPackage".into(), text_of(&held, "_accessPackage").into());
    row.insert("_requestor".into(), held.get("_target").cloned().unwrap_or(Value::Null));
    let (_, mut row) = call.store_new(TYPE, table::ASSIGNMENT_REQUESTS, row);
    row.remove("modifiedDateTime");
    let id = text_of(&row, "id").to_owned();
    call.store.put(table::ASSIGNMENT_REQUESTS, &id, row);
    if state == "delivering" {
        let done = delivery_end(call, &held);
        call.schedule_change(table::ASSIGNMENT_REQUESTS, &id, call.faults.assignment_time, done);
    }
    let row = call.store.get(table::ASSIGNMENT_REQUESTS, &id).cloned().unwrap_or_default();
    call.reading().written_reply(201, &(TYPE.to_owned(), row))
}

fn request_row(value: &Value) -> Row {
    value.as_object().cloned().unwrap_or_default()
}

/// The final state of a delivery.
fn delivery_end(call: &Call<'_>, assignment: &Row) -> Row {
    let subject = &member_of(assignment, "_target")["objectId"];
    let fails = call.faults.undeliverable.iter().any(|id| subject == id.as_str());
    let state = if fails { "deliveryFailed" } else { "delivered" };
    request_row(&json!({"state": state, "status": request_status(state)}))
}

/// The free-text status: the state with a capital letter.
fn request_status(state: &str) -> String {
    let mut letters = state.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn request_add(call: &mut Call<'_>, sent: Row, assignment: &Row) -> Result<Reply, Fault> {
    let package = call.find_existing(table::PACKAGES, text_of(assignment, "accessPackageId"));
    let package = package.ok_or(Unknown::PackageNotFound)?;
    let package_id = text_of(&package, "id").to_owned();
    let policy = call.find_existing(table::POLICIES, text_of(assignment, "assignmentPolicyId"));
    let policy = policy.filter(|row| text_of(row, "_accessPackage") == package_id);
    let policy = policy.ok_or_else(|| Fault::invalid_model("The policy is not one of the package."))?;
    if !member_of(&policy, "automaticRequestSettings").is_null() {
        return Err(Unknown::AutomaticPolicy.into());
    }
    let target = request_subject(call, assignment)?;
    let object = text_of(&target, "objectId").to_owned();
    policies_scope::check_admission(call.reader_view(), &policy, &target)?;
    refuse_incompatible(call, &package, &object)?;
    let same = |row: &Row, member: &str| {
        text_of(row, "_accessPackage") == package_id
            && row.get(member).is_some_and(|held| held["objectId"] == *object)
    };
    refuse_second(call, &package_id, &object)?;
    if call.store.rows(table::ASSIGNMENTS).any(|(_, row)| same(row, "_target") && is_live_assignment(row)) {
        return Err(Unknown::AssignmentExists.into());
    }
    let mut row = Row::new();
    row.insert("state".into(), "delivering".into());
    row.insert("status".into(), "Delivering".into());
    row.insert("expiredDateTime".into(), Value::Null);
    row.insert("schedule".into(), sent.get("schedule").cloned().unwrap_or(Value::Null));
    row.insert("_accessPackage".into(), package_id.into());
    row.insert("_assignmentPolicy".into(), text_of(&policy, "id").into());
    row.insert("_target".into(), Value::Object(target));
    let (_, mut row) = call.store_new("accessPackageAssignment", table::ASSIGNMENTS, row);
    row.remove("createdDateTime");
    row.remove("modifiedDateTime");
    let id = text_of(&row, "id").to_owned();
    let approval = member_of(&policy, "requestApprovalSettings")["isApprovalRequiredForAdd"] == true;
    let activity = "Administrator directly assigns user to access package";
    let entry = Entry::new(activity, "AccessPackageAssignmentRequest")
        .about_object(&id, text_of(&package, "displayName"));
    call.write_audit(&entry);
    if approval && !call.faults.bypass_approval {
        // The assignment exists only after approval, so only the request's reference is stored.
        row.insert("state".into(), "pendingApproval".into());
        row.insert("_goneAt".into(), 0.into());
        call.store.put(table::ASSIGNMENTS, &id, row);
        return Ok(record_request(call, sent, &id, "pendingApproval"));
    }
    let done = delivery_end(call, &row);
    call.store.put(table::ASSIGNMENTS, &id, row);
    call.schedule_change(table::ASSIGNMENTS, &id, call.faults.assignment_time, done);
    Ok(record_request(call, sent, &id, "delivering"))
}

/// Returns the subject of an assignment. An unknown address becomes a guest, because the service invites it.
fn request_subject(call: &mut Call<'_>, assignment: &Row) -> Result<Row, Fault> {
    let email = assignment.get("target").and_then(|target| target["email"].as_str()).unwrap_or_default();
    let by_mail = |row: &Row| !email.is_empty() && text_of(row, "mail").eq_ignore_ascii_case(email);
    let id = text_of(assignment, "targetId");
    let known = call.store.get(table::USERS, id).cloned();
    let known = known
        .or_else(|| call.store.rows(table::USERS).find(|(_, row)| by_mail(row)).map(|(_, row)| row.clone()));
    let user = match known {
        Some(user) => user,
        None if email.is_empty() => return Err(Fault::no_directory_object(id)),
        None => {
            let guest = call.store.new_id();
            let name = email.split('@').next().unwrap_or_default();
            let upn = format!("{}#EXT#@contoso.onmicrosoft.com", email.replace('@', "_"));
            let row = request_row(&json!({"id": guest, "displayName": name, "mail": email,
                "userPrincipalName": upn, "userType": "Guest", "externalUserState": "PendingAcceptance"}));
            call.store.put(table::USERS, &guest, row.clone());
            row
        }
    };
    Ok(request_row(&json!({
        "id": call.store.service_id(&format!("subject/{}", text_of(&user, "id"))), "objectId": member_of(&user, "id"),
        "displayName": member_of(&user, "displayName"), "email": member_of(&user, "mail"), "principalName": member_of(&user, "userPrincipalName"),
        "onPremisesSecurityIdentifier": null, "subjectType": "user", "subjectLifecycle": "notDefined",
        "_organization": policies_scope::organization_of(call.reader_view(), &user)})))
}

fn refuse_incompatible(call: &Call<'_>, package: &Row, object: &str) -> Result<(), Fault> {
    let others = texts_of(package, "_incompatibleAccessPackages");
    let groups = texts_of(package, "_incompatibleGroups");
    let holds = |row: &Row| {
        let other = text_of(row, "_accessPackage");
        is_live_assignment(row)
            && member_of(row, "_target")["objectId"] == object
            && others.iter().any(|one| one == other)
    };
    let member = groups.iter().any(|group| {
        call.store
            .get(table::GROUPS, group)
            .is_some_and(|row| texts_of(row, "_members").iter().any(|one| one == object))
    });
    if member || call.store.rows(table::ASSIGNMENTS).any(|(_, row)| holds(row)) {
        return Err(Unknown::SubjectIncompatible.into());
    }
    Ok(())
}

/// Refuses a request while another for the same subject and package is open.
fn refuse_second(call: &Call<'_>, package: &str, subject: &str) -> Result<(), Fault> {
    let open = |row: &Row| {
        text_of(row, "_accessPackage") == package
            && member_of(row, "_requestor")["objectId"] == subject
            && OPEN.contains(&text_of(row, "state"))
    };
    if call.store.rows(table::ASSIGNMENT_REQUESTS).any(|(_, row)| open(row)) {
        return Err(Fault::new(400, "ExistingOpenRequest", "An open request exists for this subject."));
    }
    Ok(())
}

/// The live assignment of a request, which must not be the subject of another open request.
fn live_assignment(call: &Call<'_>, assignment: &Row) -> Result<Row, Fault> {
    let row = call.find_existing(table::ASSIGNMENTS, text_of(assignment, "id")).filter(is_live_assignment);
    let row = row.ok_or(Unknown::AssignmentNotFound)?;
    let subject = member_of(&row, "_target")["objectId"].as_str().unwrap_or_default().to_owned();
    refuse_second(call, text_of(&row, "_accessPackage"), &subject)?;
    Ok(row)
}

fn request_removal(call: &mut Call<'_>, sent: Row, assignment: &Row) -> Result<Reply, Fault> {
    let row = live_assignment(call, assignment)?;
    let id = text_of(&row, "id").to_owned();
    if text_of(&delivery_end(call, &row), "state") == "delivered" {
        let gone = request_row(
            &json!({"state": "expired", "status": "Expired", "expiredDateTime": call.time_stamp()}),
        );
        call.schedule_change(table::ASSIGNMENTS, &id, call.faults.assignment_time, gone);
    }
    let activity = "Administrator directly removes user access package assignment";
    call.write_audit(&Entry::new(activity, "AccessPackageAssignmentRequest").about_object(&id, ""));
    Ok(record_request(call, sent, &id, "delivering"))
}

fn request_change(call: &mut Call<'_>, sent: Row, assignment: &Row) -> Result<Reply, Fault> {
    let row = live_assignment(call, assignment)?;
    let id = text_of(&row, "id").to_owned();
    let mut members = Row::new();
    if let Some(policy) = assignment.get("assignmentPolicyId").and_then(Value::as_str) {
        check_move(call, &row, policy)?;
        if !call.faults.ignore_moves {
            members.insert("_assignmentPolicy".into(), policy.into());
        }
    }
    if let Some(schedule) = sent.get("schedule") {
        members.insert("schedule".into(), schedule.clone());
    }
    if text_of(&delivery_end(call, &row), "state") == "delivered" {
        call.schedule_change(table::ASSIGNMENTS, &id, call.faults.assignment_time, members);
    }
    let activity = "Create access package assignment user update request";
    call.write_audit(&Entry::new(activity, "AccessPackageAssignmentRequest").about_object(&id, ""));
    Ok(record_request(call, sent, &id, "delivering"))
}

/// Checks that an assignment may be moved to a policy: a policy of its package that admits the subject.
fn check_move(call: &Call<'_>, assignment: &Row, policy: &str) -> Result<(), Fault> {
    let found = call.find_existing(table::POLICIES, policy);
    let ours =
        found.filter(|found| text_of(found, "_accessPackage") == text_of(assignment, "_accessPackage"));
    let policy = ours.ok_or_else(|| Fault::invalid_model("The policy is not one of the package."))?;
    if !member_of(&policy, "automaticRequestSettings").is_null() {
        return Err(Unknown::AutomaticPolicy.into());
    }
    let subject = member_of(assignment, "_target").as_object().cloned().unwrap_or_default();
    policies_scope::check_admission(call.reader_view(), &policy, &subject)
}

fn cancel_request(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.find_existing(table::ASSIGNMENT_REQUESTS, id).ok_or(Unknown::RequestNotFound)?;
    if !["submitted", "pendingApproval", "scheduled"].contains(&text_of(&row, "state")) {
        return Err(Unknown::RequestNotCancelable.into());
    }
    let canceled = request_row(&json!({"state": "canceled", "status": "Canceled"}));
    call.store.update_row(table::ASSIGNMENT_REQUESTS, id, |row| row.extend(canceled));
    let entry = Entry::new("Cancel access package assignment request", "AccessPackageAssignmentRequest");
    call.write_audit(&entry.about_object(id, ""));
    Ok(Reply::no_content())
}
