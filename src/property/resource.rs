//! What a catalog has: resources with their attributes, and custom extensions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::codec::{Codec, block_of, flag_codec, list_by_name, text_codec, within_object};
use super::context::{Names, Reading, Writing};
use super::graph_type::{OWN, Property, Types, Use};
use super::info::When;
use super::json::{self, Object, odata_kind, odata_type};
use super::row::new_row;
use super::show;
use super::table::{Beside, table};
use crate::model::{
    AccessEffect, Attribute, EncodeError, Extension, ExtensionKind, LogicApp, Question, Resource, Span,
};

table! { Resource: ["accessPackageResource"]; {
    attributes: new_row("attributes", list_by_name::<Attribute>("attributes", "name"))
        .with_default(BTreeMap::new())
        .written_when(When::Later)
        .compared_whole()
        .with_effect(AccessEffect::Gate),
    environment: new_row("environment", Environment)
        .with_meaning(None, "the tenant's only environment")
        .written_when(When::Creation)
        .without_effect("where a site is kept"),
} beside [
    Beside::Kept("id"),
    Beside::Kept("createdDateTime"),
    Beside::Kept("modifiedDateTime"),
    Beside::Kept("displayName"),
    Beside::Kept("description"),
    Beside::Key("originId"),
    Beside::Key("originSystem"),
    Beside::Ignored("roles", "copied from the origin system; packages refer to the roles that they use"),
    Beside::Ignored("scopes", "copied from the origin system"),
    Beside::Carried("uploadSessions"),
] }

table! { Attribute: ["accessPackageResourceAttribute"]; {
    question: new_row(
        "question",
        within_object("source", "accessPackageResourceAttributeQuestion", block_of::<Question>("question", "accessPackageQuestion")).with_type(),
    ),
    editable: new_row("editable", flag_codec("isEditable"))
        .with_default(false)
        .without_effect("whether an answer can be changed later"),
    persists_after_removal: new_row("persistsAfterRemoval", flag_codec("isPersistedOnAssignmentRemoval"))
        .with_default(false)
        .without_effect("what happens to an answer when access has ended"),
} beside [Beside::Typed("destination", "accessPackageUserDirectoryAttributeStore")] }

table! { Extension: [REQUEST, ASSIGNMENT]; {
    name: new_row("name", text_codec("displayName")).without_effect("a name"),
    description: new_row("description", text_codec("description"))
        .same_as("name")
        .without_effect("descriptive text for readers; has no effect on access"),
    kind: new_row("kind", Kind).with_effect(AccessEffect::Gate),
    logic_app: new_row("logicApp", block_of::<LogicApp>("endpointConfiguration", "customExtensionEndpointConfiguration")),
    callback_timeout: new_row("callback.timeout", Callback)
        .written_as("callback")
        .with_label("callback timeout")
        .with_meaning(None, "the service starts the workflow and does not wait")
        .with_effect(AccessEffect::Gate),
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
    subscription_id: new_row("subscriptionId", text_codec("subscriptionId").compared_as_guid())
        .with_effect(AccessEffect::Gate),
    resource_group: new_row("resourceGroup", text_codec("resourceGroupName")).with_effect(AccessEffect::Gate),
    workflow: new_row("workflow", text_codec("logicAppWorkflowName")).with_effect(AccessEffect::Gate),
} beside [Beside::Unsent("url"), Beside::Kind("logicAppTriggerEndpointConfiguration")] }

const REQUEST: &str = "accessPackageAssignmentRequestWorkflowExtension";
const ASSIGNMENT: &str = "accessPackageAssignmentWorkflowExtension";

/// The kind of an extension, which is its type.
#[derive(Clone, Copy)]
struct Kind;

impl Codec for Kind {
    type Value = ExtensionKind;

    fn codec_properties(&self) -> Vec<Property> {
        Vec::new()
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> ExtensionKind {
        match odata_kind(object) {
            Some(REQUEST) => ExtensionKind::AssignmentRequest,
            Some(ASSIGNMENT) => ExtensionKind::Assignment,
            other => ExtensionKind::Other(other.unwrap_or_default().to_owned()),
        }
    }

    fn write_member(
        &self,
        value: &ExtensionKind,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let name = match value {
            ExtensionKind::AssignmentRequest => REQUEST,
            ExtensionKind::Assignment => ASSIGNMENT,
            ExtensionKind::Other(name) => name,
        };
        object.insert("@odata.type".to_owned(), odata_type(name));
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
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

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(CALLBACK, "customExtensionCallbackConfiguration")]
    }

    fn add_types(&self, types: &mut Types) {
        for of in
            ["customExtensionCallbackConfiguration", "accessPackageRequestApprovalStageCallbackConfiguration"]
        {
            types.add_type(of, TIMES.map(Property::opaque).to_vec());
        }
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Option<Span> {
        let callback = object.get(CALLBACK)?;
        TIMES.into_iter().find_map(|name| json::span_member(callback, name))
    }

    fn write_member(
        &self,
        value: &Option<Span>,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let callback = match value {
            None => Value::Null,
            Some(timeout) => {
                let mut callback = json::base_object(object.get(CALLBACK));
                let other = callback.contains_key(TIMES[1]) && !callback.contains_key(TIMES[0]);
                let of = odata_type("customExtensionCallbackConfiguration");
                callback.entry("@odata.type").or_insert(of);
                callback.insert(TIMES[usize::from(other)].to_owned(), json!(timeout.to_iso()));
                Value::Object(callback)
            }
        };
        object.insert(CALLBACK.to_owned(), callback);
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_length(value)
    }
}

/// The environment of a site: by hand, because the default one counts as none: that is where a site is without one.
#[derive(Clone, Copy)]
struct Environment;

const ENVIRONMENT: &str = "environment";

impl Codec for Environment {
    type Value = Option<String>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(ENVIRONMENT, "accessPackageResourceEnvironment")]
    }

    fn add_types(&self, types: &mut Types) {
        let set = ["id", "createdDateTime", "modifiedDateTime", "displayName", "description", "originSystem"];
        let set = set.into_iter().chain(["connectionInfo"]);
        let mut properties: Vec<_> = set.map(|name| Property::opaque(name).with_use(Use::ReadOnly)).collect();
        properties.extend(["originId", "isDefaultEnvironment"].map(Property::opaque));
        properties.push(Property::opaque("resources").with_use(Use::Ignored(OWN)));
        types.add_type("accessPackageResourceEnvironment", properties);
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Option<String> {
        let environment = object.get(ENVIRONMENT)?;
        (!json::flag_member(environment, "isDefaultEnvironment"))
            .then(|| json::some_text(environment, "originId"))
            .flatten()
    }

    fn write_member(
        &self,
        value: &Option<String>,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        if let Some(url) = value {
            object.insert(ENVIRONMENT.to_owned(), json!({ "originId": url }));
        }
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_plain(value)
    }
}
