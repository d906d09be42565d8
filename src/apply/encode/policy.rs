//! Assignment policies: created whole, and replaced whole over what the tenant holds (fact policy-put-replaces).
//!
//! # Decisions
//! Both bodies say every modelled block, since an omitted one may be reset (fact policy-omitted-block-unknown). The
//! policy's own id stays in the path. A stage is laid over the tenant's stage of the same position, unless their kinds
//! differ.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::overlay::{Object, alike, base, entries, kept, kind, member, set};
use super::question::questions;
use super::review::review;
use super::subject::subjects;
use crate::apply::{EncodeError, Ids};
use crate::model::{
    Approval, Automatic, Expiration, ExtensionBinding, ExtensionRef, Key, Policy, PolicyKey, RequestKind,
    Requests, Stage, StageName,
};

/// Members of a policy that are never sent: the service sets them, or they are other objects.
const NOT_SENT: &[&str] = &["id", "createdDateTime", "modifiedDateTime", "catalog", "accessPackage"];

/// The body that creates a policy. `now` starts a review that names no start.
///
/// # Errors
/// When the package, an organization, an extension or a directory object is not bound.
pub fn policy_post(key: &PolicyKey, after: &Policy, ids: &Ids, now: Timestamp) -> Result<Value, EncodeError> {
    body(key, after, None, ids, now)
}

/// The body that replaces a policy: everything the tenant holds, with every modelled field as it shall be.
///
/// # Errors
/// As `policy_post`.
pub fn policy_put(
    key: &PolicyKey,
    after: &Policy,
    raw: &Value,
    ids: &Ids,
    now: Timestamp,
) -> Result<Value, EncodeError> {
    body(key, after, Some(raw), ids, now)
}

fn body(
    key: &PolicyKey,
    after: &Policy,
    raw: Option<&Value>,
    ids: &Ids,
    now: Timestamp,
) -> Result<Value, EncodeError> {
    let mut object = base(raw);
    object.retain(|name, _| !NOT_SENT.contains(&name.as_str()));
    let mut notifications = base(member(raw, "notificationSettings"));
    set(&mut notifications, [("isAssignmentNotificationDisabled", json!(!after.assignment_notifications))]);
    let package = ids.id(&Key::Package(key.package.clone()))?;
    set(
        &mut object,
        [
            ("displayName", json!(after.name)),
            ("description", json!(after.description)),
            ("allowedTargetScope", json!(after.scope.word())),
            ("specificAllowedTargets", subjects(&after.targets, raw, "specificAllowedTargets", ids)?),
            ("automaticRequestSettings", automatic(after.automatic.as_ref(), raw)),
            ("expiration", expiration(&after.expiration, raw)?),
            ("requestorSettings", requests(&after.requests, member(raw, "requestorSettings"), ids)?),
            (
                "requestApprovalSettings",
                approval(&after.approval, member(raw, "requestApprovalSettings"), ids)?,
            ),
            ("reviewSettings", review(after.review.as_ref(), member(raw, "reviewSettings"), ids, now)?),
            ("notificationSettings", Value::Object(notifications)),
            ("questions", questions(&after.questions, raw)?),
            ("customExtensionStageSettings", extensions(after, raw, ids)?),
            ("accessPackage", json!({ "id": package })),
        ],
    );
    Ok(Value::Object(object))
}

fn automatic(automatic: Option<&Automatic>, raw: Option<&Value>) -> Value {
    let Some(automatic) = automatic else { return Value::Null };
    let mut object = base(member(raw, "automaticRequestSettings"));
    set(
        &mut object,
        [
            ("requestAccessForAllowedTargets", json!(automatic.assign)),
            ("removeAccessWhenTargetLeavesAllowedTargets", json!(automatic.remove_when_leaving)),
            (
                "gracePeriodBeforeAccessRemoval",
                automatic.grace_period.as_ref().map_or(Value::Null, |span| json!(span.iso())),
            ),
        ],
    );
    Value::Object(object)
}

fn expiration(expiration: &Expiration, raw: Option<&Value>) -> Result<Value, EncodeError> {
    let (word, duration, end) = match expiration {
        Expiration::NotSpecified => ("notSpecified", Value::Null, Value::Null),
        Expiration::Never => ("noExpiration", Value::Null, Value::Null),
        Expiration::After(span) => ("afterDuration", json!(span.iso()), Value::Null),
        Expiration::Until(end) => ("afterDateTime", Value::Null, json!(end.to_string())),
        Expiration::Unknown(json) => return kept(json).map(Value::Object),
    };
    let mut object = base(member(raw, "expiration"));
    set(&mut object, [("type", json!(word)), ("duration", duration), ("endDateTime", end)]);
    Ok(Value::Object(object))
}

fn requests(requests: &Requests, raw: Option<&Value>, ids: &Ids) -> Result<Value, EncodeError> {
    let may = |kind| json!(requests.may.contains(&kind));
    let on_behalf = |kind| json!(requests.on_behalf.may.contains(&kind));
    let mut object = base(raw);
    set(
        &mut object,
        [
            ("enableTargetsToSelfAddAccess", may(RequestKind::Add)),
            ("enableTargetsToSelfUpdateAccess", may(RequestKind::Update)),
            ("enableTargetsToSelfRemoveAccess", may(RequestKind::Remove)),
            ("allowCustomAssignmentSchedule", json!(requests.custom_schedule)),
            ("enableOnBehalfRequestorsToAddAccess", on_behalf(RequestKind::Add)),
            ("enableOnBehalfRequestorsToUpdateAccess", on_behalf(RequestKind::Update)),
            ("enableOnBehalfRequestorsToRemoveAccess", on_behalf(RequestKind::Remove)),
            ("onBehalfRequestors", subjects(&requests.on_behalf.by, raw, "onBehalfRequestors", ids)?),
        ],
    );
    Ok(Value::Object(object))
}

