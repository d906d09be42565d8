//! Fills variables into texts of policy files. A value is inserted as text and never parsed as YAML.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Place, Trace, Traces};
use crate::source::{Code, Finding, Findings, nearest_name};

use super::cursor::Cursor;
use super::target_tenant::TargetTenant;
use super::variable::{OPEN, Variables, is_variable_name};

/// How many characters of a malformed substitution are shown.
const MOST_SHOWN: usize = 40;

/// Why a text cannot be filled in.
#[derive(Debug, PartialEq, Eq)]
enum FillFault {
    /// A `${` that does not begin a variable.
    Malformed(String),
    Unknown(String),
}

/// The inputs for filling a document, and where the traces are recorded.
pub(super) struct Filling<'a> {
    pub(super) target: TargetTenant<'a>,
    pub(super) findings: &'a mut Findings,
    pub(super) traces: &'a mut Traces,
    /// Texts with unknown variables.
    pub(super) unknown: &'a mut BTreeSet<Place>,
}

/// A text with all variables replaced by their values. Values are not searched for further variables.
fn fill_text<'v>(text: &str, mut value: impl FnMut(&str) -> Option<&'v str>) -> Result<String, FillFault> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let (before, from) = rest.split_at(at);
        if let Some(plain) = before.strip_suffix('$') {
            out.push_str(plain);
            out.push_str(OPEN);
            rest = &from[OPEN.len()..];
            continue;
        }
        out.push_str(before);
        let end = from.find('}').map_or(from.len(), |end| end + 1);
        let (written, after) = from.split_at(end);
        let name = written.strip_prefix("${var.").and_then(|name| name.strip_suffix('}'));
        let Some(name) = name.filter(|name| is_variable_name(name)) else {
            return Err(FillFault::Malformed(written.chars().take(MOST_SHOWN).collect()));
        };
        out.push_str(value(name).ok_or_else(|| FillFault::Unknown(name.to_owned()))?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

impl Filling<'_> {
    /// Replaces the variables of a tenant in every text of a document.
    pub(super) fn fill_value(&mut self, at: &Cursor<'_>, value: &mut Value) {
        match value {
            Value::String(text) if text.contains(OPEN) => self.fill_text(at, text),
            Value::Array(items) => {
                items
                    .iter_mut()
                    .enumerate()
                    .for_each(|(index, item)| self.fill_value(&at.index(index), item));
            }
            Value::Object(entries) => {
                entries.iter_mut().for_each(|(key, inner)| self.fill_value(&at.key(key), inner));
            }
            _ => {}
        }
    }

    fn fill_text(&mut self, at: &Cursor<'_>, text: &mut String) {
        let place = at.written_place();
        let Some(variables) = self.target.tenant_variables() else {
            // Without a project, the values are unknown, and checking the text would report false faults.
            self.unknown.insert(place);
            return;
        };
        let mut also = Vec::new();
        let filled = fill_text(text, |name| {
            let variable = variables.get(name)?;
            let said = format!("the variable `{name}` is set here");
            also.extend(variable.place.clone().map(|place| (place, said)));
            Some(&variable.value)
        });
        match filled {
            Ok(filled) => {
                *text = filled;
                if !also.is_empty() {
                    self.traces.insert_trace(place.clone(), Trace { written: place, also });
                }
            }
            Err(fault) => {
                self.findings.push(fill_finding(fault, place.clone(), self.target, variables));
                self.unknown.insert(place);
            }
        }
    }
}

fn fill_finding(fault: FillFault, place: Place, target: TargetTenant<'_>, variables: &Variables) -> Finding {
    match fault {
        FillFault::Malformed(written) => {
            let message = format!("`{written}` is not a variable");
            Finding::error(Code::BadSubstitution, place, message)
                .with_help("write `${var.NAME}` for a variable, and `$${` for a literal `${`")
        }
        FillFault::Unknown(name) => {
            let message = format!("the tenant `{}` has no variable `{name}`", target.tenant_name());
            let near = nearest_name(&name, variables.keys().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("set it under `tenants.{}.variables` in the project file", target.tenant_name())
                }
            };
            Finding::error(Code::UnknownVariable, place, message).with_help(help)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::escape_variables;

    fn fill(text: &str) -> Result<String, FillFault> {
        fill_text(text, |name| match name {
            "team" => Some("Partner Managers"),
            "sly" => Some("${var.team} $${ : \n- x"),
            _ => None,
        })
    }

    #[test]
    fn values_take_the_place_of_variables() {
        assert_eq!(fill("${var.team}").unwrap(), "Partner Managers");
        assert_eq!(fill("a ${var.team}, ${var.team}!").unwrap(), "a Partner Managers, Partner Managers!");
        assert_eq!(fill("$ {var.team} $var 5$").unwrap(), "$ {var.team} $var 5$");
        assert_eq!(fill("${var.sly}").unwrap(), "${var.team} $${ : \n- x", "a value is not read again");
        assert_eq!(fill("$${var.team} $$${var.team}").unwrap(), "${var.team} $${var.team}");
        assert_eq!(fill("${var.gone}"), Err(FillFault::Unknown("gone".to_owned())));
        for text in ["${team}", "${var.}", "${var.te am}", "x ${var.team", "${", "${var.1}"] {
            assert!(matches!(fill(text), Err(FillFault::Malformed(_))), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_escaped_text_stands_for_itself(text in r"([$]{0,3}[{]?(var\.)?[a-z}\\'é☃]{0,3}){0,6}") {
            prop_assert_eq!(fill(&escape_variables(&text)).unwrap(), text);
        }

        #[test]
        fn nothing_is_left_to_fill_in(text in r"(\$\{var\.team\}|a|\$ | \{|\}){0,6}") {
            if let Ok(filled) = fill(&text) {
                prop_assert!(!filled.contains("${var."), "{} -> {}", text, filled);
            }
        }
    }
}
