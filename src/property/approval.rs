//! Approval: stages, in order, each laid over the tenant's stage of the same place unless their kinds differ.

use std::collections::BTreeSet;

use serde_json::Value;

use super::codec::{
    Codec, flag_codec, flags_codec, length_codec, list_by_place, subjects_codec, switched_part, word_codec,
};
use super::context::{Names, Reading, Writing};
use super::graph_type::Property;
use super::json::{Object, odata_kind, odata_type};
use super::row::new_row;
use super::show;
use super::table::table;
use crate::model::{
    AccessEffect, Approval, ApproverVisibility, EncodeError, Escalation, RequestKind, Span, Stage,
};

table! { Approval: ["accessPackageAssignmentApprovalSettings"]; {
    required_for: new_row("requiredFor", flags_codec(&[
        ("isApprovalRequiredForAdd", RequestKind::Add),
        ("isApprovalRequiredForUpdate", RequestKind::Update),
    ]))
    .with_meaning(BTreeSet::new(), "[add] with stages, [] without")
    .with_effect(AccessEffect::Gate),
    requestor_justification: new_row("requestorJustification", flag_codec("isRequestorJustificationRequired"))
        .with_default(false)
        .with_effect(AccessEffect::Gate),
    stages: new_row("stages", list_by_place::<Stage>("stages"))
        .with_label("approval stage")
        .with_default(Vec::new())
        .with_effect(AccessEffect::Gate),
} beside [] }

table! { Stage: [STAGE]; {
    approvers: new_row("approvers", subjects_codec("primaryApprovers")).with_effect(AccessEffect::Gate),
    fallback: new_row("fallback", subjects_codec("fallbackPrimaryApprovers"))
        .with_default(BTreeSet::new())
        .with_effect(AccessEffect::Gate),
    decide_within: new_row("decideWithin", length_codec("durationBeforeAutomaticDenial"))
        .with_label("decide within")
        .with_default(Span::from_days(14))
        .without_effect("a request that is not decided in time is denied"),
    approver_justification: new_row("approverJustification", flag_codec("isApproverJustificationRequired"))
        .with_label("approver justification")
        .with_default(false)
        .with_effect(AccessEffect::Gate),
    approver_visibility: new_row(
        "approverVisibility",
        word_codec("approverInformationVisibility", ApproverVisibility::Default),
    )
    .with_label("approver visibility")
    .with_default(ApproverVisibility::Default)
    .without_effect("whether requestors learn who approves"),
    unknown_kind: new_row("kind", UnknownKind).with_effect(AccessEffect::Gate),
    escalation: new_row("escalation", switched_part::<Escalation>("isEscalationEnabled"))
        .with_meaning(None, "none")
        .with_effect(AccessEffect::Gate),
} beside [] }

table! { Escalation: []; {
    after: new_row("after", length_codec("durationBeforeEscalation")).with_effect(AccessEffect::Gate),
    approvers: new_row("approvers", subjects_codec("escalationApprovers")).with_effect(AccessEffect::Gate),
    fallback: new_row("fallback", subjects_codec("fallbackEscalationApprovers"))
        .with_default(BTreeSet::new())
        .with_effect(AccessEffect::Gate),
} beside [] }

const STAGE: &str = "accessPackageApprovalStage";

/// The kind of a stage, where it is not the ordinary one.
#[derive(Clone, Copy)]
struct UnknownKind;

impl Codec for UnknownKind {
    type Value = Option<String>;

    fn codec_properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn is_member_fitting(&self, value: &Option<String>, held: &Object) -> bool {
        let held = Value::Object(held.clone());
        odata_kind(&held).filter(|kind| *kind != STAGE) == value.as_deref()
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Option<String> {
        odata_kind(object).filter(|kind| *kind != STAGE).map(str::to_owned)
    }

    fn write_member(
        &self,
        value: &Option<String>,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        if let Some(name) = value {
            object.insert("@odata.type".to_owned(), odata_type(name));
        }
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}
