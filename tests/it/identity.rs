//! Objects with a former name or a pinned id: they are found, renamed, and never created twice.

use guestlist::config::{self, TargetTenant};
use guestlist::graph::Reader;
use guestlist::model::Desired;
use guestlist::plan::audit::{AuditInputs, audit_changes};
use guestlist::sandbox::{Cut, Faults, When};
use guestlist::source::{Files, Findings};
use serde_json::{Value, json};

use crate::ownership::{files, findings, steps};
use crate::world::{World, run};

const BEFORE: &str = "\
catalogs:
- name: Old
  resources: [{ group: Sales }]
  extensions:
  - name: Notify
    kind: assignmentRequest
    logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: rg, workflow: wf }
accessPackages:
- name: Portal
  catalog: Old
  resources: [{ group: Sales }]
  policies:
  - name: Staff
    requestors: { scope: allMemberUsers, may: [add] }
    approval: { stages: [{ approvers: [{ requestorManager: 1 }], fallback: [{ group: Partner Managers }], decideWithin: 7d }] }
    expiration: { after: 30d }
    questions: [{ text: Why?, answer: { singleLine: true } }, { text: Since when?, answer: { singleLine: true } }]
    extensions: [{ stage: assignmentRequestCreated, extension: Notify }]
- name: Papers
  catalog: Old
  incompatible: { packages: [Portal] }
";

/// The same objects, each under another name.
fn renamed() -> String {
    BEFORE
        .replace("- name: Old\n", "- name: New\n  formerly: [Ancient, Old]\n")
        .replace("- name: Notify\n", "- name: Tell\n    formerly: Notify\n")
        .replace("- name: Portal\n", "- name: Gate\n  formerly: Portal\n")
        .replace("- name: Staff\n", "- name: People\n    formerly: Staff\n")
        .replace("{ text: Why?,", "{ text: What for?, formerly: Why?,")
        .replace("extension: Notify", "extension: Tell")
        .replace("catalog: Old", "catalog: New")
        .replace("packages: [Portal]", "packages: [Gate]")
        .replace("name: New\n", "name: New\n  description: Old\n")
        .replace("name: Gate\n", "name: Gate\n  description: Portal\n")
        .replace("name: People\n", "name: People\n    description: Staff\n")
}

/// Ids and names of all entitlement objects, by table.
fn ids(world: &World) -> Vec<(String, Vec<String>)> {
    let dump = world.sandbox.dump_tenant();
    let tables = ["catalogs", "accessPackages", "assignmentPolicies", "customWorkflowExtensions"];
    let ids = |table: &str| dump[table].as_object().map(|rows| rows.keys().cloned().collect::<Vec<_>>());
    tables.iter().map(|table| ((*table).to_owned(), ids(table).unwrap_or_default())).collect()
}

fn named<'a>(dump: &'a Value, table: &str, name: &str) -> &'a Value {
    dump[table].as_object().unwrap().values().find(|row| row["displayName"] == name).unwrap()
}

#[test]
fn everything_is_renamed_and_nothing_is_made_anew() {
    run(async {
        let world = World::new().await;
        world.apply(&files(BEFORE)).await;
        let (before, dump) = (ids(&world), world.sandbox.dump_tenant());
        world.sandbox.clear_writes();
        let plan = world.apply(&files(&renamed())).await;
        assert_eq!(
            steps(&plan),
            [
                "updateCatalog catalog/New",
                "updateExtension extension/New/Tell",
                "updatePackage accessPackage/New/Gate",
                "updatePolicy policy/New/Gate/People",
            ]
        );
        assert_eq!(ids(&world), before);
        assert_eq!(world.sandbox.recorded_writes().len(), 4);
        let after = world.sandbox.dump_tenant();
        let questions = |dump: &Value, name: &str| -> Vec<(Value, Value)> {
            let list = named(dump, "assignmentPolicies", name)["questions"].as_array().unwrap().clone();
            list.into_iter().map(|one| (one["id"].clone(), one["text"].clone())).collect()
        };
        let (was, is) = (questions(&dump, "Staff"), questions(&after, "People"));
        assert_eq!(is[0], (was[0].0.clone(), json!("What for?")), "a reworded question keeps its id");
        assert_eq!(is[1], was[1]);
        let again = world.plan(&files(&renamed())).await;
        assert!(again.plan.is_empty());
        let hints = findings(&world, &files(&renamed())).await;
        assert_eq!(hints.len(), 4, "{hints:#?}");
        assert!(
            hints
                .iter()
                .all(|hint| hint.starts_with("GL612") && hint.contains("there is nothing left to rename"))
        );
    });
}

