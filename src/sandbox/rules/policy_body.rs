//! The rules for valid policies, and the service's defaults.
//!
//! It must not store policies.

use serde_json::{Value, json};

use crate::sandbox::call::{Call, require_name};
use crate::sandbox::message::{Fault, Row};
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::types;
use crate::sandbox::unknowns::Unknown;

/// The largest number of users and groups in one policy.
const MAX_SUBJECTS: usize = 500;
/// The largest number of connected organizations in one policy.
const MAX_ORGANIZATIONS: usize = 1_000;

/// Checks a policy against the rules and returns it with every block filled in.
///
/// # Errors
/// 400 `InvalidApprovalStages` or `InvalidModel`; 404 for a review that was deleted.
pub(crate) fn complete_policy(call: &mut Call<'_>, sent: Row, before: Option<&Row>) -> Result<Row, Fault> {
    require_name(&sent)?;
    let mut row = default_policy();
    for (name, value) in sent {
        let default = row.get(&name);
        // A block sent as null is stored as null if the service has a null for it.
        if value.is_null() && default.is_some_and(|default| !default.is_null()) && name != "reviewSettings" {
            continue;
        }
        let filled = match default {
            Some(default) if !value.is_null() => fill_defaults(default, value),
            _ => value,
        };
        row.insert(name, filled);
    }
    fill_stages(&mut row);
    check_approval(&row)?;
    check_expiration(&row["expiration"])?;
    check_targets(&row)?;
    check_sizes(&row)?;
    check_single_automatic(call, &row)?;
    check_review(&mut row)?;
    check_extensions(call, &mut row)?;
    number_questions(call, &mut row, before);
    describe_subjects(call, &mut row);
    Ok(row)
}

fn default_policy() -> Row {
    let defaults = json!({
        "description": null, "allowedTargetScope": "notSpecified", "specificAllowedTargets": [],
        "automaticRequestSettings": null,
        "expiration": {"endDateTime": null, "duration": null, "type": "noExpiration"},
        "requestorSettings": {
            "enableTargetsToSelfAddAccess": false, "enableTargetsToSelfUpdateAccess": false,
            "enableTargetsToSelfRemoveAccess": false, "allowCustomAssignmentSchedule": false,
            "enableOnBehalfRequestorsToAddAccess": false, "enableOnBehalfRequestorsToUpdateAccess": false,
            "enableOnBehalfRequestorsToRemoveAccess": false, "onBehalfRequestors": []},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": false, "isApprovalRequiredForUpdate": false,
            "isRequestorJustificationRequired": false, "stages": []},
        "reviewSettings": {"isEnabled": false, "expirationBehavior": "keepAccess",
            "isRecommendationEnabled": false, "isReviewerJustificationRequired": false, "isSelfReview": false,
            "schedule": null, "primaryReviewers": [], "fallbackReviewers": []},
        "notificationSettings": {"isAssignmentNotificationDisabled": false},
        "questions": [], "customExtensionStageSettings": []});
    defaults.as_object().cloned().unwrap_or_default()
}

/// Fills in members that a block omits or sends as null.
fn fill_defaults(default: &Value, value: Value) -> Value {
    match (default, value) {
        (Value::Object(default), Value::Object(value)) => {
            let mut out = default.clone();
            for (name, value) in value {
                let keep = value.is_null() && out.contains_key(&name);
                if !keep {
                    out.insert(name, value);
                }
            }
            Value::Object(out)
        }
        (default, Value::Null) => default.clone(),
        (_, value) => value,
    }
}

fn fill_stages(row: &mut Row) {
    let stage = json!({
        "durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": false,
        "isEscalationEnabled": false, "durationBeforeEscalation": "PT0S",
        "approverInformationVisibility": "default", "primaryApprovers": [], "fallbackPrimaryApprovers": [],
        "escalationApprovers": [], "fallbackEscalationApprovers": []});
    let stages = row.get_mut("requestApprovalSettings").and_then(|block| block["stages"].as_array_mut());
    for item in stages.into_iter().flatten() {
        *item = fill_defaults(&stage, item.take());
    }
}

