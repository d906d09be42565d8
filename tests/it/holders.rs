//! Counting the assignments of a package or policy: members, guests, deleted users, and pending requests.

use std::collections::BTreeSet;

use guestlist::cli::{live_assignments, pipeline};
use guestlist::graph::Reader;
use guestlist::model::{Facts, Key, LiveCounts, Unread};
use guestlist::sandbox::{Faults, Refusal, seed};
use serde_json::json;

use crate::assignments::{self, package};
use crate::world::{World, desired, run};

const YAML: &str = "
catalogs: [{ name: C, externallyVisible: true }]
accessPackages:
  - name: P
    catalog: C
    policies:
      - { name: By hand, direct: true }
      - name: Asked
        requestors: { scope: allDirectoryUsers, may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
  - { name: Q, catalog: C, policies: [{ name: By hand, direct: true }] }
";

fn policy(of: &str, name: &str) -> Key {
    Key::Policy(assignments::policy(of, name))
}

/// The package P is assigned to two members, two guests and a deleted user, and has one pending request.
async fn tenant() -> World {
    let world = World::new().await;
    world.apply(&desired(&[("policies/a.yaml", YAML)])).await;
    world
        .assign(
            "P",
            "By hand",
            &["Alex Wilber", "Lee Gu", "Fabrikam Lead", "Woodgrove Buyer", "Joni Sherman"],
        )
        .await;
    world.assign("Q", "By hand", &["Alex Wilber"]).await;
    world.assign("P", "Asked", &["Megan Bowen"]).await;
    let joni = world.id("users", "Joni Sherman");
    world.sandbox.merge_rows(json!({"users": {joni: null}})).unwrap();
    world
}

async fn count(world: &World, keys: &[Key]) -> Facts {
    let client = world.client();
    let reader = Reader::new(&client);
    let (actual, mut facts) = pipeline::read_actual(&reader).await.unwrap();
    world.sandbox.reset_counters();
    let keys: BTreeSet<Key> = keys.iter().cloned().collect();
    live_assignments::read_live_assignments(&reader, &keys, &actual.bindings, &mut facts).await.unwrap();
    facts
}

#[test]
fn people_guests_the_departed_and_pending_requests_are_told_apart() {
    run(async {
        let world = tenant().await;
        let keys = [Key::Package(package("P")), policy("P", "By hand"), policy("P", "Asked")];
        for page_size in [100, 1] {
            world.sandbox.set_faults(Faults { page_size, strict: true, ..Faults::default() });
            let facts = count(&world, &keys).await;
            let all = LiveCounts { internal: 2, external: 2, departed: 1, pending: 1 };
            assert_eq!(facts.assignments[&keys[0]], all);
            assert_eq!(facts.assignments[&keys[1]], all);
            assert_eq!(facts.assignments[&keys[2]], LiveCounts { pending: 1, ..LiveCounts::default() });
            assert_eq!((facts.assignments.len(), all.assignment_count()), (3, 5));
        }
    });
}

#[test]
fn what_nobody_asks_about_costs_no_request_and_a_package_with_its_policies_costs_two_exchanges() {
    run(async {
        let world = tenant().await;
        count(&world, &[]).await;
        assert_eq!(world.sandbox.request_counters().exchanges, 0);
        count(&world, &[Key::Catalog(package("P").catalog), Key::Package(package("Unknown"))]).await;
        assert_eq!(world.sandbox.request_counters().exchanges, 0);
        let keys = [Key::Package(package("P")), policy("P", "By hand"), Key::Package(package("Q"))];
        count(&world, &keys).await;
        let counters = world.sandbox.request_counters();
        assert_eq!((counters.exchanges, counters.inner), (2, 6), "two packages, three states, one look-up");
    });
}

#[test]
fn an_expired_assignment_is_nobodys() {
    run(async {
        let world = tenant().await;
        let mut ended = world.sandbox.dump_tenant()["assignments"].clone();
        for row in ended.as_object_mut().unwrap().values_mut() {
            row["state"] = json!("expired");
        }
        world.sandbox.merge_rows(json!({"assignments": ended})).unwrap();
        let facts = count(&world, &[Key::Package(package("P"))]).await;
        assert_eq!(facts.assignments[&Key::Package(package("P"))].assignment_count(), 0);
    });
}

#[test]
fn a_count_that_cannot_be_read_is_a_failure_and_never_zero() {
    run(async {
        let world = tenant().await;
        let keys = [Key::Package(package("P")), policy("Q", "By hand")];
        for path in [
            "/identityGovernance/entitlementManagement/assignments",
            "/identityGovernance/entitlementManagement/assignmentRequests",
            "/directoryObjects/getByIds",
        ] {
            let refusal =
                Refusal { method: "*".into(), path: path.into(), status: 403, ..Refusal::default() };
            world.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
            let facts = count(&world, &keys).await;
            assert!(facts.assignments.is_empty(), "{path}");
            let unread: Vec<_> = facts.failures.iter().map(|failure| failure.unread.clone()).collect();
            assert_eq!(unread, keys.clone().map(Unread::AssignmentsOf), "{path}");
        }
    });
}

#[test]
fn the_sandbox_refuses_to_delete_a_package_that_only_a_deleted_user_holds() {
    run(async {
        let world = World::new().await;
        world.apply(&desired(&[("policies/a.yaml", YAML)])).await;
        world.assign("P", "By hand", &["Alex Wilber"]).await;
        world.sandbox.merge_rows(json!({"users": {seed::ALEX: null}})).unwrap();
        let facts = count(&world, &[Key::Package(package("P"))]).await;
        let gone = LiveCounts { departed: 1, ..LiveCounts::default() };
        assert_eq!(facts.assignments[&Key::Package(package("P"))], gone);
        let id = world.id("accessPackages", "P");
        let refused =
            world.client().send_request(guestlist::graph::command::delete_package_request(&id)).await;
        assert_eq!(refused.unwrap_err().http_status(), Some(400));
    });
}
