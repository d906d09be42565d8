//! A policy file before its templates are expanded.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Document, TemplateUse};

/// A file as written: a document whose policies may use templates.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplatedDocument(pub Document);

impl<'de> Deserialize<'de> for TemplatedDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut document = Value::deserialize(deserializer)?;
        for policy in policies_mut(&mut document) {
            if policy.get("template").is_some() {
                let used = TemplateUse::deserialize(&*policy).map_err(Error::custom)?;
                *policy = json!({ "name": used.keys.get("name"), "direct": true });
            }
        }
        Document::deserialize(document).map(Self).map_err(Error::custom)
    }
}

/// The policies of every access package of a document.
fn policies_mut(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let packages = document.get_mut("accessPackages").and_then(Value::as_array_mut).into_iter().flatten();
    packages.filter_map(|package| package.get_mut("policies")?.as_array_mut()).flatten()
}