fn check_approval(row: &Row) -> Result<(), Fault> {
    let block = &row["requestApprovalSettings"];
    let required = ["isApprovalRequiredForAdd", "isApprovalRequiredForUpdate"];
    let stages = block["stages"].as_array().map_or(0, Vec::len);
    if required.iter().any(|name| block[*name] == true) && stages == 0 {
        return Err(Unknown::InvalidApprovalStages.into());
    }
    if stages > 3 {
        return Err(Fault::invalid_model("There are at most three approval stages."));
    }
    Ok(())
}

fn check_expiration(block: &Value) -> Result<(), Fault> {
    let (duration, end) = (!block["duration"].is_null(), !block["endDateTime"].is_null());
    let fits = match block["type"].as_str() {
        Some("afterDuration") => duration && !end,
        Some("afterDateTime") => end && !duration,
        Some("noExpiration" | "notSpecified") => !duration && !end,
        // A kind that the table lacks was stored before, so only the service can judge it.
        _ => true,
    };
    if fits { Ok(()) } else { Err(Fault::invalid_model("The members of 'expiration' do not fit its type.")) }
}

fn target_kinds(row: &Row) -> Vec<&str> {
    let targets = row["specificAllowedTargets"].as_array();
    let targets = targets.into_iter().flatten().filter_map(|target| target["@odata.type"].as_str());
    targets.map(|label| label.trim_start_matches("#microsoft.graph.")).collect()
}

/// The scopes with the kinds of target that each accepts.
fn check_targets(row: &Row) -> Result<(), Fault> {
    let kinds = target_kinds(row);
    let all = |wanted: &[&str]| !kinds.is_empty() && kinds.iter().all(|kind| wanted.contains(kind));
    let automatic = !row["automaticRequestSettings"].is_null();
    let scope = text_of(row, "allowedTargetScope");
    let unknown = kinds.iter().any(|kind| !types::is_derived(kind, "subjectSet"));
    let fits = match scope {
        "specificDirectoryUsers" if automatic => kinds == ["attributeRuleMembers"],
        _ if automatic => false,
        _ if unknown => true,
        "specificDirectoryUsers" => all(&["singleUser", "groupMembers"]),
        "specificConnectedOrganizationUsers" => all(&["connectedOrganizationMembers"]),
        "specificDirectoryServicePrincipals" => all(&["singleServicePrincipal"]),
        known if types::enum_member("allowedTargetScope", known).is_some() => kinds.is_empty(),
        _ => true,
    };
    if fits {
        return Ok(());
    }
    Err(Fault::invalid_model(format!("'specificAllowedTargets' does not fit the scope '{scope}'.")))
}

fn check_sizes(row: &Row) -> Result<(), Fault> {
    fn count_members(value: &Value, names: &[&str]) -> usize {
        match value {
            Value::Object(object) => {
                let own = usize::from(names.iter().any(|name| object.contains_key(*name)));
                own + object.values().map(|inner| count_members(inner, names)).sum::<usize>()
            }
            Value::Array(items) => items.iter().map(|item| count_members(item, names)).sum(),
            _ => 0,
        }
    }
    let whole = Value::Object(row.clone());
    let over = count_members(&whole, &["userId", "groupId"]) > MAX_SUBJECTS
        || count_members(&whole, &["connectedOrganizationId"]) > MAX_ORGANIZATIONS;
    if over { Err(Fault::invalid_model("The policy lists too many subjects.")) } else { Ok(()) }
}

fn check_single_automatic(call: &Call<'_>, row: &Row) -> Result<(), Fault> {
    let other = |found: &Row| {
        text_of(found, "id") != text_of(row, "id")
            && text_of(found, "_accessPackage") == text_of(row, "_accessPackage")
            && found.get("automaticRequestSettings").is_some_and(|settings| !settings.is_null())
    };
    let automatic = !row["automaticRequestSettings"].is_null();
    if automatic && call.store.rows(table::POLICIES).any(|(_, found)| other(found)) {
        return Err(Fault::invalid_model("The access package has an automatic policy already."));
    }
    Ok(())
}

