//! The file of accepted holds as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Date;
use super::form::mapping;

/// The holds that somebody answers for. The file lies beside the project file and is reviewed like any other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Accepted")]
pub struct Accepted {
    /// What is accepted, one entry a hold.
    pub accepted: Vec<AcceptedHold>,
}

/// One accepted hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "AcceptedHold")]
pub struct AcceptedHold {
    /// The id of the hold as a plan shows it. It stands for one change of one object and for nothing else.
    #[schemars(example = &"adoption-strips@3fa91c0b7d52e864")]
    pub id: String,
    /// Why it is right.
    #[schemars(example = &"the old reviewers have left")]
    pub reason: String,
    /// Who answers for it.
    #[schemars(example = &"megan@contoso.com")]
    pub owner: String,
    /// The last day on which it counts, in UTC.
    pub until: Date,
}

mapping!(Accepted, AcceptedHold);
