//! Law 7 for deletions: after a cut at any request and a second run, everything is deleted once.

use guestlist::sandbox::{Cut, Faults, When};

use super::{ALL, OLD, files, held};
use crate::world::{World, run};

async fn converges(at_request: u64, when: When, visibility_delay: std::time::Duration) -> bool {
    let world = World::new().await;
    world.apply(&files(OLD)).await;
    world.sandbox.reset_counters();
    let cut = Some(Cut { at_request, when, forever: true });
    world.sandbox.set_faults(Faults { cut, visibility_delay, ..Faults::default() });
    let whole = world.try_apply(&files(ALL)).await.is_ok_and(|(_, outcome)| outcome.is_whole());
    world.sandbox.set_faults(Faults { visibility_delay, ..Faults::default() });
    world.apply(&files(ALL)).await;
    assert_eq!(held(&world).await, [""; 0], "cut at request {at_request}, {when:?}");
    assert!(world.plan(&files(ALL)).await.plan.is_empty());
    whole
}

#[test]
fn law_7_a_deletion_cut_at_any_request_converges() {
    run(async {
        for (delay, when) in [(0, When::BeforeWrite), (2, When::AfterWrite)] {
            let mut at = 1;
            while !converges(at, when, std::time::Duration::from_secs(delay)).await {
                at += 1;
            }
            assert!(at > 40, "{at} requests");
        }
    });
}

#[test]
fn law_7_a_single_cut_of_a_deletion_is_survived_within_one_run() {
    run(async {
        for at_request in 20..60 {
            for when in [When::BeforeWrite, When::AfterWrite] {
                let world = World::new().await;
                world.apply(&files(OLD)).await;
                world.sandbox.reset_counters();
                let cut = Some(Cut { at_request, when, forever: false });
                let resource_request_time = std::time::Duration::from_secs(10);
                world.sandbox.set_faults(Faults { cut, resource_request_time, ..Faults::default() });
                world.apply(&files(ALL)).await;
                assert_eq!(held(&world).await, [""; 0], "cut at request {at_request}, {when:?}");
            }
        }
    });
}
