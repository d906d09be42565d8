//! Bodies of everything but policies, against Microsoft's documented samples.

use serde_json::{Value, json};

use super::*;
use crate::apply::{EncodeError, Ids};
use crate::model::{
    Answer, Attribute, Binding, Bindings, Catalog, CatalogKey, CatalogRoles, CatalogState, DirectoryRef,
    Extension, ExtensionKind, ExternalUserLifecycle, IdentitySource, Key, LifecycleAction, LogicApp,
    ObjectId, Organization, OrganizationKey, OrganizationState, Origin, Package, PackageKey, Question,
    Resource, ResourceKey, RoleLink, RoleRef, Settings, Span,
};

fn catalog_key() -> CatalogKey {
    CatalogKey { name: "sales".into(), pin: None }
}

fn package_key() -> PackageKey {
    PackageKey { catalog: catalog_key(), name: "reps".into(), pin: None }
}

fn resource_key(origin: Origin) -> ResourceKey {
    ResourceKey { catalog: catalog_key(), origin }
}

fn group() -> Origin {
    Origin::Group(DirectoryRef::Id(ObjectId::new("g1")))
}

fn site() -> Origin {
    Origin::Site("https://x/s".into())
}

fn ids() -> Ids {
    let bind = |key, id: &str, raw| (key, Binding { id: id.into(), raw, ..Binding::default() });
    Ids::from_bindings(&Bindings(
        [
            bind(Key::Catalog(catalog_key()), "c1", json!({})),
            bind(Key::Resource(resource_key(group())), "r1", json!({"originId": "g1"})),
            bind(Key::Resource(resource_key(site())), "r2", json!({"originId": "https://x/s/"})),
        ]
        .into(),
    ))
}

fn catalog() -> Catalog {
    Catalog {
        name: "sales".into(),
        description: "d".into(),
        state: CatalogState::Published,
        externally_visible: true,
        roles: CatalogRoles::default(),
        built_in: false,
    }
}

#[test]
fn catalogs_and_packages_say_what_is_new_and_patch_what_differs() {
    let body = json!({"displayName": "sales", "description": "d", "state": "published", "isExternallyVisible": true});
    assert_eq!(catalog_post(&catalog()), Ok(body));
    let after = Catalog { externally_visible: false, ..catalog() };
    assert_eq!(catalog_patch(&catalog(), &after), Ok(json!({"isExternallyVisible": false})));
    let package = Package {
        name: "reps".into(),
        description: "o".into(),
        hidden: false,
        roles: [].into(),
        incompatible_packages: [].into(),
        incompatible_groups: [].into(),
    };
    let body = json!({"catalog": {"id": "c1"}, "displayName": "reps", "description": "o", "isHidden": false});
    assert_eq!(package_post(&package_key(), &package, &ids()), Ok(body));
    assert_eq!(
        package_patch(&package, &Package { hidden: true, ..package.clone() }),
        Ok(json!({"isHidden": true}))
    );
}

#[test]
fn role_links_name_role_resource_and_scope() {
    let link = |resource, role: &str| RoleLink { resource, role: RoleRef::Id(role.into()) };
    let expected = json!({
        "role": {"originId": "Member_g1", "originSystem": "AadGroup",
            "resource": {"id": "r1", "originId": "g1", "originSystem": "AadGroup"}},
        "scope": {"originId": "g1", "originSystem": "AadGroup", "isRootScope": true}});
    assert_eq!(role_link(&package_key(), &link(group(), "Member_g1"), &ids()), Ok(expected));
    let body = role_link(&package_key(), &link(site(), "4"), &ids()).unwrap();
    assert_eq!(body["scope"]["originId"], "https://x/s/");
    let unnamed = RoleLink { resource: group(), role: RoleRef::Name("Member".into()) };
    let error = role_link(&package_key(), &unnamed, &ids()).unwrap_err();
    assert_eq!(error, EncodeError::Unbound("Member".into()));
}

#[test]
fn resource_requests_always_name_their_catalog() {
    let resource = Resource { environment: Some("https://x-admin/".into()), ..Resource::default() };
    let add = json!({"requestType": "adminAdd", "catalog": {"id": "c1"}, "resource": {"originId": "https://x/s",
        "originSystem": "SharePointOnline", "environment": {"originId": "https://x-admin/"}}});
    assert_eq!(resource_add(&resource_key(site()), &resource, &ids()), Ok(add));
    let remove = json!({"requestType": "adminRemove", "resource": {"id": "r1"}, "catalog": {"id": "c1"}});
    assert_eq!(resource_remove(&resource_key(group()), &ids()), Ok(remove));
}

