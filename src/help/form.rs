//! What a value of a schema can be, in words.

use serde_json::Value;

use super::flow::flow_yaml;

/// The schema that a reference names, or the schema itself.
pub(super) fn resolve_schema<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| root.pointer(path.trim_start_matches('#')))
    {
        Some(found) => resolve_schema(root, found),
        None => schema,
    }
}

/// What a value can be: `text`, `a list of text or mapping`, `` `add` or `remove` ``.
pub(super) fn value_form(root: &Value, schema: &Value) -> String {
    let schema = resolve_schema(root, schema);
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        let mut forms: Vec<String> = Vec::new();
        for form in branches.iter().map(|branch| value_form(root, branch)) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        return forms.join(" or ");
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().map(|word| format!("`{}`", flow_yaml(word))).collect();
        return match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => words.concat(),
        };
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("format") == Some(&Value::from("uuid")) => "GUID".to_owned(),
        Some("string") => "text".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("integer") => "number".to_owned(),
        Some("array") => match schema.get("items") {
            Some(items) => format!("list of {}", value_form(root, items)),
            None => "list".to_owned(),
        },
        Some("object") => "mapping".to_owned(),
        _ if schema.get("else").is_some() => "mapping".to_owned(),
        _ => "any value".to_owned(),
    }
}

/// The words that a value can be, each with its meaning, where the schema explains them.
pub(super) fn word_meanings(root: &Value, schema: &Value) -> Vec<(String, String)> {
    let schema = resolve_schema(root, schema);
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let own = list("enum").zip(list("enumDescriptions"));
    let mut words: Vec<(String, String)> =
        own.map(|(word, said)| (flow_yaml(word), said.as_str().unwrap_or_default().to_owned())).collect();
    for inner in list("anyOf").chain(schema.get("items")) {
        words.extend(
            word_meanings(root, inner).into_iter().filter(|word| !words.contains(word)).collect::<Vec<_>>(),
        );
    }
    words
}
