//! Approval: stages, in order, each laid over the tenant's stage of the same place unless their kinds differ.

use std::collections::BTreeSet;

use serde_json::Value;

use super::codec::{Codec, by_place, flag, flags, length, subjects, switched, word};
use super::context::{Names, Reading, Writing};
use super::graph_type::Property;
use super::json::{Object, kind, kind_of};
use super::row::row;
use super::show;
use super::table::table;
use crate::model::{
    AccessEffect, Approval, ApproverVisibility, EncodeError, Escalation, RequestKind, Span, Stage,
};

table! { Approval: ["accessPackageAssignmentApprovalSettings"]; {
    required_for: row("requiredFor", flags(&[
        ("isApprovalRequiredForAdd", RequestKind::Add),
        ("isApprovalRequiredForUpdate", RequestKind::Update),
    ]))
    .means(BTreeSet::new(), "[add] with stages, [] without")
    .effect(AccessEffect::Gate),
    requestor_justification: row("requestorJustification", flag("isRequestorJustificationRequired"))
        .default(false)
        .effect(AccessEffect::Gate),
    stages: row("stages", by_place::<Stage>("stages"))
        .label("approval stage")
        .default(Vec::new())
        .effect(AccessEffect::Gate),
} beside [] }

table! { Stage: [STAGE]; {
    approvers: row("approvers", subjects("primaryApprovers")).effect(AccessEffect::Gate),
    fallback: row("fallback", subjects("fallbackPrimaryApprovers"))
        .default(BTreeSet::new())
        .effect(AccessEffect::Gate),
    decide_within: row("decideWithin", length("durationBeforeAutomaticDenial"))
        .label("decide within")
        .default(Span::days(14))
        .nothing("a request that is not decided in time is denied"),
    approver_justification: row("approverJustification", flag("isApproverJustificationRequired"))
        .label("approver justification")
        .default(false)
        .effect(AccessEffect::Gate),
    approver_visibility: row(
        "approverVisibility",
        word("approverInformationVisibility", ApproverVisibility::Default),
    )
    .label("approver visibility")
    .default(ApproverVisibility::Default)
    .nothing("whether requestors learn who approves"),
    unknown_kind: row("kind", UnknownKind).effect(AccessEffect::Gate),
    escalation: row("escalation", switched::<Escalation>("isEscalationEnabled"))
        .means(None, "none")
        .effect(AccessEffect::Gate),
} beside [] }

table! { Escalation: []; {
    after: row("after", length("durationBeforeEscalation")).effect(AccessEffect::Gate),
    approvers: row("approvers", subjects("escalationApprovers")).effect(AccessEffect::Gate),
    fallback: row("fallback", subjects("fallbackEscalationApprovers"))
        .default(BTreeSet::new())
        .effect(AccessEffect::Gate),
} beside [] }

const STAGE: &str = "accessPackageApprovalStage";

/// The kind of a stage, where it is not the ordinary one.
#[derive(Clone, Copy)]
struct UnknownKind;

impl Codec for UnknownKind {
    type Value = Option<String>;

    fn properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn fits(&self, value: &Option<String>, held: &Object) -> bool {
        let held = Value::Object(held.clone());
        kind_of(&held).filter(|kind| *kind != STAGE) == value.as_deref()
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> Option<String> {
        kind_of(object).filter(|kind| *kind != STAGE).map(str::to_owned)
    }

    fn write(&self, value: &Option<String>, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        if let Some(name) = value {
            object.insert("@odata.type".to_owned(), kind(name));
        }
        Ok(())
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::plain(value)
    }
}
