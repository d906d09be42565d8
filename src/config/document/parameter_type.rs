//! The types that parameters of templates have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tagged;

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum ParameterType {
    /// Text.
    String,
    /// A length of time: `180d`.
    Duration,
    /// A day, or a moment.
    Date,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A group, by name or `{ groupId: … }`.
    Group,
    /// A user, by name or `{ userId: … }`.
    User,
    /// A service principal, by name or id.
    ServicePrincipal,
    /// A connected organization, by name or id.
    ConnectedOrganization,
    /// A custom extension, by name or id.
    Extension,
    /// An approver, a reviewer, or somebody who asks for others.
    Subject,
    /// A list of texts.
    Strings,
    /// A list of groups.
    Groups,
    /// A list of users.
    Users,
    /// A list of service principals.
    ServicePrincipals,
    /// A list of connected organizations.
    ConnectedOrganizations,
    /// A list of approvers, reviewers, or people who ask for others.
    Subjects,
    /// A list of kinds of request: `[add, remove]`.
    RequestKinds,
    /// A list of questions.
    Questions,
}

impl ParameterType {
    /// The word that stands in a file.
    pub(crate) fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    }
}
