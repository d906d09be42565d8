//! The audit log: an entry for every entitlement write.
//!
//! It must not decide what is written: the rules name the activities.

use serde_json::{Value, json};

use crate::sandbox::call::Call;
use crate::sandbox::message::{Fault, Reply, Row, format_timestamp};
use crate::sandbox::odata::allowed;
use crate::sandbox::row::text_of;
use crate::sandbox::seed;
use crate::sandbox::store::table;

/// The content of an entry.
#[derive(Debug)]
pub(crate) struct Entry {
    activity: &'static str,
    kind: &'static str,
    id: String,
    name: String,
    before: Row,
    after: Row,
}

impl Entry {
    pub(crate) fn new(activity: &'static str, kind: &'static str) -> Entry {
        let (id, name) = (String::new(), String::new());
        Entry { activity, kind, id, name, before: Row::new(), after: Row::new() }
    }

    pub(crate) fn about_object(mut self, id: &str, name: &str) -> Entry {
        self.id = id.to_owned();
        self.name = name.to_owned();
        self
    }

    pub(crate) fn with_created(self, row: &Row) -> Entry {
        Entry { after: row.clone(), ..self.about_object(text_of(row, "id"), text_of(row, "displayName")) }
    }

    pub(crate) fn with_deleted(self, row: &Row) -> Entry {
        Entry { before: row.clone(), ..self.about_object(text_of(row, "id"), text_of(row, "displayName")) }
    }

    pub(crate) fn with_changed(self, before: &Row, after: &Row) -> Entry {
        Entry { before: before.clone(), ..self.with_created(after) }
    }

    /// Returns the changed members. Values are JSON texts in strings, as in recordings of live logs.
    fn modified_members(&self) -> Vec<Value> {
        let mut names: Vec<&String> = self.before.keys().chain(self.after.keys()).collect();
        names.sort();
        names.dedup();
        let value = |row: &Row, name: &str| row.get(name).filter(|value| !value.is_null()).cloned();
        let quoted = |value: Option<Value>| value.map(|value| json!(plain_value(&value)).to_string());
        names
            .into_iter()
            .filter(|name| !name.starts_with('_') && !name.ends_with("DateTime"))
            .map(|name| (name, value(&self.before, name), value(&self.after, name)))
            .filter(|(_, old, new)| old != new)
            .map(|(name, old, new)| {
                json!({"displayName": member_label(name), "oldValue": quoted(old), "newValue": quoted(new)})
            })
            .collect()
    }

    /// Returns the flat settings of the object, with the names that Microsoft's own alert queries use.
    fn detail_list(&self) -> Vec<Value> {
        let mut found = Vec::new();
        let row = if self.after.is_empty() { &self.before } else { &self.after };
        for (name, value) in row.iter().filter(|(name, _)| !name.starts_with('_')) {
            match value {
                Value::Object(inner) => {
                    let flat = inner.iter().filter(|(_, value)| value.is_boolean() || value.is_string());
                    found.extend(flat.map(|(name, value)| detail_entry(name, value)));
                }
                Value::Array(items) if items.is_empty() => found.push(detail_entry(name, &json!("None"))),
                Value::Array(_) => found.push(detail_entry(name, value)),
                _ if name == "id" || value.is_null() => {}
                _ => found.push(detail_entry(name, value)),
            }
        }
        found
    }
}

fn detail_entry(name: &str, value: &Value) -> Value {
    json!({"key": member_label(name), "value": plain_value(value)})
}

fn member_label(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn plain_value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

impl Call<'_> {
    /// Writes an entry in the name of the caller.
    pub(crate) fn write_audit(&mut self, entry: &Entry) {
        let id = format!("Directory_{}", self.store.new_id());
        let correlation = self.store.new_id();
        // The only operation type of an object write in a published sample.
        let operation = (entry.activity == "Update access package assignment policy")
            .then_some("UpdateEntitlementGrantPolicy");
        let row = json!({
            "id": id, "category": "EntitlementManagement", "correlationId": correlation,
            "result": "success", "resultReason": "", "activityDisplayName": entry.activity,
            "activityDateTime": format_timestamp(self.now), "loggedByService": "Entitlement Management",
            "operationType": operation,
            "initiatedBy": self.audit_initiator(),
            "targetResources": [{"id": entry.id, "displayName": entry.name, "type": entry.kind,
                "userPrincipalName": null, "groupType": null, "modifiedProperties": entry.modified_members()}],
            "additionalDetails": entry.detail_list(),
        });
        if let Value::Object(row) = row {
            self.store.put(table::AUDITS, &id, row);
        }
    }
}

impl Call<'_> {
    /// The actor of an entry. Without a token, it is the tenant's administrator.
    fn audit_initiator(&self) -> Value {
        let id = self.rights.caller_object_id().unwrap_or_else(|| seed::ADMIN.to_owned());
        let of = |table: &str, name: &str| {
            let row = self.store.get(table, &id);
            row.and_then(|row| row.get(name)).cloned().unwrap_or(Value::Null)
        };
        if self.rights.is_application_caller() {
            let principal = table::SERVICE_PRINCIPALS;
            return json!({"user": null, "app": {"appId": of(principal, "appId"), "servicePrincipalName": null,
                "displayName": of(principal, "displayName"), "servicePrincipalId": id}});
        }
        json!({"app": null, "user": {"id": id, "displayName": null,
            "userPrincipalName": of(table::USERS, "userPrincipalName"), "ipAddress": "127.0.0.1"}})
    }
}

pub(crate) fn list_audit_entries(call: &Call<'_>) -> Result<Reply, Fault> {
    let read = call.reading();
    read.list_reply(&allowed::AUDITS, read.view.visible_rows("directoryAudit", table::AUDITS, |_| true))
}
