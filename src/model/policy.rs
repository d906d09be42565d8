//! Assignment policies: who can request a package, who approves, and for how long access lasts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{ExtensionKey, ExtensionKind, ObjectId, Question, Review, Span, Subject};

open_enum! {
    /// Who a policy is for (Graph's `allowedTargetScope`).
    TargetScope {
        /// No one by request. Administrators assign directly.
        NotSpecified = "notSpecified",
        /// The users and groups in the list of targets, including guests.
        SpecificDirectoryUsers = "specificDirectoryUsers",
        /// The users from the connected organizations in the list of targets.
        SpecificConnectedOrganizationUsers = "specificConnectedOrganizationUsers",
        /// The service principals in the list of targets.
        SpecificDirectoryServicePrincipals = "specificDirectoryServicePrincipals",
        /// Every member of the directory, without guests.
        AllMemberUsers = "allMemberUsers",
        /// Everyone in the directory, including guests.
        AllDirectoryUsers = "allDirectoryUsers",
        /// Every service principal.
        AllDirectoryServicePrincipals = "allDirectoryServicePrincipals",
        /// The users from all configured connected organizations, including future ones.
        AllConfiguredConnectedOrganizationUsers = "allConfiguredConnectedOrganizationUsers",
        /// All external users, from any organization.
        AllExternalUsers = "allExternalUsers",
        /// Every agent identity.
        AllDirectoryAgentIdentities = "allDirectoryAgentIdentities",
    }
}

open_enum! {
    /// Whether requestors see who approves (`approverInformationVisibility`).
    ApproverVisibility {
        /// According to the tenant's setting.
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
    /// Whether an extension of a kind can be called at this stage. `None` for unknown words (fact
    /// extension-stages).
    #[must_use]
    pub fn is_callable(&self, kind: &ExtensionKind) -> Option<bool> {
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
    /// The display name exactly as written.
    pub name: String,
    /// What the policy is for.
    pub description: String,
    /// Who it is for.
    pub scope: TargetScope,
    /// The members of a specific scope, or the rule of an automatic policy.
    pub targets: BTreeSet<Subject>,
    /// Automatic assignment. Its presence makes a policy automatic.
    pub automatic: Option<Automatic>,
    /// The kinds of request that are allowed.
    pub requests: Requests,
    /// Approval.
    pub approval: Approval,
    /// How long access lasts.
    pub expiration: Expiration,
    /// The recurring access review of its assignments. `None` for no review.
    pub review: Option<Review>,
    /// The emails that the service sends.
    #[serde(flatten)]
    pub notifications: Notifications,
    /// Questions that requestors answer, in this order.
    pub questions: Vec<Question>,
    /// Custom extensions and the stages that call them.
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

/// Assignment by a membership rule (`accessPackageAutomaticRequestSettings`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Automatic {
    /// Whether the service assigns people who match.
    pub assign: bool,
    /// Whether people who no longer match lose their access.
    pub remove_when_leaving: bool,
    /// How long they keep it. `None` for not at all.
    pub grace_period: Option<Span>,
}

/// A kind of request.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum RequestKind {
    /// Request access.
    Add,
    /// Extend or change access.
    Update,
    /// Remove one's own access.
    Remove,
}

/// The allowed kinds of request, for oneself and on behalf of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// The kinds of request for oneself. Empty closes the policy to new requests.
    pub may: BTreeSet<RequestKind>,
    /// Whether requestors can choose the start and end of their access within the policy's limit.
    pub custom_schedule: bool,
    /// Requests on behalf of others.
    pub on_behalf: OnBehalf,
}

/// Requests on behalf of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OnBehalf {
    /// The kinds of request that are allowed.
    pub may: BTreeSet<RequestKind>,
    /// Who can make such requests.
    pub by: BTreeSet<Subject>,
}

/// Approval. By default, none is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// The kinds of request that require approval (`Add` and `Update`).
    pub required_for: BTreeSet<RequestKind>,
    /// Whether a requestor must give a justification.
    pub requestor_justification: bool,
    /// One to three stages in order. Empty without approval.
    pub stages: Vec<Stage>,
}

/// A stage of approval. One decision by any of its approvers completes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// The approvers.
    pub approvers: BTreeSet<Subject>,
    /// The fallback approvers, used when `approvers` resolves to no one.
    pub fallback: BTreeSet<Subject>,
    /// How long approvers have to decide. After that, an undecided request is denied.
    pub decide_within: Span,
    /// Whether an approver must give a justification.
    pub approver_justification: bool,
    /// Whether requestors see who approves.
    pub approver_visibility: ApproverVisibility,
    /// The escalation, or `None`.
    pub escalation: Option<Escalation>,
    /// The stage's `@odata.type` in the tenant, if this version of Guestlist does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_kind: Option<String>,
}

/// Who is asked when the approvers of a stage do not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Escalation {
    /// How long to wait for the approvers before the escalation approvers are asked.
    pub after: Span,
    /// The escalation approvers.
    pub approvers: BTreeSet<Subject>,
    /// The fallback escalation approvers, used when `approvers` resolves to no one.
    pub fallback: BTreeSet<Subject>,
}

/// How long access lasts (Graph's `expirationPattern`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Expiration {
    /// The policy does not specify an expiration.
    NotSpecified,
    /// Access does not expire.
    Never,
    /// Access expires this long after it was granted.
    After(Span),
    /// Access expires at this date for everyone.
    Until(jiff::Timestamp),
    /// A form that this version of Guestlist does not know, as canonical JSON.
    Unknown(String),
}

/// The emails that the service sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Notifications {
    /// Whether people are notified by email about a new assignment.
    #[serde(rename = "assignmentNotifications")]
    pub assignment: bool,
}

impl Default for Notifications {
    /// Every email is sent.
    fn default() -> Self {
        Self { assignment: true }
    }
}

/// A call to a custom extension.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionBinding {
    /// The stage that calls it.
    pub stage: StageName,
    /// The custom extension, which must belong to the package's catalog.
    pub extension: ExtensionRef,
}

/// A custom extension in a policy.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum ExtensionRef {
    /// An extension in the same state.
    Key(ExtensionKey),
    /// An extension by its id in Graph.
    Id(ObjectId),
}
