//! The types of template parameters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tagged;

/// The type of a parameter's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum ParameterType {
    /// Text.
    String,
    /// A duration, such as `180d`.
    Duration,
    /// A date, or a date with a time.
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
    /// An approver, a reviewer, or a requestor for others.
    Subject,
    /// A list of text values.
    Strings,
    /// A list of groups.
    Groups,
    /// A list of users.
    Users,
    /// A list of service principals.
    ServicePrincipals,
    /// A list of connected organizations.
    ConnectedOrganizations,
    /// A list of approvers, reviewers or requestors for others.
    Subjects,
    /// A list of kinds of request: `[add, remove]`.
    RequestKinds,
    /// A list of questions.
    Questions,
}

impl ParameterType {
    /// The word used in files.
    pub(crate) fn file_word(self) -> String {
        serde_json::to_value(self).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    }
}
