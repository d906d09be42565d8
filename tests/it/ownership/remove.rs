//! Deletions through `remove`: their order, what prevents them, and the requests to the service.

use guestlist::cli::pipeline;
use guestlist::graph::Reader;
use guestlist::plan::Plan;
use guestlist::render::{Style, plan_text};
use guestlist::view::PlanView;

use super::{ALL, OLD, files, findings, held, steps};
use crate::laws_read::{READS, refusing};
use crate::world::{World, run};

#[test]
fn a_catalog_goes_with_everything_in_it_from_the_inside_out() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        world.sandbox.clear_writes();
        let plan = world.apply(&files(ALL)).await;
        assert_eq!(
            steps(&plan),
            [
                "deletePolicy policy/Old/Papers/By hand",
                "deletePolicy policy/Old/Portal/By hand",
                "deletePolicy policy/Old/Portal/Partners",
                "removeRole accessPackage/Old/Papers",
                "removeRole accessPackage/Old/Portal",
                "removeRole accessPackage/Old/Portal",
                "deletePackage accessPackage/Old/Papers",
                "deletePackage accessPackage/Old/Portal",
                "deleteExtension extension/Old/Notify",
                "removeResource resource/Old/group:Sales",
                "removeResource resource/Old/application:Partner Portal",
                "deleteCatalog catalog/Old",
                "deleteOrganization organization/tenant:Fabrikam",
            ]
        );
        assert_eq!(held(&world).await, [""; 0]);
        assert_eq!(world.sandbox.recorded_writes().len(), plan.steps.len(), "one write a step");
        // From now on, the lines only cause warnings: they would delete a later object of the same name.
        let again = findings(&world, &files(ALL)).await;
        assert_eq!(again.len(), 7, "{again:#?}");
        assert!(
            again.iter().all(|one| one.starts_with("GL614 remove[") && one.contains("remove this line")),
            "{again:#?}"
        );
        assert!(world.plan(&files(ALL)).await.plan.is_empty());
    });
}

#[test]
fn a_package_takes_its_policies_with_it_and_leaves_everything_else() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let before = held(&world).await;
        let plan = world.apply(&files("remove: [{ accessPackage: Portal, catalog: old }]")).await;
        assert_eq!(plan.steps.len(), 5);
        let after: Vec<_> = before.into_iter().filter(|key| !key.contains("/Portal")).collect();
        assert_eq!(held(&world).await, after);
    });
}

#[test]
fn a_single_policy_goes_and_its_package_stays() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let line = "remove: [{ policy: Partners, accessPackage: Portal, catalog: Old }]";
        // The package is declared. Its policy is not, and would stay without the line.
        let without = OLD.replace("  - name: Partners\n", "  - name: Gone\n");
        let start = without.find("  - name: Gone").unwrap();
        let end = without.find("  - { name: By hand").unwrap();
        let declared = format!("{}{}", &without[..start], &without[end..]);
        let foreign = world.plan(&files(&declared)).await.plan;
        assert!(foreign.is_empty());
        assert!(foreign.about.foreign.contains(&"policy/Old/Portal/Partners".to_owned()));
        let plan = world.apply(&files(&format!("{declared}{line}\n"))).await;
        assert_eq!(steps(&plan), ["deletePolicy policy/Old/Portal/Partners"]);
    });
}

#[test]
fn a_catalog_that_holds_something_else_is_refused_with_the_lines_that_are_missing() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let found = findings(&world, &files("remove: [{ catalog: Old }]")).await;
        assert_eq!(found.len(), 1, "{found:#?}");
        for part in [
            "GL616 remove[0]: catalog/Old still contains ",
            "- { accessPackage: \"Papers\", catalog: \"Old\" }",
            "- { extension: \"Notify\", catalog: \"Old\" }",
            "- { groupId: ",
            "- { servicePrincipalId: ",
        ] {
            assert!(found[0].contains(part), "{part}: {}", found[0]);
        }
        // The suggested lines are sufficient, except for the organization.
        let lines: String = found[0]
            .lines()
            .filter(|line| line.trim_start().starts_with('-'))
            .map(|line| format!("{}\n", line.trim_end_matches(')')))
            .collect();
        world.apply(&files(&format!("remove:\n  - {{ catalog: Old }}\n{lines}"))).await;
        assert_eq!(held(&world).await.len(), 1);
    });
}

#[test]
fn what_another_object_uses_is_refused() {
    run(async {
        let world = World::new().await;
        world
            .apply(&files(&format!(
                "{OLD}- name: Apart\n  catalog: Old\n  incompatible: {{ packages: [Papers] }}\n"
            )))
            .await;
        for (line, users) in [
            ("{ connectedOrganization: { tenant: fabrikam.com } }", "is used by policy/Old/Portal/Partners"),
            ("{ extension: Notify, catalog: Old }", "is used by policy/Old/Portal/Partners"),
            (
                "{ group: Sales, catalog: Old }",
                "is used by accessPackage/Old/Papers, accessPackage/Old/Portal",
            ),
            ("{ accessPackage: Papers, catalog: Old }", "is used by accessPackage/Old/Apart"),
        ] {
            let found = findings(&world, &files(&format!("remove: [{line}]"))).await;
            assert_eq!(found.len(), 1, "{found:#?}");
            assert!(found[0].starts_with("GL617 remove[0]: ") && found[0].contains(users), "{}", found[0]);
        }
    });
}

