//! People and groups by id: a deleted and restored user is the same entry in every list.

use guestlist::sandbox::seed::{MEGAN, PARTNER_MANAGERS};
use serde_json::json;

use super::nothing;
use crate::laws_http::loaded;
use crate::ownership::{files, findings, steps};
use crate::world::{World, run};

/// A person in every list that stores ids only.
fn lists(person: &str) -> String {
    format!(
        "connectedOrganizations:
- {{ name: Fabrikam, identity: {{ tenant: fabrikam.com }}, sponsors: {{ internal: [{person}] }} }}
catalogs:
- name: C
  roles:
    owners: [{{ group: Partner Managers }}, {person}]
    readers: [{person}]
    accessPackageManagers: [{person}]
    accessPackageAssignmentManagers: [{person}]
settings: {{ catalogCreators: [{person}] }}
"
    )
}

fn by_object() -> String {
    format!("{{ objectId: {MEGAN} }}")
}

#[test]
fn a_person_who_came_back_keeps_every_role() {
    run(async {
        let world = World::new().await;
        let named = lists("{ user: megan@contoso.com }");
        world.apply(&files(&named)).await;
        let (user, object) = (lists(&format!("{{ userId: {MEGAN} }}")), lists(&by_object()));
        for text in [&named, &user, &object] {
            nothing(&world, "she is here", text).await;
        }
        let row = world.sandbox.dump_tenant()["users"][MEGAN].clone();
        world.sandbox.merge_rows(json!({ "users": { MEGAN: null } })).unwrap();
        // The service hides deleted sponsors, so exports from that time do not contain the user.
        let mut export = world.export().await;
        export.files.retain(|(path, _)| path != "organizations.yaml");
        let export = loaded(&export);
        let roles = |text: &str| text[text.find("catalogs:").unwrap()..].to_owned();
        for text in [roles(&user), roles(&object)] {
            let wanted = files(&text);
            assert_eq!(world.plan(&wanted).await.plan.steps, [], "she left:\n{text}");
            let said = findings(&world, &wanted).await;
            assert!(
                !said.is_empty()
                    && said
                        .iter()
                        .all(|one| one.contains("the directory no longer has an object with the id")),
                "{said:#?}"
            );
        }
        world.sandbox.merge_rows(json!({ "users": { MEGAN: row } })).unwrap();
        assert_eq!(steps(&world.plan(&export).await.plan), [""; 0], "she is back");
        nothing(&world, "she is back", &object).await;
    });
}

#[test]
fn who_leaves_while_a_plan_waits_still_loses_the_role() {
    run(async {
        let world = World::new().await;
        world.apply(&files(&lists("{ user: megan@contoso.com }"))).await;
        let client = world.client();
        let reader = guestlist::graph::Reader::new(&client);
        let without = files("catalogs: [{ name: C, roles: { readers: [] } }]\n");
        let planned = guestlist::cli::pipeline::plan_changes(&reader, &without).await.unwrap();
        assert_eq!(steps(&planned.plan), ["revokeRole catalog/C"]);
        world.sandbox.merge_rows(json!({ "users": { MEGAN: null } })).unwrap();
        let (checked, _) =
            guestlist::cli::pipeline::check_preconditions(&reader, &planned.plan).await.unwrap();
        assert_eq!(checked, Default::default(), "neither done nor moved");
    });
}

#[test]
fn an_id_under_the_key_of_another_kind_is_a_fault() {
    run(async {
        let world = World::new().await;
        for (entry, said) in [
            (format!("{{ userId: {PARTNER_MANAGERS} }}"), "is the id of a group, not of a user"),
            (format!("{{ groupId: {MEGAN} }}"), "is the id of a user, not of a group"),
            (format!("{{ servicePrincipalId: {MEGAN} }}"), "is the id of a user, not of an application"),
        ] {
            let text = format!("catalogs: [{{ name: C, roles: {{ owners: [{entry}] }} }}]\n");
            let found = findings(&world, &files(&text)).await;
            assert_eq!(found.len(), 1, "{found:#?}");
            assert!(
                found[0].starts_with("GL601 catalogs[0].roles.owners[0]") && found[0].contains(said),
                "{found:#?}"
            );
        }
        let text =
            format!("catalogs: [{{ name: C, roles: {{ owners: [{{ objectId: {PARTNER_MANAGERS} }}] }} }}]\n");
        assert_eq!(findings(&world, &files(&text)).await, [""; 0]);
        world.apply(&files(&text)).await;
        nothing(&world, "a group by its id", &text).await;
        nothing(
            &world,
            "by name",
            "catalogs: [{ name: C, roles: { owners: [{ group: Partner Managers }] } }]\n",
        )
        .await;
    });
}
