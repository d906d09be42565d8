//! Complaints of users of other tools for entitlement management, one test each.
//!
//! The files are named after the objects of the complaints.

use guestlist::model::Desired;
use serde_json::{Value, json};

use crate::world::{World, desired};

mod catalogs;
mod export;
mod identity;
mod onboarding;
mod partners;
mod policies;
mod requests;
mod roles;
mod writes;

const HEAD: &str = "catalogs:\n- name: C\n  resources: [{ group: Sales }]\naccessPackages:\n- name: P\n  catalog: C\n  resources: [{ group: Sales }]\n";

/// One file as the whole project.
fn file(text: &str) -> Desired {
    desired(&[("a.yaml", text)])
}

/// One package with the policies given as YAML flow mappings.
fn policies(bodies: &[&str]) -> Desired {
    let list: String = bodies.iter().map(|body| format!("  - {body}\n")).collect();
    file(&format!("{HEAD}  policies:\n{list}"))
}

/// A catalog with one resource and a package that grants roles of it, as YAML flow sequences.
fn granting(resources: &str, roles: &str) -> Desired {
    file(&format!(
        "catalogs: [{{ name: C, resources: {resources} }}]\naccessPackages: [{{ name: P, catalog: C, resources: {roles} }}]\n"
    ))
}

const ASK: &str = "{ name: Ask, requestors: { scope: allMemberUsers, may: [add] }, approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }, expiration: { after: 30d } }";

async fn applied(wanted: &Desired) -> World {
    let world = World::new().await;
    world.apply(wanted).await;
    world
}

async fn empty(world: &World, wanted: &Desired) {
    assert_eq!(world.plan(wanted).await.plan.steps, []);
}

fn rows(world: &World, table: &str) -> Vec<Value> {
    world.sandbox.dump_tenant()[table].as_object().into_iter().flatten().map(|(_, row)| row.clone()).collect()
}

/// The bodies of the writes to paths with this end, in the order in which they were sent.
fn sent(world: &World, method: &str, end: &str) -> Vec<Value> {
    let writes = world.sandbox.recorded_writes().into_iter();
    writes
        .filter(|write| write.method == method && write.path.ends_with(end))
        .map(|write| write.body)
        .collect()
}

/// Adds members to every policy of the tenant, as the portal or a later version might.
fn more(world: &World, members: Value) {
    let mut table = world.sandbox.dump_tenant()["assignmentPolicies"].clone();
    for (_, policy) in table.as_object_mut().unwrap() {
        for (name, value) in members.as_object().unwrap() {
            policy[name] = value.clone();
        }
    }
    world.sandbox.merge_rows(json!({ "assignmentPolicies": table })).unwrap();
}
