//! Assignment policies, from the state to documents.

use std::collections::BTreeSet;

use crate::config::document::{
    Always, Approval, Automatic, Binding, Date, Escalation, Expiration, ExtensionId, Named, Notifications,
    OnBehalf, Policy, RequestWord, Requestors, Stage,
};
use crate::model::{
    self, ExtensionKey, ExtensionRef, PolicyKey, RequestKind, Requests, Subject, TargetScope,
};
use crate::property::absent_default;

use super::catalog::export_question;
use super::name::{Names, to_guid};
use super::{Unsayable, length_text, non_empty, unless_default, unless_name};

impl Names<'_> {
    pub(super) fn policy_document(
        &self,
        key: &PolicyKey,
        policy: &model::Policy,
    ) -> Result<Policy, Unsayable> {
        let mut questions = Vec::new();
        for asked in &policy.questions {
            questions.push(export_question(asked)?);
        }
        let mut bindings = Vec::new();
        for binding in &policy.extensions {
            bindings.push(export_binding(key, binding)?);
        }
        let silent = absent_default::<model::Policy>();
        let mut written = Policy {
            name: policy.name.clone(),
            description: unless_name(&policy.description, &policy.name),
            requestors: None,
            automatic: None,
            direct: None,
            questions: non_empty(questions),
            approval: self.export_approval(&policy.approval)?,
            expiration: export_expiration(&policy.expiration, &silent.expiration)?,
            review: policy.review.as_ref().map(|review| self.export_review(review)).transpose()?,
            notifications: unless_default(
                Notifications::from_model(&policy.notifications),
                &Notifications::default(),
            ),
            extensions: non_empty(bindings),
            id: self.pinned_id(key.pin.as_ref()),
            formerly: None,
            only: None,
        };
        if let Some(rule) = &policy.automatic {
            written.automatic = Some(export_automatic(policy, rule)?);
        } else if policy.scope == TargetScope::NotSpecified
            && policy.targets.is_empty()
            && policy.requests == Requests::default()
        {
            written.direct = Some(Always(true));
        } else {
            written.requestors = Some(self.export_requestors(policy)?);
        }
        Ok(written)
    }

    fn export_requestors(&self, policy: &model::Policy) -> Result<Requestors, Unsayable> {
        let (mut organizations, mut users, mut groups, mut services) = (vec![], vec![], vec![], vec![]);
        for target in &policy.targets {
            match target {
                Subject::ConnectedOrganization(reference) => {
                    organizations.push(self.export_organization_name(reference)?)
                }
                Subject::User(reference) => users.push(self.export_user(reference)),
                Subject::Group(reference) => groups.push(self.export_group(reference)),
                Subject::ServicePrincipal(reference) => services.push(self.export_application(reference)),
                other => return Err(format!("a target of an invalid kind: {other:?}")),
            }
        }
        let on_behalf = &policy.requests.on_behalf;
        let by = self.export_subjects(&on_behalf.by)?;
        let silent = absent_default::<Requests>();
        Ok(Requestors {
            scope: policy.scope.clone(),
            connected_organizations: non_empty(organizations),
            users: non_empty(users),
            groups: non_empty(groups),
            service_principals: non_empty(services),
            may: export_request_kinds(&policy.requests.may),
            custom_schedule: unless_default(policy.requests.custom_schedule, &silent.custom_schedule),
            on_behalf: (*on_behalf != silent.on_behalf)
                .then(|| OnBehalf { by, may: export_request_kinds(&on_behalf.may) }),
        })
    }

    fn export_approval(&self, approval: &model::Approval) -> Result<Option<Approval>, Unsayable> {
        let silent = absent_default::<model::Approval>();
        if *approval == silent {
            return Ok(None);
        }
        let mut stages = Vec::new();
        for stage in &approval.stages {
            stages.push(self.export_stage(stage)?);
        }
        let implied: BTreeSet<_> = (!stages.is_empty()).then_some(RequestKind::Add).into_iter().collect();
        Ok(Some(Approval {
            required_for: (approval.required_for != implied)
                .then(|| export_request_kinds(&approval.required_for)),
            requestor_justification: unless_default(
                approval.requestor_justification,
                &silent.requestor_justification,
            ),
            stages: non_empty(stages),
        }))
    }

    fn export_stage(&self, stage: &model::Stage) -> Result<Stage, Unsayable> {
        if let Some(kind) = &stage.unknown_kind {
            return Err(format!("an approval stage of the kind `{kind}`"));
        }
        let silent = absent_default::<model::Stage>();
        let escalation = match &stage.escalation {
            Some(escalation) => Some(Escalation {
                after: length_text(&escalation.after)?,
                approvers: self.export_subjects(&escalation.approvers)?,
                fallback: non_empty(self.export_subjects(&escalation.fallback)?),
            }),
            None => None,
        };
        let decide_within = length_text(&stage.decide_within)?;
        let is_default = stage.decide_within == silent.decide_within;
        Ok(Stage {
            approvers: self.export_subjects(&stage.approvers)?,
            fallback: non_empty(self.export_subjects(&stage.fallback)?),
            decide_within: (!is_default).then_some(decide_within),
            approver_justification: unless_default(
                stage.approver_justification,
                &silent.approver_justification,
            ),
            approver_visibility: unless_default(
                stage.approver_visibility.clone(),
                &silent.approver_visibility,
            ),
            escalation,
        })
    }
}

