//! Assignment policies: who may ask for a package, who says yes, and for how long.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{ExtensionKey, ExtensionKind, ObjectId, Question, Review, Span, Subject};

open_enum! {
    /// Whom a policy is for (Graph's `allowedTargetScope`).
    TargetScope {
        /// Nobody by request; administrators assign directly.
        NotSpecified = "notSpecified",
        /// The users and groups in the list of targets, guests among them.
        SpecificDirectoryUsers = "specificDirectoryUsers",
        /// The people of the connected organizations in the list of targets.
        SpecificConnectedOrganizationUsers = "specificConnectedOrganizationUsers",
        /// The service principals in the list of targets.
        SpecificDirectoryServicePrincipals = "specificDirectoryServicePrincipals",
        /// Every member of the directory, without guests.
        AllMemberUsers = "allMemberUsers",
        /// Everybody in the directory, guests included.
        AllDirectoryUsers = "allDirectoryUsers",
        /// Every service principal.
        AllDirectoryServicePrincipals = "allDirectoryServicePrincipals",
        /// The people of every configured connected organization, also of those to come.
        AllConfiguredConnectedOrganizationUsers = "allConfiguredConnectedOrganizationUsers",
        /// Anybody outside, of any organization.
        AllExternalUsers = "allExternalUsers",
        /// Every agent identity.
        AllDirectoryAgentIdentities = "allDirectoryAgentIdentities",
    }
}

open_enum! {
    /// Whether requestors learn who approves (`approverInformationVisibility`).
    ApproverVisibility {
        /// As the tenant's setting says.
        Default = "default",
        /// Never shown.
        NotVisible = "notVisible",
        /// Shown.
        Visible = "visible",
    }
}

open_enum! {
    /// When a custom extension is called (`accessPackageCustomExtensionStage`).
    StageName {
        /// A request was made.
        AssignmentRequestCreated = "assignmentRequestCreated",
        /// A request was approved.
        AssignmentRequestApproved = "assignmentRequestApproved",
        /// Access was granted.
        AssignmentRequestGranted = "assignmentRequestGranted",
        /// Access was removed.
        AssignmentRequestRemoved = "assignmentRequestRemoved",
        /// Fourteen days before an assignment ends.
        AssignmentFourteenDaysBeforeExpiration = "assignmentFourteenDaysBeforeExpiration",
        /// One day before an assignment ends.
        AssignmentOneDayBeforeExpiration = "assignmentOneDayBeforeExpiration",
    }
}

impl StageName {
    /// Whether an extension of a kind can be called at this stage; `None` for words that are not known
    /// (fact extension-stages).
    #[must_use]
    pub fn calls(&self, kind: &ExtensionKind) -> Option<bool> {
        let before_the_end = match self {
            Self::AssignmentFourteenDaysBeforeExpiration | Self::AssignmentOneDayBeforeExpiration => true,
            Self::Other(_) => return None,
            _ => false,
        };
        match kind {
            ExtensionKind::Assignment => Some(before_the_end),
            ExtensionKind::AssignmentRequest => Some(!before_the_end),
            ExtensionKind::Other(_) => None,
        }
    }
}

/// A policy of an access package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// The display name as spelled.
    pub name: String,
    /// What the policy is for.
    pub description: String,
    /// Whom it is for.
    pub scope: TargetScope,
    /// The members of a specific scope, or the rule of an automatic policy.
    pub targets: BTreeSet<Subject>,
    /// Assignment without a request. Its presence is what makes a policy automatic.
    pub automatic: Option<Automatic>,
    /// What requestors may ask for.
    pub requests: Requests,
    /// Who says yes.
    pub approval: Approval,
    /// How long access lasts.
    pub expiration: Expiration,
    /// The recurring review of holders; `None` for no review.
    pub review: Option<Review>,
    /// The mails that the service sends.
    #[serde(flatten)]
    pub notifications: Notifications,
    /// What requestors are asked, in this order.
    pub questions: Vec<Question>,
    /// Custom extensions and when they are called.
    pub extensions: BTreeSet<ExtensionBinding>,
}

