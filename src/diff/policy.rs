//! Which fields of two policies differ, down to the single stage and the single question.

use crate::model::{Approval, Escalation, OnBehalf, Policy, Question, Recurrence, Requests, Review, Stage};

use super::FieldChange;
use super::fields::{Compare, Fields};

impl Compare for Policy {
    fn fields(&self, after: &Self) -> Vec<FieldChange> {
        let Self {
            name,
            description,
            scope,
            targets,
            automatic,
            requests,
            approval,
            expiration,
            review,
            assignment_notifications,
            questions,
            extensions,
        } = self;
        let mut fields = Fields::default();
        fields.field("name", name, &after.name);
        fields.field("description", description, &after.description);
        fields.field("requestors.scope", scope, &after.scope);
        fields.field("requestors.targets", targets, &after.targets);
        fields.field("automatic", automatic, &after.automatic);
        compare_requests(&mut fields, requests, &after.requests);
        compare_approval(&mut fields, approval, &after.approval);
        fields.field("expiration", expiration, &after.expiration);
        compare_review(&mut fields, review.as_ref(), after.review.as_ref());
        compare_questions(&mut fields, questions, &after.questions);
        let mails = &after.assignment_notifications;
        fields.field("notifications.assignment", assignment_notifications, mails);
        fields.field("extensions", extensions, &after.extensions);
        fields.0
    }
}

fn compare_requests(fields: &mut Fields, before: &Requests, after: &Requests) {
    let Requests { may, custom_schedule, on_behalf: OnBehalf { may: for_others, by } } = before;
    fields.field("requestors.may", may, &after.may);
    fields.field("requestors.customSchedule", custom_schedule, &after.custom_schedule);
    fields.field("requestors.onBehalf.may", for_others, &after.on_behalf.may);
    fields.field("requestors.onBehalf.by", by, &after.on_behalf.by);
}

fn compare_approval(fields: &mut Fields, before: &Approval, after: &Approval) {
    let Approval { required_for, requestor_justification, stages } = before;
    fields.field("approval.requiredFor", required_for, &after.required_for);
    fields.field("approval.requestorJustification", requestor_justification, &after.requestor_justification);
    for index in 0..stages.len().max(after.stages.len()) {
        let path = format!("approval.stages[{index}]");
        match (stages.get(index), after.stages.get(index)) {
            (Some(before), Some(after)) => compare_stage(fields, &path, before, after),
            (before, after) => fields.field(&path, &before, &after),
        }
    }
}

fn compare_stage(fields: &mut Fields, path: &str, before: &Stage, after: &Stage) {
    let Stage {
        approvers,
        fallback,
        decide_within,
        approver_justification,
        approver_visibility,
        escalation,
        unknown_kind,
    } = before;
    fields.field(&format!("{path}.approvers"), approvers, &after.approvers);
    fields.field(&format!("{path}.fallback"), fallback, &after.fallback);
    fields.field(&format!("{path}.decideWithin"), decide_within, &after.decide_within);
    let justification = &after.approver_justification;
    fields.field(&format!("{path}.approverJustification"), approver_justification, justification);
    fields.field(&format!("{path}.approverVisibility"), approver_visibility, &after.approver_visibility);
    fields.field(&format!("{path}.kind"), unknown_kind, &after.unknown_kind);
    let path = format!("{path}.escalation");
    match (escalation, &after.escalation) {
        (Some(Escalation { after: delay, approvers, fallback }), Some(wanted)) => {
            fields.field(&format!("{path}.after"), delay, &wanted.after);
            fields.field(&format!("{path}.approvers"), approvers, &wanted.approvers);
            fields.field(&format!("{path}.fallback"), fallback, &wanted.fallback);
        }
        (before, after) => fields.field(&path, before, after),
    }
}

fn compare_review(fields: &mut Fields, before: Option<&Review>, after: Option<&Review>) {
    let (Some(before), Some(after)) = (before, after) else {
        fields.field("review", &before, &after);
        return;
    };
    let Review {
        every: Recurrence { pattern, range },
        starting,
        open_for,
        reviewers,
        fallback,
        recommendations,
        reviewer_justification,
        on_no_response,
    } = before;
    fields.field("review.every", pattern, &after.every.pattern);
    fields.field("review.range", range, &after.every.range);
    fields.field("review.starting", starting, &after.starting);
    fields.field("review.openFor", open_for, &after.open_for);
    fields.field("review.reviewers", reviewers, &after.reviewers);
    fields.field("review.fallback", fallback, &after.fallback);
    fields.field("review.recommendations", recommendations, &after.recommendations);
    fields.field("review.reviewerJustification", reviewer_justification, &after.reviewer_justification);
    fields.field("review.onNoResponse", on_no_response, &after.on_no_response);
}

fn compare_questions(fields: &mut Fields, before: &[Question], after: &[Question]) {
    // A question is known by its text: moving one is a change of the order, never of the questions themselves. Of
    // several with one text, which the portal allows, the first is the first and so on.
    for (at, question) in before.iter().enumerate() {
        match after.iter().filter(|wanted| wanted.text == question.text).nth(earlier(before, at)) {
            Some(wanted) => fields.field(&format!("questions[{}]", question.text), question, wanted),
            None => fields.field(&format!("questions[{}]", question.text), &Some(question), &None),
        }
    }
    for (at, question) in after.iter().enumerate() {
        if before.iter().filter(|there| there.text == question.text).nth(earlier(after, at)).is_none() {
            fields.field(&format!("questions[{}]", question.text), &None, &Some(question));
        }
    }
    let order =
        |questions: &[Question]| -> Vec<String> { questions.iter().map(|q| q.text.clone()).collect() };
    let (before_order, after_order) = (order(before), order(after));
    let mut sorted = (before_order.clone(), after_order.clone());
    sorted.0.sort();
    sorted.1.sort();
    if sorted.0 == sorted.1 {
        fields.field("questions", &before_order, &after_order);
    }
}

/// How many questions before this one have its text.
fn earlier(questions: &[Question], at: usize) -> usize {
    questions[..at].iter().filter(|other| other.text == questions[at].text).count()
}
