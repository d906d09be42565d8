//! Resources in catalogs: added once, by name, by any caller that is allowed to.

use std::time::Duration;

use guestlist::cli::pipeline;
use guestlist::graph::{Reader, Request, Token, ask::ENTITLEMENT};
use guestlist::plan::{Object, Operation};
use guestlist::sandbox::{Faults, bearer_token, seed};
use serde_json::{Value, json};

use super::{empty, file, granting, rows, sent};
use crate::runs::Folder;
use crate::world::{World, desired, run};

/// Adds a resource to the catalog C, as a person does in the portal.
async fn onboard(world: &World, system: &str, origin: &str) {
    let body = json!({ "requestType": "adminAdd", "resource": { "originId": origin, "originSystem": system },
        "catalog": { "id": world.id("catalogs", "C") } });
    world
        .client()
        .send_request(Request::post(format!("{ENTITLEMENT}/resourceRequests"), body))
        .await
        .unwrap();
}

fn adds(world: &World) -> Vec<u16> {
    let writes = world.sandbox.recorded_writes().into_iter();
    writes.filter(|write| write.path.ends_with("/resourceRequests")).map(|write| write.status).collect()
}

const PORTAL: &str = "[{ application: Partner Portal }]";

#[test]
fn a_resource_that_is_there_is_taken_over() {
    run(async {
        let wanted = granting(PORTAL, "[{ application: Partner Portal, role: Supplier }]");
        let world = World::new().await;
        world.apply(&file("catalogs: [{ name: C }]\n")).await;
        onboard(&world, "AadApplication", seed::PARTNER_PORTAL).await;
        world.sandbox.clear_writes();
        let plan = world.apply(&wanted).await;
        assert!(
            plan.steps
                .iter()
                .all(|step| !matches!(step.operation, Operation::Create(Object::Resource(_, _)))),
            "{plan:#?}"
        );
        assert_eq!(adds(&world), [] as [u16; 0]);
        empty(&world, &wanted).await;
    });
}

#[test]
fn a_resource_that_somebody_adds_meanwhile_is_taken_over() {
    run(async {
        let wanted = granting(PORTAL, "[{ application: Partner Portal, role: Supplier }]");
        let world = World::new().await;
        world.apply(&file("catalogs: [{ name: C }]\n")).await;
        let visibility_delay = Duration::from_secs(20);
        world.sandbox.set_faults(Faults { visibility_delay, ..Faults::default() });
        onboard(&world, "AadApplication", seed::PARTNER_PORTAL).await;
        world.sandbox.clear_writes();
        // The lists do not show the resource yet, so it is planned, and the service reports that it is
        // already there.
        world.apply(&wanted).await;
        assert_eq!(adds(&world), [400]);
        assert_eq!(rows(&world, "resources").len(), 1);
        empty(&world, &wanted).await;
    });
}

#[test]
fn a_package_uses_a_group_that_is_in_the_catalog_by_its_name() {
    run(async {
        let wanted = granting("[{ group: Sales }]", "[{ group: Sales }, { group: Sales, role: Owner }]");
        let world = World::new().await;
        world.apply(&file("catalogs: [{ name: C }]\n")).await;
        let sales = world.id("groups", "Sales");
        onboard(&world, "AadGroup", &sales).await;
        let there = rows(&world, "resources")[0]["id"].clone();
        world.sandbox.clear_writes();
        world.apply(&wanted).await;
        assert_eq!(adds(&world), [] as [u16; 0]);
        let links = sent(&world, "POST", "/resourceRoleScopes");
        assert_eq!(links.len(), 2);
        assert!(links.iter().all(|link| link["role"]["resource"]["id"] == there), "{links:#?}");
        empty(&world, &wanted).await;
    });
}

#[test]
fn a_resource_asks_for_the_attributes_it_requires() {
    let asking = |attributes: &str| {
        granting(&format!("[{{ group: Sales, attributes: {attributes} }}]"), "[{ group: Sales }]")
    };
    run(async {
        let both = asking(
            "[{ name: extension_1_costCenter, question: { text: Cost centre?, required: true, localizations: { nl: Kostenplaats? } }, editable: true, persistsAfterRemoval: true }, { name: extension_1_floor, question: { text: Which floor?, choices: [{ value: a, text: A }, { value: b, text: B }] } }]",
        );
        let world = World::new().await;
        world.apply(&both).await;
        let attributes = rows(&world, "resources")[0]["attributes"].as_array().unwrap().clone();
        let named =
            |name: &str| attributes.iter().find(|attribute| attribute["name"] == name).unwrap().clone();
        let cost = named("extension_1_costCenter");
        let question = &cost["source"]["question"];
        assert_eq!((&question["isRequired"], &question["text"]), (&json!(true), &json!("Cost centre?")));
        assert_eq!(
            (&cost["isEditable"], &cost["isPersistedOnAssignmentRemoval"]),
            (&json!(true), &json!(true))
        );
        let floor = named("extension_1_floor");
        assert_eq!(
            floor["source"]["question"]["@odata.type"],
            "#microsoft.graph.accessPackageMultipleChoiceQuestion"
        );
        assert_eq!(floor["source"]["question"]["isRequired"], false);
        empty(&world, &both).await;
        let one = asking(
            "[{ name: extension_1_floor, question: { text: Which floor?, required: true, choices: [{ value: a, text: A }, { value: b, text: B }] } }]",
        );
        world.apply(&one).await;
        let left = rows(&world, "resources")[0]["attributes"].as_array().unwrap().clone();
        let left: Vec<_> =
            left.iter().map(|a| (&a["name"], &a["source"]["question"]["isRequired"])).collect();
        assert_eq!(left, [(&json!("extension_1_floor"), &json!(true))]);
        empty(&world, &one).await;
    });
}

