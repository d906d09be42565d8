//! The settings that the declaration of an object would remove from it.
//!
//! Objects have no mark that says who created them, so the lock file decides: it remembers managed objects, and any
//! other object counts as foreign. One hold too many costs a moment, but a review or a question that disappears
//! unnoticed is lost. A value that the file declares is a decision and no loss. Lost is what the file omits: entries,
//! blocks, and values that fall back to a default.

use serde_json::{Value, json};

use crate::diff::FieldChange;
use crate::model::Key;
use crate::plan::{Hold, HoldKind};

use super::Drafts;

/// Fields that a declaration always decides, under several keys (`requestors`, `automatic`, `direct`, `recurrence`).
const ALWAYS_WRITTEN: &[&str] =
    &["name", "identity", "requestors.scope", "requestors.targets", "requestors.may", "review.every"];

impl Drafts<'_> {
    /// Adds a hold if an update removes something from an object that is not known to be managed.
    pub(super) fn hold_adoption(&mut self, key: &Key, fields: &[FieldChange]) {
        if self.pair.lock.as_ref().is_some_and(|lock| lock.has_managed(key)) {
            return;
        }
        let follows = fields.iter().any(|field| is_name_field(field) && is_following_name(field, fields));
        let lost: Vec<_> = fields
            .iter()
            .filter(|field| !(follows && field.field == "description") && self.is_stripping(key, field))
            .collect();
        if lost.is_empty() {
            return;
        }
        let names: Vec<_> = lost.iter().map(|field| field.field.as_str()).collect();
        let says = format!("the declaration omits values that the tenant has in {}", names.join(", "));
        let side = |value: fn(&FieldChange) -> &Value| -> Value {
            lost.iter().map(|field| json!([field.field, value(field)])).collect()
        };
        let (before, after) = (side(|field| &field.before), side(|field| &field.after));
        let hold = Hold::new(HoldKind::AdoptionStrips, key.to_string(), &before, &after, &says);
        self.holds.push(hold.with_cause(self.pair.provenance.objects.get(key).cloned()));
    }

    fn is_stripping(&self, key: &Key, change: &FieldChange) -> bool {
        // Switching a value off in the file is a decision and no loss. So is another list of required words.
        let switch = change.after.is_boolean() || change.field == "requestors.may";
        !switch && has_removed_value(&change.before, &change.after)
            || !self.is_declared_field(key, &change.field)
    }

    /// Whether the declaration has a key for this field, so that its value was chosen.
    fn is_declared_field(&self, key: &Key, field: &str) -> bool {
        let origin = &self.pair.provenance;
        let Some(written) = origin.objects.get(key).and_then(|place| origin.declared_keys.get(place)) else {
            // Settings are managed part by part: an omitted part never differs.
            return true;
        };
        let field = match field {
            "review.range" => "review.recurrence",
            field if field.starts_with("questions[") => "questions",
            field => field,
        };
        let below = |path: &String| path.strip_prefix(field).is_some_and(|rest| rest.starts_with(['.', '[']));
        ALWAYS_WRITTEN.contains(&field) || written.contains(field) || written.iter().any(below)
    }
}

fn is_name_field(change: &FieldChange) -> bool {
    change.field == "name"
}

/// Whether a description that equals the name changes with the name.
fn is_following_name(name: &FieldChange, fields: &[FieldChange]) -> bool {
    let same = |field: &FieldChange| (&field.before, &field.after) == (&name.before, &name.after);
    fields.iter().any(|field| field.field == "description" && same(field))
}

/// Whether `after` lacks something that `before` has.
fn has_removed_value(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (before, _) if is_empty_json(before) => false,
        (_, after) if is_empty_json(after) => true,
        (Value::Array(before), Value::Array(after)) => before.iter().any(|entry| !after.contains(entry)),
        (Value::Object(before), Value::Object(after)) => {
            // A value of one form, with a single member, that is replaced by another form.
            let replaced = before.len() == 1 && after.len() == 1 && before.keys().ne(after.keys());
            !replaced
                && before
                    .iter()
                    .any(|(name, value)| has_removed_value(value, after.get(name).unwrap_or(&Value::Null)))
        }
        _ => false,
    }
}

fn is_empty_json(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_is_not_taken_away() {
        for (before, after, taken) in [
            (json!("P180D"), json!("P365D"), false),
            (json!({ "after": "P180D" }), json!({ "until": "2027-01-31T00:00:00Z" }), false),
            (json!({ "after": "P180D" }), json!("never"), false),
            (json!(null), json!({ "openFor": "P14D" }), false),
            (json!({ "openFor": "P14D" }), json!(null), true),
            (json!(["a", "b"]), json!(["b", "c"]), true),
            (json!(["b"]), json!(["b", "c"]), false),
            (json!(["b", "a"]), json!(["a", "b"]), false),
            (json!(true), json!(false), true),
            (json!(false), json!(true), false),
            (json!({ "nl": "Ja", "de": "Ja" }), json!({ "nl": "Ja" }), true),
            (json!({ "text": "a", "required": true }), json!({ "text": "a", "required": false }), true),
        ] {
            assert_eq!(has_removed_value(&before, &after), taken, "{before} -> {after}");
        }
    }
}
