//! Assignment requests as the service takes them (fact assignment-request-calls).

use serde_json::{Value, json};

use crate::assignments::{Operation, Step};
use crate::model::Key;

use crate::apply::{EncodeError, Ids};

/// The body of the request that a step makes.
///
/// # Errors
/// When the policy or the package that a step names has no id, or a person who is given something has none.
pub fn encode_assignment_request(step: &Step, ids: &Ids) -> Result<Value, EncodeError> {
    Ok(match &step.operation {
        Operation::Remove { assignment } => {
            json!({"requestType": "adminRemove", "assignment": {"id": assignment.id}})
        }
        Operation::Reassign { assignment, to } => {
            let policy = ids.id_of(&Key::Policy(to.clone()))?;
            let body = json!({"requestType": "adminUpdate",
                "assignment": {"id": assignment.id, "assignmentPolicyId": policy}});
            // The schedule is sent unchanged, so that no access ends earlier or later than before.
            with_member(body, "schedule", &assignment.schedule)
        }
        Operation::Add { instead_of, to } => {
            let person = step.person.id.as_ref();
            let person = person.ok_or_else(|| EncodeError::Unbound(step.person.name.clone()))?;
            let body = json!({"requestType": "adminAdd", "assignment": {
                "targetId": person,
                "assignmentPolicyId": ids.id_of(&Key::Policy(to.clone()))?,
                "accessPackageId": ids.id_of(&Key::Package(to.package.clone()))?}});
            let expiration = &instead_of.schedule["expiration"];
            let ends = if expiration["endDateTime"].is_string() {
                json!({ "expiration": expiration })
            } else {
                Value::Null
            };
            with_member(body, "schedule", &ends)
        }
    })
}

fn with_member(mut body: Value, name: &str, value: &Value) -> Value {
    if value.is_object() {
        body[name] = value.clone();
    }
    body
}
