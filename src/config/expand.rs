//! Expands policy files before they are converted: fills in variables and replaces uses of templates.
//!
//! Expansion works on untyped documents and records traces. Later steps need not know about templates or
//! variables, and every finding still points to the text that a person wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::model::{Place, RouteStep, Trace, Traces};
use crate::source::{Code, File, Files, Finding, Findings, nearest_name};

use super::cursor::Cursor;
use super::document::{NONE, OWN, Policy, Settings, TemplateUse, is_key_removal};
use super::fill::Filling;
use super::shape::POLICY;
use super::target_tenant::TargetTenant;
use super::template::{KnownTemplate, Templates};

/// Expanded files, and how they were made.
pub(super) struct Expansion<'f> {
    pub(super) findings: &'f mut Findings,
    /// The files, whose documents contain no template and no variable any more.
    pub(super) files: Files,
    /// The tenant's own settings, with variables filled in.
    pub(super) own: Settings,
    pub(super) traces: Traces,
    /// Texts with unknown variables. Their other findings are dropped, because they would be about a value
    /// that no one wrote.
    pub(super) unknown: BTreeSet<Place>,
}

impl<'f> Expansion<'f> {
    pub(super) fn new(files: &Files, target: TargetTenant<'_>, findings: &'f mut Findings) -> Self {
        let mut expansion = Self {
            findings,
            files: files.clone(),
            own: Settings::default(),
            traces: Traces::default(),
            unknown: BTreeSet::new(),
        };
        expansion.fill_own_settings(target);
        let mut policies = std::mem::take(&mut expansion.files.policies);
        for file in &mut policies {
            if let Some(document) = &mut file.document {
                expansion.filling_for(target).fill_value(&Cursor::top_of_file(&file.path), document);
            }
        }
        let mut templates = Templates::new(&policies, expansion.findings);
        for file in &mut policies {
            expansion.expand_file(file, &mut templates);
        }
        if policies.iter().all(|file| file.document.is_some()) {
            templates.report_unused(expansion.findings);
        }
        expansion.files.policies = policies;
        expansion
    }

    fn filling_for<'e>(&'e mut self, target: TargetTenant<'e>) -> Filling<'e> {
        Filling { target, findings: self.findings, traces: &mut self.traces, unknown: &mut self.unknown }
    }

    /// Fills variables into the tenant's own settings. Their shape was checked with the project file.
    fn fill_own_settings(&mut self, target: TargetTenant<'_>) {
        let Some((written, file)) = target.own_settings() else { return };
        let (top, mut own) = (Cursor::top_of_file(file), written.clone());
        let (tenants, tenant) = (top.key("tenants"), target.tenant_name());
        let at = tenants.key(tenant);
        let at = at.key("settings");
        self.filling_for(target).fill_value(&at, &mut own);
        match Settings::deserialize(own) {
            Ok(own) => self.own = own,
            Err(why) => {
                self.findings.push(Finding::error(Code::WrongForm, at.written_place(), why.to_string()))
            }
        }
    }

    /// Replaces the uses of templates in one file. A file with a misshapen use is not read any further.
    fn expand_file(&mut self, file: &mut File, templates: &mut Templates) {
        let Some(document) = &mut file.document else { return };
        if uses_mut(document).next().is_none() {
            return;
        }
        if !POLICY.is_sound(&file.path, document, self.findings) {
            file.document = None;
            return;
        }
        for ([package, policy], written) in uses_mut(document) {
            let top = Cursor::top_of_file(&file.path);
            let packages = top.key("accessPackages");
            let package = packages.index(package);
            let place = package.key("policies").index(policy).written_place();
            let Ok(used) = TemplateUse::deserialize(&*written) else { continue };
            *written = Value::Object(
                self.expand_policy(&used, &place, templates).unwrap_or_else(|| policy_stand_in(&used)),
            );
        }
    }

