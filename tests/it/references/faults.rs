//! Ids and names that refer to no valid object are reported before anything is written.

use guestlist::sandbox::seed::SUPPLIER_ROLE;

use super::{NOTIFY, nothing};
use crate::ownership::{files, findings};
use crate::world::{World, run};

const NOWHERE: &str = "99999999-0000-4000-8000-000000000000";

async fn said(world: &World, text: &str) -> Vec<String> {
    findings(world, &files(text)).await
}

#[test]
fn an_id_that_leads_nowhere_is_said() {
    run(async {
        let world = World::new().await;
        let catalog = format!("accessPackages: [{{ name: P, catalog: {{ catalogId: {NOWHERE} }} }}]\n");
        let found = said(&world, &catalog).await;
        let text = format!(
            "GL302 accessPackages[0]: accessPackage/{NOWHERE}/P refers to catalog/{NOWHERE}, which is not declared \
             and does not exist in the tenant (check the name or the id)"
        );
        assert_eq!(found, [text]);
        let existing = format!("existing: {{ catalogs: [{{ catalogId: {NOWHERE} }}] }}\n");
        let found = said(&world, &existing).await;
        assert!(found[0].contains(&format!("catalog/{NOWHERE} does not exist in the tenant")), "{found:#?}");
        // An object that the tenant does not show may still exist, so it is sent, and the service decides.
        let policy = "requestors: { scope: allMemberUsers, may: [add] }, expiration: never";
        for (line, what) in [
            (format!("incompatible: {{ packages: [{{ accessPackageId: {NOWHERE} }}] }}"), "access package"),
            (
                format!(
                    "policies: [{{ name: A, requestors: {{ scope: specificConnectedOrganizationUsers, may: [add], \
                     connectedOrganizations: [{{ connectedOrganizationId: {NOWHERE} }}] }} }}]"
                ),
                "connected organization",
            ),
            (
                format!(
                    "policies: [{{ name: A, {policy}, extensions: [{{ stage: assignmentRequestCreated, extension: \
                     {{ extensionId: {NOWHERE} }} }}] }}]"
                ),
                "custom extension",
            ),
        ] {
            let found = said(
                &world,
                &format!("catalogs: [{{ name: C }}]\naccessPackages: [{{ name: P, catalog: C, {line} }}]\n"),
            )
            .await;
            assert_eq!(found.len(), 1, "{found:#?}");
            assert!(found[0].starts_with("GL302"), "{found:#?}");
            assert!(
                found[0].contains(&format!(
                    "the tenant has no {what} with the id {NOWHERE}, or does not show it"
                )),
                "{found:#?}"
            );
        }
    });
}

#[test]
fn what_an_id_hides_from_the_files_is_checked_against_the_tenant() {
    run(async {
        let world = World::new().await;
        let two = format!(
            "catalogs:\n- {{ name: Home, resources: [{{ group: Sales }}] }}\n- name: Other\n{NOTIFY}accessPackages:\n- {{ name: P, catalog: Home }}\n"
        );
        world.apply(&files(&two)).await;
        let home = world.id("catalogs", "Home");
        let own = world.id("accessPackages", "P");
        let notify = world.id("customWorkflowExtensions", "Notify");
        let package = |name: &str, parts: &str| {
            format!("accessPackages: [{{ name: {name}, catalog: {{ catalogId: {home} }}, {parts} }}]\n")
        };
        let calls = |extension: &str| {
            format!(
                "policies: [{{ name: A, direct: true, extensions: [{{ stage: assignmentRequestCreated, extension: {extension} }}] }}]"
            )
        };
        for (text, start) in [
            (
                package("P", &format!("incompatible: {{ packages: [{{ accessPackageId: {own} }}] }}")),
                "GL408 accessPackages[0]: a package cannot be",
            ),
            (
                package("P", "incompatible: { packages: [Q] }"),
                "GL302 accessPackages[0]: accessPackage/Home/P refers to accessPackage/Home/Q",
            ),
            (
                package("P", "resources: [{ group: Auditors }]"),
                "GL304 accessPackages[0]: accessPackage/Home/P uses resource/Home/group:",
            ),
            (
                package("P", &calls("Notify")),
                "GL302 accessPackages[0].policies[0]: policy/Home/P/A refers to extension/Home/Notify",
            ),
            (
                package("P", &calls(&format!("{{ extensionId: {notify} }}"))),
                "GL302 accessPackages[0].policies[0]: policy/Home/P/A calls extension/Other/Notify, which belongs to another catalog",
            ),
        ] {
            let found = said(&world, &text).await;
            assert!(found.len() == 1 && found[0].starts_with(start), "{text}: {found:#?}");
        }
        let twice =
            package("P", "hidden: false") + "catalogs: [{ name: Home, resources: [{ group: Sales }] }]\n";
        let twice = twice.replace("accessPackages: [", "accessPackages: [{ name: P, catalog: Home }, ");
        let found = said(&world, &twice).await;
        assert!(found[0].contains("accessPackage/Home/P is declared more than once"), "{found:#?}");
        // Resources of the catalog can be named as they are there, or with another spelling.
        let sales = world.id("groups", "Sales");
        for resource in ["group: Sales".to_owned(), format!("groupId: {sales}")] {
            let text = format!(
                "catalogs: [{{ name: Home, resources: [{{ {resource} }}] }}]\naccessPackages: [{{ name: P, catalog: Home, resources: [{{ groupId: {sales} }}] }}]\n"
            );
            world.apply(&files(&text)).await;
            nothing(&world, "in another spelling", &text).await;
            nothing(&world, "by name", &text.replace(&format!("groupId: {sales}"), "group: Sales")).await;
        }
    });
}

#[test]
fn a_role_by_its_id_is_compared_without_case() {
    run(async {
        let world = World::new().await;
        let text = |group: &str, application: &str| {
            format!(
                "catalogs: [{{ name: C, resources: [{{ group: Sales }}, {{ application: Partner Portal }}] }}]\n\
                 accessPackages: [{{ name: P, catalog: C, resources: [{{ group: Sales, {group} }}, \
                 {{ application: Partner Portal, {application} }}] }}]\n"
            )
        };
        world.apply(&files(&text("role: Member", "role: Supplier"))).await;
        let member = format!("roleId: Member_{}", world.id("groups", "Sales").to_uppercase());
        let supplier = format!("roleId: {}", SUPPLIER_ROLE.to_uppercase());
        nothing(&world, "roles by id", &text(&member, &supplier)).await;
    });
}
