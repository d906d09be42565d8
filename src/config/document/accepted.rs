//! The file of accepted holds as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Date;
use super::form::mapping;

/// Holds that reviewers have accepted. The file is next to the project file and is reviewed like any other
/// file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Accepted")]
pub struct Accepted {
    /// The accepted holds.
    pub accepted: Vec<AcceptedHold>,
}

/// One accepted hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "AcceptedHold")]
pub struct AcceptedHold {
    /// The hold's id, as a plan shows it. It identifies one change of one object.
    #[schemars(example = &"adoption-strips@3fa91c0b7d52e864")]
    pub id: String,
    /// Why the change is right.
    #[schemars(example = &"the old reviewers have left the company")]
    pub reason: String,
    /// Who is accountable for accepting it.
    #[schemars(example = &"megan@contoso.com")]
    pub owner: String,
    /// The last day (UTC) on which the entry is valid.
    pub until: Date,
}

mapping!(Accepted, AcceptedHold);
