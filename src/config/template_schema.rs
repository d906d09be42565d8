//! What templates add to the schema of policy files: their bodies, and policies that use them.
//!
//! Both are made from the schema of a policy, so that a key of a policy is a key of templates too.

use serde_json::{Map, Value, json};

use super::document::{BLOCKS, NONE, OWN};
use super::parameter::{self, PARAM, taken_at};

/// Before the name of a definition: the same with parameters in it.
const PREFIX: &str = "Template";

/// Adds templates to the schema of policy files.
pub(super) fn add(root: &mut Value) {
    let Some(policy) = root.pointer("/$defs/Policy").cloned() else { return };
    let mut bodies = Bodies { root: root.clone(), made: Map::new() };
    let body = bodies.body(&policy);
    let mut made = bodies.made;
    made.insert("TemplateBody".to_owned(), body);
    made.insert("Param".to_owned(), param());
    made.insert("TemplateUse".to_owned(), template_use(&policy));
    if let Some(Value::Object(policy)) = root.pointer_mut("/$defs/Policy") {
        offer(policy);
    }
    if let Some(Value::Object(definitions)) = root.pointer_mut("/$defs") {
        definitions.extend(made);
    }
    let written = json!({
        "if": { "required": ["template"] },
        "then": { "$ref": "#/$defs/TemplateUse" },
        "else": { "$ref": "#/$defs/Policy" },
    });
    if let Some(items) = root.pointer_mut("/$defs/Package/properties/policies/items") {
        *items = written;
    }
}

fn param() -> Value {
    json!({
        "type": "object",
        "description": "The value of a parameter of the template.",
        "properties": { PARAM: param_name() },
        "required": [PARAM],
        "additionalProperties": false,
    })
}

fn param_name() -> Value {
    json!({ "type": "string", "description": "The name of a parameter of the template.", "examples": ["orgs"] })
}

fn template_name() -> Value {
    json!({
        "type": "string",
        "description": "The template that says what this policy does not say itself.",
        "examples": ["vendor-short"],
    })
}

/// Names `template` among the keys of which exactly one must stand.
fn offer(policy: &mut Map<String, Value>) {
    if let Some(Value::Object(properties)) = policy.get_mut("properties") {
        properties.insert("template".to_owned(), template_name());
    }
    if let Some(Value::Array(alternatives)) = policy.get_mut("oneOf") {
        alternatives.push(json!({ "required": ["template"] }));
    }
}

/// A policy that uses a template: every block may be replaced, or taken out.
fn template_use(policy: &Value) -> Value {
    let mut used = policy.as_object().cloned().unwrap_or_default();
    used.remove("oneOf");
    used.insert("required".to_owned(), json!(["name", "template"]));
    let said = "A policy by a template. A key beside `template` replaces the template's key whole; `none` takes it out.";
    used.insert("description".to_owned(), json!(said));
    if let Some(Value::Object(properties)) = used.get_mut("properties") {
        for block in BLOCKS {
            if let Some(property) = properties.get_mut(*block) {
                *property = or(property, none());
            }
        }
        properties.insert("template".to_owned(), template_name());
        properties.insert("with".to_owned(), json!({
            "type": "object",
            "description": "The values of the template's parameters, by name. A parameter that has a default may be left out.",
            "additionalProperties": {},
            "examples": [{ "orgs": ["Fabrikam"], "term": "14d" }],
        }));
    }
    Value::Object(used)
}

fn none() -> Value {
    json!({
        "type": "string", "enum": [NONE], "enumDescriptions": ["Takes out what the template says."],
    })
}

/// A place that takes one more form. What is said of the place stays beside both.
fn or(place: &Value, form: Value) -> Value {
    let mut inner = place.as_object().cloned().unwrap_or_default();
    let mut outer = Map::new();
    for said in ["description", "default"] {
        outer.extend(inner.remove(said).map(|value| (said.to_owned(), value)));
    }
    let mut forms = match inner.remove("anyOf") {
        Some(Value::Array(forms)) => forms,
        _ => vec![Value::Object(inner)],
    };
    forms.push(form);
    outer.insert("anyOf".to_owned(), Value::Array(forms));
    Value::Object(outer)
}

/// Definitions with parameters in them, on their way.
struct Bodies {
    root: Value,
    made: Map<String, Value>,
}

impl Bodies {
    /// A policy without the keys of its own, and no key required: what is missing is the use's to say.
    fn body(&mut self, policy: &Value) -> Value {
        let mut body = policy.as_object().cloned().unwrap_or_default();
        body.remove("oneOf");
        body.remove("required");
        body.insert(
            "description".to_owned(),
            json!("A policy without its name. `{ param: NAME }` stands for a parameter."),
        );
        let properties =
            body.remove("properties").and_then(|found| found.as_object().cloned()).unwrap_or_default();
        let kept = properties.into_iter().filter(|(key, _)| !OWN.contains(&key.as_str()));
        let properties: Map<String, Value> = kept.map(|(key, place)| (key, self.place(&place))).collect();
        body.insert("properties".to_owned(), Value::Object(properties));
        Value::Object(body)
    }

    fn place(&mut self, place: &Value) -> Value {
        let inner = self.inside(place);
        let list = inner.get("type") == Some(&json!("array"));
        match taken_at(&self.root, place) {
            // People and names have a mapping of their own, which takes the key.
            Some(_) if !list && self.holds_named(place) => inner,
            Some(_) => or(&inner, json!({ "$ref": "#/$defs/Param" })),
            None => inner,
        }
    }

    fn holds_named(&self, place: &Value) -> bool {
        let named = |schema: &Value| parameter::definition(schema).is_some_and(parameter::is_named);
        let branches = |schema: &Value| {
            schema.get("anyOf").and_then(Value::as_array).is_some_and(|list| list.iter().any(named))
        };
        let definition = parameter::definition(place).and_then(|name| self.root.get("$defs")?.get(name));
        named(place) || branches(place) || definition.is_some_and(branches)
    }

    fn inside(&mut self, schema: &Value) -> Value {
        let Value::Object(map) = schema else { return schema.clone() };
        let mut map = map.clone();
        if let Some(name) = parameter::definition(schema).map(str::to_owned) {
            map.insert("$ref".to_owned(), json!(format!("#/$defs/{}", self.definition(&name))));
        }
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            properties.values_mut().for_each(|place| *place = self.place(place));
        }
        if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
            branches.iter_mut().for_each(|branch| *branch = self.inside(branch));
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = map.get_mut(key).filter(|inner| inner.is_object()) {
                *inner = self.place(inner);
            }
        }
        Value::Object(map)
    }

    /// The name of a definition with parameters in it. One that takes none stays as it is.
    fn definition(&mut self, name: &str) -> String {
        let new = format!("{PREFIX}{name}");
        if self.made.contains_key(&new) {
            return new;
        }
        let Some(old) = self.root.pointer(&format!("/$defs/{name}")).cloned() else { return name.to_owned() };
        let mut body = self.inside(&old);
        if parameter::is_named(name) {
            take_param(&mut body);
        }
        if body == old {
            return name.to_owned();
        }
        self.made.insert(new.clone(), body);
        new
    }
}

/// Adds `param` to the keys of which a mapping has exactly one.
fn take_param(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
        branches.iter_mut().filter(|branch| branch.get("properties").is_some()).for_each(take_param);
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.insert(PARAM.to_owned(), param_name());
    }
    if let Some(Value::Array(alternatives)) = map.get_mut("oneOf") {
        alternatives.push(json!({ "required": [PARAM] }));
    }
}
