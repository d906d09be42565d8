//! The pages of the language's keys, made from the JSON Schemas and the table of defaults.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::config::defaults::{default_rows, graph_properties, project_defaults};
use crate::config::file_schemas;
use crate::property::Meaning;

use super::example::{Examples, entry_of};
use super::form::{resolve_schema, value_form, word_meanings};
use super::samples::Samples;
use super::wrap::wrap_text;

/// The files of a project: the schema of each, the name of the file if it has one of its own, and the heading of its keys.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("policy.schema.json", "", "Policy files"),
    ("guestlist.schema.json", "guestlist.yaml", "The project file, `guestlist.yaml`"),
    ("accepted.schema.json", "accepted.yaml", "Accepted holds, `accepted.yaml`"),
    ("lock.schema.json", "guestlist.lock.yaml", "The lock file, `guestlist.lock.yaml`"),
];

/// The files of pages that have the schema of a document.
fn samples_of_document(own_name: &str) -> Samples {
    let is_named = |path: &str, name: &str| path.strip_prefix("policies/") == Some(name);
    Samples::from_files(|path| match own_name {
        "" => !DOCUMENTS.iter().any(|(_, name, _)| is_named(path, name)),
        name => is_named(path, name),
    })
}

/// Where a policy of a template is: it has the keys of any other policy.
const TEMPLATE_BODY: &str = "templates.policies.*.policy";

/// A mapping of the language, and the keys it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The kind of file, as its heading names it.
    pub document: &'static str,
    /// The paths at which the mapping can be; `[]` is an entry of a list and `*` any key. The file itself is empty.
    pub places: Vec<String>,
    /// What the mapping is.
    pub meaning: String,
    /// Its keys, required ones first.
    pub keys: Vec<Key>,
}

/// A key of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// What its value can be, in words.
    pub form: String,
    /// What it means.
    pub meaning: String,
    /// The words that its value can be, with the meaning of each.
    pub words: Vec<(String, String)>,
    /// Whether it must be there.
    pub is_required: bool,
    /// What the table says of it.
    pub facts: Option<Facts>,
    /// A value, as YAML.
    pub example: Option<String>,
}

/// What the table of the language says of a key, each part in words of Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it means where it is absent; `None` for a key that must be there.
    pub default: Option<String>,
    /// The property of Graph that it sets; `None` for a key of Guestlist alone.
    pub graph: Option<String>,
    /// What happens to that property where the key is absent: `` `P14D` is sent ``.
    pub absent: Option<String>,
}

/// What the tables say of each key, by its path.
fn facts_by_path() -> BTreeMap<String, Facts> {
    let named = |graph: &str| {
        let names = graph.split(", ").map(|name| format!("`{name}`")).collect::<Vec<_>>();
        (!graph.is_empty()).then(|| names.join(", "))
    };
    let required = graph_properties().into_iter();
    let mut facts: BTreeMap<String, Facts> =
        required.map(|(key, graph)| (key, Facts { graph: named(&graph), ..Facts::default() })).collect();
    for row in default_rows().into_iter().chain(project_defaults()) {
        let default = match &row.meaning {
            Meaning::Yaml(text) => format!("`{text}`"),
            Meaning::SameAs(key) => format!("the {key}"),
            Meaning::Words(text) => (*text).to_owned(),
        };
        let graph = named(&row.graph);
        let absent = graph.is_some().then(|| absence_words(&row.sent));
        facts.insert(row.key, Facts { default: Some(default), graph, absent });
    }
    facts
}

/// What is sent for an absent key, as a sentence without its end: the table has a value or words.
fn absence_words(sent: &str) -> String {
    let is_words = sent.contains(' ') && !sent.contains(['{', ':', ',']);
    match sent.split_once(": ") {
        Some(("nothing", why)) => format!("nothing is sent ({why})"),
        _ if sent == "removed" => "the tenant's value is removed".to_owned(),
        _ if is_words && sent.ends_with('s') => format!("{sent} are sent"),
        _ if is_words || sent == "nothing" => format!("{sent} is sent"),
        _ => format!("`{sent}` is sent"),
    }
}

