//! Catalogs, their resources, extensions and role assignments (facts catalog-calls, resource-request-calls,
//! extension-calls, entitlement-role-calls).

use serde_json::{Value, json};

use super::overlay::{base, changed, entries, kind, member, set};
use super::question::question;
use crate::apply::ids::bound;
use crate::apply::{EncodeError, Ids};
use crate::model::{
    Attribute, Catalog, Extension, ExtensionKind, Key, Origin, OriginSystem, Principal, Resource, ResourceKey,
};

/// The body that creates a catalog; state and visibility are always said (fact catalog-defaults-undocumented).
#[must_use]
pub fn catalog_post(after: &Catalog) -> Value {
    json!({
        "displayName": after.name,
        "description": after.description,
        "state": after.state.word(),
        "isExternallyVisible": after.externally_visible,
    })
}

/// The body that changes a catalog: the fields that differ. Empty where only its lists do.
#[must_use]
pub fn catalog_patch(before: &Catalog, after: &Catalog) -> Value {
    Value::Object(changed([
        ("displayName", json!(before.name), json!(after.name)),
        ("description", json!(before.description), json!(after.description)),
        ("state", json!(before.state.word()), json!(after.state.word())),
        ("isExternallyVisible", json!(before.externally_visible), json!(after.externally_visible)),
    ]))
}

/// Graph's words for where a resource comes from: origin system and origin id.
pub(in crate::apply) fn origin(origin: &Origin) -> Result<(String, String), EncodeError> {
    let (system, id) = match origin {
        Origin::Group(group) => (OriginSystem::AadGroup, bound(group)?.to_string()),
        Origin::Application(application) => (OriginSystem::AadApplication, bound(application)?.to_string()),
        Origin::Site(url) => (OriginSystem::SharePointOnline, url.clone()),
        Origin::Other { system, id } => (OriginSystem::Other(system.clone()), id.clone()),
    };
    Ok((system.word().to_owned(), id))
}

/// The request that adds a resource to its catalog. Attributes follow with `resource_update`.
///
/// # Errors
/// When the catalog has no id yet or the origin is not bound.
pub fn resource_add(key: &ResourceKey, after: &Resource, ids: &Ids) -> Result<Value, EncodeError> {
    let catalog = ids.id(&Key::Catalog(key.catalog.clone()))?;
    let (system, id) = origin(&key.origin)?;
    let mut resource = json!({ "originId": id, "originSystem": system });
    if let Some(environment) = &after.environment {
        resource["environment"] = json!({ "originId": environment });
    }
    Ok(json!({ "requestType": "adminAdd", "resource": resource, "catalog": { "id": catalog } }))
}

/// The request that takes a resource out of its catalog, which must be named (fact body-names-catalog).
///
/// # Errors
/// When catalog or resource have no id.
pub fn resource_remove(key: &ResourceKey, ids: &Ids) -> Result<Value, EncodeError> {
    let catalog = ids.id(&Key::Catalog(key.catalog.clone()))?;
    let resource = ids.id(&Key::Resource(key.clone()))?;
    Ok(json!({ "requestType": "adminRemove", "resource": { "id": resource }, "catalog": { "id": catalog } }))
}

fn attribute(
    name: &str,
    attribute: &Attribute,
    sequence: usize,
    raw: Option<&Value>,
) -> Result<Value, EncodeError> {
    let mut object = base(raw);
    let held = member(raw, "source");
    let mut source = base(held);
    let asked = question(&attribute.question, sequence, member(held, "question"))?;
    set(&mut source, [("@odata.type", kind("accessPackageResourceAttributeQuestion")), ("question", asked)]);
    let mut destination = base(member(raw, "destination"));
    destination
        .entry("@odata.type".to_owned())
        .or_insert_with(|| kind("accessPackageUserDirectoryAttributeStore"));
    set(
        &mut object,
        [
            ("name", json!(name)),
            ("isEditable", json!(attribute.editable)),
            ("isPersistedOnAssignmentRemoval", json!(attribute.persists_after_removal)),
            ("source", Value::Object(source)),
            ("destination", Value::Object(destination)),
        ],
    );
    Ok(Value::Object(object))
}

