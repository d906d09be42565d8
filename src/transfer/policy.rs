//! Assignment policies, from the state to documents.

use std::collections::BTreeSet;

use crate::config::document::{
    Always, Approval, Automatic, Binding, Date, Escalation, Expiration, ExtensionId, Named, Notifications,
    OnBehalf, Policy, RequestWord, Requestors, Stage,
};
use crate::model::{
    self, ExtensionKey, ExtensionRef, PolicyKey, RequestKind, Requests, Subject, TargetScope,
};
use crate::property::absent;

use super::catalog::question;
use super::name::{Names, guid};
use super::{Unsayable, description, length, some, unless};

impl Names<'_> {
    pub(super) fn policy_document(
        &self,
        key: &PolicyKey,
        policy: &model::Policy,
    ) -> Result<Policy, Unsayable> {
        let mut questions = Vec::new();
        for asked in &policy.questions {
            questions.push(question(asked)?);
        }
        let mut bindings = Vec::new();
        for binding in &policy.extensions {
            bindings.push(extension(key, binding)?);
        }
        let silent = absent::<model::Policy>();
        let mut written = Policy {
            name: policy.name.clone(),
            description: description(&policy.description, &policy.name),
            requestors: None,
            automatic: None,
            direct: None,
            questions: some(questions),
            approval: self.approval(&policy.approval)?,
            expiration: expiration(&policy.expiration, &silent.expiration)?,
            review: policy.review.as_ref().map(|review| self.review(review)).transpose()?,
            notifications: unless(Notifications::of(&policy.notifications), &Notifications::default()),
            extensions: some(bindings),
            id: self.pin(key.pin.as_ref()),
            formerly: None,
            only: None,
        };
        if let Some(rule) = &policy.automatic {
            written.automatic = Some(automatic(policy, rule)?);
        } else if policy.scope == TargetScope::NotSpecified
            && policy.targets.is_empty()
            && policy.requests == Requests::default()
        {
            written.direct = Some(Always(true));
        } else {
            written.requestors = Some(self.requestors(policy)?);
        }
        Ok(written)
    }

    fn requestors(&self, policy: &model::Policy) -> Result<Requestors, Unsayable> {
        let (mut organizations, mut users, mut groups, mut services) = (vec![], vec![], vec![], vec![]);
        for target in &policy.targets {
            match target {
                Subject::ConnectedOrganization(reference) => {
                    organizations.push(self.organization(reference)?)
                }
                Subject::User(reference) => users.push(self.user(reference)),
                Subject::Group(reference) => groups.push(self.group(reference)),
                Subject::ServicePrincipal(reference) => services.push(self.application(reference)),
                other => return Err(format!("a target of an invalid kind: {other:?}")),
            }
        }
        let on_behalf = &policy.requests.on_behalf;
        let by = self.subjects(&on_behalf.by)?;
        let silent = absent::<Requests>();
        Ok(Requestors {
            scope: policy.scope.clone(),
            connected_organizations: some(organizations),
            users: some(users),
            groups: some(groups),
            service_principals: some(services),
            may: kinds(&policy.requests.may),
            custom_schedule: unless(policy.requests.custom_schedule, &silent.custom_schedule),
            on_behalf: (*on_behalf != silent.on_behalf).then(|| OnBehalf { by, may: kinds(&on_behalf.may) }),
        })
    }

    fn approval(&self, approval: &model::Approval) -> Result<Option<Approval>, Unsayable> {
        let silent = absent::<model::Approval>();
        if *approval == silent {
            return Ok(None);
        }
        let mut stages = Vec::new();
        for stage in &approval.stages {
            stages.push(self.stage(stage)?);
        }
        let implied: BTreeSet<_> = (!stages.is_empty()).then_some(RequestKind::Add).into_iter().collect();
        Ok(Some(Approval {
            required_for: (approval.required_for != implied).then(|| kinds(&approval.required_for)),
            requestor_justification: unless(
                approval.requestor_justification,
                &silent.requestor_justification,
            ),
            stages: some(stages),
        }))
    }

    fn stage(&self, stage: &model::Stage) -> Result<Stage, Unsayable> {
        if let Some(kind) = &stage.unknown_kind {
            return Err(format!("an approval stage of the kind `{kind}`"));
        }
        let silent = absent::<model::Stage>();
        let escalation = match &stage.escalation {
            Some(escalation) => Some(Escalation {
                after: length(&escalation.after)?,
                approvers: self.subjects(&escalation.approvers)?,
                fallback: some(self.subjects(&escalation.fallback)?),
            }),
            None => None,
        };
        let decide_within = length(&stage.decide_within)?;
        let is_default = stage.decide_within == silent.decide_within;
        Ok(Stage {
            approvers: self.subjects(&stage.approvers)?,
            fallback: some(self.subjects(&stage.fallback)?),
            decide_within: (!is_default).then_some(decide_within),
            approver_justification: unless(stage.approver_justification, &silent.approver_justification),
            approver_visibility: unless(stage.approver_visibility.clone(), &silent.approver_visibility),
            escalation,
        })
    }
}

fn automatic(policy: &model::Policy, rule: &model::Automatic) -> Result<Automatic, Unsayable> {
    let silent = absent::<model::Automatic>();
    let targets: Vec<_> = policy.targets.iter().collect();
    match (targets.as_slice(), &policy.scope) {
        ([Subject::AttributeRule(text)], TargetScope::SpecificDirectoryUsers)
            if policy.requests == Requests::default() =>
        {
            Ok(Automatic {
                rule: text.clone(),
                assign: unless(rule.assign, &silent.assign),
                remove_when_leaving: unless(rule.remove_when_leaving, &silent.remove_when_leaving),
                grace_period: rule.grace_period.as_ref().map(length).transpose()?,
            })
        }
        _ => Err("an automatic policy with more than one rule".to_owned()),
    }
}

fn extension(key: &PolicyKey, binding: &model::ExtensionBinding) -> Result<Binding, Unsayable> {
    let extension = match &binding.extension {
        ExtensionRef::Id(id) => Named::By(ExtensionId::ExtensionId(guid(id))),
        ExtensionRef::Key(ExtensionKey { pin: Some(pin), .. }) => {
            Named::By(ExtensionId::ExtensionId(guid(pin)))
        }
        ExtensionRef::Key(found) if found.catalog == key.package.catalog => Named::Name(found.name.clone()),
        ExtensionRef::Key(found) => return Err(format!("the extension `{found}` cannot be named here")),
    };
    Ok(Binding { stage: binding.stage.clone(), extension })
}

fn expiration(
    expiration: &model::Expiration,
    silent: &model::Expiration,
) -> Result<Option<Expiration>, Unsayable> {
    if expiration == silent {
        return Ok(None);
    }
    Ok(match expiration {
        model::Expiration::Never => Some(Expiration::Never),
        model::Expiration::NotSpecified => Some(Expiration::NotSpecified),
        model::Expiration::After(span) => Some(Expiration::After(length(span)?)),
        model::Expiration::Until(moment) => Some(Expiration::Until(Date(moment.to_string()))),
        model::Expiration::Unknown(json) => return Err(format!("an expiration of an unknown kind: {json}")),
    })
}

fn kinds(set: &BTreeSet<RequestKind>) -> Vec<RequestWord> {
    set.iter()
        .map(|kind| match kind {
            RequestKind::Add => RequestWord::Add,
            RequestKind::Update => RequestWord::Update,
            RequestKind::Remove => RequestWord::Remove,
        })
        .collect()
}
