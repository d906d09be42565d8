//! The properties of a new object as labelled lines. Labels and values are those of the table; the sentences here
//! join several members.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use crate::model::{
    Approval, Catalog, Extension, Notifications, Organization, Package, Policy, RequestKind, Requests,
    Resource, Review, ReviewOutcome, Reviewers, Stage,
};
use crate::property::{Names, Table, absent_default, changed_fields, locate_field};

use super::LineView;

/// Collects lines about an object of one kind.
struct Lines<'a> {
    kind: &'static str,
    names: &'a Names,
    lines: Vec<LineView>,
}

impl<'a> Lines<'a> {
    const fn new(kind: &'static str, names: &'a Names) -> Self {
        Self { kind, names, lines: Vec::new() }
    }

    /// A member as it is shown.
    fn show_member_text<T: Serialize>(&self, name: &str, value: &T) -> String {
        locate_field(self.kind, name).show_located(&json!(value), self.names)
    }

    /// A member with what is said of it here.
    fn push_sentence(&mut self, name: &str, text: String) {
        let label = locate_field(self.kind, name).label;
        self.lines.push(LineView { mark: None, label, text });
    }

    fn push_labelled(&mut self, label: String, text: String) {
        self.lines.push(LineView { mark: None, label, text });
    }

    fn push_value<T: Serialize>(&mut self, name: &str, value: &T) {
        let text = self.show_member_text(name, value);
        self.push_sentence(name, text);
    }

    fn push_unless_empty<T: Serialize>(&mut self, name: &str, values: &BTreeSet<T>) {
        if !values.is_empty() {
            self.push_value(name, values);
        }
    }

    /// What of a part is not as a file means it that says nothing.
    fn push_departures<T: Table>(&mut self, part: &str, value: &T) {
        for change in changed_fields(&absent_default::<T>(), value) {
            self.push_value(&format!("{part}.{}", change.field), &change.after);
        }
    }
}

pub(super) fn describe_organization(organization: &Organization, names: &Names) -> Vec<LineView> {
    let mut lines = Lines::new("organization", names);
    lines.push_value("description", &organization.description);
    lines.push_value("identity", &organization.identity);
    lines.push_value("state", &organization.state);
    lines.lines
}

pub(super) fn describe_catalog(catalog: &Catalog, names: &Names) -> Vec<LineView> {
    let mut lines = Lines::new("catalog", names);
    lines.push_value("description", &catalog.description);
    lines.push_value("state", &catalog.state);
    lines.push_value("externallyVisible", &catalog.externally_visible);
    lines.lines
}

pub(super) fn describe_resource(resource: &Resource, names: &Names) -> Vec<LineView> {
    let mut lines = Lines::new("resource", names);
    if resource.environment.is_some() {
        lines.push_value("environment", &resource.environment);
    }
    for (name, attribute) in &resource.attributes {
        lines.push_labelled(format!("asks for {name}"), question_text(&attribute.question.text));
    }
    lines.lines
}

pub(super) fn describe_extension(extension: &Extension, names: &Names) -> Vec<LineView> {
    let mut lines = Lines::new("extension", names);
    lines.push_value("kind", &extension.kind);
    let app = lines.show_member_text("logicApp", &extension.logic_app);
    lines.push_labelled("logic app".to_owned(), app);
    if extension.callback_timeout.is_some() {
        lines.push_value("callback.timeout", &extension.callback_timeout);
    }
    lines.lines
}

pub(super) fn describe_package(package: &Package, names: &Names) -> Vec<LineView> {
    let mut lines = Lines::new("accessPackage", names);
    lines.push_value("description", &package.description);
    if package.hidden {
        lines.push_value("hidden", &package.hidden);
    }
    lines.lines
}

pub(super) fn describe_policy(policy: &Policy, names: &Names) -> Vec<LineView> {
    let mut lines = Lines::new("policy", names);
    lines.push_value("description", &policy.description);
    lines.push_sentence("requestors.scope", scope_words(policy));
    lines.push_unless_empty("requestors.targets", &policy.targets);
    if let Some(automatic) = &policy.automatic {
        lines.push_value("automatic.assign", &automatic.assign);
        lines.push_value("automatic.removeWhenLeaving", &automatic.remove_when_leaving);
        if automatic.grace_period.is_some() {
            lines.push_value("automatic.gracePeriod", &automatic.grace_period);
        }
    }
    let Requests { may, custom_schedule, on_behalf } = &policy.requests;
    lines.push_sentence("requestors.may", may_words(may));
    if *custom_schedule {
        lines.push_value("requestors.customSchedule", custom_schedule);
    }
    lines.push_unless_empty("requestors.onBehalf.by", &on_behalf.by);
    describe_approval(&mut lines, &policy.approval);
    lines.push_value("expiration", &policy.expiration);
    if let Some(review) = &policy.review {
        describe_review(&mut lines, review);
    }
    lines.push_departures::<Notifications>("notifications", &policy.notifications);
    for question in &policy.questions {
        let label = if question.required { "must answer" } else { "may answer" };
        lines.push_labelled(label.to_owned(), question_text(&question.text));
    }
    lines.push_unless_empty("extensions", &policy.extensions);
    lines.lines
}