#[test]
fn law_7_a_rename_cut_at_any_request_converges() {
    run(async {
        for when in [When::BeforeWrite, When::AfterWrite] {
            let mut at_request = 1;
            loop {
                let world = World::new().await;
                world.apply(&files(BEFORE)).await;
                let before = ids(&world);
                world.sandbox.reset_counters();
                let cut = Some(Cut { at_request, when, forever: true });
                world.sandbox.set_faults(Faults { cut, ..Faults::default() });
                let whole =
                    world.try_apply(&files(&renamed())).await.is_ok_and(|(_, outcome)| outcome.is_whole());
                world.sandbox.set_faults(Faults::default());
                world.apply(&files(&renamed())).await;
                assert_eq!(ids(&world), before, "cut at {at_request}, {when:?}");
                if whole {
                    break;
                }
                at_request += 1;
            }
            assert!(at_request > 20, "{at_request} requests");
        }
    });
}

#[test]
fn what_a_former_name_does_not_lead_to_is_said() {
    run(async {
        let world = World::new().await;
        world.apply(&files(BEFORE)).await;
        world.apply(&files("catalogs: [{ name: Both }, { name: Other }]")).await;
        for (text, said) in [
            (
                "{ name: Both, formerly: Old }",
                "GL611 catalogs[0].formerly: the tenant has catalog/Both and also an object with its former name: catalog/Old",
            ),
            (
                "{ name: New, formerly: [Old, Other] }",
                "GL611 catalogs[0].formerly[0]: the tenant has several objects with former names of catalog/New: catalog/Old, catalog/Other",
            ),
            (
                "{ name: Both, formerly: Gone }",
                "GL612 catalogs[0].formerly: catalog/Both already has this name",
            ),
            (
                "{ name: New, formerly: Gone }",
                "GL612 catalogs[0].formerly: no object in the tenant has the former name of catalog/New; a new object is created",
            ),
            ("{ name: Mine, formerly: General }", "GL608"),
        ] {
            let found = findings(&world, &files(&format!("catalogs: [{text}]"))).await;
            assert!(found.len() == 1 && found[0].starts_with(said), "{text}: {found:#?}");
        }
    });
}

/// A project with two tenants, read for the first one.
fn pinned(text: &str) -> Desired {
    let project =
        "version: 1\ndefaultTenant: here\ntenants: { here: { sandbox: {} }, there: { sandbox: {} } }\n";
    let mut found = Findings::default();
    let files = Files::from_texts([("guestlist.yaml", project), ("a.yaml", text)], &mut found);
    let project = config::project_of(&files, &mut found).unwrap();
    let desired = config::read_desired(&files, TargetTenant::new(&project, "here"), &mut found);
    assert!(found.is_empty(), "{:#?}", found.to_sorted());
    desired
}

/// Two catalogs with the same name, each with a package of the same name. Returns their ids in the order of
/// the catalogs' descriptions.
async fn twins(world: &World) -> Vec<String> {
    world
        .apply(&files(
            "catalogs: [{ name: One, description: first }, { name: Two, description: second }]\n\
             accessPackages: [{ name: P, catalog: One }, { name: P, catalog: Two }]\n",
        ))
        .await;
    let ids: Vec<String> = ["One", "Two"]
        .iter()
        .map(|name| named(&world.sandbox.dump_tenant(), "catalogs", name)["id"].as_str().unwrap().to_owned())
        .collect();
    let merged: serde_json::Map<String, Value> =
        ids.iter().map(|id| (id.clone(), json!({ "displayName": "Twin" }))).collect();
    world.sandbox.merge_rows(json!({ "catalogs": merged })).unwrap();
    ids
}

fn of_twins(ids: &[String], description: &str) -> String {
    format!(
        "catalogs:\n\
         - {{ name: Twin, description: first, id: {{ here: {} }} }}\n\
         - {{ name: Twin, description: {description}, id: {{ here: {} }} }}\n\
         accessPackages:\n\
         - {{ name: P, catalog: {{ catalogId: {} }} }}\n\
         - {{ name: P, catalog: {{ catalogId: {} }}, description: changed }}\n",
        ids[0], ids[1], ids[0], ids[1]
    )
}

