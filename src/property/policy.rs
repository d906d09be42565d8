//! Assignment policies: who may ask, for how long, and what people are told. A policy is replaced whole, and a body
//! says every block, since an omitted one may be reset (fact policy-omitted-block-unknown).

use std::collections::BTreeSet;

use super::binding::Bindings;
use super::codec::{
    flag_codec, flags_codec, inline_block, list_by_text, new_block, optional_block, optional_length,
    subjects_codec, switched_block, text_codec, word_codec,
};
use super::expiration::Lasting;
use super::graph_type::JOINED;
use super::row::new_row;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, Approval, Automatic, Expiration, Notifications, OnBehalf, Policy, Question, RequestKind,
    Requests, Review, TargetScope,
};

table! { Policy: ["accessPackageAssignmentPolicy"]; {
    name: new_row("name", text_codec("displayName")).without_effect("a name"),
    description: new_row("description", text_codec("description"))
        .same_as("name")
        .without_effect("descriptive text for readers; has no effect on access"),
    scope: new_row("requestors.scope", word_codec("allowedTargetScope", TargetScope::NotSpecified))
        .with_label("scope")
        .with_effect(AccessEffect::Audience),
    targets: new_row("requestors.targets", subjects_codec("specificAllowedTargets"))
        .with_label("targets")
        .with_effect(AccessEffect::Audience),
    // (fact automatic-block-marks-policy)
    automatic: new_row("automatic", optional_block::<Automatic>("automaticRequestSettings"))
        .compared_whole()
        .with_effect(AccessEffect::Audience),
    requests: new_row("requestors", new_block::<Requests>("requestorSettings")),
    approval: new_row("approval", new_block::<Approval>("requestApprovalSettings"))
        .with_meaning(Approval::default(), "none required"),
    expiration: new_row("expiration", Lasting)
        .with_label("access ends")
        .with_default(Expiration::Never)
        .with_effect(AccessEffect::Time),
    // (fact review-off-or-null-is-none)
    review: new_row("review", switched_block::<Review>("reviewSettings", "isEnabled"))
        .with_meaning(None, "no review")
        .with_effect(AccessEffect::Review),
    questions: new_row(
        "questions",
        list_by_text::<Question>("questions", "accessPackageQuestion", "sequence", ("text", |one| &one.text)),
    )
    .with_default(Vec::new())
    .with_effect(AccessEffect::Gate),
    notifications: new_row("notifications", new_block::<Notifications>("notificationSettings"))
        .published_as("")
        .with_meaning(Notifications { assignment: true }, "all emails are sent"),
    extensions: new_row("extensions", Bindings)
        .with_label("extension")
        .with_default(BTreeSet::new())
        .with_effect(AccessEffect::Gate),
} beside [
    Beside::Unsent("id"),
    Beside::Unsent("createdDateTime"),
    Beside::Unsent("modifiedDateTime"),
    Beside::Apart("accessPackage", JOINED),
    Beside::Apart("catalog", JOINED),
] }

table! { Automatic: ["accessPackageAutomaticRequestSettings"]; {
    assign: new_row("assign", flag_codec("requestAccessForAllowedTargets"))
        .with_label("assigned automatically")
        .with_default(true)
        .with_effect(AccessEffect::Audience),
    remove_when_leaving: new_row("removeWhenLeaving", flag_codec("removeAccessWhenTargetLeavesAllowedTargets"))
        .with_label("removed automatically")
        .with_default(true)
        .with_effect(AccessEffect::Time),
    grace_period: new_row("gracePeriod", optional_length("gracePeriodBeforeAccessRemoval").or_no_time())
        .with_label("grace period")
        .with_meaning(None, "none: access ends at once")
        .with_effect(AccessEffect::Time),
} beside [] }

table! { Requests: ["accessPackageAssignmentRequestorSettings"]; {
    may: new_row("may", flags_codec(&[
        ("enableTargetsToSelfAddAccess", RequestKind::Add),
        ("enableTargetsToSelfUpdateAccess", RequestKind::Update),
        ("enableTargetsToSelfRemoveAccess", RequestKind::Remove),
    ]))
    .with_label("allowed requests")
    .with_effect(AccessEffect::Audience),
    custom_schedule: new_row("customSchedule", flag_codec("allowCustomAssignmentSchedule"))
        .with_label("custom schedule")
        .with_default(false)
        .with_effect(AccessEffect::Time),
    on_behalf: new_row("onBehalf", inline_block::<OnBehalf>())
        .with_meaning(OnBehalf::default(), "no requests on behalf of others"),
} beside [] }

table! { OnBehalf: []; {
    may: new_row("may", flags_codec(&[
        ("enableOnBehalfRequestorsToAddAccess", RequestKind::Add),
        ("enableOnBehalfRequestorsToUpdateAccess", RequestKind::Update),
        ("enableOnBehalfRequestorsToRemoveAccess", RequestKind::Remove),
    ]))
    .with_effect(AccessEffect::Gate),
    by: new_row("by", subjects_codec("onBehalfRequestors"))
        .with_label("on behalf of others")
        .with_effect(AccessEffect::Gate),
} beside [] }

table! { Notifications: ["accessPackageNotificationSettings"]; {
    assignment: new_row("assignment", flag_codec("isAssignmentNotificationDisabled").invert())
        .with_label("assignment emails")
        .published_as("assignmentNotifications")
        .with_default(true)
        .without_effect("emails about access do not grant access"),
} beside [] }
