//! Questions: from documents to the state.

use std::collections::BTreeSet;

use crate::model::{self, Answer};
use crate::property::{Choices, FreeText, absent_default};
use crate::source::Code;

use super::context::Context;
use super::cursor::Cursor;
use super::document::{Choice, Question};

impl Context<'_> {
    /// Questions in their order. A text that occurs twice is a finding.
    pub(super) fn read_questions(&mut self, at: &Cursor<'_>, written: &[Question]) -> Vec<model::Question> {
        let mut questions: Vec<model::Question> = Vec::new();
        let mut texts = BTreeSet::new();
        for (index, question) in written.iter().enumerate() {
            let at = at.index(index);
            let question = self.read_question(&at, question);
            if !texts.insert(question.text.clone()) {
                self.report_warning(&at.key("text"), Code::Repeated, "this question is asked twice");
            }
            questions.push(question);
        }
        questions
    }

    /// The question of an attribute. An attribute has one question, so a new text never means a new question.
    pub(super) fn attribute_question(&mut self, at: &Cursor<'_>, written: &Question) -> model::Question {
        if written.formerly.is_some() {
            let message = "`formerly` is not needed here: the attribute identifies its question";
            self.report_error(&at.key("formerly"), Code::FormerName, message);
        }
        self.read_question(at, written)
    }

    pub(super) fn read_question(&mut self, at: &Cursor<'_>, written: &Question) -> model::Question {
        let silent = absent_default::<model::Question>();
        model::Question {
            text: self.require_text(&at.key("text"), &written.text),
            localizations: self.read_localizations(&at.key("localizations"), written.localizations.as_ref()),
            required: written.required.unwrap_or(silent.required),
            answer_editable: written.answer_editable.unwrap_or(silent.answer_editable),
            answer: self.read_answer(at, written),
        }
    }

    fn read_answer(&mut self, at: &Cursor<'_>, written: &Question) -> Answer {
        let Some(choices) = &written.choices else {
            if written.multiple.is_some() {
                self.report_error(&at.key("multiple"), Code::PolicyParts, "`multiple` needs `choices`");
            }
            let text = written.answer.clone().unwrap_or_default();
            return Answer::Text {
                single_line: text.single_line.unwrap_or(absent_default::<FreeText>().single_line),
                // A missing and an empty pattern are the same; the service shows the first as the second.
                pattern: self.read_expression(
                    &at.key("answer").key("pattern"),
                    text.pattern.filter(|pattern| !pattern.is_empty()),
                ),
            };
        };
        if written.answer.is_some() {
            let message = "`answer` describes free text and cannot be combined with `choices`";
            self.report_error(&at.key("answer"), Code::PolicyParts, message);
        }
        let choices_at = at.key("choices");
        if choices.is_empty() {
            self.report_error(
                &choices_at,
                Code::EmptyList,
                "a multiple-choice question needs at least one choice",
            );
        }
        Answer::Choice {
            choices: self.read_choices(&choices_at, choices),
            multiple: written.multiple.unwrap_or(absent_default::<Choices>().multiple),
        }
    }

    fn read_choices(&mut self, at: &Cursor<'_>, written: &[Choice]) -> Vec<model::Choice> {
        let mut choices: Vec<model::Choice> = Vec::new();
        let mut values = BTreeSet::new();
        for (index, choice) in written.iter().enumerate() {
            let at = at.index(index);
            if !values.insert(&choice.value) {
                self.report_warning(&at.key("value"), Code::Repeated, "this value is listed twice");
            }
            choices.push(model::Choice {
                value: choice.value.clone(),
                text: choice.text.clone().unwrap_or_else(|| choice.value.clone()),
                localizations: self
                    .read_localizations(&at.key("localizations"), choice.localizations.as_ref()),
            });
        }
        choices
    }
}
