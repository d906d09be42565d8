//! Catalogs: their extensions and role assignments.

use serde_json::Value;

use super::{empty, file, rows};
use crate::world::{World, run};

/// Two catalogs, each with an extension of the same name, and a package whose policy calls extensions of its
/// own catalog.
const EXTENSIONS: &str = "
catalogs:
  - name: A
    extensions:
      - { name: Tell, kind: assignmentRequest, logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: a, workflow: w }, callback: { timeout: 1h } }
      - { name: Warn, kind: assignment, logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: a, workflow: w } }
  - name: B
    extensions:
      - { name: Tell, kind: assignmentRequest, logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: b, workflow: w } }
accessPackages:
  - name: P
    catalog: A
    policies:
      - name: Ask
        requestors: { scope: allMemberUsers, may: [add] }
        expiration: { after: 30d }
        extensions:
          - { stage: assignmentRequestCreated, extension: Tell }
          - { stage: assignmentRequestGranted, extension: Tell }
          - { stage: assignmentOneDayBeforeExpiration, extension: Warn }
";

/// The extensions that the policy calls, as `STAGE NAME in CATALOG`.
fn called(world: &World) -> Vec<String> {
    let dump = world.sandbox.dump_tenant();
    let policy = &rows(world, "assignmentPolicies")[0];
    let settings = policy["customExtensionStageSettings"].as_array().unwrap();
    let mut called: Vec<_> = settings
        .iter()
        .map(|setting| {
            let extension =
                &dump["customWorkflowExtensions"][setting["customExtension"]["id"].as_str().unwrap()];
            let catalog = &dump["catalogs"][extension["_catalog"].as_str().unwrap()];
            let word = |value: &Value| value.as_str().unwrap().to_owned();
            format!(
                "{} {} in {}",
                word(&setting["stage"]),
                word(&extension["displayName"]),
                word(&catalog["displayName"])
            )
        })
        .collect();
    called.sort();
    called
}

#[test]
fn extensions_are_objects_of_their_catalog_and_bound_by_name() {
    run(async {
        let world = World::new().await;
        world.apply(&file(EXTENSIONS)).await;
        assert_eq!(
            called(&world),
            [
                "assignmentOneDayBeforeExpiration Warn in A",
                "assignmentRequestCreated Tell in A",
                "assignmentRequestGranted Tell in A",
            ]
        );
        let mut kinds: Vec<_> = rows(&world, "customWorkflowExtensions")
            .iter()
            .map(|row| format!("{} {}", row["displayName"], row["@odata.type"]).replace(['"', '#'], ""))
            .collect();
        kinds.sort();
        assert_eq!(
            kinds,
            [
                "Tell microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
                "Tell microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
                "Warn microsoft.graph.accessPackageAssignmentWorkflowExtension",
            ]
        );
        empty(&world, &file(EXTENSIONS)).await;
        let fewer =
            EXTENSIONS.replace("          - { stage: assignmentRequestGranted, extension: Tell }\n", "");
        world.apply(&file(&fewer)).await;
        let left = ["assignmentOneDayBeforeExpiration Warn in A", "assignmentRequestCreated Tell in A"];
        assert_eq!(called(&world), left);
        empty(&world, &file(&fewer)).await;
    });
}

/// The role assignments of all catalogs as `CATALOG: ROLE: PRINCIPAL`, with the tenant's names.
fn holders(world: &World) -> Vec<String> {
    let dump = world.sandbox.dump_tenant();
    let name = |table: &str, id: &str| dump[table][id]["displayName"].as_str().map(str::to_owned);
    let mut holders: Vec<_> = rows(world, "roleAssignments")
        .iter()
        .map(|row| {
            let text = |member: &str| row[member].as_str().unwrap();
            let scope = text("appScopeId").trim_start_matches("/AccessPackageCatalog/");
            let scope = name("catalogs", scope).unwrap_or_else(|| scope.to_owned());
            let role = name("roleDefinitions", text("roleDefinitionId")).unwrap();
            let tables = ["users", "groups", "servicePrincipals"];
            let holder = tables.iter().find_map(|table| name(table, text("principalId"))).unwrap();
            format!("{scope}: {role}: {holder}")
        })
        .collect();
    holders.sort();
    holders
}

#[test]
fn every_role_of_a_catalog_has_its_name() {
    run(async {
        let wanted = file(
            "catalogs: [{ name: C, roles: { owners: [{ group: Partner Managers }], readers: [{ group: Auditors }], accessPackageManagers: [{ user: megan@contoso.com }], accessPackageAssignmentManagers: [{ user: alex@contoso.com }] } }]\nsettings: { catalogCreators: [{ user: diego@contoso.com }] }\n",
        );
        let world = World::new().await;
        world.apply(&wanted).await;
        assert_eq!(
            holders(&world),
            [
                "/: Catalog creator: Diego Siciliani",
                "C: Access package assignment manager: Alex Wilber",
                "C: Access package manager: Megan Bowen",
                "C: Catalog owner: Partner Managers",
                "C: Catalog reader: Auditors",
            ]
        );
        empty(&world, &wanted).await;
        let export = world.export().await;
        let said: String = export.files.iter().map(|(_, text)| text.as_str()).collect();
        for role in [
            "owners:",
            "readers:",
            "accessPackageManagers:",
            "accessPackageAssignmentManagers:",
            "catalogCreators:",
        ] {
            assert!(said.contains(role), "{role} in\n{said}");
        }
    });
}

#[test]
fn a_role_belongs_to_its_catalog_and_to_any_kind_of_holder() {
    let catalogs = |of_b: &str| {
        file(&format!(
            "catalogs:\n  - name: A\n    roles:\n      owners: [{{ user: megan@contoso.com }}, {{ group: Partner Managers }}, {{ servicePrincipal: Expenses }}]\n      readers: [{{ user: megan@contoso.com }}]\n  - name: B\n    roles:\n      owners: {of_b}\n      readers: [{{ user: megan@contoso.com }}]\n"
        ))
    };
    run(async {
        let both = catalogs("[{ user: megan@contoso.com }, { servicePrincipal: Expenses }]");
        let world = World::new().await;
        world.apply(&both).await;
        let all = holders(&world);
        assert_eq!(
            all,
            [
                "A: Catalog owner: Expenses",
                "A: Catalog owner: Megan Bowen",
                "A: Catalog owner: Partner Managers",
                "A: Catalog reader: Megan Bowen",
                "B: Catalog owner: Expenses",
                "B: Catalog owner: Megan Bowen",
                "B: Catalog reader: Megan Bowen",
            ]
        );
        empty(&world, &both).await;
        let fewer = catalogs("[{ servicePrincipal: Expenses }]");
        world.apply(&fewer).await;
        let left: Vec<_> = all.into_iter().filter(|line| line != "B: Catalog owner: Megan Bowen").collect();
        assert_eq!(holders(&world), left);
        empty(&world, &fewer).await;
    });
}