    /// The policy that results from a use and its template.
    fn expand_policy(
        &mut self,
        used: &TemplateUse,
        place: &Place,
        templates: &mut Templates,
    ) -> Option<Map<String, Value>> {
        let known = templates.find_template(&used.template, &place.at_key("template"), self.findings)?;
        let arguments = self.template_arguments(used, place, known)?;
        let mut policy = known.body.clone();
        for uses in &known.parameter_uses {
            let argument = arguments.get(&uses.name)?;
            set_at_route(&mut policy, &uses.route.0, argument.value);
        }
        for (key, value) in &used.keys {
            if !is_key_removal(key, value) {
                policy.insert(key.clone(), value.clone());
            } else if policy.remove(key).is_none() {
                let message = format!("the template has no `{key}`, so `{NONE}` has no effect");
                self.findings.push(Finding::warning(Code::PolicyParts, place.at_key(key), message));
            }
        }
        self.check_one_audience(used, place, known, &policy)?;
        let here = || vec![(place.clone(), "the template is used here".to_owned())];
        let from_template = |key: &&String| !used.keys.contains_key(*key);
        for key in known.body.keys().filter(from_template) {
            let trace = Trace { written: known.place.at_key("policy").at_key(key), also: here() };
            self.traces.insert_trace(place.at_key(key), trace);
        }
        for uses in &known.parameter_uses {
            let first = uses.route.0.first();
            if first.is_some_and(|step| matches!(step, RouteStep::Key(key) if used.keys.contains_key(key))) {
                continue;
            }
            let argument = arguments.get(&uses.name)?;
            let also = match argument.is_given {
                true => {
                    let place = known.place.at_key("policy").at_route(&uses.route);
                    vec![(place, "the template uses the parameter here".to_owned())]
                }
                false => here(),
            };
            self.traces
                .insert_trace(place.at_route(&uses.route), Trace { written: argument.place.clone(), also });
        }
        Some(policy)
    }

    /// The values of all parameters of a template at one use.
    fn template_arguments<'u>(
        &mut self,
        used: &'u TemplateUse,
        place: &Place,
        known: &'u KnownTemplate,
    ) -> Option<BTreeMap<String, Argument<'u>>> {
        let with = place.at_key("with");
        let mut sound = true;
        for key in used.with.keys().filter(|key| !known.parameters.contains_key(*key)) {
            let message = format!("the template `{}` has no parameter `{key}`", used.template);
            let near = nearest_name(key, known.parameters.keys().map(String::as_str));
            let finding = Finding::error(Code::UnknownParameter, with.at_key(key), message).at_key();
            let finding = finding.with_related(known.place.clone(), "the template is declared here");
            self.findings.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
            sound = false;
        }
        let mut arguments = BTreeMap::new();
        for (name, parameter) in &known.parameters {
            let declared = known.place.at_key("parameters").at_key(name);
            if let Some(value) = used.with.get(name) {
                let argument = Argument { value, place: with.at_key(name), is_given: true };
                let faults = parameter.value_findings(value, &argument.place);
                sound &= faults.is_empty();
                let said = format!("the parameter `{name}`");
                self.findings.extend(
                    faults.into_iter().map(|fault| fault.with_related(declared.clone(), said.clone())),
                );
                arguments.insert(name.clone(), argument);
            } else if let Some(value) = &parameter.default {
                let argument = Argument { value, place: declared.at_key("default"), is_given: false };
                arguments.insert(name.clone(), argument);
            } else {
                let message =
                    format!("the parameter `{name}` of the template `{}` has no value", used.template);
                let at = if used.with.is_empty() { place.at_key("template") } else { with.clone() };
                let finding = Finding::error(Code::MissingParameter, at, message)
                    .with_related(declared, "the parameter is declared here");
                self.findings.push(finding.with_help(format!("write `with: {{ {name}: … }}`")));
                sound = false;
            }
        }
        sound.then_some(arguments)
    }

    /// Reports a use that, together with its template, names no audience or two of them.
    fn check_one_audience(
        &mut self,
        used: &TemplateUse,
        place: &Place,
        known: &KnownTemplate,
        policy: &Map<String, Value>,
    ) -> Option<()> {
        let uses: Vec<&str> =
            Policy::ONE_OF.iter().copied().filter(|key| policy.contains_key(*key)).collect();
        let finding = match uses.as_slice() {
            [_] => return Some(()),
            [] => {
                let message = format!(
                    "neither this policy nor the template `{}` defines who the policy is for",
                    used.template
                );
                Finding::error(Code::ExactlyOne, place.at_key("template"), message)
                    .with_help("write exactly one of `requestors`, `automatic` and `direct`")
            }
            [first, second, ..] => {
                let (own, other) = match used.keys.contains_key(*first) {
                    true => (first, second),
                    false => (second, first),
                };
                let message = format!("`{own}` and `{other}` cannot be combined");
                if used.keys.contains_key(*own) && !used.keys.contains_key(*other) {
                    Finding::error(Code::ExactlyOne, place.at_key(own), message)
                        .at_key()
                        .with_related(
                            known.place.at_key("policy").at_key(other),
                            "the template defines it here",
                        )
                        .with_help(format!("remove the template's `{other}` with `{other}: {NONE}`"))
                } else if used.keys.contains_key(*own) {
                    Finding::error(Code::ExactlyOne, place.at_key(other), message).at_key()
                } else {
                    Finding::error(Code::ExactlyOne, known.place.at_key("policy").at_key(own), message)
                        .at_key()
                        .with_related(place.clone(), "the template is used here")
                }
            }
        };
        self.findings.push(finding);
        None
    }
}