#[test]
fn objects_of_one_name_are_told_apart_by_their_ids() {
    run(async {
        let world = World::new().await;
        let ids = twins(&world).await;
        let found = findings(&world, &files("catalogs: [{ name: Twin }]")).await;
        assert!(found[0].starts_with("GL606") && found[0].contains("`id`"), "{found:#?}");
        world.sandbox.clear_writes();
        let plan = world.apply(&pinned(&of_twins(&ids, "changed"))).await;
        let written: Vec<String> = steps(&plan);
        assert_eq!(
            written,
            [
                format!("updateCatalog catalog/Twin@{}", ids[1]),
                format!("updatePackage accessPackage/Twin@{}/P", ids[1])
            ]
        );
        assert_eq!(world.sandbox.dump_tenant()["catalogs"][&ids[1]]["description"], "changed");
        assert_eq!(world.sandbox.dump_tenant()["catalogs"][&ids[0]]["description"], "first");
        assert!(world.plan(&pinned(&of_twins(&ids, "changed"))).await.plan.is_empty());
    });
}

#[test]
fn a_pin_finds_its_object_whatever_the_tenant_calls_it() {
    run(async {
        let world = World::new().await;
        let ids = twins(&world).await;
        let text =
            format!("catalogs: [{{ name: Single, description: first, id: {{ here: {} }} }}]\n", ids[0]);
        let plan = world.apply(&pinned(&text)).await;
        assert_eq!(steps(&plan), [format!("updateCatalog catalog/Single@{}", ids[0])]);
        assert_eq!(world.sandbox.dump_tenant()["catalogs"][&ids[0]]["displayName"], "Single");
        let remove = format!("{text}remove: [{{ accessPackage: P, catalog: Single }}]\n");
        let plan = world.apply(&pinned(&remove)).await;
        assert_eq!(steps(&plan), [format!("deletePackage accessPackage/Single@{}/P", ids[0])]);
        // An unknown id and the id of another kind of object are findings.
        let package =
            named(&world.sandbox.dump_tenant(), "accessPackages", "P")["id"].as_str().unwrap().to_owned();
        for (id, said) in [
            ("12345678-0000-4000-8000-000000000000", "the tenant has no object with the id"),
            (package.as_str(), "belongs to accessPackage/"),
        ] {
            let found =
                findings(&world, &pinned(&format!("catalogs: [{{ name: C, id: {{ here: {id} }} }}]"))).await;
            assert!(found[0].starts_with("GL610 catalogs[0]") && found[0].contains(said), "{found:#?}");
        }
        // The id for another tenant has no effect here.
        let other =
            pinned("catalogs: [{ name: Fresh, id: { there: 12345678-0000-4000-8000-000000000000 } }]");
        assert_eq!(steps(&world.plan(&other).await.plan), ["createCatalog catalog/Fresh"]);
    });
}

#[test]
fn what_is_pinned_is_not_made_where_the_tenant_could_not_be_read() {
    run(async {
        let world = World::new().await;
        let ids = twins(&world).await;
        let text =
            format!("catalogs: [{{ name: Single, description: first, id: {{ here: {} }} }}]\n", ids[0]);
        let renames = "catalogs: [{ name: New, formerly: Twin }]\n";
        let catalogs = "/identityGovernance/entitlementManagement/catalogs";
        world.sandbox.set_faults(crate::laws_read::refusing("GET", catalogs, 403, "Forbidden"));
        for wanted in [pinned(&text), files(renames)] {
            let planned = world.try_plan(&wanted).await.unwrap();
            assert_eq!((planned.plan.steps.len(), planned.pair.problems), (0, Vec::new()));
            assert!(!planned.plan.about.incomplete.is_empty());
        }
    });
}

#[test]
fn law_10_the_audit_finds_a_wrong_object_behind_a_known_key() {
    run(async {
        let world = World::new().await;
        world.apply(&files(BEFORE)).await;
        let client = world.client();
        let planned =
            guestlist::cli::pipeline::plan_changes(&Reader::new(&client), &files(&renamed())).await.unwrap();
        let there = guestlist::model::Actual {
            state: planned.pair.actual.clone(),
            bindings: planned.pair.bindings.clone(),
        };
        let said = |plan: &guestlist::plan::Plan| -> Vec<String> {
            let known = AuditInputs {
                origin: &planned.pair.provenance,
                facts: &planned.facts,
                lock: planned.pair.lock.as_ref(),
                foreign: &planned.pair.foreign,
                limits: planned.pair.limits,
            };
            audit_changes(plan, &there, &planned.pair.desired, &known)
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(said(&planned.plan), [""; 0]);
        let mut silent = planned.plan.clone();
        silent.known.clear();
        assert!(said(&silent).iter().any(|one| one.contains("without the id of the object")));
        let mut swapped = planned.plan.clone();
        swapped.known[0].id = swapped.known[1].id.clone();
        assert!(said(&swapped).iter().any(|one| one.contains("of another object")));
        assert!(!swapped.has_valid_id(), "the ids count for the plan's own id");
    });
}
