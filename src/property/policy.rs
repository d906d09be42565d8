//! Assignment policies: who may ask, for how long, and what people are told. A policy is replaced whole, and a body
//! says every block, since an omitted one may be reset (fact policy-omitted-block-unknown).

use std::collections::BTreeSet;

use super::binding::Bindings;
use super::codec::{
    block, by_text, flag, flags, inline, optional, optional_length, subjects, switched_block, text, word,
};
use super::expiration::Lasting;
use super::graph_type::JOINED;
use super::row::row;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, Approval, Automatic, Expiration, Notifications, OnBehalf, Policy, Question, RequestKind,
    Requests, Review, TargetScope,
};

table! { Policy: ["accessPackageAssignmentPolicy"]; {
    name: row("name", text("displayName")).nothing("a name"),
    description: row("description", text("description")).same_as("name").nothing("words for people"),
    scope: row("requestors.scope", word("allowedTargetScope", TargetScope::NotSpecified))
        .label("scope")
        .effect(AccessEffect::Audience),
    targets: row("requestors.targets", subjects("specificAllowedTargets"))
        .label("targets")
        .effect(AccessEffect::Audience),
    // (fact automatic-block-marks-policy)
    automatic: row("automatic", optional::<Automatic>("automaticRequestSettings")).whole().effect(AccessEffect::Audience),
    requests: row("requestors", block::<Requests>("requestorSettings")),
    approval: row("approval", block::<Approval>("requestApprovalSettings"))
        .means(Approval::default(), "none required"),
    expiration: row("expiration", Lasting)
        .label("access ends")
        .default(Expiration::Never)
        .effect(AccessEffect::Time),
    // (fact review-off-or-null-is-none)
    review: row("review", switched_block::<Review>("reviewSettings", "isEnabled"))
        .means(None, "no review")
        .effect(AccessEffect::Review),
    questions: row(
        "questions",
        by_text::<Question>("questions", "accessPackageQuestion", "sequence", ("text", |one| &one.text)),
    )
    .default(Vec::new())
    .effect(AccessEffect::Gate),
    notifications: row("notifications", block::<Notifications>("notificationSettings"))
        .published("")
        .means(Notifications { assignment: true }, "all e-mails are sent"),
    extensions: row("extensions", Bindings)
        .label("extension")
        .default(BTreeSet::new())
        .effect(AccessEffect::Gate),
} beside [
    Beside::Unsent("id"),
    Beside::Unsent("createdDateTime"),
    Beside::Unsent("modifiedDateTime"),
    Beside::Apart("accessPackage", JOINED),
    Beside::Apart("catalog", JOINED),
] }

table! { Automatic: ["accessPackageAutomaticRequestSettings"]; {
    assign: row("assign", flag("requestAccessForAllowedTargets"))
        .label("assigned automatically")
        .default(true)
        .effect(AccessEffect::Audience),
    remove_when_leaving: row("removeWhenLeaving", flag("removeAccessWhenTargetLeavesAllowedTargets"))
        .label("removed automatically")
        .default(true)
        .effect(AccessEffect::Time),
    grace_period: row("gracePeriod", optional_length("gracePeriodBeforeAccessRemoval").or_no_time())
        .label("grace period")
        .means(None, "none: access ends at once")
        .effect(AccessEffect::Time),
} beside [] }

table! { Requests: ["accessPackageAssignmentRequestorSettings"]; {
    may: row("may", flags(&[
        ("enableTargetsToSelfAddAccess", RequestKind::Add),
        ("enableTargetsToSelfUpdateAccess", RequestKind::Update),
        ("enableTargetsToSelfRemoveAccess", RequestKind::Remove),
    ]))
    .label("allowed requests")
    .effect(AccessEffect::Audience),
    custom_schedule: row("customSchedule", flag("allowCustomAssignmentSchedule"))
        .label("custom schedule")
        .default(false)
        .effect(AccessEffect::Time),
    on_behalf: row("onBehalf", inline::<OnBehalf>()).means(OnBehalf::default(), "no requests on behalf of others"),
} beside [] }

table! { OnBehalf: []; {
    may: row("may", flags(&[
        ("enableOnBehalfRequestorsToAddAccess", RequestKind::Add),
        ("enableOnBehalfRequestorsToUpdateAccess", RequestKind::Update),
        ("enableOnBehalfRequestorsToRemoveAccess", RequestKind::Remove),
    ]))
    .effect(AccessEffect::Gate),
    by: row("by", subjects("onBehalfRequestors")).label("on behalf of others").effect(AccessEffect::Gate),
} beside [] }

table! { Notifications: ["accessPackageNotificationSettings"]; {
    assignment: row("assignment", flag("isAssignmentNotificationDisabled").inverted())
        .label("assignment e-mails")
        .published("assignmentNotifications")
        .default(true)
        .nothing("mails about access give none"),
} beside [] }
