//! What an object holds that the model does not, by path, found by walking it along the table of coverage.
//!
//! Null, false, the empty text, list and object count as nothing: they are carried in the raw object all the same.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::property::coverage::{Property, Shape, Use, all_types};
use crate::property::json::odata_kind;

/// The word by which the service hides an enum member (fact later-enum-members-need-prefer).
const MASK: &str = "unknownFutureValue";

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Properties and enum members that are not modelled and hold something.
    pub unmodelled: BTreeSet<String>,
    /// Values that the service hid.
    pub masked: BTreeSet<String>,
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_blank),
        Value::Object(members) => members.values().all(is_blank),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn member_path(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

impl Findings {
    /// Walks an object of a Graph type. `unmodelled` names what would be lost by writing the model alone.
    #[must_use]
    pub fn new(object: &Value, of: &str) -> Self {
        let mut findings = Self::default();
        findings.walk_object(object, of, "");
        findings
    }

    fn walk_object(&mut self, object: &Value, of: &str, path: &str) {
        let Some(members) = object.as_object() else { return };
        let Some(row) = all_types().get(odata_kind(object).unwrap_or(of)) else {
            self.note_unknown(object, path);
            return;
        };
        for (name, value) in members.iter().filter(|(name, _)| !name.contains('@')) {
            let path = member_path(path, name);
            match row.get(name.as_str()) {
                Some(Property { used: Use::ReadOnly | Use::Ignored(_), .. }) => {}
                Some(Property { used: Use::Modelled, shape: holds, .. }) => {
                    self.walk_modelled(value, *holds, &path)
                }
                Some(Property { used: Use::Carried, .. }) | None => self.note_unknown(value, &path),
            }
        }
    }

    fn walk_modelled(&mut self, value: &Value, holds: Shape, path: &str) {
        match (value, holds) {
            (Value::Array(list), Shape::Object(_) | Shape::Word(_)) => {
                for (at, entry) in list.iter().enumerate() {
                    self.walk_modelled(entry, holds, &format!("{path}[{at}]"));
                }
            }
            (Value::Object(_), Shape::Object(of)) => self.walk_object(value, of, path),
            (Value::String(word), Shape::Word(words)) => {
                if word == MASK {
                    self.masked.insert(path.to_owned());
                } else if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                    self.unmodelled.insert(path.to_owned());
                }
            }
            (_, Shape::Plain) | (Value::Null, _) => {}
            _ => self.note_unknown(value, path),
        }
    }

    fn note_unknown(&mut self, value: &Value, path: &str) {
        if !is_blank(value) {
            self.unmodelled.insert(path.to_owned());
        }
        self.note_masked(value, path);
    }

    fn note_masked(&mut self, value: &Value, path: &str) {
        match value {
            Value::String(word) if word == MASK => {
                self.masked.insert(path.to_owned());
            }
            Value::Array(list) => {
                list.iter()
                    .enumerate()
                    .for_each(|(at, entry)| self.note_masked(entry, &format!("{path}[{at}]")));
            }
            Value::Object(members) => {
                members.iter().for_each(|(name, entry)| self.note_masked(entry, &member_path(path, name)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_model_lacks_is_named_by_path_when_it_holds_something() {
        let policy = json!({
            "id": "p", "createdDateTime": "x", "questions@odata.context": "y",
            "newFlag": true, "newNothing": {"a": [], "b": null},
            "verifiableCredentialSettings": {"credentialTypes": [{"kind": "unknownFutureValue"}]},
            "allowedTargetScope": "allMartians",
            "requestorSettings": {"enableTargetsToSelfAddAccess": true, "acceptRequests": true},
            "requestApprovalSettings": {"stages": [{"durationBeforeEscalation": "PT0S", "isReminderOn": 1,
                "approverInformationVisibility": "unknownFutureValue",
                "primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "u", "weight": 2},
                    {"@odata.type": "#microsoft.graph.oracle", "question": "why"}]}]},
            "reviewSettings": {"schedule": {"recurrence": {"pattern": {"daysOfWeek": ["monday", "noday"]}}}},
        });
        let findings = Findings::new(&policy, "accessPackageAssignmentPolicy");
        let expected = [
            "allowedTargetScope",
            "newFlag",
            "requestApprovalSettings.stages[0].isReminderOn",
            "requestApprovalSettings.stages[0].primaryApprovers[0].weight",
            "requestApprovalSettings.stages[0].primaryApprovers[1]",
            "requestorSettings.acceptRequests",
            "reviewSettings.schedule.recurrence.pattern.daysOfWeek[1]",
            "verifiableCredentialSettings",
        ];
        assert_eq!(findings.unmodelled.iter().map(String::as_str).collect::<Vec<_>>(), expected);
        let masked = [
            "requestApprovalSettings.stages[0].approverInformationVisibility",
            "verifiableCredentialSettings.credentialTypes[0].kind",
        ];
        assert_eq!(findings.masked.iter().map(String::as_str).collect::<Vec<_>>(), masked);
    }

    #[test]
    fn members_of_types_name_types_that_are_in_the_table() {
        let abstracts =
            ["subjectSet", "identitySource", "accessPackageQuestion", "customExtensionEndpointConfiguration"];
        for (name, row) in all_types() {
            for property in row.values() {
                if let Shape::Object(of) = property.shape {
                    assert!(all_types().contains_key(of) || abstracts.contains(&of), "{name}: {of}");
                }
            }
        }
    }
}
