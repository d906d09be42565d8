//! Shapes: validates a document against its schema and turns the validator's errors into findings.
//!
//! Alternative forms are told apart by JSON type, so that only the branch that was meant is explained and one
//! fault gives one finding.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::model::{Place, Route, RouteStep};
use crate::source::{Code, File, Finding, Findings, nearest_name};

use super::document::{NONE, ParameterType};
use super::parameter::{self, PARAM};
use super::scalars;
use super::schema::exclusive_keys;
use super::schema_of::resolve_reference;

/// The shape of policy files, compiled at first use.
pub(super) static POLICY: LazyLock<Shape> = LazyLock::new(|| Shape::new(super::schema::policy_schema()));

/// The shape of the project file, compiled at first use.
pub(super) static PROJECT: LazyLock<Shape> = LazyLock::new(|| Shape::new(super::schema::project_schema()));

/// The shape of the file of accepted holds, compiled at first use.
pub(super) static ACCEPTED: LazyLock<Shape> = LazyLock::new(|| Shape::new(super::schema::accepted_schema()));

/// The shape of the lock file, compiled at first use.
pub(super) static LOCK: LazyLock<Shape> = LazyLock::new(|| Shape::new(super::schema::lock_schema()));

/// How many faults of one file are explained. More than are shown anyway.
const MOST_FAULTS: usize = 1000;

/// Compiles a schema, with checks of formats.
fn value_validator(root: &Value) -> Option<Validator> {
    let options = scalars::FORMATS.iter().fold(jsonschema::options(), |options, format| {
        options.with_format(*format, move |text: &str| scalars::format_fault(format, text).is_none())
    });
    options.should_validate_formats(true).build(root).ok()
}

pub(super) struct Shape {
    root: Value,
    validator: Option<Validator>,
    /// Also checks formats. Only a faulty document needs this one.
    values: LazyLock<Option<Validator>, Box<dyn FnOnce() -> Option<Validator> + Send>>,
}

/// The shape of a template's body, with values for its parameters.
pub(super) fn body_shape() -> Shape {
    let properties = POLICY.root.pointer("/$defs/Policy/properties").cloned().unwrap_or_default();
    Shape::part_shape(serde_json::json!({ "type": "object", "properties": properties }))
}

impl Shape {
    /// Compiles a schema. This takes longer than a validation, so it happens once per run.
    fn new(root: Value) -> Self {
        // A test proves that our own schemas compile. If one did not, the typed parser would still refuse bad
        // documents.
        let validator = jsonschema::validator_for(&root).ok();
        let schema = root.clone();
        Self { root, validator, values: LazyLock::new(Box::new(move || value_validator(&schema))) }
    }

    /// The shape of values for a type of parameter, compiled at first use.
    pub(super) fn value_shape(of: ParameterType) -> Arc<Self> {
        static COMPILED: Mutex<BTreeMap<ParameterType, Arc<Shape>>> = Mutex::new(BTreeMap::new());
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        compiled.entry(of).or_insert_with(|| Arc::new(Self::part_shape(parameter::values_of(of)))).clone()
    }

    /// A shape that refers to the definitions of the policy schema.
    fn part_shape(mut schema: Value) -> Self {
        if let (Some(map), Some(definitions)) = (schema.as_object_mut(), POLICY.root.get("$defs")) {
            map.insert("$defs".to_owned(), definitions.clone());
        }
        Self::new(schema)
    }

    /// The faults of a value's shape.
    pub(super) fn shape_findings(&self, value: &Value, place: &Place) -> Vec<Finding> {
        let mut faults = Vec::new();
        let errors = self.validator.iter().flat_map(|validator| validator.iter_errors(value));
        for error in errors.take(MOST_FAULTS) {
            self.explain_error(&error, place, &mut faults);
        }
        faults
    }

