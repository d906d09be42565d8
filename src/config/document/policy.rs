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
use crate::property::absent;

/// Who may get a package, who says yes, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Policy", transform = one_of(Self::ONE_OF))]
pub struct Policy {
    /// The display name, unique in its package.
    #[schemars(example = &"Partner self-service")]
    pub name: String,
    /// What the policy is for.
    #[schemars(example = &"People of our partners ask for themselves")]
    pub description: Option<String>,
    /// People who may ask.
    pub requestors: Option<Requestors>,
    /// People who get access by a rule, without asking.
    pub automatic: Option<Automatic>,
    /// Nobody asks: administrators assign.
    pub direct: Option<Always>,
    /// What requestors are asked, in this order.
    pub questions: Option<Vec<Question>>,
    /// Who says yes. Absent: nobody needs to.
    pub approval: Option<Approval>,
    /// How long access lasts.
    pub expiration: Option<Expiration>,
    /// The recurring review of holders. Absent: no review.
    pub review: Option<Review>,
    /// Mails that the service sends.
    pub notifications: Option<Notifications>,
    /// Custom extensions and when they are called.
    pub extensions: Option<Vec<Binding>>,
    /// The id of the object in each tenant where its name is not enough, by the tenant's name in the project.
    pub id: Option<BTreeMap<String, Guid>>,
    /// The name it had before, or several: the object of that name is renamed instead of a new one made.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project that it exists in. Left out, it exists in every one.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

exactly_one!(Policy: "requestors" requestors, "automatic" automatic, "direct" direct);

/// People who may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Requestors")]
pub struct Requestors {
    /// Whom the policy is for.
    pub scope: TargetScope,
    /// The organizations of `specificConnectedOrganizationUsers`.
    pub connected_organizations: Option<Vec<OrganizationName>>,
    /// Users of `specificDirectoryUsers`.
    pub users: Option<Vec<User>>,
    /// Groups of `specificDirectoryUsers`; guests among their members may ask too.
    pub groups: Option<Vec<Group>>,
    /// The service principals of `specificDirectoryServicePrincipals`.
    pub service_principals: Option<Vec<Application>>,
    /// What they may ask for. An empty list closes the door: no new requests.
    pub may: Vec<RequestWord>,
    /// Whether they may pick start and end within the policy's bound.
    pub custom_schedule: Option<bool>,
    /// Requests made for somebody else.
    pub on_behalf: Option<OnBehalf>,
}

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum RequestWord {
    /// Asking for access.
    Add,
    /// Asking to extend or change access.
    Update,
    /// Giving access up.
    Remove,
}

/// Requests made for somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "OnBehalf")]
pub struct OnBehalf {
    /// Who may ask.
    pub by: Vec<Subject>,
    /// What they may ask for.
    pub may: Vec<RequestWord>,
}

/// Assignment by rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Automatic")]
pub struct Automatic {
    /// A rule in the grammar of dynamic groups.
    #[schemars(example = &"(user.department -eq \"Sales\")")]
    pub rule: String,
    /// Whether those who match are assigned.
    pub assign: Option<bool>,
    /// Whether those who stop matching lose access.
    pub remove_when_leaving: Option<bool>,
    /// How long after leaving they keep it.
    pub grace_period: Option<Length>,
}

/// Who says yes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Approval")]
pub struct Approval {
    /// The kinds of request that need a yes.
    pub required_for: Option<Vec<RequestWord>>,
    /// Whether a requestor must give a reason.
    pub requestor_justification: Option<bool>,
    /// One to three stages, in order.
    pub stages: Option<Vec<Stage>>,
}

/// One stage of approval. The first answer decides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Stage")]
pub struct Stage {
    /// Who decides.
    pub approvers: Vec<Subject>,
    /// Who decides where `approvers` turns out to be nobody.
    pub fallback: Option<Vec<Subject>>,
    /// After which an unanswered request is denied.
    pub decide_within: Option<Length>,
    /// Whether an approver must give a reason.
    pub approver_justification: Option<bool>,
    /// Whether requestors learn who approves.
    pub approver_visibility: Option<ApproverVisibility>,
    /// Who else is asked when nobody answers. Absent: nobody.
    pub escalation: Option<Escalation>,
}

/// Who else is asked when a stage stays unanswered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Escalation")]
pub struct Escalation {
    /// How long the first approvers have alone.
    pub after: Length,
    /// Who is asked then.
    pub approvers: Vec<Subject>,
    /// Who is asked where `approvers` turns out to be nobody.
    pub fallback: Option<Vec<Subject>>,
}

/// How long access lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Expiration {
    /// Access does not end by itself.
    Never,
    /// The policy says nothing.
    NotSpecified,
    /// So long after it was granted: days, or hours.
    After(Length),
    /// On this date, for everybody.
    Until(Date),
}

/// Mails that the service sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Notifications")]
pub struct Notifications {
    /// Whether people are told that they were assigned.
    pub assignment: Option<bool>,
}

impl Notifications {
    /// What they mean.
    #[must_use]
    pub fn meant(&self) -> model::Notifications {
        let Self { assignment } = self;
        let silent = absent::<model::Notifications>();
        model::Notifications { assignment: assignment.unwrap_or(silent.assignment) }
    }

    /// What has to be written to mean them.
    #[must_use]
    pub fn of(meant: &model::Notifications) -> Self {
        let model::Notifications { assignment } = meant;
        let silent = absent::<model::Notifications>();
        Self { assignment: (*assignment != silent.assignment).then_some(*assignment) }
    }
}

/// A custom extension that a policy calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Binding")]
pub struct Binding {
    /// When.
    pub stage: StageName,
    /// What: an extension of the package's own catalog.
    pub extension: ExtensionName,
}

mapping!(Requestors, OnBehalf, Automatic, Approval, Stage, Escalation, Notifications, Binding);
