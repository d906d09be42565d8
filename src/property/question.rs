//! Questions of policies and of resource attributes; a question keeps its id while its text is the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::codec::{Codec, flag_codec, inline_block, localizations_codec, optional_text, text_codec};
use super::context::{Names, Reading, Writing};
use super::field_path::FieldPath;
use super::graph_type::{Property, Types};
use super::info::Info;
use super::json::{self, Object, canonical_text, is_equivalent, odata_kind, odata_type, parse_kept};
use super::row::new_row;
use super::show;
use super::table::{Beside, Table, table};
use crate::model::{AccessEffect, Answer, Choice, EncodeError, Question};

table! { Question: [TEXT, CHOICE]; {
    text: new_row("text", text_codec("text")).without_effect("the wording of a question"),
    localizations: new_row("localizations", localizations_codec("localizations"))
        .with_default(BTreeMap::new())
        .without_effect("the wording of a question"),
    required: new_row("required", flag_codec("isRequired"))
        .with_default(false)
        .with_effect(AccessEffect::Gate),
    answer_editable: new_row("answerEditable", flag_codec("isAnswerEditable"))
        .with_default(false)
        .without_effect("whether an answer can be changed later"),
    answer: new_row("", Answers).with_effect(AccessEffect::Gate),
} beside [Beside::Kept("id"), Beside::Place("sequence")] }

table! { Choice: ["accessPackageAnswerChoice"]; {
    value: new_row("value", text_codec("actualValue")).with_effect(AccessEffect::Gate),
    text: new_row("text", text_codec("text")).same_as("value").without_effect("the wording of a choice"),
    localizations: new_row("localizations", localizations_codec("localizations"))
        .with_default(BTreeMap::new())
        .without_effect("the wording of a choice"),
} beside [] }

const TEXT: &str = "accessPackageTextInputQuestion";
const CHOICE: &str = "accessPackageMultipleChoiceQuestion";

/// A free text, as a table of its own: the answer is one of two kinds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FreeText {
    /// A single line instead of a text box.
    pub single_line: bool,
    /// A regular expression that the answer must match.
    pub pattern: Option<String>,
}

table! { FreeText: [TEXT]; {
    single_line: new_row("singleLine", flag_codec("isSingleLineQuestion"))
        .with_default(false)
        .with_effect(AccessEffect::Gate),
    pattern: new_row("pattern", optional_text("regexPattern"))
        .with_meaning(None, "any text")
        .with_effect(AccessEffect::Gate),
} beside [Beside::Kind(TEXT)] }

/// A choice among values.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Choices {
    /// The values in the order shown.
    pub choices: Vec<Choice>,
    /// Whether several values can be chosen.
    pub multiple: bool,
}

table! { Choices: [CHOICE]; {
    choices: new_row("choices", ChoiceList)
        .with_meaning(Vec::new(), "free text")
        .with_effect(AccessEffect::Gate),
    multiple: new_row("multiple", flag_codec("isMultipleSelectionAllowed"))
        .with_default(false)
        .with_effect(AccessEffect::Gate),
} beside [Beside::Kind(CHOICE)] }

/// The choices, known by what is stored.
#[derive(Clone, Copy)]
struct ChoiceList;

const CHOICES: &str = "choices";

impl Codec for ChoiceList {
    type Value = Vec<Choice>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(CHOICES, "accessPackageAnswerChoice")]
    }

    fn add_types(&self, types: &mut Types) {
        Choice::register_types(types);
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Vec<Choice> {
        json::list_member(object, CHOICES).map(|choice| Choice::read_object(choice, cx)).collect()
    }

    fn write_member(
        &self,
        value: &Vec<Choice>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let held = json::take_entries(object, CHOICES);
        let mut list = Vec::new();
        for choice in value {
            let is_same = |held: &&Value| held.get("actualValue") == Some(&json!(choice.value));
            let mut entry = json::base_object(held.iter().find(is_same));
            choice.write_object(&mut entry, cx)?;
            list.push(Value::Object(entry));
        }
        object.insert(CHOICES.to_owned(), Value::Array(list));
        Ok(())
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        Choice::visit_rows(&at.each_child(), &format!("{pointer}/-"), visit);
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}

/// What an answer looks like: what of it there is depends on the kind of question.
#[derive(Clone, Copy)]
struct Answers;

/// The kind of question that an answer makes.
fn answer_kind(answer: &Answer) -> Result<Option<Value>, EncodeError> {
    Ok(match answer {
        Answer::Text { .. } => Some(odata_type(TEXT)),
        Answer::Choice { .. } => Some(odata_type(CHOICE)),
        Answer::Unknown(json) => parse_kept(json)?.remove("@odata.type"),
    })
}

impl Codec for Answers {
    type Value = Answer;

    fn codec_properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn add_types(&self, types: &mut Types) {
        FreeText::register_types(types);
        Choices::register_types(types);
    }

    fn is_member_fitting(&self, value: &Answer, held: &Object) -> bool {
        match (held.get("@odata.type"), answer_kind(value).ok().flatten()) {
            (Some(held), Some(wanted)) => is_equivalent(held, &wanted),
            (held, wanted) => held.is_none() && wanted.is_none(),
        }
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> Answer {
        match odata_kind(object) {
            Some(TEXT) => {
                let FreeText { single_line, pattern } = FreeText::read_object(object, cx);
                Answer::Text { single_line, pattern }
            }
            Some(CHOICE) => {
                let Choices { choices, multiple } = Choices::read_object(object, cx);
                Answer::Choice { choices, multiple }
            }
            _ => {
                let mut rest = object.clone();
                if let Some(members) = rest.as_object_mut() {
                    let common = Question::all_properties();
                    members.retain(|name, _| !common.iter().any(|property| property.name == name));
                }
                Answer::Unknown(canonical_text(&rest))
            }
        }
    }

    fn write_member(&self, value: &Answer, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        match value.clone() {
            Answer::Text { single_line, pattern } => {
                FreeText { single_line, pattern }.write_object(object, cx)
            }
            Answer::Choice { choices, multiple } => Choices { choices, multiple }.write_object(object, cx),
            Answer::Unknown(json) => {
                object.extend(parse_kept(&json)?);
                Ok(())
            }
        }
    }

    fn absent_value(&self) -> Answer {
        let FreeText { single_line, pattern } = FreeText::absent_rows();
        Answer::Text { single_line, pattern }
    }

    fn visit_parts(&self, at: &FieldPath<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        let text =
            new_row("answer", inline_block::<FreeText>()).with_meaning(FreeText::absent_rows(), "free text");
        text.published_as("text").visit_row("answer", at, pointer, visit);
        Choices::visit_rows(at, &format!("{pointer}/choice"), visit);
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        let part = |name: &str, value: &Value| match value {
            Value::Object(members) => show::show_parts(members, |name, value| {
                let shown = FreeText::show_member(name, value, names);
                shown
                    .or_else(|| Choices::show_member(name, value, names))
                    .unwrap_or_else(|| show::show_plain(value))
            }),
            value => format!("{name}: {}", show::show_plain(value)),
        };
        match show::single_member(value) {
            Some((name @ ("text" | "choice" | "unknown"), inner)) => part(name, inner),
            _ => show::show_plain(value),
        }
    }
}
