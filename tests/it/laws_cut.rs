//! Law 7: an apply that is cut at any request and run again reaches the same state without duplicates.

use guestlist::graph::Reader;
use guestlist::model::{Desired, State};
use guestlist::sandbox::{Cut, Faults, When};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::generate::serviceable;
use crate::laws_http::{replaces, tenant, wanted};
use crate::world::{World, demo, run};

/// The tenant's objects. Duplicates appear as two keys with pins. The day on which a review was created is
/// left out.
pub(crate) async fn held(world: &World) -> State {
    let client = world.client();
    let mut state = guestlist::cli::pipeline::read_actual(&Reader::new(&client)).await.unwrap().0.state;
    for review in state.policies.values_mut().filter_map(|policy| policy.review.as_mut()) {
        review.starting = None;
    }
    state
}

fn cut(at_request: u64, when: When, forever: bool) -> Faults {
    Faults { cut: Some(Cut { at_request, when, forever }), ..Faults::default() }
}

/// The number of requests of a complete apply, as the cut counts them, and which of them write.
async fn requests(wanted: &Desired) -> (u64, Vec<u64>, State) {
    let world = World::new().await;
    world.sandbox.reset_counters();
    world.apply(wanted).await;
    let requests = world.sandbox.recorded_requests();
    let writes = |request: &String| !request.starts_with("GET") && !request.contains("getByIds");
    let at = (1..).zip(&requests).filter(|(_, request)| writes(request)).map(|(at, _)| at).collect();
    (requests.len() as u64, at, held(&world).await)
}

async fn converges(wanted: &Desired, reference: &State, at: u64, when: When) {
    let world = World::new().await;
    world.sandbox.set_faults(cut(at, when, true));
    // The first run fails at some point; its message is not tested here.
    let _ = world.try_apply(wanted).await;
    world.sandbox.set_faults(Faults::default());
    world.apply(wanted).await;
    assert_eq!(held(&world).await, *reference, "cut at request {at}, {when:?}");
    assert_eq!(world.plan(wanted).await.plan.steps, [], "cut at request {at}, {when:?}");
}

#[test]
fn law_7_an_apply_of_the_demo_cut_before_any_request_converges() {
    run(async {
        let wanted = demo();
        let (total, _, reference) = requests(&wanted).await;
        assert!(total > 60, "{total}");
        for at in 1..=total {
            converges(&wanted, &reference, at, When::BeforeWrite).await;
        }
    });
}

#[test]
fn law_7_an_apply_of_the_demo_cut_after_any_write_converges() {
    run(async {
        let wanted = demo();
        let (_, writes, reference) = requests(&wanted).await;
        assert!(writes.len() >= 36, "{}", writes.len());
        for at in writes {
            converges(&wanted, &reference, at, When::AfterWrite).await;
        }
    });
}

/// The number of writes that the tenant received.
fn written(world: &World) -> usize {
    let requests = world.sandbox.recorded_requests();
    requests.iter().filter(|request| !request.starts_with("GET") && !request.contains("getByIds")).count()
}

/// Runs an apply until the tenant has received this many writes, and drops it there as if the process were
/// killed.
async fn killed(world: &World, wanted: &Desired, writes: usize) {
    let enough = async {
        while written(world) < writes {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = world.try_apply(wanted) => {}
        () = enough => {}
    }
}

#[test]
fn law_7_a_process_that_is_killed_while_nothing_is_visible_yet_makes_nothing_twice() {
    run(async {
        let wanted = demo();
        let (_, writes, reference) = requests(&wanted).await;
        let mut waited = 0;
        for writes in 1..=writes.len() {
            let world = World::new().await;
            let visibility_delay = std::time::Duration::from_secs(5);
            world.sandbox.set_faults(Faults { visibility_delay, ..Faults::default() });
            killed(&world, &wanted, writes).await;
            let begun = guestlist::apply::pending_writes(
                &world.journal.lines(),
                guestlist::graph::Clock::time_now(&crate::world::SharedClock(world.clock.clone())),
            );
            waited += usize::from(!begun.is_empty());
            world.apply(&wanted).await;
            assert_eq!(held(&world).await, reference, "killed at write {writes}");
        }
        assert!(waited > 20, "{waited}");
    });
}

#[test]
fn law_7_a_single_cut_is_survived_within_one_run_although_new_objects_stay_invisible() {
    run(async {
        let wanted = demo();
        let (_, writes, reference) = requests(&wanted).await;
        for at in writes {
            let world = World::new().await;
            let visibility_delay = std::time::Duration::from_secs(2);
            world.sandbox.set_faults(Faults { visibility_delay, ..cut(at, When::AfterWrite, false) });
            world.apply(&wanted).await;
            assert_eq!(held(&world).await, reference, "cut at request {at}");
        }
    });
}

/// The number of generated pairs of states, and of cuts for each pair.
const PAIRS: u32 = 5;
const CUTS: u64 = 4;

#[test]
fn law_7_a_change_between_generated_states_cut_anywhere_converges() {
    let config = Config { cases: PAIRS, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&(serviceable(), serviceable()), |(first, second)| {
            run(async {
                let whole = tenant().await;
                whole.apply(&wanted(&first)).await;
                let second = if replaces(&whole, &second).await { first.clone() } else { second };
                whole.sandbox.reset_counters();
                whole.apply(&wanted(&second)).await;
                let total = whole.sandbox.recorded_requests().len() as u64;
                let reference = held(&whole).await;
                for part in 1..=CUTS {
                    let at = (total * part / CUTS).max(1);
                    let world = tenant().await;
                    world.apply(&wanted(&first)).await;
                    world.sandbox.set_faults(cut(at, When::AfterWrite, true));
                    // The first run fails at some point; its message is not tested here.
                    let _ = world.try_apply(&wanted(&second)).await;
                    world.sandbox.set_faults(Faults::default());
                    world.apply(&wanted(&second)).await;
                    assert_eq!(held(&world).await, reference, "cut at request {at} of {total}");
                }
            });
            Ok(())
        })
        .unwrap();
}
