//! Templates as written, and the policies that use them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::form::mapping;
use super::{ParameterType, Policy};
use crate::config::parameter;

/// The keys that a template supplies, and that a policy can replace or remove with `none`.
pub(crate) const BLOCKS: &[&str] = &[
    "requestors",
    "automatic",
    "direct",
    "questions",
    "approval",
    "expiration",
    "review",
    "notifications",
    "extensions",
];

/// The keys that belong to each policy. A template cannot contain them.
pub(crate) const OWN: &[&str] = &["name", "id", "formerly", "only"];

/// The word that removes a template's block.
pub(crate) const NONE: &str = "none";

/// Templates: what several objects have in common, written once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Templates")]
pub struct Templates {
    /// Policy templates, by names of your choice. A policy uses one with `template:`.
    pub policies: Option<BTreeMap<String, PolicyTemplate>>,
}

/// What several policies have in common. A key next to `template:` in a policy replaces the template's whole
/// value for that key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "PolicyTemplate")]
pub struct PolicyTemplate {
    /// The parameters, by name: values that can differ each time the template is used. In the policy below, `{ param:
    /// NAME }` is replaced by the value.
    pub parameters: Option<BTreeMap<String, Parameter>>,
    /// The policy, without its name.
    pub policy: TemplateBody,
}

/// A parameter: a value that can differ each time the template is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Parameter")]
pub struct Parameter {
    /// The type of its values.
    pub r#type: ParameterType,
    /// The default, used where a policy gives the parameter no value.
    #[schemars(example = &"30d")]
    pub default: Option<Value>,
}

mapping!(Templates, PolicyTemplate, Parameter);

/// The body of a template: the keys of a policy except its own, with `{ param: NAME }` in place of any typed
/// value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct TemplateBody(pub Map<String, Value>);

impl<'de> Deserialize<'de> for TemplateBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Map::deserialize(deserializer)?;
        if let Some(key) = OWN.iter().find(|key| body.contains_key(**key)) {
            return Err(Error::custom(format!("`{key}` belongs to the policy that uses the template")));
        }
        for (key, value) in &body {
            let (value, _) = parameter::stand_ins(key, value);
            parse_key_alone(key, value).map_err(Error::custom)?;
        }
        Ok(Self(body))
    }
}

impl JsonSchema for TemplateBody {
    fn schema_name() -> Cow<'static, str> {
        "TemplateBody".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Filled in from the policy's own schema once that is complete.
        json_schema!({ "type": "object" })
    }
}

/// Whether a key of a policy has the right shape, regardless of the keys beside it.
fn parse_key_alone(key: &str, value: Value) -> Result<(), serde_json::Error> {
    let mut policy = Map::from_iter([("name".to_owned(), json!(""))]);
    if !Policy::ONE_OF.contains(&key) {
        policy.insert("direct".to_owned(), json!(true));
    }
    policy.insert(key.to_owned(), value);
    Policy::deserialize(Value::Object(policy)).map(drop)
}

/// A policy that uses a template. Its own keys replace those of the template.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateUse {
    /// The name of the template.
    pub template: String,
    /// The values of its parameters.
    pub with: Map<String, Value>,
    /// All other keys, as written.
    pub keys: Map<String, Value>,
}

impl<'de> Deserialize<'de> for TemplateUse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut keys = Map::deserialize(deserializer)?;
        let mut taken = |key: &str| keys.remove(key);
        let template = taken("template").ok_or_else(|| Error::missing_field("template"))?;
        let template = String::deserialize(template).map_err(Error::custom)?;
        let with =
            taken("with").map(Map::deserialize).transpose().map_err(Error::custom)?.unwrap_or_default();
        if !keys.get("name").is_some_and(Value::is_string) {
            return Err(Error::missing_field("name"));
        }
        for (key, value) in keys.iter().filter(|(key, value)| !is_key_removal(key, value)) {
            parse_key_alone(key, value.clone()).map_err(Error::custom)?;
        }
        Ok(Self { template, with, keys })
    }
}

/// Whether a key removes the template's block.
pub(crate) fn is_key_removal(key: &str, value: &Value) -> bool {
    BLOCKS.contains(&key) && value == NONE
}