const EXPENSES: &str = "catalogs: [{ name: C, resources: [{ application: Expenses }] }]\n";

/// The token of an application with these permissions, which is the service principal "Partner Portal".
fn application(roles: &[&str]) -> String {
    let roles = [&["Directory.Read.All"][..], roles].concat();
    bearer_token(&json!({ "idtyp": "app", "oid": seed::PARTNER_PORTAL, "roles": roles }))
}

/// The exit code and output of `apply` as this caller.
async fn apply_as(world: &World, yaml: &str, token: String) -> (i32, String) {
    let project = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";
    let folder = Folder::of(&[("guestlist.yaml", project), ("a.yaml", yaml)]);
    let endpoint = world.sandbox.service_root();
    let ended = tokio::task::spawn_blocking(move || {
        let variables =
            [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", token.as_str())];
        folder.run_with(&["apply", "--auto-approve"], &variables)
    });
    let ended = ended.await.unwrap();
    (ended.code, ended.out + &ended.err)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_add_an_application_is_told_what_it_takes() {
    let manage = "EntitlementManagement.ReadWrite.All";
    let world = World::new().await;
    world.apply(&file("catalogs: [{ name: C }]\n")).await;
    for roles in [&[manage][..], &[manage, "Application.Read.All"], &[manage, "Group.ReadWrite.All"]] {
        let (code, said) = apply_as(&world, EXPENSES, application(roles)).await;
        assert_eq!(code, 1, "nothing was done: {said}");
        for word in ["CallerNotResourceOwner", "Application.ReadWrite.All", "own the application"] {
            assert!(said.contains(word), "{word} in\n{said}");
        }
        assert!(rows(&world, "resources").is_empty());
    }
    let (code, said) = apply_as(&world, EXPENSES, application(&[manage, "Application.ReadWrite.All"])).await;
    assert_eq!((code, rows(&world, "resources").len()), (0, 1), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_owns_an_application_may_add_it() {
    let world = World::new().await;
    world.apply(&file("catalogs: [{ name: C }]\n")).await;
    let owners: Value = json!({ seed::EXPENSES: { "_owners": [seed::PARTNER_PORTAL] } });
    world.sandbox.merge_rows(json!({ "servicePrincipals": owners })).unwrap();
    let (code, said) =
        apply_as(&world, EXPENSES, application(&["EntitlementManagement.ReadWrite.All"])).await;
    assert_eq!((code, rows(&world, "resources").len()), (0, 1), "{said}");
}

#[test]
fn each_kind_of_resource_names_its_own_permission() {
    run(async {
        let world = World::new().await;
        world.apply(&file("catalogs: [{ name: C }]\n")).await;
        let token = Token::new(application(&["EntitlementManagement.ReadWrite.All"]));
        let client = world.client_with(Some(token));
        for (resource, permission) in
            [("group: Sales", "Group.ReadWrite.All"), ("application: Expenses", "Application.ReadWrite.All")]
        {
            let wanted = desired(&[(
                "a.yaml",
                &format!("catalogs: [{{ name: C, resources: [{{ {resource} }}] }}]\n"),
            )]);
            let reader = Reader::new(&client);
            let planned = pipeline::plan_changes(&reader, &wanted).await.unwrap();
            let checked = pipeline::check_preconditions(&reader, &planned.plan).await.unwrap();
            let clock = crate::world::SharedClock(world.clock.clone());
            let silent = guestlist::graph::Silent;
            let (outcome, _) = pipeline::carry_out_steps(
                &client,
                &reader,
                &clock,
                (&silent, &world.journal),
                &planned.plan,
                checked,
            )
            .await;
            let why: Vec<_> = outcome.failed.into_values().collect();
            assert!(matches!(&why[..], [why] if why.contains(permission)), "{resource}: {why:?}");
        }
    });
}
