//! What a new object is, in a few labelled lines.

use serde_json::{Value, json};

use crate::model::{
    Approval, Catalog, Extension, Organization, Package, Policy, RequestKind, Resource, Review,
    ReviewOutcome, Reviewers, Stage,
};

use super::LineView;
use super::words::{Names, words};

/// Collects labelled lines, leaving out what says nothing.
struct Lines<'a> {
    names: &'a Names,
    lines: Vec<LineView>,
}

impl Lines<'_> {
    fn say(&mut self, label: &str, value: Value) {
        let text = words(&value, self.names);
        self.lines.push(LineView { mark: None, label: label.to_owned(), text });
    }

    fn say_unless_empty<T: serde::Serialize>(&mut self, label: &str, values: &std::collections::BTreeSet<T>) {
        if !values.is_empty() {
            self.say(label, json!(values));
        }
    }
}

pub(super) fn organization(organization: &Organization, names: &Names) -> Vec<LineView> {
    let mut lines = Lines { names, lines: Vec::new() };
    lines.say("description", json!(organization.description));
    lines.say("identity", json!(organization.identity));
    lines.say("state", json!(organization.state));
    lines.lines
}

pub(super) fn catalog(catalog: &Catalog, names: &Names) -> Vec<LineView> {
    let mut lines = Lines { names, lines: Vec::new() };
    lines.say("description", json!(catalog.description));
    lines.say("state", json!(catalog.state));
    lines.say("externally visible", json!(catalog.externally_visible));
    lines.lines
}

pub(super) fn resource(resource: &Resource, names: &Names) -> Vec<LineView> {
    let mut lines = Lines { names, lines: Vec::new() };
    if let Some(environment) = &resource.environment {
        lines.say("environment", json!(environment));
    }
    for (name, attribute) in &resource.attributes {
        lines.say(&format!("asks for {name}"), json!(attribute.question.text));
    }
    lines.lines
}

pub(super) fn extension(extension: &Extension, names: &Names) -> Vec<LineView> {
    let mut lines = Lines { names, lines: Vec::new() };
    lines.say("kind", json!(extension.kind));
    lines.say("logic app", json!(extension.logic_app));
    if let Some(timeout) = &extension.callback_timeout {
        lines.say("waits for a callback", json!(timeout));
    }
    lines.lines
}

pub(super) fn package(package: &Package, names: &Names) -> Vec<LineView> {
    let mut lines = Lines { names, lines: Vec::new() };
    lines.say("description", json!(package.description));
    if package.hidden {
        lines.say("hidden", json!(true));
    }
    lines.lines
}

pub(super) fn policy(policy: &Policy, names: &Names) -> Vec<LineView> {
    let mut lines = Lines { names, lines: Vec::new() };
    lines.say("description", json!(policy.description));
    lines.say("for", json!(scope(policy)));
    lines.say_unless_empty("namely", &policy.targets);
    if let Some(automatic) = &policy.automatic {
        lines.say("assigned by rule", json!(automatic.assign));
        lines.say("removed when leaving", json!(automatic.remove_when_leaving));
        if let Some(grace) = &automatic.grace_period {
            lines.say("kept after leaving", json!(grace.words()));
        }
    }
    lines.say("may", json!(may(&policy.requests.may)));
    if policy.requests.custom_schedule {
        lines.say("chooses dates", json!(true));
    }
    lines.say_unless_empty("on behalf of others", &policy.requests.on_behalf.by);
    approval(&mut lines, &policy.approval);
    lines.say("access ends", json!(policy.expiration));
    if let Some(review) = &policy.review {
        self::review(&mut lines, review);
    }
    if !policy.assignment_notifications {
        lines.say("told by mail", json!(false));
    }
    for question in &policy.questions {
        lines.say(if question.required { "must answer" } else { "may answer" }, json!(question.text));
    }
    lines.say_unless_empty("calls", &policy.extensions);
    lines.lines
}

fn scope(policy: &Policy) -> String {
    use crate::model::TargetScope as Scope;
    match &policy.scope {
        Scope::NotSpecified => "nobody by request; administrators assign".to_owned(),
        Scope::SpecificDirectoryUsers if policy.automatic.is_some() => "people a rule matches".to_owned(),
        Scope::SpecificDirectoryUsers => {
            "named people and groups of the directory, guests among them".to_owned()
        }
        Scope::SpecificConnectedOrganizationUsers => "people of named connected organizations".to_owned(),
        Scope::SpecificDirectoryServicePrincipals => "named service principals".to_owned(),
        Scope::AllMemberUsers => "all members of the directory, without guests".to_owned(),
        Scope::AllDirectoryUsers => "everybody in the directory, guests included".to_owned(),
        Scope::AllDirectoryServicePrincipals => "every service principal".to_owned(),
        Scope::AllConfiguredConnectedOrganizationUsers => {
            "people of every configured connected organization, also of those to come".to_owned()
        }
        Scope::AllExternalUsers => "anybody outside, of any organization".to_owned(),
        Scope::AllDirectoryAgentIdentities => "every agent identity".to_owned(),
        Scope::Other(word) => word.clone(),
    }
}

fn may(may: &std::collections::BTreeSet<RequestKind>) -> String {
    if may.is_empty() {
        return "not ask for anything".to_owned();
    }
    let word = |kind: &RequestKind| match kind {
        RequestKind::Add => "ask for access",
        RequestKind::Update => "extend it",
        RequestKind::Remove => "give it up",
    };
    may.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn approval(lines: &mut Lines<'_>, approval: &Approval) {
    if approval.required_for.is_empty() {
        lines.say("approval", json!("nobody has to approve"));
        return;
    }
    for (index, stage) in approval.stages.iter().enumerate() {
        lines.say(&format!("approval stage {}", index + 1), json!(stage_words(stage, lines.names)));
    }
}

fn stage_words(stage: &Stage, names: &Names) -> String {
    let mut said = words(&json!(stage.approvers), names);
    if !stage.fallback.is_empty() {
        said.push_str(&format!(", else {}", words(&json!(stage.fallback), names)));
    }
    said.push_str(&format!("; within {}", stage.decide_within.words()));
    if let Some(escalation) = &stage.escalation {
        let whom = words(&json!(escalation.approvers), names);
        said.push_str(&format!("; after {} also {whom}", escalation.after.words()));
    }
    said
}

fn review(lines: &mut Lines<'_>, review: &Review) {
    let who = match &review.reviewers {
        Reviewers::Themselves => "each holder".to_owned(),
        Reviewers::Named(subjects) => words(&json!(subjects), lines.names),
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
    let open = review.open_for.words();
    lines.say("review", json!(format!("{rhythm}{days}{ends} by {who}, open for {open}")));
    if !review.fallback.is_empty() {
        lines.say("else reviewed by", json!(review.fallback));
    }
    let outcome = match &review.on_no_response {
        ReviewOutcome::KeepAccess => "access stays",
        ReviewOutcome::RemoveAccess => "access ends",
        ReviewOutcome::AcceptAccessRecommendation => "the recommendation counts",
        ReviewOutcome::Other(word) => word,
    };
    lines.say("without an answer", json!(outcome));
}
