//! A whole snapshot, with the things a tenant holds that files do not: duplicates, foreign kinds, gaps.

use serde_json::json;

use super::*;
use crate::graph::Failure;
use crate::model::{
    CatalogKey, DirectoryRef, IdentitySource, OrganizationKey, Origin, PackageKey, PackageRef, RoleLink,
    RoleRef,
};

fn catalog_key(name: &str) -> CatalogKey {
    CatalogKey { name: name.into(), pin: None }
}

fn id(id: &str) -> DirectoryRef {
    DirectoryRef::Id(ObjectId::new(id))
}

fn snapshot() -> Snapshot {
    let user = json!({"@odata.type": "#microsoft.graph.user", "id": "u1", "displayName": "Megan"});
    Snapshot {
        tenant: Some(json!({"id": "T1", "displayName": "Contoso"})),
        organizations: vec![json!({"id": "o1", "displayName": "Fabrikam", "state": "configured", "identitySources":
            [{"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": "FT", "displayName": "f"}],
            "internalSponsors": [user], "externalSponsors": []})],
        catalogs: vec![
            json!({"id": "c1", "displayName": "Sales", "state": "published", "isExternallyVisible": true,
                "catalogType": "userManaged", "secretSauce": 1}),
            json!({"id": "c2", "displayName": "General", "catalogType": "serviceDefault"}),
        ],
        resources: [("c1".to_owned(), vec![
            json!({"id": "r1", "displayName": "Team", "originId": "G1", "originSystem": "AadGroup", "attributes": []}),
            json!({"id": "r2", "displayName": "Site", "originId": "https://x/s/", "originSystem": "SharePointOnline",
                "environment": {"originId": "https://x-admin/", "isDefaultEnvironment": true}}),
            json!({"id": "r3", "displayName": "Arm", "originId": "/sub", "originSystem": "AzureResources"}),
        ])]
        .into(),
        packages: vec![
            json!({"id": "p1", "displayName": "Portal", "isHidden": null, "catalog": {"id": "c1"},
                "resourceRoleScopes": [{"id": "l1",
                    "role": {"displayName": "Member", "originSystem": "AadGroup", "originId": "Member_G1"},
                    "scope": {"originId": "G1", "originSystem": "AadGroup", "isRootScope": true}}],
                "incompatibleAccessPackages": [{"id": "p2"}, {"id": "gone"}], "incompatibleGroups": [{"id": "g9"}, 7]}),
            json!({"id": "p2", "displayName": "Twin", "catalog": {"id": "c1"}, "resourceRoleScopes": []}),
            json!({"id": "p3", "displayName": "Twin", "catalog": {"id": "c1"}, "resourceRoleScopes": []}),
        ],
        policies: vec![
            json!({"id": "a1", "displayName": "All", "allowedTargetScope": "specificConnectedOrganizationUsers",
                "accessPackage": {"id": "p1"}, "specificAllowedTargets": [
                    {"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": "o1"}]}),
            json!({"id": "a2", "displayName": "Lost", "accessPackage": {"id": "nowhere"}}),
        ],
        role_assignments: vec![
            json!({"id": "x1", "principalId": "u1", "principal": user, "appScopeId": "/AccessPackageCatalog/C1",
                "roleDefinitionId": "AE79F266-94D4-4DAB-B730-FECA7E132178"}),
            json!({"id": "x2", "principalId": "g7", "appScopeId": "/",
                "roleDefinitionId": "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"}),
        ],
        directory: vec![json!({"@odata.type": "#microsoft.graph.group", "id": "g7", "displayName": "Creators"})],
        settings: Some(json!({"id": "s", "externalUserLifecycleAction": "unknownFutureValue"})),
        failures: vec![
            Failure { part: Part::Package("p2".into()), why: "403".into() },
            Failure { part: Part::Extensions("c2".into()), why: "403".into() },
        ],
        ..Snapshot::default()
    }
}

