//! Questions of policies and of resource attributes; a question keeps its id while its text is the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::at::At;
use super::codec::{Codec, flag, inline, localizations, optional_text, text};
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types};
use super::info::Info;
use super::json::{self, Object, alike, canonical, kept, kind, kind_of};
use super::row::row;
use super::show;
use super::table::{Beside, Table, table};
use crate::model::{AccessEffect, Answer, Choice, EncodeError, Question};

table! { Question: [TEXT, CHOICE]; {
    text: row("text", text("text")).nothing("the wording of a question"),
    localizations: row("localizations", localizations("localizations"))
        .default(BTreeMap::new())
        .nothing("the wording of a question"),
    required: row("required", flag("isRequired")).default(false).effect(AccessEffect::Gate),
    answer_editable: row("answerEditable", flag("isAnswerEditable"))
        .default(false)
        .nothing("whether an answer can be changed later"),
    answer: row("", Answers).effect(AccessEffect::Gate),
} beside [Beside::Kept("id"), Beside::Place("sequence")] }

table! { Choice: ["accessPackageAnswerChoice"]; {
    value: row("value", text("actualValue")).effect(AccessEffect::Gate),
    text: row("text", text("text")).same_as("value").nothing("the wording of a choice"),
    localizations: row("localizations", localizations("localizations"))
        .default(BTreeMap::new())
        .nothing("the wording of a choice"),
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
    single_line: row("singleLine", flag("isSingleLineQuestion")).default(false).effect(AccessEffect::Gate),
    pattern: row("pattern", optional_text("regexPattern"))
        .means(None, "any text")
        .effect(AccessEffect::Gate),
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
    choices: row("choices", ChoiceList).means(Vec::new(), "free text").effect(AccessEffect::Gate),
    multiple: row("multiple", flag("isMultipleSelectionAllowed")).default(false).effect(AccessEffect::Gate),
} beside [Beside::Kind(CHOICE)] }

/// The choices, known by what is stored.
#[derive(Clone, Copy)]
struct ChoiceList;

const CHOICES: &str = "choices";

impl Codec for ChoiceList {
    type Value = Vec<Choice>;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(CHOICES, "accessPackageAnswerChoice")]
    }

    fn types(&self, types: &mut Types) {
        Choice::types(types);
    }

    fn read(&self, object: &Value, cx: &Reading<'_>) -> Vec<Choice> {
        json::list(object, CHOICES).map(|choice| Choice::read(choice, cx)).collect()
    }

    fn write(&self, value: &Vec<Choice>, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        let held = json::entries(object, CHOICES);
        let mut list = Vec::new();
        for choice in value {
            let is_same = |held: &&Value| held.get("actualValue") == Some(&json!(choice.value));
            let mut entry = json::base(held.iter().find(is_same));
            choice.write(&mut entry, cx)?;
            list.push(Value::Object(entry));
        }
        object.insert(CHOICES.to_owned(), Value::Array(list));
        Ok(())
    }

    fn visit(&self, at: &At<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        Choice::visit(&at.each(), &format!("{pointer}/-"), visit);
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::plain(value)
    }
}

/// What an answer looks like: what of it there is depends on the kind of question.
#[derive(Clone, Copy)]
struct Answers;

/// The kind of question that an answer makes.
fn kind_of_answer(answer: &Answer) -> Result<Option<Value>, EncodeError> {
    Ok(match answer {
        Answer::Text { .. } => Some(kind(TEXT)),
        Answer::Choice { .. } => Some(kind(CHOICE)),
        Answer::Unknown(json) => kept(json)?.remove("@odata.type"),
    })
}

impl Codec for Answers {
    type Value = Answer;

    fn properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn types(&self, types: &mut Types) {
        FreeText::types(types);
        Choices::types(types);
    }

    fn fits(&self, value: &Answer, held: &Object) -> bool {
        match (held.get("@odata.type"), kind_of_answer(value).ok().flatten()) {
            (Some(held), Some(wanted)) => alike(held, &wanted),
            (held, wanted) => held.is_none() && wanted.is_none(),
        }
    }

    fn read(&self, object: &Value, cx: &Reading<'_>) -> Answer {
        match kind_of(object) {
            Some(TEXT) => {
                let FreeText { single_line, pattern } = FreeText::read(object, cx);
                Answer::Text { single_line, pattern }
            }
            Some(CHOICE) => {
                let Choices { choices, multiple } = Choices::read(object, cx);
                Answer::Choice { choices, multiple }
            }
            _ => {
                let mut rest = object.clone();
                if let Some(members) = rest.as_object_mut() {
                    let common = Question::properties();
                    members.retain(|name, _| !common.iter().any(|property| property.name == name));
                }
                Answer::Unknown(canonical(&rest))
            }
        }
    }

    fn write(&self, value: &Answer, object: &mut Object, cx: &Writing<'_>) -> Result<(), EncodeError> {
        match value.clone() {
            Answer::Text { single_line, pattern } => FreeText { single_line, pattern }.write(object, cx),
            Answer::Choice { choices, multiple } => Choices { choices, multiple }.write(object, cx),
            Answer::Unknown(json) => {
                object.extend(kept(&json)?);
                Ok(())
            }
        }
    }

    fn absent(&self) -> Answer {
        let FreeText { single_line, pattern } = FreeText::absent();
        Answer::Text { single_line, pattern }
    }

    fn visit(&self, at: &At<'_>, pointer: &str, visit: &mut dyn FnMut(Info)) {
        let text = row("answer", inline::<FreeText>()).means(FreeText::absent(), "free text");
        text.published("text").visit("answer", at, pointer, visit);
        Choices::visit(at, &format!("{pointer}/choice"), visit);
    }

    fn show(&self, value: &Value, names: &Names) -> String {
        let part = |name: &str, value: &Value| match value {
            Value::Object(members) => show::parts(members, |name, value| {
                let shown = FreeText::show_member(name, value, names);
                shown
                    .or_else(|| Choices::show_member(name, value, names))
                    .unwrap_or_else(|| show::plain(value))
            }),
            value => format!("{name}: {}", show::plain(value)),
        };
        match show::tagged(value) {
            Some((name @ ("text" | "choice" | "unknown"), inner)) => part(name, inner),
            _ => show::plain(value),
        }
    }
}