fn approval(approval: &Approval, raw: Option<&Value>, ids: &Ids) -> Result<Value, EncodeError> {
    let held = entries(raw, "stages");
    let stages: Result<Vec<Value>, EncodeError> =
        approval.stages.iter().enumerate().map(|(at, one)| stage(one, held.get(at), ids)).collect();
    let mut object = base(raw);
    set(
        &mut object,
        [
            ("isApprovalRequiredForAdd", json!(approval.required_for.contains(&RequestKind::Add))),
            ("isApprovalRequiredForUpdate", json!(approval.required_for.contains(&RequestKind::Update))),
            ("isRequestorJustificationRequired", json!(approval.requestor_justification)),
            ("stages", Value::Array(stages?)),
        ],
    );
    Ok(Value::Object(object))
}

/// The kind of a stage, where it is not the ordinary one.
fn unknown_kind(raw: &Value) -> Option<&str> {
    crate::actual::value::kind(raw).filter(|kind| *kind != "accessPackageApprovalStage")
}

/// One stage, always with its four lists of approvers (fact approval-stage-four-lists).
fn stage(stage: &Stage, raw: Option<&Value>, ids: &Ids) -> Result<Value, EncodeError> {
    let raw = raw.filter(|raw| unknown_kind(raw) == stage.unknown_kind.as_deref());
    let mut object = base(raw);
    if let Some(unknown) = &stage.unknown_kind {
        set(&mut object, [("@odata.type", kind(unknown))]);
    }
    set(
        &mut object,
        [
            ("durationBeforeAutomaticDenial", json!(stage.decide_within.iso())),
            ("isApproverJustificationRequired", json!(stage.approver_justification)),
            ("approverInformationVisibility", json!(stage.approver_visibility.word())),
            ("isEscalationEnabled", json!(stage.escalation.is_some())),
            ("primaryApprovers", subjects(&stage.approvers, raw, "primaryApprovers", ids)?),
            ("fallbackPrimaryApprovers", subjects(&stage.fallback, raw, "fallbackPrimaryApprovers", ids)?),
        ],
    );
    escalation(&mut object, stage, raw, ids)?;
    Ok(Value::Object(object))
}

/// The escalation of a stage. What stands beside a switch that is off and stays off is carried.
fn escalation(object: &mut Object, stage: &Stage, raw: Option<&Value>, ids: &Ids) -> Result<(), EncodeError> {
    let lists = ["escalationApprovers", "fallbackEscalationApprovers"];
    if let Some(escalation) = &stage.escalation {
        set(
            object,
            [
                ("durationBeforeEscalation", json!(escalation.after.iso())),
                (lists[0], subjects(&escalation.approvers, raw, lists[0], ids)?),
                (lists[1], subjects(&escalation.fallback, raw, lists[1], ids)?),
            ],
        );
        return Ok(());
    }
    let was_on = member(raw, "isEscalationEnabled") == Some(&json!(true));
    if was_on || member(raw, "durationBeforeEscalation").is_none() {
        set(object, [("durationBeforeEscalation", json!("PT0S"))]);
    }
    for list in lists {
        if was_on || !object.get(list).is_some_and(Value::is_array) {
            set(object, [(list, json!([]))]);
        }
    }
    Ok(())
}

/// The Graph type of the extensions a stage can call (fact extension-stages).
fn extension_kind(stage: &StageName) -> &'static str {
    match stage {
        StageName::AssignmentFourteenDaysBeforeExpiration | StageName::AssignmentOneDayBeforeExpiration => {
            "accessPackageAssignmentWorkflowExtension"
        }
        _ => "accessPackageAssignmentRequestWorkflowExtension",
    }
}

fn extensions(after: &Policy, raw: Option<&Value>, ids: &Ids) -> Result<Value, EncodeError> {
    let held = entries(raw, "customExtensionStageSettings");
    let setting = |binding: &ExtensionBinding| {
        let id = match &binding.extension {
            ExtensionRef::Key(key) => ids.id(&Key::Extension(key.clone()))?,
            ExtensionRef::Id(id) => id.as_str(),
        };
        let (stage, wanted) = (json!(binding.stage.word()), json!(id));
        let same = held
            .iter()
            .find(|raw| alike(&raw["stage"], &stage) && alike(&raw["customExtension"]["id"], &wanted));
        let kind = same
            .and_then(|raw| raw["customExtension"].get("@odata.type").cloned())
            .unwrap_or_else(|| kind(extension_kind(&binding.stage)));
        let mut object = base(same);
        object.remove("id");
        set(&mut object, [("stage", stage), ("customExtension", json!({ "@odata.type": kind, "id": id }))]);
        Ok(Value::Object(object))
    };
    after.extensions.iter().map(setting).collect()
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