fn export_automatic(policy: &model::Policy, rule: &model::Automatic) -> Result<Automatic, Unsayable> {
    let silent = absent_default::<model::Automatic>();
    let targets: Vec<_> = policy.targets.iter().collect();
    match (targets.as_slice(), &policy.scope) {
        ([Subject::AttributeRule(text)], TargetScope::SpecificDirectoryUsers)
            if policy.requests == Requests::default() =>
        {
            Ok(Automatic {
                rule: text.clone(),
                assign: unless_default(rule.assign, &silent.assign),
                remove_when_leaving: unless_default(rule.remove_when_leaving, &silent.remove_when_leaving),
                grace_period: rule.grace_period.as_ref().map(length_text).transpose()?,
            })
        }
        _ => Err("an automatic policy with more than one rule".to_owned()),
    }
}

fn export_binding(key: &PolicyKey, binding: &model::ExtensionBinding) -> Result<Binding, Unsayable> {
    let extension = match &binding.extension {
        ExtensionRef::Id(id) => Named::By(ExtensionId::ExtensionId(to_guid(id))),
        ExtensionRef::Key(ExtensionKey { pin: Some(pin), .. }) => {
            Named::By(ExtensionId::ExtensionId(to_guid(pin)))
        }
        ExtensionRef::Key(found) if found.catalog == key.package.catalog => Named::Name(found.name.clone()),
        ExtensionRef::Key(found) => return Err(format!("the extension `{found}` cannot be named here")),
    };
    Ok(Binding { stage: binding.stage.clone(), extension })
}

fn export_expiration(
    expiration: &model::Expiration,
    silent: &model::Expiration,
) -> Result<Option<Expiration>, Unsayable> {
    if expiration == silent {
        return Ok(None);
    }
    Ok(match expiration {
        model::Expiration::Never => Some(Expiration::Never),
        model::Expiration::NotSpecified => Some(Expiration::NotSpecified),
        model::Expiration::After(span) => Some(Expiration::After(length_text(span)?)),
        model::Expiration::Until(moment) => Some(Expiration::Until(Date(moment.to_string()))),
        model::Expiration::Unknown(json) => return Err(format!("an expiration of an unknown kind: {json}")),
    })
}

fn export_request_kinds(set: &BTreeSet<RequestKind>) -> Vec<RequestWord> {
    set.iter()
        .map(|kind| match kind {
            RequestKind::Add => RequestWord::Add,
            RequestKind::Update => RequestWord::Update,
            RequestKind::Remove => RequestWord::Remove,
        })
        .collect()
}
