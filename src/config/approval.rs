//! Approval: stages, approvers, and approvers that cannot exist for the people in a scope.

use std::collections::BTreeSet;

use crate::model::{self, ApproverVisibility, RequestKind, Subject, TargetScope};
use crate::property::absent_default;
use crate::source::{Code, Finding};

use super::context::Context;
use super::cursor::Cursor;
use super::document::{Approval, Escalation, Stage};
use super::policy::request_kind;
use super::target::{is_directory, is_external_scope};

/// The service's limit.
const MOST_STAGES: usize = 3;

impl Context<'_> {
    pub(super) fn read_approval(
        &mut self,
        at: &Cursor<'_>,
        written: Option<&Approval>,
        scope: &TargetScope,
    ) -> model::Approval {
        let Some(written) = written else { return model::Approval::default() };
        let silent = absent_default::<model::Approval>();
        let stages = written.stages.as_deref().unwrap_or_default();
        let stages_at = at.key("stages");
        let required_for = self.required_for(at, written);
        if stages.len() > MOST_STAGES {
            let message =
                format!("{} approval stages; the service accepts at most {MOST_STAGES}", stages.len());
            self.report_error(&stages_at, Code::ApprovalStages, message);
        }
        model::Approval {
            required_for,
            requestor_justification: written
                .requestor_justification
                .unwrap_or(silent.requestor_justification),
            stages: stages
                .iter()
                .enumerate()
                .map(|(index, stage)| self.read_stage(&stages_at.index(index), stage, scope))
                .collect(),
        }
    }

    fn required_for(&mut self, at: &Cursor<'_>, written: &Approval) -> BTreeSet<RequestKind> {
        let staged = written.stages.as_ref().is_some_and(|stages| !stages.is_empty());
        let Some(words) = &written.required_for else {
            if written.stages.is_none() {
                let message = "`approval` has no `stages`, so no approval is required";
                let finding = Finding::warning(Code::ApprovalStages, at.written_place(), message);
                self.findings.push(finding.with_help("write `stages:`, or `stages: []` if this is intended"));
            }
            // The only default that depends on a sibling key: a policy with stages is meant to use them.
            return staged.then_some(RequestKind::Add).into_iter().collect();
        };
        let list_at = at.key("requiredFor");
        let kinds: Vec<_> = words.iter().map(|word| request_kind(*word)).collect();
        if let Some(index) = kinds.iter().position(|kind| *kind == RequestKind::Remove) {
            let message = "removing one's own access never requires approval";
            self.report_error(&list_at.index(index), Code::ApprovalStages, message);
        }
        if !kinds.is_empty() && !staged {
            let finding = Finding::error(
                Code::ApprovalStages,
                list_at.written_place(),
                "approval is required, but there is no stage",
            );
            self.findings.push(finding.with_help("write `stages:` with at least one entry"));
        } else if kinds.is_empty() && staged {
            let message = "the stages have no effect: no kind of request requires approval";
            self.report_warning(&list_at, Code::ApprovalStages, message);
        }
        self.read_set(&list_at, kinds)
    }

    fn read_stage(&mut self, at: &Cursor<'_>, written: &Stage, scope: &TargetScope) -> model::Stage {
        let silent = absent_default::<model::Stage>();
        let approvers = self.read_subjects(&at.key("approvers"), &written.approvers);
        let fallback =
            self.read_subjects(&at.key("fallback"), written.fallback.as_deref().unwrap_or_default());
        self.require_approvers(&at.key("approvers"), &approvers, &fallback);
        self.check_reachable(&at.key("approvers"), &approvers, scope);
        let decide_within = match &written.decide_within {
            Some(span) => self.read_span(&at.key("decideWithin"), span),
            None => silent.decide_within,
        };
        let visibility = match &written.approver_visibility {
            Some(word) => {
                self.warn_unknown_word(
                    &at.key("approverVisibility"),
                    word.graph_word(),
                    ApproverVisibility::WORDS,
                );
                word.clone()
            }
            None => silent.approver_visibility,
        };
        let escalation = written.escalation.as_ref().map(|written| {
            let at = at.key("escalation");
            let escalation = self.read_escalation(&at, written);
            if escalation.after >= decide_within {
                let message = format!(
                    "the escalation after {} never happens: the request is denied after {}",
                    escalation.after.to_words(),
                    decide_within.to_words()
                );
                self.report_warning(&at.key("after"), Code::EscalationTiming, message);
            }
            escalation
        });
        model::Stage {
            approvers,
            fallback,
            decide_within,
            approver_justification: written.approver_justification.unwrap_or(silent.approver_justification),
            approver_visibility: visibility,
            escalation,
            unknown_kind: None,
        }
    }

    fn read_escalation(&mut self, at: &Cursor<'_>, written: &Escalation) -> model::Escalation {
        let approvers = self.read_subjects(&at.key("approvers"), &written.approvers);
        let fallback =
            self.read_subjects(&at.key("fallback"), written.fallback.as_deref().unwrap_or_default());
        model::Escalation { after: self.read_span(&at.key("after"), &written.after), approvers, fallback }
    }

    fn require_approvers(
        &mut self,
        at: &Cursor<'_>,
        approvers: &BTreeSet<Subject>,
        fallback: &BTreeSet<Subject>,
    ) {
        if approvers.is_empty() && fallback.is_empty() {
            self.report_error(at, Code::EmptyList, "no approvers are named");
        } else if approvers.is_empty() {
            self.report_warning(at, Code::EmptyList, "no approvers are named, only fallback approvers");
        }
    }

    fn check_reachable(&mut self, at: &Cursor<'_>, approvers: &BTreeSet<Subject>, scope: &TargetScope) {
        let manager =
            |subject: &Subject| matches!(subject, Subject::RequestorManager(_) | Subject::TargetManager(_));
        let sponsor =
            |subject: &Subject| matches!(subject, Subject::InternalSponsors | Subject::ExternalSponsors);
        if is_external_scope(scope) && approvers.iter().any(manager) {
            let finding = Finding::warning(
                Code::ApproverScope,
                at.written_place(),
                format!("requestors in the scope `{scope}` have no manager in the directory"),
            );
            self.findings.push(finding.with_help("name `internalSponsors`, a group or a user"));
        }
        if is_directory(scope) && approvers.iter().any(sponsor) {
            let finding = Finding::warning(
                Code::ApproverScope,
                at.written_place(),
                format!(
                    "requestors in the scope `{scope}` belong to no connected organization, so they have no sponsors"
                ),
            );
            self.findings.push(finding.with_help("name `{ requestorManager: 1 }`, a group or a user"));
        }
    }
}
