//! Questions as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OneOrMany;
use super::form::mapping;

/// A question that a requestor answers. With `choices` it is a choice, without it free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Question")]
pub struct Question {
    /// The text in the default language; identifies the question within its policy.
    #[schemars(example = &"Which project is this for?")]
    pub text: String,
    /// The text it had before, or several: the question is reworded and keeps its answers. In policies alone.
    #[schemars(example = &"Which project?")]
    pub formerly: Option<OneOrMany<String>>,
    /// The text in other languages, by language code.
    pub localizations: Option<BTreeMap<String, String>>,
    /// Whether a request without an answer is refused.
    pub required: Option<bool>,
    /// Whether the requestor may change the answer later.
    pub answer_editable: Option<bool>,
    /// What a free text looks like.
    pub answer: Option<TextAnswer>,
    /// The values to choose from, in the order they are offered.
    pub choices: Option<Vec<Choice>>,
    /// Whether several may be chosen.
    pub multiple: Option<bool>,
}

/// What a free text looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "TextAnswer")]
pub struct TextAnswer {
    /// One line instead of a text box.
    pub single_line: Option<bool>,
    /// A regular expression that the answer must match.
    #[schemars(example = &"^PRJ-[0-9]+$")]
    pub pattern: Option<String>,
}

/// One value of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Choice")]
pub struct Choice {
    /// What is stored.
    #[schemars(example = &"eu")]
    pub value: String,
    /// What is shown in the default language.
    #[schemars(example = &"Europe")]
    pub text: Option<String>,
    /// What is shown in other languages, by language code.
    pub localizations: Option<BTreeMap<String, String>>,
}

mapping!(Question, TextAnswer, Choice);
