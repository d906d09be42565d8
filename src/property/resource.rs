//! What a catalog has: resources with their attributes, and custom extensions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::codec::{Codec, block_of, by_name, flag, text, within};
use super::context::{Names, Reading, Writing};
use super::graph_type::{OWN, Property, Types, Use};
use super::info::When;
use super::json::{self, Object, kind, kind_of};
use super::row::row;
use super::show;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, Attribute, EncodeError, Extension, ExtensionKind, LogicApp, Question, Resource, Span,
};

table! { Resource: ["accessPackageResource"]; {
    attributes: row("attributes", by_name::<Attribute>("attributes", "name"))
        .default(BTreeMap::new())
        .when(When::Later)
        .whole()
        .effect(AccessEffect::Gate),
    environment: row("environment", Environment)
        .means(None, "the tenant's only environment")
        .when(When::Creation)
        .nothing("where a site is kept"),
} beside [
    Beside::Kept("id"),
    Beside::Kept("createdDateTime"),
    Beside::Kept("modifiedDateTime"),
    Beside::Kept("displayName"),
    Beside::Kept("description"),
    Beside::Key("originId"),
    Beside::Key("originSystem"),
    Beside::Ignored("roles", "mirrors of the origin; packages name the ones they use"),
    Beside::Ignored("scopes", "mirrors of the origin"),
    Beside::Carried("uploadSessions"),
] }

table! { Attribute: ["accessPackageResourceAttribute"]; {
    question: row(
        "question",
        within("source", "accessPackageResourceAttributeQuestion", block_of::<Question>("question", "accessPackageQuestion")).typed(),
    ),
    editable: row("editable", flag("isEditable"))
        .default(false)
        .nothing("whether an answer can be changed later"),
    persists_after_removal: row("persistsAfterRemoval", flag("isPersistedOnAssignmentRemoval"))
        .default(false)
        .nothing("what becomes of an answer when access has ended"),
} beside [Beside::Typed("destination", "accessPackageUserDirectoryAttributeStore")] }

table! { Extension: [REQUEST, ASSIGNMENT]; {
    name: row("name", text("displayName")).nothing("a name"),
    description: row("description", text("description")).same_as("name").nothing("words for people"),
    kind: row("kind", Kind).effect(AccessEffect::Gate),
    logic_app: row("logicApp", block_of::<LogicApp>("endpointConfiguration", "customExtensionEndpointConfiguration")),
    callback_timeout: row("callback.timeout", Callback)
        .written("callback")
        .label("callback timeout")
        .means(None, "the service starts the workflow and does not wait")
        .effect(AccessEffect::Gate),
} beside [
    Beside::Unsent("id"),
    Beside::Unsent("createdDateTime"),
    Beside::Unsent("createdBy"),
    Beside::Unsent("lastModifiedBy"),
    Beside::Unsent("lastModifiedDateTime"),
    Beside::Stray("modifiedDateTime"),
    Beside::Companion("authenticationConfiguration", "azureAdPopTokenAuthentication"),
    Beside::Carried("clientConfiguration"),
] }

table! { LogicApp: ["logicAppTriggerEndpointConfiguration"]; {
    subscription_id: row("subscriptionId", text("subscriptionId").guid()).effect(AccessEffect::Gate),
    resource_group: row("resourceGroup", text("resourceGroupName")).effect(AccessEffect::Gate),
    workflow: row("workflow", text("logicAppWorkflowName")).effect(AccessEffect::Gate),
} beside [Beside::Unsent("url"), Beside::Kind("logicAppTriggerEndpointConfiguration")] }

const REQUEST: &str = "accessPackageAssignmentRequestWorkflowExtension";
const ASSIGNMENT: &str = "accessPackageAssignmentWorkflowExtension";

/// The kind of an extension, which is its type.
#[derive(Clone, Copy)]
struct Kind;

impl Codec for Kind {
    type Value = ExtensionKind;

    fn properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> ExtensionKind {
        match kind_of(object) {
            Some(REQUEST) => ExtensionKind::AssignmentRequest,
            Some(ASSIGNMENT) => ExtensionKind::Assignment,
            other => ExtensionKind::Other(other.unwrap_or_default().to_owned()),
        }
    }

    fn write(&self, value: &ExtensionKind, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        let name = match value {
            ExtensionKind::AssignmentRequest => REQUEST,
            ExtensionKind::Assignment => ASSIGNMENT,
            ExtensionKind::Other(name) => name,
        };
        object.insert("@odata.type".to_owned(), kind(name));
        Ok(())
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::plain(value)
    }
}

/// How long the service waits for the workflow: by hand, because the time has two names in what Microsoft publishes
/// (fact extension-callback-names), and the tenant's is kept.
#[derive(Clone, Copy)]
struct Callback;

const CALLBACK: &str = "callbackConfiguration";
const TIMES: [&str; 2] = ["timeoutDuration", "durationBeforeTimeout"];

impl Codec for Callback {
    type Value = Option<Span>;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(CALLBACK, "customExtensionCallbackConfiguration")]
    }

    fn types(&self, types: &mut Types) {
        for of in
            ["customExtensionCallbackConfiguration", "accessPackageRequestApprovalStageCallbackConfiguration"]
        {
            types.add(of, TIMES.map(Property::plain).to_vec());
        }
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> Option<Span> {
        let callback = object.get(CALLBACK)?;
        TIMES.into_iter().find_map(|name| json::span(callback, name))
    }

    fn write(&self, value: &Option<Span>, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        let callback = match value {
            None => Value::Null,
            Some(timeout) => {
                let mut callback = json::base(object.get(CALLBACK));
                let other = callback.contains_key(TIMES[1]) && !callback.contains_key(TIMES[0]);
                let of = kind("customExtensionCallbackConfiguration");
                callback.entry("@odata.type").or_insert(of);
                callback.insert(TIMES[usize::from(other)].to_owned(), json!(timeout.iso()));
                Value::Object(callback)
            }
        };
        object.insert(CALLBACK.to_owned(), callback);
        Ok(())
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::length(value)
    }
}

/// The environment of a site: by hand, because the default one counts as none: that is where a site is without one.
#[derive(Clone, Copy)]
struct Environment;

const ENVIRONMENT: &str = "environment";

impl Codec for Environment {
    type Value = Option<String>;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(ENVIRONMENT, "accessPackageResourceEnvironment")]
    }

    fn types(&self, types: &mut Types) {
        let set = ["id", "createdDateTime", "modifiedDateTime", "displayName", "description", "originSystem"];
        let set = set.into_iter().chain(["connectionInfo"]);
        let mut properties: Vec<_> = set.map(|name| Property::plain(name).used(Use::ReadOnly)).collect();
        properties.extend(["originId", "isDefaultEnvironment"].map(Property::plain));
        properties.push(Property::plain("resources").used(Use::Ignored(OWN)));
        types.add("accessPackageResourceEnvironment", properties);
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> Option<String> {
        let environment = object.get(ENVIRONMENT)?;
        (!json::flag(environment, "isDefaultEnvironment"))
            .then(|| json::some_text(environment, "originId"))
            .flatten()
    }

    fn write(&self, value: &Option<String>, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        if let Some(url) = value {
            object.insert(ENVIRONMENT.to_owned(), json!({ "originId": url }));
        }
        Ok(())
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::plain(value)
    }
}
