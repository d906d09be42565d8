//! Questions that a requestor answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A question of a policy or of a resource attribute. Its identity within a policy is its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The text in the default language.
    pub text: String,
    /// The text in other languages, by language code.
    pub localizations: BTreeMap<String, String>,
    /// Whether a request without an answer is refused.
    pub required: bool,
    /// Whether the requestor may change the answer later.
    pub answer_editable: bool,
    /// What an answer looks like.
    pub answer: Answer,
}

impl Question {
    /// A question of which nothing else is said.
    #[must_use]
    pub fn new(text: &str, answer: Answer) -> Self {
        let text = text.to_owned();
        Self { text, localizations: BTreeMap::new(), required: false, answer_editable: false, answer }
    }
}

/// What an answer looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Answer {
    /// Free text (`accessPackageTextInputQuestion`).
    Text {
        /// One line instead of a text box.
        single_line: bool,
        /// A regular expression the answer must match.
        pattern: Option<String>,
    },
    /// A choice among values (`accessPackageMultipleChoiceQuestion`).
    Choice {
        /// The values in the order they are offered.
        choices: Vec<Choice>,
        /// Whether several may be chosen.
        multiple: bool,
    },
    /// A kind this version does not know, as canonical JSON.
    Unknown(String),
}

/// One value of a multiple-choice question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// What is stored (`actualValue`).
    pub value: String,
    /// What is shown in the default language.
    pub text: String,
    /// What is shown in other languages, by language code.
    pub localizations: BTreeMap<String, String>,
}
