//! Objects that are referred to and not managed.

use super::{OLD, files, findings, steps};
use crate::world::{World, run};

const BESIDE: &str = "\
existing:
  connectedOrganizations: [{ name: Partner, identity: { domain: fabrikam.com } }]
  catalogs: [old]
  resources: [{ group: Sales, catalog: Old }]
  extensions: [{ extension: Notify, catalog: Old }]
  accessPackages: [{ accessPackage: Papers, catalog: Old }]
  policies: [{ policy: By hand, accessPackage: Papers, catalog: Old }]
accessPackages:
- name: Beside
  catalog: Old
  resources: [{ group: Sales }]
  incompatible: { packages: [Papers] }
  policies:
  - name: Asked
    requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Partner], may: [add] }
    expiration: { after: 30d }
    extensions: [{ stage: assignmentRequestCreated, extension: Notify }]
";

#[test]
fn what_exists_is_referred_to_and_never_written() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let plan = world.apply(&files(BESIDE)).await;
        assert_eq!(
            steps(&plan),
            [
                "createPackage accessPackage/Old/Beside",
                "addIncompatiblePackage accessPackage/Old/Beside",
                "addRole accessPackage/Old/Beside",
                "createPolicy policy/Old/Beside/Asked",
            ]
        );
        let again = world.plan(&files(BESIDE)).await.plan;
        assert!(again.is_empty(), "{:#?}", again.steps);
        assert!(again.about.foreign.contains(&"catalog/Old".to_owned()), "{:?}", again.about.foreign);
    });
}

#[test]
fn what_is_said_to_exist_and_does_not_is_an_error_where_it_is_said() {
    run(async {
        let world = World::new().await;
        let found = findings(&world, &files(BESIDE)).await;
        let missing: Vec<_> = found.iter().filter(|one| one.starts_with("GL613")).collect();
        assert_eq!(missing.len(), 6, "{found:#?}");
        for place in [
            "existing.connectedOrganizations[0]",
            "existing.catalogs[0]",
            "existing.resources[0]",
            "existing.extensions[0]",
            "existing.accessPackages[0]",
            "existing.policies[0]",
        ] {
            assert!(
                missing.iter().any(|one| one.starts_with(&format!("GL613 {place}: "))),
                "{place}: {found:#?}"
            );
        }
    });
}

#[test]
fn an_existing_extension_is_called_only_at_its_own_stages() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let wrong = BESIDE.replace("assignmentRequestCreated", "assignmentOneDayBeforeExpiration");
        let found = findings(&world, &files(&wrong)).await;
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("GL407 accessPackages[0].policies[0]: "), "{found:#?}");
    });
}
