//! Laws 1, 3 and 10 for tenants that were not made with Guestlist: deleted users, ambiguous names, unknown
//! words and properties.

use guestlist::actual;
use guestlist::diff::diff_states;
use guestlist::graph::{Interest, Reader};
use guestlist::model::State;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::generate::serviceable;
use crate::laws_http::{loaded, tenant, wanted, what_is_foreign_is_noted};
use crate::world::{World, run};

/// The number of tenants for each law. `LAW_SEED`, a number, selects other ones.
const CASES: u32 = 24;

/// Rows of a table, in the order of their ids.
fn rows(dump: &Value, table: &str) -> Vec<(String, Value)> {
    let rows = dump[table].as_object().into_iter().flatten();
    rows.map(|(id, row)| (id.clone(), row.clone())).collect()
}

/// Gives the second of two rows in the same place the name of the first.
fn twins(dump: &Value, table: &str, home: Option<&str>) -> Value {
    let built_in = |row: &Value| row["catalogType"] == "serviceDefault";
    let mut rows = rows(dump, table);
    rows.retain(|(_, row)| !built_in(row));
    for (at, (_, first)) in rows.iter().enumerate() {
        let same = |row: &Value| home.is_none_or(|home| row[home] == first[home]);
        if let Some((id, twin)) = rows.iter().skip(at + 1).find(|(_, row)| same(row)) {
            let mut twin = twin.clone();
            twin["displayName"] = first["displayName"].clone();
            return json!({ id: twin });
        }
    }
    json!({})
}

/// Adds unknown words and properties to every other row.
fn tomorrow(dump: &Value) -> Value {
    let mut merged = Map::new();
    for table in ["catalogs", "accessPackages", "connectedOrganizations", "assignmentPolicies"] {
        let mut changed = Map::new();
        for (id, mut row) in rows(dump, table).into_iter().step_by(2) {
            if row["catalogType"] == "serviceDefault" {
                continue;
            }
            row["tomorrow"] = json!({ "deep": [1] });
            match table {
                "catalogs" => row["state"] = json!("archived"),
                "connectedOrganizations" => row["state"] = json!("paused"),
                "assignmentPolicies" => future_policy(&mut row),
                _ => {}
            }
            changed.insert(id, row);
        }
        merged.insert(table.to_owned(), Value::Object(changed));
    }
    Value::Object(merged)
}

fn future_policy(policy: &mut Value) {
    if policy["reviewSettings"]["isEnabled"] == true {
        policy["reviewSettings"]["expirationBehavior"] = json!("askAgain");
    }
    for stage in policy["requestApprovalSettings"]["stages"].as_array_mut().into_iter().flatten() {
        stage["approverInformationVisibility"] = json!("tomorrow");
        let approvers = stage["primaryApprovers"].as_array_mut();
        approvers
            .into_iter()
            .for_each(|list| list.push(json!({ "@odata.type": "#microsoft.graph.everybodyNice" })));
    }
}

/// A tenant with a state that other people have then changed for years.
async fn aged(state: &State) -> World {
    let world = tenant().await;
    world.apply(&wanted(state)).await;
    world.sandbox.merge_rows(tomorrow(&world.sandbox.dump_tenant())).unwrap();
    let dump = world.sandbox.dump_tenant();
    world
        .sandbox
        .merge_rows(json!({
            "catalogs": twins(&dump, "catalogs", None),
            "accessPackages": twins(&dump, "accessPackages", Some("_catalog")),
            "assignmentPolicies": twins(&dump, "assignmentPolicies", Some("_accessPackage")),
            "customWorkflowExtensions": twins(&dump, "customWorkflowExtensions", Some("_catalog")),
        }))
        .unwrap();
    // A user who approves, sponsors and has roles was deleted, and so was one of two groups with the same
    // name.
    let gone = |table: &str, name: &str| {
        let found = rows(&dump, table).into_iter().find(|(_, row)| row["displayName"] == name);
        found.map(|(id, _)| json!({ id: null })).unwrap()
    };
    world
        .sandbox
        .merge_rows(json!({ "users": gone("users", "adele"), "groups": gone("groups", "Partner Managers") }))
        .unwrap();
    world
}

fn on_tenants(law: impl Fn(&State)) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let seed = std::env::var("LAW_SEED").ok().and_then(|text| text.parse::<u8>().ok());
    let rng = match seed {
        None => TestRng::deterministic_rng(RngAlgorithm::ChaCha),
        Some(seed) => TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]),
    };
    TestRunner::new_with_rng(config, rng)
        .run(&serviceable(), |state| {
            law(&state);
            Ok(())
        })
        .unwrap();
}

#[test]
fn law_3_export_then_load_then_plan_is_empty_and_the_rest_is_noted() {
    on_tenants(|state| {
        run(async {
            let world = aged(state).await;
            let export = world.export().await;
            let planned = world.plan(&loaded(&export)).await;
            assert_eq!(planned.plan.steps, [], "{:#?}", export.files);
            assert_eq!(planned.plan.about.read_only, []);
            assert_eq!(planned.plan.about.incomplete, []);
            what_is_foreign_is_noted(&export, &planned);
        });
    });
}

#[test]
fn law_1_what_is_read_twice_does_not_differ_whatever_the_service_renames() {
    on_tenants(|state| {
        run(async {
            let world = aged(state).await;
            let client = world.client();
            let reader = Reader::new(&client);
            let first =
                actual::normalise_snapshot(&reader.read_snapshot(Interest::Everything).await.unwrap())
                    .0
                    .state;
            world.sandbox.replace_service_ids();
            let second =
                actual::normalise_snapshot(&reader.read_snapshot(Interest::Everything).await.unwrap())
                    .0
                    .state;
            let changes = diff_states(&first, &second);
            assert!(changes.is_empty(), "{changes:#?}");
        });
    });
}

/// Every plan is audited; this one changes everything that may be changed in such a tenant.
#[test]
fn law_10_every_change_of_such_a_tenant_passes_the_audit() {
    on_tenants(|state| {
        run(async {
            let world = aged(state).await;
            let mut changed = loaded(&world.export().await);
            for catalog in changed.state.catalogs.values_mut().filter(|catalog| !catalog.built_in) {
                catalog.externally_visible = !catalog.externally_visible;
            }
            changed.state.policies.values_mut().for_each(|policy| policy.description.push('!'));
            let planned = world.plan(&changed).await;
            assert!(planned.plan.steps.len() >= state.catalogs.len(), "{:#?}", planned.plan.steps);
        });
    });
}