#[test]
fn attributes_are_sent_whole_over_what_the_tenant_holds() {
    let answer = Answer::Text { single_line: true, pattern: None };
    let question = Question { required: true, ..Question::new("Cost centre?", answer) };
    let attribute = Attribute { question, editable: true, persists_after_removal: true };
    let resource = Resource { attributes: [("cc".to_owned(), attribute)].into(), environment: None };
    let raw =
        json!({"attributes": [{"name": "cc", "strange": 1, "destination": {"@odata.type": "#x", "y": 2}}]});
    let body = resource_update(&resource_key(group()), &resource, &raw, &ids()).unwrap();
    let sent = &body["resource"]["attributes"][0];
    assert_eq!((&sent["strange"], &sent["destination"]["y"]), (&json!(1), &json!(2)));
    assert_eq!(sent["source"]["@odata.type"], "#microsoft.graph.accessPackageResourceAttributeQuestion");
    assert_eq!(sent["source"]["question"]["text"], "Cost centre?");
    assert_eq!(body["requestType"], "adminUpdate");
}

fn extension() -> Extension {
    Extension {
        name: "Notify".into(),
        description: "n".into(),
        kind: ExtensionKind::AssignmentRequest,
        logic_app: LogicApp {
            subscription_id: "s".into(),
            resource_group: "rg".into(),
            workflow: "wf".into(),
        },
        callback_timeout: Some(Span::from_hours(1)),
    }
}

#[test]
fn extensions_carry_what_is_not_modelled_and_leave_out_what_the_service_sets() {
    let body = extension_post(&extension()).unwrap();
    assert_eq!(body["@odata.type"], "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension");
    assert_eq!(body["callbackConfiguration"]["timeoutDuration"], "PT1H");
    let raw = json!({"id": "x", "createdBy": "me", "clientConfiguration": {"maximumRetries": 1},
        "endpointConfiguration": {"url": "https://la", "more": 1},
        "callbackConfiguration": {"durationBeforeTimeout": "PT2H"}});
    let body = extension_put(&extension(), &raw).unwrap();
    assert_eq!((body.get("id"), body.get("createdBy")), (None, None));
    assert_eq!(body["clientConfiguration"]["maximumRetries"], 1);
    assert_eq!(
        (&body["endpointConfiguration"]["url"], &body["endpointConfiguration"]["more"]),
        (&Value::Null, &json!(1))
    );
    assert_eq!(body["callbackConfiguration"]["durationBeforeTimeout"], "PT1H");
}

#[test]
fn organizations_are_made_with_the_source_of_their_key() {
    let tenant = IdentitySource::Tenant(DirectoryRef::Id(ObjectId::new("t1")));
    let before = Organization {
        name: "Contoso".into(),
        description: "d".into(),
        identity: [tenant.clone(), IdentitySource::Domain("c.com".into())].into(),
        state: OrganizationState::Configured,
        internal_sponsors: [].into(),
        external_sponsors: [].into(),
    };
    let body = organization_post(&OrganizationKey(tenant), &before).unwrap();
    let source = json!({"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": "t1",
        "displayName": "Contoso"});
    assert_eq!(body["identitySources"], json!([source]));
    let after = Organization { state: OrganizationState::Proposed, ..before.clone() };
    assert_eq!(organization_patch(&before, &after), Ok(json!({"state": "proposed"})));
}

#[test]
fn settings_patch_only_what_is_managed_and_differs() {
    let settings = |action, days| Settings {
        external_user_lifecycle: Some(ExternalUserLifecycle {
            action,
            delete_after: Some(Span::from_days(days)),
        }),
        catalog_creators: None,
    };
    let before = settings(LifecycleAction::BlockSignInAndDelete, 30);
    let after = settings(LifecycleAction::BlockSignInAndDelete, 60);
    let body = json!({"durationUntilExternalUserDeletedAfterBlocked": "P60D"});
    assert_eq!(settings_patch(&before, &after), Ok(body));
    assert_eq!(settings_patch(&before, &Settings::default()), Ok(json!({})));
}