impl Policy {
    /// A policy with defaults for everything else: no approval, and access does not end.
    #[must_use]
    pub fn new(name: &str, scope: TargetScope) -> Self {
        Self {
            name: name.to_owned(),
            description: String::new(),
            scope,
            targets: BTreeSet::new(),
            automatic: None,
            requests: Requests::default(),
            approval: Approval::default(),
            expiration: Expiration::Never,
            review: None,
            notifications: Notifications::default(),
            questions: Vec::new(),
            extensions: BTreeSet::new(),
        }
    }
}

/// Assignment by rule (`accessPackageAutomaticRequestSettings`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Automatic {
    /// Whether the service assigns those who match.
    pub assign: bool,
    /// Whether those who stop matching lose access.
    pub remove_when_leaving: bool,
    /// How long after leaving; `None` for at once.
    pub grace_period: Option<Span>,
}

/// A kind of request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum RequestKind {
    /// Asking for access.
    Add,
    /// Asking to extend or change access.
    Update,
    /// Giving access up.
    Remove,
}

/// What people may ask for, for themselves and for others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// What targets may ask for themselves; empty closes the door.
    pub may: BTreeSet<RequestKind>,
    /// Whether a requestor may pick start and end within the policy's bound.
    pub custom_schedule: bool,
    /// Requests made for somebody else.
    pub on_behalf: OnBehalf,
}

/// Requests made for somebody else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OnBehalf {
    /// What may be asked.
    pub may: BTreeSet<RequestKind>,
    /// Who may ask.
    pub by: BTreeSet<Subject>,
}

/// Who says yes. The default is: nobody needs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// The kinds of request that need a yes (`Add` and `Update`).
    pub required_for: BTreeSet<RequestKind>,
    /// Whether a requestor must give a reason.
    pub requestor_justification: bool,
    /// One to three stages, in order; none without approval.
    pub stages: Vec<Stage>,
}

/// One stage of approval. The first answer in a stage decides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Who decides.
    pub approvers: BTreeSet<Subject>,
    /// Who decides where `approvers` resolves to nobody.
    pub fallback: BTreeSet<Subject>,
    /// After which an unanswered request is denied.
    pub decide_within: Span,
    /// Whether an approver must give a reason.
    pub approver_justification: bool,
    /// Whether requestors learn who approves.
    pub approver_visibility: ApproverVisibility,
    /// Who else is asked when nobody answers; `None` for nobody.
    pub escalation: Option<Escalation>,
    /// The stage's own `@odata.type`, where the tenant holds one that this version does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_kind: Option<String>,
}

/// Who else is asked when a stage stays unanswered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Escalation {
    /// How long the first approvers have alone.
    pub after: Span,
    /// Who is asked then.
    pub approvers: BTreeSet<Subject>,
    /// Who is asked where `approvers` resolves to nobody.
    pub fallback: BTreeSet<Subject>,
}

/// How long access lasts (Graph's `expirationPattern`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Expiration {
    /// The policy says nothing.
    NotSpecified,
    /// Access does not end by itself.
    Never,
    /// So long after it was granted.
    After(Span),
    /// On this date, for everybody.
    Until(jiff::Timestamp),
    /// A form this version does not know, as canonical JSON.
    Unknown(String),
}

/// The mails that the service sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Notifications {
    /// Whether people are told by mail that they were assigned.
    #[serde(rename = "assignmentNotifications")]
    pub assignment: bool,
}

impl Default for Notifications {
    /// Every mail is sent.
    fn default() -> Self {
        Self { assignment: true }
    }
}

/// A custom extension that a policy calls.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionBinding {
    /// When.
    pub stage: StageName,
    /// What: an extension of the package's own catalog.
    pub extension: ExtensionRef,
}

/// A custom extension as a policy names it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum ExtensionRef {
    /// An extension of the same state.
    Key(ExtensionKey),
    /// An extension by the id Graph gave it.
    Id(ObjectId),
}
