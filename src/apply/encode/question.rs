//! Questions of policies and resource attributes; a question keeps its id while its text is the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::overlay::{Object, alike, base, entries, kept, kind, member, set};
use crate::apply::EncodeError;
use crate::model::{Answer, Choice, Question};

fn localizations(texts: &BTreeMap<String, String>, raw: Option<&Value>) -> Value {
    let held = entries(raw, "localizations");
    let entry = |(language, text): (&String, &String)| {
        let same = held.iter().find(|raw| raw.get("languageCode").and_then(Value::as_str) == Some(language));
        let mut object = base(same);
        set(&mut object, [("languageCode", json!(language)), ("text", json!(text))]);
        Value::Object(object)
    };
    texts.iter().map(entry).collect()
}

fn choice(choice: &Choice, held: &[Value]) -> Value {
    let same = held.iter().find(|raw| raw.get("actualValue").and_then(Value::as_str) == Some(&choice.value));
    let mut object = base(same);
    set(
        &mut object,
        [
            ("actualValue", json!(choice.value)),
            ("text", json!(choice.text)),
            ("localizations", localizations(&choice.localizations, same)),
        ],
    );
    Value::Object(object)
}

/// The members of an answer, `@odata.type` among them.
fn answer(answer: &Answer, raw: Option<&Value>) -> Result<Object, EncodeError> {
    let mut object = Object::new();
    match answer {
        Answer::Text { single_line, pattern } => set(
            &mut object,
            [
                ("@odata.type", kind("accessPackageTextInputQuestion")),
                ("isSingleLineQuestion", json!(single_line)),
                ("regexPattern", json!(pattern)),
            ],
        ),
        Answer::Choice { choices, multiple } => {
            let held = entries(raw, "choices");
            set(
                &mut object,
                [
                    ("@odata.type", kind("accessPackageMultipleChoiceQuestion")),
                    ("choices", choices.iter().map(|one| choice(one, held)).collect()),
                    ("isMultipleSelectionAllowed", json!(multiple)),
                ],
            );
        }
        Answer::Unknown(json) => object = kept(json)?,
    }
    Ok(object)
}

/// One question. `raw` is what the tenant holds under the same text; another kind of question starts anew.
pub(super) fn question(
    question: &Question,
    sequence: usize,
    raw: Option<&Value>,
) -> Result<Value, EncodeError> {
    let fresh = answer(&question.answer, None)?;
    let same_kind = |raw: &&Value| match (raw.get("@odata.type"), fresh.get("@odata.type")) {
        (Some(held), Some(wanted)) => alike(held, wanted),
        (held, wanted) => held == wanted,
    };
    let raw = raw.filter(same_kind);
    let mut object = base(raw);
    object.extend(answer(&question.answer, raw)?);
    set(
        &mut object,
        [
            ("text", json!(question.text)),
            ("localizations", localizations(&question.localizations, raw)),
            ("isRequired", json!(question.required)),
            ("isAnswerEditable", json!(question.answer_editable)),
            ("sequence", json!(sequence)),
        ],
    );
    Ok(Value::Object(object))
}

/// A policy as the tenant holds it, with the new texts of questions that are reworded: each is the same question then.
pub fn reworded(mut raw: Value, texts: &BTreeMap<String, String>) -> Value {
    for question in raw["questions"].as_array_mut().into_iter().flatten() {
        let new = texts.iter().find(|(_, was)| question["text"] == was.as_str());
        if let Some((now, _)) = new {
            question["text"] = json!(now);
        }
    }
    raw
}

/// The questions of a policy, numbered in their order; always the full list.
pub(super) fn questions(questions: &[Question], raw: Option<&Value>) -> Result<Value, EncodeError> {
    let mut held: Vec<&Value> = entries(raw, "questions").iter().collect();
    let mut list = Vec::new();
    for (sequence, one) in questions.iter().enumerate() {
        let same = held.iter().position(|raw| member(Some(raw), "text") == Some(&json!(one.text)));
        let same = same.map(|at| held.remove(at));
        list.push(question(one, sequence, same)?);
    }
    Ok(Value::Array(list))
}