/// Every mapping of every file of a project.
#[must_use]
pub fn all_sheets() -> Vec<Sheet> {
    let schemas = file_schemas();
    let facts = facts_by_path();
    let mut sheets = Vec::new();
    for (file, own_name, document) in DOCUMENTS {
        let Some((_, root)) = schemas.iter().find(|(name, _)| name == file) else { continue };
        let shown = samples_of_document(own_name);
        let examples = Examples { root, shown: &shown };
        let mut walk = Walk { root, examples, facts: &facts, document, seen: Vec::new(), sheets: Vec::new() };
        walk.visit_mapping(root, "");
        sheets.append(&mut walk.sheets);
    }
    sheets
}

struct Walk<'s> {
    root: &'s Value,
    examples: Examples<'s>,
    facts: &'s BTreeMap<String, Facts>,
    document: &'static str,
    /// The mapping of each sheet: one that is used in several places is described once.
    seen: Vec<&'s Value>,
    sheets: Vec<Sheet>,
}

impl<'s> Walk<'s> {
    fn visit_mapping(&mut self, schema: &'s Value, path: &str) {
        if path == TEMPLATE_BODY {
            return;
        }
        let schema = resolve_schema(self.root, schema);
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            if !self.is_new(schema, path) {
                return;
            }
            for (key, property) in properties {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                self.visit_mapping(property, &inner);
            }
        }
        if let Some(items) = schema.get("items") {
            self.visit_mapping(items, &entry_of(path));
        }
        if let Some(entries) = schema.get("additionalProperties").filter(|entries| entries.is_object()) {
            self.visit_mapping(entries, &format!("{path}.*"));
        }
        if let Some(otherwise) = schema.get("else") {
            self.visit_mapping(otherwise, path);
        }
        for branch in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            self.visit_mapping(branch, path);
        }
    }

    /// Notes the place of a mapping, and whether it is the first one.
    fn is_new(&mut self, schema: &'s Value, path: &str) -> bool {
        if let Some(at) = self.seen.iter().position(|seen| *seen == schema) {
            let places = &mut self.sheets[at].places;
            if !places.iter().any(|place| place == path) {
                places.push(path.to_owned());
            }
            return places.first().is_some_and(|place| place == path);
        }
        self.seen.push(schema);
        let keys = self.keys_of_mapping(schema, path);
        let meaning = schema_meaning(schema);
        self.sheets.push(Sheet { document: self.document, places: vec![path.to_owned()], meaning, keys });
        true
    }

    fn keys_of_mapping(&self, schema: &Value, path: &str) -> Vec<Key> {
        let required: BTreeSet<&str> = string_items(schema.get("required")).collect();
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let mut keys: Vec<Key> = properties
            .map(|(name, property)| {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                Key {
                    form: value_form(self.root, property),
                    meaning: schema_meaning_at(self.root, property),
                    words: word_meanings(self.root, property),
                    is_required: required.contains(name.as_str()),
                    facts: self.facts.get(&inner).cloned(),
                    example: self.examples.example_line(property, &inner),
                    name: name.clone(),
                }
            })
            .collect();
        keys.sort_by_key(|key| !key.is_required);
        keys
    }
}