    /// Whether a document has this shape. The findings say what is wrong with it.
    pub(super) fn is_sound(&self, path: &str, document: &Value, findings: &mut Findings) -> bool {
        let top = Place { file: path.to_owned(), route: Route::default() };
        let mut faults = self.shape_findings(document, &top);
        if faults.is_empty() {
            return true;
        }
        // A misshapen document never gets typed, so its values are checked here: one run then shows all
        // faults.
        self.judge_values(document, &top, &mut faults);
        findings.extend(faults);
        false
    }

    /// The typed document, or findings.
    pub(super) fn read_document<T: DeserializeOwned>(
        &self,
        file: &File,
        findings: &mut Findings,
    ) -> Option<T> {
        let document = file.document.as_ref()?;
        if !self.is_sound(&file.path, document, findings) {
            return None;
        }
        match T::deserialize(document) {
            Ok(typed) => Some(typed),
            Err(error) => {
                findings.push(Finding::error(Code::WrongForm, file.whole_place(), error.to_string()));
                None
            }
        }
    }

    /// Adds faults of durations, ids and dates, wherever the schema expects one.
    pub(super) fn judge_values(&self, document: &Value, top: &Place, faults: &mut Vec<Finding>) {
        let Some(validator) = &*self.values else { return };
        let mut judged = std::collections::BTreeSet::new();
        for error in validator.iter_errors(document).take(MOST_FAULTS) {
            visit_formats(&error, &mut |route, format, text| {
                if let Some(fault) = scalars::format_fault(format, text)
                    && judged.insert(route.to_string())
                {
                    faults.push(fault.into_finding(top.at_route(&route)));
                }
            });
        }
    }

