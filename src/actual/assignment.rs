//! Assignments and requests as the service holds them, by key.

use serde_json::Value;

use crate::model::{Assignment, AssignmentState, Bindings, Key, ObjectId, PackageKey, Person, PolicyKey};
use crate::property::json::{object_id, some_text, text_member};

/// One assignment of a package. Where the service no longer shows its target, the person has no id.
#[must_use]
pub fn read_assignment(raw: &Value, package: &PackageKey, bindings: &Bindings) -> Assignment {
    let target = &raw["target"];
    Assignment {
        id: text_member(raw, "id"),
        package: package.clone(),
        policy: object_id(&raw["assignmentPolicy"], "id").and_then(|id| assignment_policy(&id, bindings)),
        person: Person {
            id: object_id(target, "objectId"),
            name: text_member(target, "displayName"),
            address: some_text(target, "email").or_else(|| some_text(target, "principalName")),
        },
        state: AssignmentState::from_word(&text_member(raw, "state")),
        schedule: raw["schedule"].clone(),
    }
}

fn assignment_policy(id: &ObjectId, bindings: &Bindings) -> Option<PolicyKey> {
    bindings.0.iter().find_map(|(key, binding)| match key {
        Key::Policy(key) if ObjectId::new(&binding.id) == *id => Some(key.clone()),
        _ => None,
    })
}

/// The id of the package that a request is for.
#[must_use]
pub fn requested_package(raw: &Value) -> Option<ObjectId> {
    object_id(&raw["accessPackage"], "id")
}