/// The request that changes a resource's attributes: always the full list, over what the tenant holds.
///
/// # Errors
/// When the catalog has no id or the origin is not bound.
pub fn resource_update(
    key: &ResourceKey,
    after: &Resource,
    raw: &Value,
    ids: &Ids,
) -> Result<Value, EncodeError> {
    let catalog = ids.id(&Key::Catalog(key.catalog.clone()))?;
    let (system, plain) = origin(&key.origin)?;
    let id = ids.origin(key).map_or(plain, str::to_owned);
    let held = entries(Some(raw), "attributes");
    let mut attributes = Vec::new();
    for (sequence, (name, one)) in after.attributes.iter().enumerate() {
        let same = held.iter().find(|raw| raw.get("name").and_then(Value::as_str) == Some(name));
        attributes.push(attribute(name, one, sequence, same)?);
    }
    let resource = json!({ "originId": id, "originSystem": system, "attributes": attributes });
    Ok(json!({ "requestType": "adminUpdate", "resource": resource, "catalog": { "id": catalog } }))
}

/// Members of an extension that are never sent.
const NOT_SENT: &[&str] =
    &["id", "createdBy", "createdDateTime", "lastModifiedBy", "lastModifiedDateTime", "modifiedDateTime"];

/// The body that creates an extension.
#[must_use]
pub fn extension_post(after: &Extension) -> Value {
    extension(after, None)
}

/// The body that replaces an extension: everything the tenant holds, with every modelled field as it shall be.
#[must_use]
pub fn extension_put(after: &Extension, raw: &Value) -> Value {
    extension(after, Some(raw))
}

fn extension(after: &Extension, raw: Option<&Value>) -> Value {
    let mut object = base(raw);
    object.retain(|name, _| !NOT_SENT.contains(&name.as_str()));
    let type_name = match &after.kind {
        ExtensionKind::AssignmentRequest => "accessPackageAssignmentRequestWorkflowExtension",
        ExtensionKind::Assignment => "accessPackageAssignmentWorkflowExtension",
        ExtensionKind::Other(name) => name,
    };
    let mut endpoint = base(member(raw, "endpointConfiguration"));
    endpoint.remove("url");
    set(
        &mut endpoint,
        [
            ("@odata.type", kind("logicAppTriggerEndpointConfiguration")),
            ("subscriptionId", json!(after.logic_app.subscription_id)),
            ("resourceGroupName", json!(after.logic_app.resource_group)),
            ("logicAppWorkflowName", json!(after.logic_app.workflow)),
        ],
    );
    let authentication = member(raw, "authenticationConfiguration");
    let authentication = authentication
        .cloned()
        .unwrap_or_else(|| json!({ "@odata.type": kind("azureAdPopTokenAuthentication") }));
    set(
        &mut object,
        [
            ("@odata.type", kind(type_name)),
            ("displayName", json!(after.name)),
            ("description", json!(after.description)),
            ("endpointConfiguration", Value::Object(endpoint)),
            ("authenticationConfiguration", authentication),
            ("callbackConfiguration", callback(after, member(raw, "callbackConfiguration"))),
        ],
    );
    Value::Object(object)
}

/// The callback block: the metadata's name for its time, or the one the tenant uses (fact extension-callback-names).
fn callback(after: &Extension, raw: Option<&Value>) -> Value {
    let Some(timeout) = &after.callback_timeout else { return Value::Null };
    let mut object = base(raw);
    let other = object.contains_key("durationBeforeTimeout") && !object.contains_key("timeoutDuration");
    let name = if other { "durationBeforeTimeout" } else { "timeoutDuration" };
    object.entry("@odata.type".to_owned()).or_insert_with(|| kind("customExtensionCallbackConfiguration"));
    set(&mut object, [(name, json!(timeout.iso()))]);
    Value::Object(object)
}

/// The body that assigns an entitlement role at a scope (`graph::role`).
///
/// # Errors
/// When the principal is not bound.
pub fn role_assignment(principal: &Principal, definition: &str, scope: &str) -> Result<Value, EncodeError> {
    let id = bound(principal.reference())?;
    Ok(json!({ "principalId": id.as_str(), "roleDefinitionId": definition, "appScopeId": scope }))
}
