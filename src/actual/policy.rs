//! Assignment policies: Graph's blocks to the model, with what the service fills in for "nothing" taken away.
//!
//! # Decisions
//! A null `expiration` is "never ends": the wider reading (fact expiration-default). An automatic block is
//! one that holds anything: its presence alone tells the two kinds of policy apart (fact automatic-block-marks-policy).
//! A zero grace period is none. Escalation that is switched off is none, whatever durations and lists stand beside the
//! switch.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Index;
use super::question::questions;
use super::review::review;
use super::subject::subjects;
use super::value::{block, canonical, flag, instant, kind, list, object_id, some_text, span, text};
use crate::model::{
    Approval, ApproverVisibility, Automatic, Escalation, Expiration, ExtensionBinding, ExtensionRef,
    OnBehalf, Policy, RequestKind, Requests, Span, Stage, StageName, TargetScope,
};

const NO_TIME: Span = Span::Seconds(0);

fn expiration(policy: &Value) -> Expiration {
    let Some(pattern) = block(policy, "expiration") else { return Expiration::Never };
    let unknown = || Expiration::Unknown(canonical(pattern));
    match text(pattern, "type").to_ascii_lowercase().as_str() {
        "notspecified" => Expiration::NotSpecified,
        "noexpiration" => Expiration::Never,
        "afterduration" => span(pattern, "duration").map_or_else(unknown, Expiration::After),
        "afterdatetime" => instant(pattern, "endDateTime").map_or_else(unknown, Expiration::Until),
        _ => unknown(),
    }
}

fn kinds(settings: &Value, flags: [(&str, RequestKind); 3]) -> BTreeSet<RequestKind> {
    flags.into_iter().filter(|(name, _)| flag(settings, name)).map(|(_, kind)| kind).collect()
}

fn requests(policy: &Value, index: &Index) -> Requests {
    let Some(settings) = block(policy, "requestorSettings") else { return Requests::default() };
    Requests {
        may: kinds(
            settings,
            [
                ("enableTargetsToSelfAddAccess", RequestKind::Add),
                ("enableTargetsToSelfUpdateAccess", RequestKind::Update),
                ("enableTargetsToSelfRemoveAccess", RequestKind::Remove),
            ],
        ),
        custom_schedule: flag(settings, "allowCustomAssignmentSchedule"),
        on_behalf: OnBehalf {
            may: kinds(
                settings,
                [
                    ("enableOnBehalfRequestorsToAddAccess", RequestKind::Add),
                    ("enableOnBehalfRequestorsToUpdateAccess", RequestKind::Update),
                    ("enableOnBehalfRequestorsToRemoveAccess", RequestKind::Remove),
                ],
            ),
            by: subjects(settings, "onBehalfRequestors", index),
        },
    }
}

fn stage(stage: &Value, index: &Index) -> Stage {
    let escalation = flag(stage, "isEscalationEnabled").then(|| Escalation {
        after: span(stage, "durationBeforeEscalation").unwrap_or(NO_TIME),
        approvers: subjects(stage, "escalationApprovers", index),
        fallback: subjects(stage, "fallbackEscalationApprovers", index),
    });
    Stage {
        approvers: subjects(stage, "primaryApprovers", index),
        fallback: subjects(stage, "fallbackPrimaryApprovers", index),
        decide_within: span(stage, "durationBeforeAutomaticDenial").unwrap_or(NO_TIME),
        approver_justification: flag(stage, "isApproverJustificationRequired"),
        approver_visibility: some_text(stage, "approverInformationVisibility")
            .map_or(ApproverVisibility::Default, |word| ApproverVisibility::of(&word)),
        escalation,
        unknown_kind: kind(stage).filter(|kind| *kind != "accessPackageApprovalStage").map(str::to_owned),
    }
}

fn approval(policy: &Value, index: &Index) -> Approval {
    let Some(settings) = block(policy, "requestApprovalSettings") else { return Approval::default() };
    let required = [
        ("isApprovalRequiredForAdd", RequestKind::Add),
        ("isApprovalRequiredForUpdate", RequestKind::Update),
    ];
    let required = required.into_iter().filter(|(name, _)| flag(settings, name));
    Approval {
        required_for: required.map(|(_, kind)| kind).collect(),
        requestor_justification: flag(settings, "isRequestorJustificationRequired"),
        stages: list(settings, "stages").map(|value| stage(value, index)).collect(),
    }
}

fn automatic(policy: &Value) -> Option<Automatic> {
    block(policy, "automaticRequestSettings").map(|settings| Automatic {
        assign: flag(settings, "requestAccessForAllowedTargets"),
        remove_when_leaving: flag(settings, "removeAccessWhenTargetLeavesAllowedTargets"),
        grace_period: span(settings, "gracePeriodBeforeAccessRemoval").filter(|span| *span != NO_TIME),
    })
}

fn extensions(policy: &Value, index: &Index) -> BTreeSet<ExtensionBinding> {
    let bound = list(policy, "customExtensionStageSettings").filter_map(|setting| {
        let id = object_id(&setting["customExtension"], "id")?;
        let extension = index.extensions.get(&id).cloned().map_or(ExtensionRef::Id(id), ExtensionRef::Key);
        Some(ExtensionBinding { stage: StageName::of(&text(setting, "stage")), extension })
    });
    bound.collect()
}

/// The stages of a policy whose extension the service does not show, as paths: such a policy cannot be written
/// without losing them.
pub(crate) fn hidden_extensions(policy: &Value) -> BTreeSet<String> {
    let settings = policy["customExtensionStageSettings"].as_array().into_iter().flatten().enumerate();
    let hidden = settings.filter(|(_, setting)| object_id(&setting["customExtension"], "id").is_none());
    hidden.map(|(at, _)| format!("customExtensionStageSettings[{at}].customExtension")).collect()
}

/// A policy as Graph shows it, with `questions` and `customExtensionStageSettings` expanded.
#[must_use]
pub fn policy(value: &Value, index: &Index) -> Policy {
    Policy {
        name: text(value, "displayName"),
        description: text(value, "description"),
        scope: some_text(value, "allowedTargetScope")
            .map_or(TargetScope::NotSpecified, |word| TargetScope::of(&word)),
        targets: subjects(value, "specificAllowedTargets", index),
        automatic: automatic(value),
        requests: requests(value, index),
        approval: approval(value, index),
        expiration: expiration(value),
        review: review(value, index),
        assignment_notifications: !flag(&value["notificationSettings"], "isAssignmentNotificationDisabled"),
        questions: questions(value),
        extensions: extensions(value, index),
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
