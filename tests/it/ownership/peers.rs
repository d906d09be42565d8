//! Complaints of users of other tools: deletions and wrong catalogs.

use guestlist::config::{self, TargetTenant};
use guestlist::source::{Files, Findings};

use super::{files, held, steps};
use crate::assignments::{holders, package, ran, remove, tenant};
use crate::world::{World, run};
use guestlist::model::Key;

#[test]
fn a_package_goes_with_its_policies_once_nobody_holds_it() {
    run(async {
        let world = tenant().await;
        let wanted = files(
            "remove: [{ accessPackage: Old portal, catalog: C }, { accessPackage: Barred, catalog: C }]",
        );
        // The affected assignments are counted before anything is written.
        let planned = world.plan(&wanted).await.plan;
        let counts = planned.about.assignments[&"accessPackage/C/Old portal".parse().unwrap()];
        assert_eq!((counts.internal, counts.external, counts.departed), (3, 1, 1), "{counts:?}");
        assert!(!holders(&world).is_empty());
        // After the assignments are removed, everything is deleted in one run: policies before their package.
        let ran = ran(&world, &remove(Key::Package(package("Old portal")))).await.unwrap();
        assert!(ran.outcome.is_whole(), "{:?}", ran.outcome);
        let plan = world.apply(&wanted).await;
        let last: Vec<String> =
            steps(&plan).into_iter().filter(|step| step.contains("/Old portal")).collect();
        assert_eq!(
            last,
            [
                "deletePolicy policy/C/Old portal/By hand",
                "deletePolicy policy/C/Old portal/Rule",
                "deletePolicy policy/C/Old portal/Second",
                "deletePackage accessPackage/C/Old portal",
            ]
        );
        assert!(held(&world).await.iter().all(|key| !key.contains("Old portal")));
    });
}

#[test]
fn a_catalog_is_found_by_its_name_and_a_wrong_one_takes_nothing() {
    let declared = "catalogs:\n- { name: \"O'Neill & Söhne\", resources: [{ group: Sales }] }\n\
        - { name: 11111111-2222-3333-4444-555555555555, resources: [{ group: Sales }] }\n\
        accessPackages:\n- { name: P, catalog: \"O'Neill & Söhne\", resources: [{ group: Sales }] }\n\
        - { name: P, catalog: 11111111-2222-3333-4444-555555555555, resources: [{ group: Sales }] }\n";
    run(async {
        let world = World::new().await;
        world.apply(&files(declared)).await;
        assert!(world.plan(&files(declared)).await.plan.is_empty());
        // A wrong catalog never reaches the tenant: it is a finding with its place, and with the right name.
        let wrong = declared.replacen("catalog: \"O'Neill & Söhne\"", "catalog: \"O'Neil & Söhne\"", 1);
        let mut found = Findings::default();
        let files = Files::from_texts([("policies/a.yaml", wrong.as_str())], &mut found);
        config::read_desired(&files, TargetTenant::detached("sandbox"), &mut found);
        let found = found.to_sorted();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].code.number(), "GL302");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `O'Neill & Söhne`?"));
        assert_eq!(found[0].place.as_ref().unwrap().route.to_string(), "accessPackages[0].catalog");
        assert!(found.iter().any(|one| one.severity == guestlist::source::Severity::Error));
    });
}
