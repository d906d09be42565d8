//! Questions that a requestor answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A question of a policy or of a resource attribute. Its text identifies it within a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The text in the default language.
    pub text: String,
    /// The text in other languages, by language code.
    pub localizations: BTreeMap<String, String>,
    /// Whether an answer is required.
    pub required: bool,
    /// Whether the requestor can change the answer later.
    pub answer_editable: bool,
    /// How an answer is entered and checked.
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

/// How an answer is entered and checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Answer {
    /// Free text (`accessPackageTextInputQuestion`).
    Text {
        /// A single line instead of a text box.
        single_line: bool,
        /// A regular expression that the answer must match.
        pattern: Option<String>,
    },
    /// A multiple choice (`accessPackageMultipleChoiceQuestion`).
    Choice {
        /// The values in the order shown.
        choices: Vec<Choice>,
        /// Whether several values can be chosen.
        multiple: bool,
    },
    /// A kind that this version of Guestlist does not know, as canonical JSON.
    Unknown(String),
}

/// One value of a multiple-choice question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The stored value (`actualValue`).
    pub value: String,
    /// The text shown, in the default language.
    pub text: String,
    /// The text shown in other languages, by language code.
    pub localizations: BTreeMap<String, String>,
}