/// A question's text.
fn question_text(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { text.to_owned() }
}

fn scope_words(policy: &Policy) -> String {
    use crate::model::TargetScope as Scope;
    match &policy.scope {
        Scope::NotSpecified => "no one by request; administrators assign access".to_owned(),
        Scope::SpecificDirectoryUsers if policy.automatic.is_some() => "users who match a rule".to_owned(),
        Scope::SpecificDirectoryUsers => {
            "specific users and groups of the directory, which may include guests".to_owned()
        }
        Scope::SpecificConnectedOrganizationUsers => "users of specific connected organizations".to_owned(),
        Scope::SpecificDirectoryServicePrincipals => "specific service principals".to_owned(),
        Scope::AllMemberUsers => "all members of the directory, guests excluded".to_owned(),
        Scope::AllDirectoryUsers => "all users in the directory, guests included".to_owned(),
        Scope::AllDirectoryServicePrincipals => "all service principals".to_owned(),
        Scope::AllConfiguredConnectedOrganizationUsers => {
            "users from all configured connected organizations, including future ones".to_owned()
        }
        Scope::AllExternalUsers => "all external users, from any organization".to_owned(),
        Scope::AllDirectoryAgentIdentities => "all agent identities".to_owned(),
        Scope::Other(word) => word.clone(),
    }
}

fn may_words(may: &BTreeSet<RequestKind>) -> String {
    if may.is_empty() {
        return "not make requests".to_owned();
    }
    let word = |kind: &RequestKind| match kind {
        RequestKind::Add => "request access",
        RequestKind::Update => "request an extension",
        RequestKind::Remove => "request removal",
    };
    may.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn describe_approval(lines: &mut Lines<'_>, approval: &Approval) {
    if approval.required_for.is_empty() {
        lines.push_labelled("approval".to_owned(), "none required".to_owned());
        return;
    }
    for (index, stage) in approval.stages.iter().enumerate() {
        let text = stage_words(stage, lines);
        lines.push_sentence(&format!("approval.stages[{index}]"), text);
    }
}

fn stage_words(stage: &Stage, lines: &Lines<'_>) -> String {
    let people = |subjects| lines.show_member_text("approval.stages[0].approvers", subjects);
    let mut said = people(&stage.approvers);
    if !stage.fallback.is_empty() {
        said.push_str(&format!(", fallback: {}", people(&stage.fallback)));
    }
    said.push_str(&format!("; within {}", stage.decide_within.to_words()));
    if let Some(escalation) = &stage.escalation {
        let others = people(&escalation.approvers);
        said.push_str(&format!("; after {} also {others}", escalation.after.to_words()));
    }
    said
}

fn describe_review(lines: &mut Lines<'_>, review: &Review) {
    let who = match &review.reviewers {
        Reviewers::Themselves => "the assignees themselves".to_owned(),
        Reviewers::Named(_) => lines.show_member_text("review.reviewers", &review.reviewers),
    };
    let pattern = &review.every.pattern;
    let rhythm = match (pattern.kind.as_str(), pattern.interval) {
        ("weekly", 1) => "every week".to_owned(),
        ("absoluteMonthly", 1) => "every month".to_owned(),
        ("absoluteMonthly", 3) => "every quarter".to_owned(),
        ("absoluteMonthly", 6) => "every half year".to_owned(),
        ("absoluteMonthly", 12) | ("absoluteYearly", 1) => "every year".to_owned(),
        (kind, interval) => format!("{kind}, every {interval}"),
    };
    let days = match pattern.days_of_week.iter().map(String::as_str).collect::<Vec<_>>().join(", ") {
        days if days.is_empty() => days,
        days => format!(" on {days}"),
    };
    let range = &review.every.range;
    let ends = match (range.kind.as_str(), &range.end_date) {
        ("endDate", Some(date)) => format!(" until {date}"),
        ("numbered", _) => format!(", {} times", range.occurrences),
        _ => String::new(),
    };
    let open = review.open_for.to_words();
    lines.push_sentence("review", format!("{rhythm}{days}{ends} by {who}, open for {open}"));
    lines.push_unless_empty("review.fallback", &review.fallback);
    let outcome = match &review.on_no_response {
        ReviewOutcome::KeepAccess => "access is kept",
        ReviewOutcome::RemoveAccess => "access ends",
        ReviewOutcome::AcceptAccessRecommendation => "the recommendation is applied",
        ReviewOutcome::Other(word) => word,
    };
    lines.push_sentence("review.onNoResponse", outcome.to_owned());
}