#[test]
fn parts_are_joined_by_id_and_named_by_key() {
    let (actual, facts) = normalise_snapshot(&snapshot());
    let portal = PackageKey { catalog: catalog_key("sales"), name: "Portal".into(), pin: None };
    let package = &actual.state.packages[&portal];
    let link = RoleLink { resource: Origin::Group(id("g1")), role: RoleRef::Id("Member_g1".into()) };
    assert_eq!(package.roles, [link].into());
    let twin = PackageKey { name: "Twin".into(), pin: Some(ObjectId::new("p2")), ..portal.clone() };
    assert!(actual.state.packages.contains_key(&twin));
    assert_eq!(
        package.incompatible_packages,
        [PackageRef::Key(twin.clone()), PackageRef::Id(ObjectId::new("gone"))].into()
    );
    let fabrikam = OrganizationKey(IdentitySource::Tenant(id("ft")));
    let organization = &actual.state.organizations[&fabrikam];
    assert_eq!(organization.internal_sponsors, [Principal::User(id("u1"))].into());
    assert_eq!(actual.state.policies.len(), 1);
    let target = actual.state.policies.values().next().unwrap().targets.first().unwrap().clone();
    let expected = crate::model::OrganizationRef::Key(fabrikam);
    assert_eq!(target, crate::model::Subject::ConnectedOrganization(expected));
    assert_eq!(facts.tenant, Some(ObjectId::new("t1")));
    assert_eq!(facts.objects[&ObjectId::new("u1")].name, "Megan");
    assert_eq!(facts.role_names[&(Origin::Group(id("g1")), "Member_g1".into())], "Member");
    let unread: Vec<_> = facts.failures.iter().map(|failure| failure.unread.clone()).collect();
    assert_eq!(
        unread,
        [Unread::Policies, Unread::ExtensionsOf(catalog_key("General")), Unread::Object(Key::Package(twin))]
    );
}

#[test]
fn catalogs_hold_their_roles_and_resources_of_every_kind() {
    let (actual, _) = normalise_snapshot(&snapshot());
    let sales = &actual.state.catalogs[&catalog_key("Sales")];
    assert_eq!(sales.roles.owners, Some([Principal::User(id("u1"))].into()));
    assert_eq!(sales.roles.readers, Some([].into()));
    assert!(actual.state.catalogs[&catalog_key("General")].built_in);
    assert_eq!(actual.state.settings.catalog_creators, Some([Principal::Group(id("g7"))].into()));
    let key = |origin| ResourceKey { catalog: catalog_key("Sales"), origin };
    assert_eq!(actual.state.resources[&key(Origin::Site("https://x/s".into()))].environment, None);
    let other = Origin::Other { system: "AzureResources".into(), id: "/sub".into() };
    assert!(actual.state.resources.contains_key(&key(other)));
}

#[test]
fn what_is_not_modelled_and_what_is_masked_stand_in_the_binding() {
    let (actual, _) = normalise_snapshot(&snapshot());
    let Bindings(bindings) = &actual.bindings;
    let sales = &bindings[&Key::Catalog(catalog_key("Sales"))];
    assert_eq!(sales.unmodelled, ["secretSauce".to_owned()].into());
    assert_eq!(sales.raw[ROLE_ASSIGNMENTS][0]["id"], "x1");
    assert_eq!(bindings[&Key::Settings].masked, ["externalUserLifecycleAction".to_owned()].into());
}

#[test]
fn roles_that_were_not_read_are_not_managed_lists() {
    let mut snapshot = snapshot();
    snapshot.failures.push(Failure { part: Part::Roles, why: "403".into() });
    let (actual, facts) = normalise_snapshot(&snapshot);
    assert_eq!(actual.state.catalogs[&catalog_key("Sales")].roles.owners, None);
    assert_eq!(actual.state.settings.catalog_creators, None);
    assert!(facts.failures.iter().any(|failure| failure.unread == Unread::RoleAssignments));
}

#[test]
fn nothing_that_a_service_can_send_panics() {
    let odd = json!({"id": "x", "displayName": 3, "catalog": [], "accessPackage": 1, "identitySources": {"a": 1},
        "resourceRoleScopes": [null, 1, {}], "principal": "x", "attributes": [{"source": 1}]});
    let snapshot = Snapshot {
        organizations: vec![odd.clone()],
        catalogs: vec![odd.clone()],
        packages: vec![odd.clone()],
        policies: vec![odd.clone()],
        role_assignments: vec![odd.clone()],
        resources: [("x".to_owned(), vec![odd.clone()])].into(),
        extensions: [("x".to_owned(), vec![odd.clone()])].into(),
        ..Snapshot::default()
    };
    let (actual, facts) = normalise_snapshot(&snapshot);
    assert_eq!((actual.state.catalogs.len(), actual.state.organizations.len()), (1, 1));
    assert_eq!(facts.failures.len(), 3);
}