#[test]
fn the_built_in_catalog_and_what_is_protected_are_never_deleted() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let found = findings(&world, &files("remove: [{ catalog: General }]")).await;
        assert!(found[0].starts_with("GL608 remove[0]: catalog/General is built in"), "{found:#?}");
        for (pattern, line) in [
            ("catalog/*", "{ catalog: Old }"),
            ("accessPackage/*/Port*", "{ accessPackage: Portal, catalog: Old }"),
            ("policy/Old/*/By hand", "{ accessPackage: Papers, catalog: Old }"),
            ("resource/*/group:sales", "{ group: Sales, catalog: Old }"),
            ("extension/old/notify", "{ extension: Notify, catalog: Old }"),
            ("organization/tenant:fabrikam.com", "{ connectedOrganization: { tenant: fabrikam.com } }"),
            ("organization/Fabri*", "{ connectedOrganization: { tenant: fabrikam.com } }"),
        ] {
            let mut wanted = files(&format!("remove: [{line}]"));
            let place =
                guestlist::model::Place { file: "guestlist.yaml".to_owned(), route: Default::default() };
            wanted.ownership.protected = vec![(pattern.parse().unwrap(), place)];
            let found = findings(&world, &wanted).await;
            let said = format!("is protected by `{pattern}`");
            assert!(
                found.iter().any(|one| one.starts_with("GL615 remove[0]: ") && one.contains(&said)),
                "{found:#?}"
            );
        }
    });
}

#[test]
fn what_is_declared_cannot_be_removed_by_another_of_its_names() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let id = world.id("groups", "Sales");
        let found =
            findings(&world, &files(&format!("{OLD}remove: [{{ groupId: {id}, catalog: Old }}]\n"))).await;
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].starts_with("GL320 remove[0]: ")
                && found[0].contains("is declared and also listed for removal"),
            "{found:#?}"
        );
    });
}

#[test]
fn who_holds_what_goes_is_counted_and_the_service_refuses() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        world.assign("Portal", "By hand", &["Megan Bowen", "Fabrikam Lead"]).await;
        let wanted = files("remove: [{ accessPackage: Portal, catalog: Old }]");
        let planned = world.plan(&wanted).await;
        let mut text = String::new();
        plan_text(
            &mut text,
            &PlanView::new(&planned.plan, &mut |_| None),
            Style { colour: false, all_foreign: false },
        )
        .unwrap();
        assert!(
            text.contains("assignments  2 (1 external user)") || text.contains("2 (1 external user)"),
            "{text}"
        );
        assert!(text.contains("assignments remove accessPackage/Old/Portal"), "{text}");
        // If the run continues anyway, the service refuses before anyone loses access.
        let before = held(&world).await;
        let (_, outcome) = world.try_apply(&wanted).await.unwrap();
        assert_eq!(outcome.failed.len(), 1, "{outcome:#?}");
        let after = held(&world).await;
        let lost: Vec<_> = before.iter().filter(|key| !after.contains(key)).collect();
        assert_eq!(lost, ["policy/Old/Portal/Partners"], "nobody holds it through this one");
        let portal =
            super::state(&world).await.packages.into_iter().find(|(key, _)| key.name == "Portal").unwrap().1;
        assert_eq!(portal.roles.len(), 2);
    });
}

#[test]
fn what_came_since_the_plan_was_made_stops_it() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let wanted = files("remove: [{ accessPackage: Papers, catalog: Old }]");
        let plan = world.plan(&wanted).await.plan;
        world
            .apply(&files(&OLD.replace(
                "policies: [{ name: By hand, direct: true }]",
                "policies: [{ name: By hand, direct: true }, { name: New, direct: true }]",
            )))
            .await;
        let client = world.client();
        let checked = pipeline::check_preconditions(&Reader::new(&client), &plan).await.unwrap().0;
        let moved: Vec<_> = checked.moved.iter().map(|(_, key)| key.as_str()).collect();
        assert_eq!(moved, ["accessPackage/Old/Papers"]);
    });
}

#[test]
fn nothing_is_deleted_where_something_could_not_be_read() {
    run(async {
        let world = World::new().await;
        world.apply(&files(OLD)).await;
        let mut met = 0;
        for (method, path) in READS {
            world.sandbox.set_faults(refusing(method, path, 403, "Forbidden"));
            let Ok(planned) = world.try_plan(&files(ALL)).await else { continue };
            let Plan { steps: all, about, .. } = &planned.plan;
            let apart = [
                "/settings*",
                "/roleAssignments*",
                "/users*",
                "resourceRoles*",
                "/organization*",
                "/getByIds*",
            ];
            let concerned =
                !planned.facts.failures.is_empty() && !apart.iter().any(|end| path.ends_with(end));
            if concerned {
                met += 1;
                assert!(!about.incomplete.is_empty(), "{path}");
                assert_eq!(planned.pair.problems, [], "{path}");
            }
            // A failed read of organizations or of one catalog's parts does not hide objects of other kinds.
            let deletes = all.iter().filter(|step| step.operation.is_deletion());
            let keys: Vec<_> = deletes.map(|step| step.key.clone()).collect();
            let only_organization = keys.iter().all(|key| key.starts_with("organization/"));
            let no_organization = keys.iter().all(|key| !key.starts_with("organization/"));
            assert!(!concerned || only_organization || no_organization, "{path}: {keys:#?}");
        }
        assert!(met > 5, "{met} kinds of reads");
    });
}
