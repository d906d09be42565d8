//! Expands policy files before they are converted: fills in variables and replaces uses of templates.
//!
//! Expansion works on untyped documents and records traces. Later steps need not know about templates or
//! variables, and every finding still points to the text that a person wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::model::{Place, RouteStep, Trace, Traces};
use crate::source::{Code, File, Files, Finding, Findings, nearest};

use super::aim::Aim;
use super::at::At;
use super::document::{NONE, OWN, Policy, Settings, TemplateUse, is_none};
use super::fill::Filling;
use super::shape::POLICY;
use super::template::{Known, Templates};

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
    pub(super) fn of(files: &Files, aim: Aim<'_>, findings: &'f mut Findings) -> Self {
        let mut expansion = Self {
            findings,
            files: files.clone(),
            own: Settings::default(),
            traces: Traces::default(),
            unknown: BTreeSet::new(),
        };
        expansion.own_settings(aim);
        let mut policies = std::mem::take(&mut expansion.files.policies);
        for file in &mut policies {
            if let Some(document) = &mut file.document {
                expansion.filling(aim).fill(&At::file(&file.path), document);
            }
        }
        let mut templates = Templates::of(&policies, expansion.findings);
        for file in &mut policies {
            expansion.expand(file, &mut templates);
        }
        if policies.iter().all(|file| file.document.is_some()) {
            templates.unused(expansion.findings);
        }
        expansion.files.policies = policies;
        expansion
    }

    fn filling<'e>(&'e mut self, aim: Aim<'e>) -> Filling<'e> {
        Filling { aim, findings: self.findings, traces: &mut self.traces, unknown: &mut self.unknown }
    }

    /// Fills variables into the tenant's own settings. Their shape was checked with the project file.
    fn own_settings(&mut self, aim: Aim<'_>) {
        let Some((written, file)) = aim.settings() else { return };
        let (top, mut own) = (At::file(file), written.clone());
        let (tenants, tenant) = (top.key("tenants"), aim.name());
        let at = tenants.key(tenant);
        let at = at.key("settings");
        self.filling(aim).fill(&at, &mut own);
        match Settings::deserialize(own) {
            Ok(own) => self.own = own,
            Err(why) => self.findings.push(Finding::error(Code::WrongForm, at.place(), why.to_string())),
        }
    }

    /// Replaces the uses of templates in one file. A file with a misshapen use is not read any further.
    fn expand(&mut self, file: &mut File, templates: &mut Templates) {
        let Some(document) = &mut file.document else { return };
        if uses_mut(document).next().is_none() {
            return;
        }
        if !POLICY.is_sound(&file.path, document, self.findings) {
            file.document = None;
            return;
        }
        for ([package, policy], written) in uses_mut(document) {
            let top = At::file(&file.path);
            let packages = top.key("accessPackages");
            let package = packages.index(package);
            let place = package.key("policies").index(policy).place();
            let Ok(used) = TemplateUse::deserialize(&*written) else { continue };
            *written =
                Value::Object(self.policy(&used, &place, templates).unwrap_or_else(|| stand_in(&used)));
        }
    }

    /// The policy that results from a use and its template.
    fn policy(
        &mut self,
        used: &TemplateUse,
        place: &Place,
        templates: &mut Templates,
    ) -> Option<Map<String, Value>> {
        let known = templates.named(&used.template, &place.key("template"), self.findings)?;
        let arguments = self.arguments(used, place, known)?;
        let mut policy = known.body.clone();
        for standing in &known.standing {
            let argument = arguments.get(&standing.name)?;
            set(&mut policy, &standing.route.0, argument.value);
        }
        for (key, value) in &used.keys {
            if !is_none(key, value) {
                policy.insert(key.clone(), value.clone());
            } else if policy.remove(key).is_none() {
                let message = format!("the template has no `{key}`, so `{NONE}` has no effect");
                self.findings.push(Finding::warning(Code::PolicyParts, place.key(key), message));
            }
        }
        self.one_audience(used, place, known, &policy)?;
        let here = || vec![(place.clone(), "the template is used here".to_owned())];
        let from_template = |key: &&String| !used.keys.contains_key(*key);
        for key in known.body.keys().filter(from_template) {
            let trace = Trace { written: known.place.key("policy").key(key), also: here() };
            self.traces.insert(place.key(key), trace);
        }
        for standing in &known.standing {
            let first = standing.route.0.first();
            if first.is_some_and(|step| matches!(step, RouteStep::Key(key) if used.keys.contains_key(key))) {
                continue;
            }
            let argument = arguments.get(&standing.name)?;
            let also = match argument.is_given {
                true => {
                    let place = known.place.key("policy").below(&standing.route);
                    vec![(place, "the template uses the parameter here".to_owned())]
                }
                false => here(),
            };
            self.traces.insert(place.below(&standing.route), Trace { written: argument.place.clone(), also });
        }
        Some(policy)
    }

    /// The values of all parameters of a template at one use.
    fn arguments<'u>(
        &mut self,
        used: &'u TemplateUse,
        place: &Place,
        known: &'u Known,
    ) -> Option<BTreeMap<String, Argument<'u>>> {
        let with = place.key("with");
        let mut sound = true;
        for key in used.with.keys().filter(|key| !known.parameters.contains_key(*key)) {
            let message = format!("the template `{}` has no parameter `{key}`", used.template);
            let near = nearest(key, known.parameters.keys().map(String::as_str));
            let finding = Finding::error(Code::UnknownParameter, with.key(key), message).at_key();
            let finding = finding.and(known.place.clone(), "the template is declared here");
            self.findings.push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
            sound = false;
        }
        let mut arguments = BTreeMap::new();
        for (name, parameter) in &known.parameters {
            let declared = known.place.key("parameters").key(name);
            if let Some(value) = used.with.get(name) {
                let argument = Argument { value, place: with.key(name), is_given: true };
                let faults = parameter.faults(value, &argument.place);
                sound &= faults.is_empty();
                let said = format!("the parameter `{name}`");
                self.findings
                    .extend(faults.into_iter().map(|fault| fault.and(declared.clone(), said.clone())));
                arguments.insert(name.clone(), argument);
            } else if let Some(value) = &parameter.default {
                let argument = Argument { value, place: declared.key("default"), is_given: false };
                arguments.insert(name.clone(), argument);
            } else {
                let message =
                    format!("the parameter `{name}` of the template `{}` has no value", used.template);
                let at = if used.with.is_empty() { place.key("template") } else { with.clone() };
                let finding = Finding::error(Code::MissingParameter, at, message)
                    .and(declared, "the parameter is declared here");
                self.findings.push(finding.help(format!("write `with: {{ {name}: … }}`")));
                sound = false;
            }
        }
        sound.then_some(arguments)
    }

    /// Reports a use that, together with its template, names no audience or two of them.
    fn one_audience(
        &mut self,
        used: &TemplateUse,
        place: &Place,
        known: &Known,
        policy: &Map<String, Value>,
    ) -> Option<()> {
        let standing: Vec<&str> =
            Policy::ONE_OF.iter().copied().filter(|key| policy.contains_key(*key)).collect();
        let finding = match standing.as_slice() {
            [_] => return Some(()),
            [] => {
                let message = format!(
                    "neither this policy nor the template `{}` defines who the policy is for",
                    used.template
                );
                Finding::error(Code::ExactlyOne, place.key("template"), message)
                    .help("write exactly one of `requestors`, `automatic` and `direct`")
            }
            [first, second, ..] => {
                let (own, other) = match used.keys.contains_key(*first) {
                    true => (first, second),
                    false => (second, first),
                };
                let message = format!("`{own}` and `{other}` exclude each other");
                if used.keys.contains_key(*own) && !used.keys.contains_key(*other) {
                    Finding::error(Code::ExactlyOne, place.key(own), message)
                        .at_key()
                        .and(known.place.key("policy").key(other), "the template defines it here")
                        .help(format!("remove the template's `{other}` with `{other}: {NONE}`"))
                } else if used.keys.contains_key(*own) {
                    Finding::error(Code::ExactlyOne, place.key(other), message).at_key()
                } else {
                    Finding::error(Code::ExactlyOne, known.place.key("policy").key(own), message)
                        .at_key()
                        .and(place.clone(), "the template is used here")
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
fn stand_in(used: &TemplateUse) -> Map<String, Value> {
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

fn set(policy: &mut Map<String, Value>, route: &[RouteStep], value: &Value) {
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
pub(super) fn traced(found: Findings, traces: &Traces, unknown: &BTreeSet<Place>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let mut at: BTreeMap<(Option<Place>, Code, String), usize> = BTreeMap::new();
    for finding in found {
        let finding = finding.traced(traces);
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