/// A policy whose review was deleted refuses every PUT that keeps reviews on (recorded from a live tenant).
fn check_review(row: &mut Row) -> Result<(), Fault> {
    let enabled = row["reviewSettings"]["isEnabled"] == true;
    if enabled && row.get("_reviewDeleted") == Some(&json!(true)) {
        let why = format!("BusinessFlow not found for id {}", text_of(row, "id"));
        return Err(Fault::new(404, "", why));
    }
    if !enabled {
        row.remove("_reviewDeleted");
    }
    Ok(())
}

/// Checks that stages name extensions of the package's own catalog and of the right kind, and stores
/// references.
fn check_extensions(call: &mut Call<'_>, row: &mut Row) -> Result<(), Fault> {
    let package =
        call.store.get(table::PACKAGES, text_of(row, "_accessPackage")).cloned().unwrap_or_default();
    let settings = row["customExtensionStageSettings"].as_array().cloned().unwrap_or_default();
    let mut kept = Vec::new();
    for setting in settings {
        let stage = setting["stage"].as_str().unwrap_or_default().to_owned();
        let id = setting["customExtension"]["id"].as_str().unwrap_or_default();
        let extension = call.find_existing(table::EXTENSIONS, id);
        let extension = extension.filter(|row| text_of(row, "_catalog") == text_of(&package, "_catalog"));
        let extension = extension
            .ok_or_else(|| Fault::invalid_model(format!("The custom extension '{id}' does not exist.")))?;
        let wanted = if stage.ends_with("BeforeExpiration") {
            "#microsoft.graph.accessPackageAssignmentWorkflowExtension"
        } else {
            "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension"
        };
        if text_of(&extension, "@odata.type") != wanted {
            return Err(Fault::invalid_model(format!("The custom extension '{id}' does not fit '{stage}'.")));
        }
        let own = setting["id"].as_str().map_or_else(|| call.store.new_id(), str::to_owned);
        kept.push(json!({"id": own, "stage": stage, "customExtension": {"id": id}}));
    }
    row.insert("customExtensionStageSettings".into(), Value::Array(kept));
    Ok(())
}

/// Gives new questions an id. A question that names a stored one keeps its id.
fn number_questions(call: &mut Call<'_>, row: &mut Row, before: Option<&Row>) {
    let stored = before.and_then(|before| before.get("questions")).and_then(Value::as_array);
    let known: Vec<&str> =
        stored.into_iter().flatten().filter_map(|question| question["id"].as_str()).collect();
    for question in row.get_mut("questions").and_then(Value::as_array_mut).into_iter().flatten() {
        let base = json!({"isRequired": false, "isAnswerEditable": true, "sequence": 0, "localizations": []});
        *question = fill_defaults(&base, question.take());
        let keeps = question["id"].as_str().is_some_and(|id| known.contains(&id));
        if !keeps {
            question["id"] = call.store.new_id().into();
        }
    }
}

/// Sets the description of subject sets to the name of the object, as the service does.
fn describe_subjects(call: &Call<'_>, row: &mut Row) {
    for value in row.values_mut() {
        describe_value(call, value);
    }
}

fn describe_value(call: &Call<'_>, value: &mut Value) {
    const NAMED: [(&str, &str); 4] = [
        ("userId", table::USERS),
        ("groupId", table::GROUPS),
        ("servicePrincipalId", table::SERVICE_PRINCIPALS),
        ("connectedOrganizationId", table::ORGANIZATIONS),
    ];
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| describe_value(call, item)),
        Value::Object(object) => {
            let named = NAMED.iter().find_map(|(member, table)| {
                let id = object.get(*member)?.as_str()?;
                Some(call.store.get(table, id).and_then(|row| row.get("displayName")).cloned())
            });
            if let Some(name) = named
                && text_of(object, "description").is_empty()
            {
                object.insert("description".into(), name.unwrap_or(Value::Null));
            }
            object.values_mut().for_each(|inner| describe_value(call, inner));
        }
        _ => {}
    }
}
