//! The number of requests of a plan: a lost expansion or one request per object makes these tests fail.

use std::fmt::Write;

use guestlist::sandbox::Faults;

use crate::world::{World, desired, run};

const CATALOGS: usize = 20;
const PACKAGES_EACH: usize = 10;

/// 20 catalogs with a group each, 200 packages with a role each, 400 policies.
fn company() -> String {
    let mut yaml = String::from("catalogs:\n");
    for catalog in 0..CATALOGS {
        writeln!(yaml, "- {{ name: Catalog {catalog}, resources: [{{ group: Sales }}] }}").unwrap();
    }
    yaml.push_str("accessPackages:\n");
    for package in 0..CATALOGS * PACKAGES_EACH {
        writeln!(
            yaml,
            "- name: Package {package}\n  catalog: Catalog {}\n  resources: [{{ group: Sales }}]\n  policies:\n  \
             - {{ name: Asked, requestors: {{ scope: allMemberUsers, may: [add] }}, \
             approval: {{ stages: [{{ approvers: [{{ group: Partner Managers }}] }}] }}, expiration: {{ after: 90d }} }}\n  \
             - {{ name: By hand, direct: true }}",
            package % CATALOGS
        )
        .unwrap();
    }
    yaml
}

#[test]
fn an_empty_plan_of_a_large_tenant_takes_a_fixed_number_of_requests() {
    run(async {
        let world = World::new().await;
        let wanted = desired(&[("policies/company.yaml", &company())]);
        world.apply(&wanted).await;
        world.sandbox.reset_counters();
        assert!(world.plan(&wanted).await.plan.is_empty());
        let served = world.sandbox.request_counters();
        world.sandbox.set_faults(Faults { strict: true, ..Faults::default() });
        world.sandbox.reset_counters();
        assert!(world.plan(&wanted).await.plan.is_empty());
        let strict = world.sandbox.request_counters();
        assert_eq!((served.exchanges, served.inner), (17, 76), "expansions served");
        assert_eq!((strict.exchanges, strict.inner), (61, 880), "expansions refused");
    });
}