    fn explain_error(&self, error: &ValidationError<'_>, top: &Place, faults: &mut Vec<Finding>) {
        let place = top.at_route(&error_route(error));
        let schema = self.schema_at(error);
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = schema.map(property_names).unwrap_or_default();
                faults.extend(
                    unexpected.iter().take(MOST_FAULTS).map(|key| unknown_key_finding(&place, key, &known)),
                );
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let message = format!("missing key `{key}`");
                faults.push(Finding::error(Code::MissingKey, place.at_key(key), message).maybe_help(
                    schema.and_then(|found| self.example_for(found, key)).map(|text| format!("write {text}")),
                ));
            }
            ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::OneOfMultipleValid { .. } => {
                faults.extend(exactly_one_finding(schema, error.instance(), place));
            }
            ValidationErrorKind::AnyOf { context } => self.explain_any_of(error, context, place, top, faults),
            ValidationErrorKind::Enum { options } => {
                let words: Vec<&str> =
                    options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                faults.push(unknown_word_finding(place, error.instance(), &words));
            }
            ValidationErrorKind::Type { kind } => {
                faults.push(wrong_form_finding(place, error.instance(), &self.expected_type(schema, kind)));
            }
            _ => faults.push(Finding::error(Code::WrongForm, place, error.to_string())),
        }
    }

    fn explain_any_of(
        &self,
        error: &ValidationError<'_>,
        branches: &[Vec<ValidationError<'static>>],
        place: Place,
        top: &Place,
        faults: &mut Vec<Finding>,
    ) {
        let mut of_type =
            branches.iter().filter(|branch| !branch.iter().any(|inner| is_other_type(inner, error)));
        match (of_type.next(), of_type.next()) {
            (Some(branch), None) => branch.iter().for_each(|inner| self.explain_error(inner, top, faults)),
            (Some(_), Some(_)) => {
                // Several branches for one type are always lists of words.
                let mut words = Vec::new();
                branches.iter().flatten().for_each(|inner| gather_words(inner, &mut words));
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                faults.push(unknown_word_finding(place, error.instance(), &words));
            }
            (None, _) => {
                let mut forms: Vec<String> = Vec::new();
                branches.iter().flatten().for_each(|inner| self.gather_forms(inner, &mut forms));
                forms.dedup();
                faults.push(wrong_form_finding(place, error.instance(), &forms.join(", or ")));
            }
        }
    }

    fn gather_forms(&self, error: &ValidationError<'_>, forms: &mut Vec<String>) {
        match error.kind() {
            ValidationErrorKind::AnyOf { context } => {
                context.iter().flatten().for_each(|inner| self.gather_forms(inner, forms));
            }
            ValidationErrorKind::Type { kind } => {
                let form = self.expected_type(self.schema_at(error), kind);
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            _ => {}
        }
    }

    /// The schema whose keyword an error is about.
    fn schema_at(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let pointer = error.schema_path().as_str();
        let (parent, _) = pointer.rsplit_once('/')?;
        resolve_reference(&self.root, parent).1
    }

    /// The expected type in words, with an example if the schema has one.
    fn expected_type(&self, schema: Option<&Value>, kind: &TypeKind) -> String {
        let keys = schema.map(property_names).unwrap_or_default();
        let alternatives = schema.map(|found| exclusive_keys(found, "oneOf")).unwrap_or_default();
        let name = match kind {
            TypeKind::Single(only) => only.to_string(),
            TypeKind::Multiple(_) => String::new(),
        };
        let words = schema.and_then(|found| found.get("enum")).and_then(Value::as_array);
        let example = schema.and_then(|found| found.get("examples")).and_then(|list| list.get(0));
        match (name.as_str(), words, example) {
            ("string", Some(words), _) => {
                format!("one of {}", join_words(words.iter().filter_map(Value::as_str)))
            }
            ("string", _, Some(example)) => format!("text, such as `{}`", plain_text(example)),
            ("string", ..) => "text".to_owned(),
            ("integer", ..) => "a whole number".to_owned(),
            ("boolean", Some(_), _) => "`true`".to_owned(),
            ("boolean", ..) => "`true` or `false`".to_owned(),
            ("array", ..) => "a list".to_owned(),
            ("object", ..) if !alternatives.is_empty() && alternatives.len() <= 4 => {
                format!("a mapping with {}", join_words(alternatives.iter().copied()))
            }
            ("object", ..) if !keys.is_empty() => {
                format!("a mapping such as `{{ {}: … }}`", keys[0])
            }
            ("object", ..) => "a mapping".to_owned(),
            _ => "another form".to_owned(),
        }
    }

    fn example_for(&self, schema: &Value, key: &str) -> Option<String> {
        let property = schema.get("properties")?.get(key)?;
        let example = property.get("examples").and_then(|list| list.get(0)).map(plain_text);
        example.map(|example| format!("`{key}: {example}`"))
    }
}

/// Whether an error only says that its branch is for values of another type.
fn is_other_type(inner: &ValidationError<'_>, outer: &ValidationError<'_>) -> bool {
    if inner.instance_path() != outer.instance_path() {
        return false;
    }
    match inner.kind() {
        ValidationErrorKind::Type { .. } => true,
        ValidationErrorKind::AnyOf { context } => {
            context.iter().all(|branch| branch.iter().any(|deeper| is_other_type(deeper, outer)))
        }
        _ => false,
    }
}

/// Calls `found` for every text that does not have the format of its schema, in the branch for its type.
fn visit_formats(error: &ValidationError<'_>, found: &mut dyn FnMut(Route, &str, &str)) {
    match error.kind() {
        ValidationErrorKind::Format { format } => {
            if let Some(text) = error.instance().as_str() {
                found(error_route(error), format, text);
            }
        }
        ValidationErrorKind::AnyOf { context } => {
            let of_type =
                |branch: &&Vec<ValidationError<'_>>| !branch.iter().any(|inner| is_other_type(inner, error));
            context.iter().filter(of_type).flatten().for_each(|inner| visit_formats(inner, found));
        }
        _ => {}
    }
}

fn gather_words(error: &ValidationError<'_>, words: &mut Vec<String>) {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } => {
            context.iter().flatten().for_each(|inner| gather_words(inner, words));
        }
        ValidationErrorKind::Enum { options } => {
            words.extend(
                options.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned),
            );
        }
        _ => {}
    }
}

