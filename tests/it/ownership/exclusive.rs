//! Exclusive catalogs, whose undeclared objects are deleted.

use guestlist::model::Place;
use guestlist::sandbox::bearer_token;
use serde_json::json;

use super::{OLD, files, held, steps};
use crate::laws_blind::plan_as;
use crate::world::{World, run};

const DECLARED: &str = "\
catalogs: [{ name: Old, exclusive: true, resources: [{ group: Sales }] }]
accessPackages:
- { name: Papers, catalog: Old, resources: [{ group: Sales }] }
";

#[test]
fn an_exclusive_catalog_sheds_what_no_file_names() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let plan = world.apply(&files(DECLARED)).await;
        assert_eq!(
            steps(&plan)
                .into_iter()
                .filter(|step| step.starts_with("delete") || step.contains("removeRes"))
                .collect::<Vec<_>>(),
            [
                "deletePolicy policy/Old/Papers/By hand",
                "deletePolicy policy/Old/Portal/By hand",
                "deletePolicy policy/Old/Portal/Partners",
                "deletePackage accessPackage/Old/Portal",
                "deleteExtension extension/Old/Notify",
                "removeResource resource/Old/application:Partner Portal",
            ]
        );
        let causes: Vec<_> = plan
            .steps
            .iter()
            .filter(|step| step.operation.is_deletion())
            .map(|step| step.cause.as_ref().unwrap().route.to_string())
            .collect();
        assert!(causes.iter().all(|route| route == "catalogs[0].exclusive"), "{causes:?}");
        assert!(world.plan(&files(DECLARED)).await.plan.is_empty());
    });
}

#[test]
fn what_exists_or_is_protected_stays_with_everything_it_uses() {
    run(async {
        let existing = format!(
            "{DECLARED}existing: {{ accessPackages: [{{ accessPackage: Portal, catalog: Old }}] }}\n"
        );
        let policy = format!(
            "{DECLARED}existing: {{ policies: [{{ policy: Partners, accessPackage: Portal, catalog: Old }}] }}\n"
        );
        for (text, pattern) in
            [(existing, None), (policy, None), (DECLARED.to_owned(), Some("accessPackage/*/Portal"))]
        {
            let world = World::new().await;
            world.apply(&files(OLD)).await;
            let mut wanted = files(&text);
            if let Some(pattern) = pattern {
                let place = Place { file: "guestlist.yaml".to_owned(), route: Default::default() };
                wanted.ownership.protected = vec![(pattern.parse().unwrap(), place)];
            }
            let before = held(&world).await;
            let plan = world.apply(&wanted).await;
            let deletes: Vec<_> =
                steps(&plan).into_iter().filter(|step| step.starts_with("delete")).collect();
            assert_eq!(deletes, ["deletePolicy policy/Old/Papers/By hand"]);
            assert_eq!(held(&world).await.len(), before.len() - 1);
        }
    });
}

#[test]
fn nothing_is_deleted_where_an_application_cannot_see_the_sites() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let application = || {
            bearer_token(
                &json!({"idtyp": "app", "roles": ["EntitlementManagement.ReadWrite.All", "Directory.Read.All", "CrossTenantInformation.ReadBasic.All"]}),
            )
        };
        let site = DECLARED.replace(
            "{ group: Sales }] }]",
            "{ group: Sales }, { site: \"https://contoso.sharepoint.com/sites/partners\" }] }]",
        );
        let plan = plan_as(&world, application(), &files(&site)).await;
        assert_eq!(plan.steps, []);
        let open = |key: &str| {
            plan.about
                .not_evaluated
                .iter()
                .any(|one| one.starts_with(key) && one.contains("not deleted, because"))
        };
        assert!(
            open("accessPackage/Old/Portal: ") && open("extension/Old/Notify: "),
            "{:#?}",
            plan.about.not_evaluated
        );
        // Without seeing a site it may delete other objects, but never a whole catalog, which may contain
        // one.
        let plan = plan_as(&world, application(), &files(super::ALL)).await;
        assert_eq!(steps(&plan), [""; 0]);
        let organization = "policy/Old/Portal/Partners uses it and is not deleted";
        assert!(
            plan.about.not_evaluated.iter().any(|one| one.contains(organization)),
            "{:#?}",
            plan.about.not_evaluated
        );
    });
}
