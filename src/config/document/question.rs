//! Questions as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OneOrMany;
use super::form::mapping;

/// A question that a requestor answers: multiple choice with `choices`, free text without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Question")]
pub struct Question {
    /// The text in the default language. It identifies the question within its policy.
    #[schemars(example = &"Which project is this for?")]
    pub text: String,
    /// The former text of this question, or a list of former texts. Lets a question be reworded without losing its
    /// answers. Only in policies.
    #[schemars(example = &"Which project?")]
    pub formerly: Option<OneOrMany<String>>,
    /// The text in other languages, by language code.
    pub localizations: Option<BTreeMap<String, String>>,
    /// Whether an answer is required.
    pub required: Option<bool>,
    /// Whether the requestor can change the answer later.
    pub answer_editable: Option<bool>,
    /// How a free-text answer is entered and checked.
    pub answer: Option<TextAnswer>,
    /// The values to choose from, in the order shown.
    pub choices: Option<Vec<Choice>>,
    /// Whether several values can be chosen.
    pub multiple: Option<bool>,
}

/// How a free-text answer is entered and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "TextAnswer")]
pub struct TextAnswer {
    /// A single line instead of a text box.
    pub single_line: Option<bool>,
    /// A regular expression that the answer must match.
    #[schemars(example = &"^PRJ-[0-9]+$")]
    pub pattern: Option<String>,
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Choice")]
pub struct Choice {
    /// The stored value.
    #[schemars(example = &"eu")]
    pub value: String,
    /// The text shown, in the default language.
    #[schemars(example = &"Europe")]
    pub text: Option<String>,
    /// The text shown in other languages, by language code.
    pub localizations: Option<BTreeMap<String, String>>,
}

mapping!(Question, TextAnswer, Choice);