struct Argument<'u> {
    value: &'u Value,
    place: Place,
    is_given: bool,
}

/// A placeholder for a policy that cannot be expanded. It keeps the policy's own keys, so that references to
/// the policy are still checked.
fn policy_stand_in(used: &TemplateUse) -> Map<String, Value> {
    let own = used.keys.iter().filter(|(key, _)| OWN.contains(&key.as_str()));
    let mut policy: Map<String, Value> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
    policy.insert("direct".to_owned(), json!(true));
    policy
}

/// The policies of a document that use a template, with the indices of package and policy.
fn uses_mut(document: &mut Value) -> impl Iterator<Item = ([usize; 2], &mut Value)> {
    let packages = document.get_mut("accessPackages").and_then(Value::as_array_mut).into_iter().flatten();
    let policies = packages.enumerate().filter_map(|(package, written)| {
        let policies = written.get_mut("policies")?.as_array_mut()?;
        Some(policies.iter_mut().enumerate().map(move |(policy, written)| ([package, policy], written)))
    });
    policies.flatten().filter(|(_, written)| written.get("template").is_some())
}

fn set_at_route(policy: &mut Map<String, Value>, route: &[RouteStep], value: &Value) {
    let Some((RouteStep::Key(key), steps)) = route.split_first() else { return };
    let Some(mut here) = policy.get_mut(key) else { return };
    for step in steps {
        let inner = match step {
            RouteStep::Key(key) => here.get_mut(key),
            RouteStep::Index(index) => here.get_mut(index),
        };
        let Some(inner) = inner else { return };
        here = inner;
    }
    *here = value.clone();
}

/// Moves findings about expanded files to the places of the text that caused them.
pub(super) fn trace_findings(found: Findings, traces: &Traces, unknown: &BTreeSet<Place>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let mut at: BTreeMap<(Option<Place>, Code, String), usize> = BTreeMap::new();
    for finding in found {
        let finding = finding.trace_to_source(traces);
        let of_variable = matches!(finding.code, Code::UnknownVariable | Code::BadSubstitution);
        if !of_variable && finding.place.as_ref().is_some_and(|place| unknown.contains(place)) {
            continue;
        }
        // A fault of a template is reported once, however often the template is used.
        let same = (finding.place.clone(), finding.code, finding.message.clone());
        match at.get(&same).and_then(|index| all.get_mut(*index)) {
            Some(first) if first.position == finding.position => {
                let new =
                    finding.more.into_iter().filter(|more| !first.more.contains(more)).collect::<Vec<_>>();
                first.more.extend(new);
            }
            _ => {
                at.insert(same, all.len());
                all.push(finding);
            }
        }
    }
    all
}