fn error_route(error: &ValidationError<'_>) -> Route {
    error.instance_path().segments().fold(Route::default(), |route, segment| match segment {
        LocationSegment::Property(key) => route.key(&key),
        LocationSegment::Index(index) => route.index(index),
    })
}

/// Whether a route leads to the body of a template.
fn is_body(steps: &[RouteStep]) -> bool {
    let key = |at: usize, name: &str| matches!(steps.get(at), Some(RouteStep::Key(key)) if key == name);
    steps.len() == 4 && key(0, "templates") && key(3, "policy")
}

fn property_names(schema: &Value) -> Vec<&str> {
    let keys = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    keys.map(|(key, _)| key.as_str()).collect()
}

fn unknown_key_finding(place: &Place, key: &str, known: &[&str]) -> Finding {
    if key == "template" && is_body(&place.route.0) {
        let message = "a template cannot use a template";
        let finding = Finding::error(Code::NestedTemplate, place.at_key(key), message).at_key();
        return finding.with_help("copy the keys that it needs");
    }
    let finding =
        Finding::error(Code::UnknownKey, place.at_key(key), format!("unknown key `{key}`")).at_key();
    match nearest_name(key, known.iter().copied()) {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")),
        None if key == PARAM => finding.with_help(
            "in a template, a parameter can only be used for text, a number, `true` or `false`, a name or a list; \
             write everything else in the policy, next to `template:`",
        ),
        None => finding.with_help(format!("known keys: {}", join_words(known.iter().copied()))),
    }
}

fn exactly_one_finding(schema: Option<&Value>, instance: &Value, place: Place) -> Option<Finding> {
    let alternatives = schema.map(|found| exclusive_keys(found, "oneOf")).unwrap_or_default();
    let keys: Vec<&str> = instance.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let uses: Vec<&str> = keys.iter().copied().filter(|key| alternatives.contains(key)).collect();
    let known = schema.map(property_names).unwrap_or_default();
    match uses.as_slice() {
        [] if keys.iter().any(|key| !known.contains(key)) => None,
        [] => {
            let message = format!("expected exactly one of {}", join_words(alternatives.iter().copied()));
            Some(Finding::error(Code::ExactlyOne, place, message))
        }
        _ => {
            let message = format!("{} cannot be combined", join_words(uses.iter().copied()));
            Some(Finding::error(Code::ExactlyOne, place.at_key(uses[1]), message).at_key())
        }
    }
}

fn unknown_word_finding(place: Place, instance: &Value, words: &[&str]) -> Finding {
    let word = plain_text(instance);
    let finding = Finding::error(Code::UnknownWord, place, format!("unknown value `{word}`"));
    match nearest_name(&word, words.iter().copied()) {
        Some(near) => finding.with_help(format!("did you mean `{near}`?")),
        None => finding.with_help(format!("expected one of {}", join_words(words.iter().copied()))),
    }
}

fn wrong_form_finding(place: Place, instance: &Value, expected: &str) -> Finding {
    let found = match instance {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    };
    let finding = Finding::error(Code::WrongForm, place, format!("expected {expected}, found {found}"));
    match instance {
        Value::String(word) if word == NONE => finding.with_help(
            "leave the key out: `none` is allowed only next to `template:`, where it removes a key that the template \
             sets",
        ),
        Value::Number(number) if expected.contains("text") => {
            finding.with_help(format!("put it in quotes: \"{number}\""))
        }
        Value::Bool(flag) if expected.contains("text") => {
            finding.with_help(format!("put it in quotes: \"{flag}\""))
        }
        _ => finding,
    }
}

fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn join_words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_owned(),
    }
}
