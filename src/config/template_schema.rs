//! What templates add to the schema of policy files: template bodies, and policies that use a template.
//!
//! Both are derived from the schema of a policy, so a new key of policies is also a key of templates.

use serde_json::{Map, Value, json};

use super::document::{BLOCKS, NONE, OWN};
use super::parameter::{self, PARAM, taken_at};

/// The prefix for the name of a definition that allows parameters.
const PREFIX: &str = "Template";

/// Adds templates to the schema of policy files.
pub(super) fn add_templates(root: &mut Value) {
    let Some(policy) = root.pointer("/$defs/Policy").cloned() else { return };
    let mut bodies = Bodies { root: root.clone(), made: Map::new() };
    let body = bodies.body_schema(&policy);
    let mut made = bodies.made;
    made.insert("TemplateBody".to_owned(), body);
    made.insert("Param".to_owned(), param_schema());
    made.insert("TemplateUse".to_owned(), template_use(&policy));
    if let Some(Value::Object(policy)) = root.pointer_mut("/$defs/Policy") {
        offer_template(policy);
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

fn param_schema() -> Value {
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
        "description": "The template that supplies the keys that this policy leaves out.",
        "examples": ["vendor-short"],
    })
}

/// Adds `template` to the keys of the policy's exactly-one group.
fn offer_template(policy: &mut Map<String, Value>) {
    if let Some(Value::Object(properties)) = policy.get_mut("properties") {
        properties.insert("template".to_owned(), template_name());
    }
    if let Some(Value::Array(alternatives)) = policy.get_mut("oneOf") {
        alternatives.push(json!({ "required": ["template"] }));
    }
}

/// A policy that uses a template: every block may be replaced or removed.
fn template_use(policy: &Value) -> Value {
    let mut used = policy.as_object().cloned().unwrap_or_default();
    used.remove("oneOf");
    used.insert("required".to_owned(), json!(["name", "template"]));
    let said = "A policy that uses a template. A key next to `template` replaces the template's whole value for that \
        key; `none` removes it.";
    used.insert("description".to_owned(), json!(said));
    if let Some(Value::Object(properties)) = used.get_mut("properties") {
        for block in BLOCKS {
            if let Some(property) = properties.get_mut(*block) {
                *property = or_form(property, no_keys());
            }
        }
        properties.insert("template".to_owned(), template_name());
        properties.insert(
            "with".to_owned(),
            json!({
                "type": "object",
                "description": "The values of the template's parameters, by name. A parameter with a default \
                    may be left out.",
                "additionalProperties": {},
                "examples": [{ "orgs": ["Fabrikam"], "term": "14d" }],
            }),
        );
    }
    Value::Object(used)
}

fn no_keys() -> Value {
    json!({
        "type": "string", "enum": [NONE], "enumDescriptions": ["Removes the template's key."],
    })
}

/// A place that accepts one more form. The place's description stays next to both forms.
fn or_form(place: &Value, form: Value) -> Value {
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

/// Collects definitions that allow parameters.
struct Bodies {
    root: Value,
    made: Map<String, Value>,
}

impl Bodies {
    /// A policy without its own keys. No key is required, because the use may supply any of them.
    fn body_schema(&mut self, policy: &Value) -> Value {
        let mut body = policy.as_object().cloned().unwrap_or_default();
        body.remove("oneOf");
        body.remove("required");
        body.insert(
            "description".to_owned(),
            json!("A policy without its name. `{ param: NAME }` is replaced by the parameter's value."),
        );
        let properties =
            body.remove("properties").and_then(|found| found.as_object().cloned()).unwrap_or_default();
        let kept = properties.into_iter().filter(|(key, _)| !OWN.contains(&key.as_str()));
        let properties: Map<String, Value> =
            kept.map(|(key, place)| (key, self.place_schema(&place))).collect();
        body.insert("properties".to_owned(), Value::Object(properties));
        Value::Object(body)
    }

    fn place_schema(&mut self, place: &Value) -> Value {
        let inner = self.inner_schema(place);
        let list = inner.get("type") == Some(&json!("array"));
        match taken_at(&self.root, place) {
            // People and names have a mapping already, which gets one more key.
            Some(_) if !list && self.has_named_form(place) => inner,
            Some(_) => or_form(&inner, json!({ "$ref": "#/$defs/Param" })),
            None => inner,
        }
    }

    fn has_named_form(&self, place: &Value) -> bool {
        let named = |schema: &Value| parameter::definition_name(schema).is_some_and(parameter::is_named_form);
        let branches = |schema: &Value| {
            schema.get("anyOf").and_then(Value::as_array).is_some_and(|list| list.iter().any(named))
        };
        let definition = parameter::definition_name(place).and_then(|name| self.root.get("$defs")?.get(name));
        named(place) || branches(place) || definition.is_some_and(branches)
    }

    fn inner_schema(&mut self, schema: &Value) -> Value {
        let Value::Object(map) = schema else { return schema.clone() };
        let mut map = map.clone();
        if let Some(name) = parameter::definition_name(schema).map(str::to_owned) {
            map.insert(
                "$ref".to_owned(),
                json!(format!("#/$defs/{}", self.definition_with_parameters(&name))),
            );
        }
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            properties.values_mut().for_each(|place| *place = self.place_schema(place));
        }
        if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
            branches.iter_mut().for_each(|branch| *branch = self.inner_schema(branch));
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = map.get_mut(key).filter(|inner| inner.is_object()) {
                *inner = self.place_schema(inner);
            }
        }
        Value::Object(map)
    }

    /// The name of the definition that allows parameters. A definition that cannot contain any keeps its
    /// name.
    fn definition_with_parameters(&mut self, name: &str) -> String {
        let new = format!("{PREFIX}{name}");
        if self.made.contains_key(&new) {
            return new;
        }
        let Some(old) = self.root.pointer(&format!("/$defs/{name}")).cloned() else { return name.to_owned() };
        let mut body = self.inner_schema(&old);
        if parameter::is_named_form(name) {
            take_param(&mut body);
        }
        if body == old {
            return name.to_owned();
        }
        self.made.insert(new.clone(), body);
        new
    }
}

/// Adds `param` to the keys of a mapping's exactly-one group.
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
