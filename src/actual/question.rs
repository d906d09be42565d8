//! Questions of policies and of resource attributes.
//!
//! Ids of questions are the service's own and are not kept.

use serde_json::Value;

use super::value::{canonical, flag, kind, list, localizations, number, some_text, text};
use crate::model::{Answer, Choice, Question};

/// Members that every question has, whatever its kind; the rest is the answer's.
const COMMON: &[&str] = &["id", "text", "localizations", "isRequired", "isAnswerEditable", "sequence"];

fn answer(question: &Value) -> Answer {
    match kind(question) {
        Some("accessPackageTextInputQuestion") => Answer::Text {
            single_line: flag(question, "isSingleLineQuestion"),
            pattern: some_text(question, "regexPattern"),
        },
        Some("accessPackageMultipleChoiceQuestion") => Answer::Choice {
            choices: list(question, "choices")
                .map(|choice| Choice {
                    value: text(choice, "actualValue"),
                    text: text(choice, "text"),
                    localizations: localizations(choice),
                })
                .collect(),
            multiple: flag(question, "isMultipleSelectionAllowed"),
        },
        _ => {
            let mut rest = question.clone();
            if let Some(members) = rest.as_object_mut() {
                members.retain(|name, _| !COMMON.contains(&name.as_str()));
            }
            Answer::Unknown(canonical(&rest))
        }
    }
}

/// One question.
pub(crate) fn question(value: &Value) -> Question {
    Question {
        text: text(value, "text"),
        localizations: localizations(value),
        required: flag(value, "isRequired"),
        answer_editable: flag(value, "isAnswerEditable"),
        answer: answer(value),
    }
}

/// The questions of a policy in the order they are asked, which their `sequence` says and the list does not.
pub(crate) fn questions(policy: &Value) -> Vec<Question> {
    let mut found: Vec<&Value> = list(policy, "questions").collect();
    found.sort_by_key(|value| number(value, "sequence"));
    found.into_iter().map(question).collect()
}
