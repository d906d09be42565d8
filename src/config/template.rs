//! The templates of a project, and their faults, which are reported even if no policy uses them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::model::Place;
use crate::source::{Code, File, Finding, Findings, nearest_name};

use super::document::{Parameter, PolicyTemplate};
use super::parameter::{self, PARAM, ParameterUse};
use super::shape::{Shape, body_shape};

/// A template that can be used.
pub(super) struct KnownTemplate {
    pub(super) place: Place,
    pub(super) parameters: BTreeMap<String, Parameter>,
    pub(super) body: Map<String, Value>,
    /// The uses of parameters in the body.
    pub(super) parameter_uses: Vec<ParameterUse>,
    is_used: bool,
    is_sound: bool,
}

/// The templates of policies by name.
pub(super) struct Templates {
    known: BTreeMap<String, KnownTemplate>,
    /// Names of templates that could not be read. Their faults are already reported.
    unreadable: BTreeSet<String>,
    complete: bool,
}

impl Templates {
    /// Collects the templates of all files and reports their faults.
    pub(super) fn new(files: &[File], findings: &mut Findings) -> Self {
        let complete = files.iter().all(|file| file.document.is_some());
        let mut templates = Self { known: BTreeMap::new(), unreadable: BTreeSet::new(), complete };
        for file in files {
            let written =
                file.document.as_ref().and_then(|document| document.get("templates")?.get("policies"));
            let list = file.whole_place().at_key("templates").at_key("policies");
            for (name, template) in written.and_then(Value::as_object).into_iter().flatten() {
                templates.add_template(name, template, list.at_key(name), findings);
            }
        }
        templates
    }

    fn add_template(&mut self, name: &str, written: &Value, place: Place, findings: &mut Findings) {
        let Ok(template) = PolicyTemplate::deserialize(written) else {
            self.unreadable.insert(name.to_owned());
            return;
        };
        if let Some(first) = self.known.get(name) {
            let message = format!("the template `{name}` is declared twice");
            let finding = Finding::error(Code::DuplicateObject, place, message).at_key();
            findings.push(finding.with_related(first.place.clone(), "first declared here"));
            return;
        }
        let body = template.policy.0;
        let uses = body.iter().flat_map(|(key, value)| parameter::stand_ins(key, value).1).collect();
        let parameters = template.parameters.unwrap_or_default();
        let mut known =
            KnownTemplate { place, parameters, body, parameter_uses: uses, is_used: false, is_sound: true };
        known.is_sound = known.judge_parameters(findings);
        self.known.insert(name.to_owned(), known);
    }

    /// The template with a name, if it is usable. An unknown name is a finding.
    pub(super) fn find_template(
        &mut self,
        name: &str,
        place: &Place,
        findings: &mut Findings,
    ) -> Option<&KnownTemplate> {
        if !self.known.contains_key(name) {
            if self.complete && !self.unreadable.contains(name) {
                let message = format!("there is no policy template `{name}`");
                let near = nearest_name(name, self.known.keys().map(String::as_str));
                let finding = Finding::error(Code::UnknownTemplate, place.clone(), message);
                findings.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
            }
            return None;
        }
        let known = self.known.get_mut(name)?;
        known.is_used = true;
        known.is_sound.then_some(known)
    }

    /// Warns about unused templates, and checks their values, which no use would.
    pub(super) fn report_unused(&self, findings: &mut Findings) {
        for (name, known) in self.known.iter().filter(|(_, known)| !known.is_used) {
            let message = format!("no policy uses the template `{name}`");
            findings.push(Finding::warning(Code::UnusedTemplate, known.place.clone(), message).at_key());
            let values =
                known.body.iter().map(|(key, value)| (key.clone(), parameter::stand_ins(key, value).0));
            let mut faults = Vec::new();
            body_shape().judge_values(
                &Value::Object(values.collect()),
                &known.place.at_key("policy"),
                &mut faults,
            );
            findings.extend(faults);
        }
    }
}

impl KnownTemplate {
    /// Reports faults of the parameters. True if there are none.
    fn judge_parameters(&self, findings: &mut Findings) -> bool {
        let mut faults = Vec::new();
        let declared = self.place.at_key("parameters");
        for (name, parameter) in &self.parameters {
            let place = declared.at_key(name);
            if let Some(default) = &parameter.default {
                let (place, shape) = (place.at_key("default"), Shape::value_shape(parameter.r#type));
                faults.extend(shape.shape_findings(default, &place));
                let mut values = Vec::new();
                shape.judge_values(default, &place, &mut values);
                findings.extend(values);
            }
            if !self.parameter_uses.iter().any(|uses| uses.name == *name) {
                let message = format!("the parameter `{name}` is never used in the template");
                findings.push(Finding::warning(Code::UnusedParameter, place, message).at_key());
            }
        }
        for uses in &self.parameter_uses {
            let place = self.place.at_key("policy").at_route(&uses.route).at_key(PARAM);
            let name = &uses.name;
            let Some(parameter) = self.parameters.get(name) else {
                let near = nearest_name(name, self.parameters.keys().map(String::as_str));
                let message = format!("the template has no parameter `{name}`");
                let finding = Finding::error(Code::UnknownParameter, place, message);
                faults.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
                continue;
            };
            if parameter.r#type != uses.takes {
                let (is, takes) = (parameter.r#type.file_word(), uses.takes.file_word());
                let message = format!("expected a parameter of the type `{takes}`; `{name}` is a `{is}`");
                let finding = Finding::error(Code::ParameterType, place, message);
                faults.push(
                    finding.with_related(declared.at_key(name).at_key("type"), "its type is declared here"),
                );
            }
        }
        let sound = faults.is_empty();
        findings.extend(faults);
        sound
    }
}

impl Parameter {
    /// Faults of the shape of a parameter's value. Its content is checked where the template is used.
    pub(super) fn value_findings(&self, value: &Value, place: &Place) -> Vec<Finding> {
        Shape::value_shape(self.r#type).shape_findings(value, place)
    }
}
