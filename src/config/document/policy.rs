//! Assignment policies as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{
    Always, Application, Date, ExtensionName, Group, Guid, Length, OneOrMany, OrganizationName, Question,
    Review, Subject, User, tagged,
};
use crate::model::{self, ApproverVisibility, StageName, TargetScope};
use crate::property::absent_default;

/// Who can request an access package, who approves, and for how long access lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Policy", transform = one_of(Self::ONE_OF))]
pub struct Policy {
    /// The display name, unique in its access package.
    #[schemars(example = &"Partner self-service")]
    pub name: String,
    /// What the policy is for.
    #[schemars(example = &"For partners who request access themselves")]
    pub description: Option<String>,
    /// For people who request access.
    pub requestors: Option<Requestors>,
    /// For people who are assigned by a membership rule, without a request.
    pub automatic: Option<Automatic>,
    /// For direct assignment: administrators assign people, and there are no requests.
    pub direct: Option<Always>,
    /// Questions that requestors answer, in this order.
    pub questions: Option<Vec<Question>>,
    /// Approval.
    pub approval: Option<Approval>,
    /// How long access lasts.
    pub expiration: Option<Expiration>,
    /// The recurring access review of this policy's assignments.
    pub review: Option<Review>,
    /// Emails that the service sends.
    pub notifications: Option<Notifications>,
    /// Custom extensions and the stages that call them.
    pub extensions: Option<Vec<Binding>>,
    /// The object's id per tenant, by the tenant's name in the project. Needed only if the name is ambiguous.
    pub id: Option<BTreeMap<String, Guid>>,
    /// A former name, or a list of them. The object with that name is renamed; no new object is created.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project in which the object exists.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

exactly_one!(Policy: "requestors" requestors, "automatic" automatic, "direct" direct);

/// Who can request access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Requestors")]
pub struct Requestors {
    /// The kind of people that the policy is for.
    pub scope: TargetScope,
    /// The connected organizations of the scope `specificConnectedOrganizationUsers`.
    pub connected_organizations: Option<Vec<OrganizationName>>,
    /// The users of the scope `specificDirectoryUsers`.
    pub users: Option<Vec<User>>,
    /// The groups of the scope `specificDirectoryUsers`. Guests who are members can request access too.
    pub groups: Option<Vec<Group>>,
    /// The service principals of the scope `specificDirectoryServicePrincipals`.
    pub service_principals: Option<Vec<Application>>,
    /// The kinds of request that are allowed. An empty list closes the policy to new requests.
    pub may: Vec<RequestWord>,
    /// Whether requestors can choose the start and end of their access within the policy's limit.
    pub custom_schedule: Option<bool>,
    /// Requests on behalf of others.
    pub on_behalf: Option<OnBehalf>,
}

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum RequestWord {
    /// Request access.
    Add,
    /// Extend or change access.
    Update,
    /// Remove one's own access.
    Remove,
}

/// Requests on behalf of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "OnBehalf")]
pub struct OnBehalf {
    /// Who can make such requests.
    pub by: Vec<Subject>,
    /// The kinds of request that are allowed.
    pub may: Vec<RequestWord>,
}

/// Assignment by a membership rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Automatic")]
pub struct Automatic {
    /// A rule in the syntax of dynamic groups.
    #[schemars(example = &"(user.department -eq \"Sales\")")]
    pub rule: String,
    /// Whether people who match the rule are assigned.
    pub assign: Option<bool>,
    /// Whether people who no longer match the rule lose their access.
    pub remove_when_leaving: Option<bool>,
    /// How long they keep access after they no longer match.
    pub grace_period: Option<Length>,
}

/// Who approves requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Approval")]
pub struct Approval {
    /// The kinds of request that require approval.
    pub required_for: Option<Vec<RequestWord>>,
    /// Whether a requestor must give a justification.
    pub requestor_justification: Option<bool>,
    /// One to three stages, in order.
    pub stages: Option<Vec<Stage>>,
}

/// A stage of approval. One decision by any of its approvers completes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Stage")]
pub struct Stage {
    /// The approvers.
    pub approvers: Vec<Subject>,
    /// The fallback approvers, used when `approvers` resolves to no one.
    pub fallback: Option<Vec<Subject>>,
    /// How long approvers have to decide. After that, an undecided request is denied.
    pub decide_within: Option<Length>,
    /// Whether an approver must give a justification.
    pub approver_justification: Option<bool>,
    /// Whether requestors see who approves.
    pub approver_visibility: Option<ApproverVisibility>,
    /// The escalation approvers, who are asked when the approvers do not decide.
    pub escalation: Option<Escalation>,
}

/// Who is asked when the approvers of a stage do not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Escalation")]
pub struct Escalation {
    /// How long to wait for the approvers before the escalation approvers are asked.
    pub after: Length,
    /// The escalation approvers.
    pub approvers: Vec<Subject>,
    /// The fallback escalation approvers, used when `approvers` resolves to no one.
    pub fallback: Option<Vec<Subject>>,
}

/// How long access lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Expiration {
    /// Access does not expire.
    Never,
    /// The policy does not specify an expiration.
    NotSpecified,
    /// Access expires this long after it was granted, in days or hours.
    After(Length),
    /// Access expires at this date for everyone.
    Until(Date),
}

/// Emails that the service sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Notifications")]
pub struct Notifications {
    /// Whether people are told about a new assignment.
    pub assignment: Option<bool>,
}

impl Notifications {
    /// What they mean.
    #[must_use]
    pub fn to_model(&self) -> model::Notifications {
        let Self { assignment } = self;
        let silent = absent_default::<model::Notifications>();
        model::Notifications { assignment: assignment.unwrap_or(silent.assignment) }
    }

    /// What has to be written to mean them.
    #[must_use]
    pub fn from_model(meant: &model::Notifications) -> Self {
        let model::Notifications { assignment } = meant;
        let silent = absent_default::<model::Notifications>();
        Self { assignment: (*assignment != silent.assignment).then_some(*assignment) }
    }
}

/// A call to a custom extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Binding")]
pub struct Binding {
    /// The stage that calls it.
    pub stage: StageName,
    /// The custom extension, which must belong to the access package's catalog.
    pub extension: ExtensionName,
}

mapping!(Requestors, OnBehalf, Automatic, Approval, Stage, Escalation, Notifications, Binding);