fn string_items(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// What a schema says that a value means, without the default that the schema adds.
fn schema_meaning(schema: &Value) -> String {
    let said = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    said.split("\n\nDefault: ").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn schema_meaning_at(root: &Value, property: &Value) -> String {
    let own = schema_meaning(property);
    if own.is_empty() { schema_meaning(resolve_schema(root, property)) } else { own }
}

impl Sheet {
    /// The names by which the sheet and its keys can be asked for.
    pub fn sheet_names(&self) -> impl Iterator<Item = String> {
        let places = self.places.iter().map(|place| typed_path(place)).filter(|place| !place.is_empty());
        places.chain(self.keys.iter().map(|key| key.name.clone())).collect::<Vec<_>>().into_iter()
    }

    fn sheet_text(&self, level: &str) -> String {
        const SHOWN: usize = 4;
        let mut text = match self.places.first().map(String::as_str) {
            None | Some("") => format!("{level} The file itself\n\n"),
            Some(place) => format!("{level} `{place}`\n\n"),
        };
        if !self.meaning.is_empty() {
            text += &wrap_text(&self.meaning, "", "");
        }
        let others: Vec<String> = self.places.iter().skip(1).map(|place| format!("`{place}`")).collect();
        if !others.is_empty() {
            let mut also = others.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            if others.len() > SHOWN {
                also += &format!(" and {} more places", others.len() - SHOWN);
            }
            text += &wrap_text(&format!("The same keys are in {also}."), "", "");
        }
        if !text.ends_with("\n\n") {
            text.push('\n');
        }
        self.keys.iter().for_each(|key| text += &key.key_line());
        text
    }
}

impl Key {
    fn key_line(&self) -> String {
        let mut said = format!("`{}` ({}): {}", self.name, self.form, self.meaning);
        if self.is_required {
            said += " Required.";
        }
        if let Some(facts) = &self.facts {
            said +=
                &facts.default.as_ref().map(|default| format!(" Default: {default}.")).unwrap_or_default();
            said += &match (&facts.graph, &facts.absent) {
                (Some(graph), Some(absent)) => format!(" Graph: {graph}; if absent, {absent}."),
                (Some(graph), None) => format!(" Graph: {graph}."),
                (None, _) => String::new(),
            };
        }
        if let Some(example) = &self.example {
            said += &format!(" Example: `{}: {example}`", self.name);
        }
        wrap_text(&said, "- ", "  ")
    }
}

/// A path as people type it: without the marks for entries and for any key.
fn typed_path(path: &str) -> String {
    path.replace("[]", "").replace(".*", "")
}

/// Every key of every file.
pub(super) fn list_all_keys() -> String {
    let mut text = "# Every key\n\n".to_owned();
    text += &wrap_text(
        "`[]` means an entry of a list, `*` means any name. A key that is left out has its default. The policy in a \
         template has the same keys as a policy, and `{ param: NAME }` can be used as a value. `guestlist help KEY` \
         shows one key.",
        "",
        "",
    );
    let mut document = "";
    for sheet in all_sheets() {
        if sheet.document != document {
            document = sheet.document;
            text += &format!("\n## {document}\n");
        }
        text += &format!("\n{}", sheet.sheet_text("###"));
    }
    text
}

/// The page of the mappings and keys that a name means: a path, or the last part of one.
pub(super) fn keys_page(name: &str) -> Option<String> {
    let name = typed_path(name.trim_end_matches(':'));
    let is_meant = |path: &str| path == name || path.ends_with(&format!(".{name}"));
    let mut text = String::new();
    for sheet in all_sheets() {
        if sheet.places.iter().any(|place| is_meant(&typed_path(place))) {
            text += &format!("\n{}", sheet.sheet_text("##"));
        }
        for key in &sheet.keys {
            let paths: Vec<&String> = sheet
                .places
                .iter()
                .filter(|place| {
                    is_meant(typed_path(&format!("{place}.{}", key.name)).trim_start_matches('.'))
                })
                .collect();
            if let Some(first) = paths.first() {
                let place = if first.is_empty() { sheet.document.to_owned() } else { format!("`{first}`") };
                text += &format!("\nIn {place}:\n\n{}", key.key_line());
                for (word, meaning) in &key.words {
                    text += &wrap_text(&format!("`{word}`: {meaning}"), "  - ", "    ");
                }
            }
        }
    }
    (!text.is_empty() && !name.is_empty()).then(|| format!("# Key: {name}\n{text}"))
}
