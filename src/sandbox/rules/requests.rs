//! Assignment requests by administrators: adding, changing and removing assignments, and cancelling requests.
//!
//! It must not emulate My Access or approvals.

use serde_json::{Value, json};

use super::assignments::is_live;
use super::audit::Entry;
use super::policies_scope;
use crate::sandbox::call::Call;
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row, at};
use crate::sandbox::odata::{allowed, query};
use crate::sandbox::row::{text, texts};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;

const TYPE: &str = "accessPackageAssignmentRequest";
const OPEN: [&str; 4] = ["submitted", "pendingApproval", "delivering", "scheduled"];

pub(crate) fn route(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Result<Reply, Fault> {
    match (method, segments) {
        ("GET", []) => {
            let read = call.read();
            let options = query::parse(&call.request.query)?;
            // Production code shows that the service accepts only one state per query.
            if options.filter.is_some_and(|filter| filter.has_or()) {
                let why = "OData query is invalid: 'or' is not supported.";
                return Err(Fault::new(400, "InvalidFilter", why));
            }
            let found = read.view.list(TYPE, table::ASSIGNMENT_REQUESTS, |_| true);
            read.list(&allowed::ASSIGNMENT_REQUESTS, found)
        }
        ("POST", []) => create(call),
        ("GET", [id]) => {
            let found = call.view().item(TYPE, table::ASSIGNMENT_REQUESTS, id);
            call.read().item(&allowed::ASSIGNMENT_REQUESTS, &found.ok_or(Unknown::RequestNotFound)?)
        }
        ("POST", [id, "cancel" | "microsoft.graph.cancel"]) => cancel(call, id),
        ("DELETE", [id]) => {
            let row = call.existing(table::ASSIGNMENT_REQUESTS, id).ok_or(Unknown::RequestNotFound)?;
            if OPEN.contains(&text(&row, "state")) {
                return Err(Unknown::RequestNotCancelable.into());
            }
            call.store.remove(table::ASSIGNMENT_REQUESTS, id);
            let entry =
                Entry::new("Delete access package assignment request", "AccessPackageAssignmentRequest");
            call.audit(&entry.deleted(&row));
            Ok(Reply::no_content())
        }
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

fn create(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let mut body = call.request.object()?;
    // Target, policy and package are undeclared members of the assignment, and are accepted only there.
    let assignment = match body.remove("assignment") {
        Some(Value::Object(assignment)) => assignment,
        _ => return Err(Fault::invalid_model("'assignment' is required.")),
    };
    let known = ["id", "targetId", "target", "assignmentPolicyId", "accessPackageId"];
    if let Some(name) = assignment.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(Fault::invalid_model(format!("Property '{name}' does not exist.")));
    }
    let sent = check::body(TYPE, &body, &Check::default())?;
    match text(&sent, "requestType") {
        "adminAdd" => add(call, sent, &assignment),
        "adminRemove" => remove(call, sent, &assignment),
        "adminUpdate" => change(call, sent, &assignment),
        other => Err(Fault::invalid_model(format!("'{other}' is not for administrators."))),
    }
}

fn record(call: &mut Call<'_>, sent: Row, assignment: &str, state: &str) -> Reply {
    let held = call.store.get(table::ASSIGNMENTS, assignment).cloned().unwrap_or_default();
    let mut row = Row::new();
    for name in ["justification", "schedule", "completedDateTime"] {
        row.insert(name.to_owned(), Value::Null);
    }
    row.extend(sent);
    row.insert("answers".into(), json!([]));
    row.insert("state".into(), state.into());
    row.insert("status".into(), status(state).into());
    row.insert("_assignment".into(), assignment.into());
    row.insert("_accessPackage".into(), text(&held, "_accessPackage").into());
    row.insert("_requestor".into(), held.get("_target").cloned().unwrap_or(Value::Null));
    let (_, mut row) = call.create(TYPE, table::ASSIGNMENT_REQUESTS, row);
    row.remove("modifiedDateTime");
    let id = text(&row, "id").to_owned();
    call.store.put(table::ASSIGNMENT_REQUESTS, &id, row);
    if state == "delivering" {
        let done = ending(call, &held);
        call.later(table::ASSIGNMENT_REQUESTS, &id, call.faults.assignment_time, done);
    }
    let row = call.store.get(table::ASSIGNMENT_REQUESTS, &id).cloned().unwrap_or_default();
    call.read().written(201, &(TYPE.to_owned(), row))
}

fn row_of(value: &Value) -> Row {
    value.as_object().cloned().unwrap_or_default()
}

/// The final state of a delivery.
fn ending(call: &Call<'_>, assignment: &Row) -> Row {
    let subject = &at(assignment, "_target")["objectId"];
    let fails = call.faults.undeliverable.iter().any(|id| subject == id.as_str());
    let state = if fails { "deliveryFailed" } else { "delivered" };
    row_of(&json!({"state": state, "status": status(state)}))
}

/// The free-text status: the state with a capital letter.
fn status(state: &str) -> String {
    let mut letters = state.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn add(call: &mut Call<'_>, sent: Row, assignment: &Row) -> Result<Reply, Fault> {
    let package = call.existing(table::PACKAGES, text(assignment, "accessPackageId"));
    let package = package.ok_or(Unknown::PackageNotFound)?;
    let package_id = text(&package, "id").to_owned();
    let policy = call.existing(table::POLICIES, text(assignment, "assignmentPolicyId"));
    let policy = policy.filter(|row| text(row, "_accessPackage") == package_id);
    let policy = policy.ok_or_else(|| Fault::invalid_model("The policy is not one of the package."))?;
    if !at(&policy, "automaticRequestSettings").is_null() {
        return Err(Unknown::AutomaticPolicy.into());
    }
    let target = subject(call, assignment)?;
    let object = text(&target, "objectId").to_owned();
    policies_scope::admits(call.view(), &policy, &target)?;
    refuse_incompatible(call, &package, &object)?;
    let same = |row: &Row, member: &str| {
        text(row, "_accessPackage") == package_id
            && row.get(member).is_some_and(|held| held["objectId"] == *object)
    };
    refuse_second(call, &package_id, &object)?;
    if call.store.rows(table::ASSIGNMENTS).any(|(_, row)| same(row, "_target") && is_live(row)) {
        return Err(Unknown::AssignmentExists.into());
    }
    let mut row = Row::new();
    row.insert("state".into(), "delivering".into());
    row.insert("status".into(), "Delivering".into());
    row.insert("expiredDateTime".into(), Value::Null);
    row.insert("schedule".into(), sent.get("schedule").cloned().unwrap_or(Value::Null));
    row.insert("_accessPackage".into(), package_id.into());
    row.insert("_assignmentPolicy".into(), text(&policy, "id").into());
    row.insert("_target".into(), Value::Object(target));
    let (_, mut row) = call.create("accessPackageAssignment", table::ASSIGNMENTS, row);
    row.remove("createdDateTime");
    row.remove("modifiedDateTime");
    let id = text(&row, "id").to_owned();
    let approval = at(&policy, "requestApprovalSettings")["isApprovalRequiredForAdd"] == true;
    let activity = "Administrator directly assigns user to access package";
    let entry =
        Entry::new(activity, "AccessPackageAssignmentRequest").about(&id, text(&package, "displayName"));
    call.audit(&entry);
    if approval && !call.faults.bypass_approval {
        // The assignment exists only after approval, so only the request's reference is stored.
        row.insert("state".into(), "pendingApproval".into());
        row.insert("_goneAt".into(), 0.into());
        call.store.put(table::ASSIGNMENTS, &id, row);
        return Ok(record(call, sent, &id, "pendingApproval"));
    }
    let done = ending(call, &row);
    call.store.put(table::ASSIGNMENTS, &id, row);
    call.later(table::ASSIGNMENTS, &id, call.faults.assignment_time, done);
    Ok(record(call, sent, &id, "delivering"))
}

/// Returns the subject of an assignment. An unknown address becomes a guest, because the service invites it.
fn subject(call: &mut Call<'_>, assignment: &Row) -> Result<Row, Fault> {
    let email = assignment.get("target").and_then(|target| target["email"].as_str()).unwrap_or_default();
    let by_mail = |row: &Row| !email.is_empty() && text(row, "mail").eq_ignore_ascii_case(email);
    let id = text(assignment, "targetId");
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
            let row = row_of(&json!({"id": guest, "displayName": name, "mail": email,
                "userPrincipalName": upn, "userType": "Guest", "externalUserState": "PendingAcceptance"}));
            call.store.put(table::USERS, &guest, row.clone());
            row
        }
    };
    Ok(row_of(&json!({
        "id": call.store.service_id(&format!("subject/{}", text(&user, "id"))), "objectId": at(&user, "id"),
        "displayName": at(&user, "displayName"), "email": at(&user, "mail"), "principalName": at(&user, "userPrincipalName"),
        "onPremisesSecurityIdentifier": null, "subjectType": "user", "subjectLifecycle": "notDefined",
        "_organization": policies_scope::organization_of(call.view(), &user)})))
}

fn refuse_incompatible(call: &Call<'_>, package: &Row, object: &str) -> Result<(), Fault> {
    let others = texts(package, "_incompatibleAccessPackages");
    let groups = texts(package, "_incompatibleGroups");
    let holds = |row: &Row| {
        let other = text(row, "_accessPackage");
        is_live(row) && at(row, "_target")["objectId"] == object && others.iter().any(|one| one == other)
    };
    let member = groups.iter().any(|group| {
        call.store
            .get(table::GROUPS, group)
            .is_some_and(|row| texts(row, "_members").iter().any(|one| one == object))
    });
    if member || call.store.rows(table::ASSIGNMENTS).any(|(_, row)| holds(row)) {
        return Err(Unknown::SubjectIncompatible.into());
    }
    Ok(())
}

/// Refuses a request while another for the same subject and package is open.
fn refuse_second(call: &Call<'_>, package: &str, subject: &str) -> Result<(), Fault> {
    let open = |row: &Row| {
        text(row, "_accessPackage") == package
            && at(row, "_requestor")["objectId"] == subject
            && OPEN.contains(&text(row, "state"))
    };
    if call.store.rows(table::ASSIGNMENT_REQUESTS).any(|(_, row)| open(row)) {
        return Err(Fault::new(400, "ExistingOpenRequest", "An open request exists for this subject."));
    }
    Ok(())
}

/// The live assignment of a request, which must not be the subject of another open request.
fn live(call: &Call<'_>, assignment: &Row) -> Result<Row, Fault> {
    let row = call.existing(table::ASSIGNMENTS, text(assignment, "id")).filter(is_live);
    let row = row.ok_or(Unknown::AssignmentNotFound)?;
    let subject = at(&row, "_target")["objectId"].as_str().unwrap_or_default().to_owned();
    refuse_second(call, text(&row, "_accessPackage"), &subject)?;
    Ok(row)
}

fn remove(call: &mut Call<'_>, sent: Row, assignment: &Row) -> Result<Reply, Fault> {
    let row = live(call, assignment)?;
    let id = text(&row, "id").to_owned();
    if text(&ending(call, &row), "state") == "delivered" {
        let gone = row_of(&json!({"state": "expired", "status": "Expired", "expiredDateTime": call.stamp()}));
        call.later(table::ASSIGNMENTS, &id, call.faults.assignment_time, gone);
    }
    let activity = "Administrator directly removes user access package assignment";
    call.audit(&Entry::new(activity, "AccessPackageAssignmentRequest").about(&id, ""));
    Ok(record(call, sent, &id, "delivering"))
}

fn change(call: &mut Call<'_>, sent: Row, assignment: &Row) -> Result<Reply, Fault> {
    let row = live(call, assignment)?;
    let id = text(&row, "id").to_owned();
    let mut members = Row::new();
    if let Some(policy) = assignment.get("assignmentPolicyId").and_then(Value::as_str) {
        moves(call, &row, policy)?;
        if !call.faults.ignore_moves {
            members.insert("_assignmentPolicy".into(), policy.into());
        }
    }
    if let Some(schedule) = sent.get("schedule") {
        members.insert("schedule".into(), schedule.clone());
    }
    if text(&ending(call, &row), "state") == "delivered" {
        call.later(table::ASSIGNMENTS, &id, call.faults.assignment_time, members);
    }
    let activity = "Create access package assignment user update request";
    call.audit(&Entry::new(activity, "AccessPackageAssignmentRequest").about(&id, ""));
    Ok(record(call, sent, &id, "delivering"))
}

/// Checks that an assignment may be moved to a policy: a policy of its package that admits the subject.
fn moves(call: &Call<'_>, assignment: &Row, policy: &str) -> Result<(), Fault> {
    let found = call.existing(table::POLICIES, policy);
    let ours = found.filter(|found| text(found, "_accessPackage") == text(assignment, "_accessPackage"));
    let policy = ours.ok_or_else(|| Fault::invalid_model("The policy is not one of the package."))?;
    if !at(&policy, "automaticRequestSettings").is_null() {
        return Err(Unknown::AutomaticPolicy.into());
    }
    let subject = at(assignment, "_target").as_object().cloned().unwrap_or_default();
    policies_scope::admits(call.view(), &policy, &subject)
}

fn cancel(call: &mut Call<'_>, id: &str) -> Result<Reply, Fault> {
    let row = call.existing(table::ASSIGNMENT_REQUESTS, id).ok_or(Unknown::RequestNotFound)?;
    if !["submitted", "pendingApproval", "scheduled"].contains(&text(&row, "state")) {
        return Err(Unknown::RequestNotCancelable.into());
    }
    let canceled = row_of(&json!({"state": "canceled", "status": "Canceled"}));
    call.store.update(table::ASSIGNMENT_REQUESTS, id, |row| row.extend(canceled));
    let entry = Entry::new("Cancel access package assignment request", "AccessPackageAssignmentRequest");
    call.audit(&entry.about(id, ""));
    Ok(Reply::no_content())
}
