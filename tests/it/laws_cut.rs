//! Law 7: an apply cut at any request, run again, converges to the same state with no duplicate.

use guestlist::graph::Reader;
use guestlist::model::{Desired, State};
use guestlist::sandbox::{Cut, Faults, When};

use crate::world::{World, demo, run};

/// What the tenant holds; a duplicate shows as two keys with pins. The day a review was created is no part of it.
async fn held(world: &World) -> State {
    let client = world.client();
    let mut state = guestlist::cli::pipeline::read(&Reader::new(&client)).await.unwrap().0.state;
    for review in state.policies.values_mut().filter_map(|policy| policy.review.as_mut()) {
        review.starting = None;
    }
    state
}

fn cut(at_request: u64, when: When, forever: bool) -> Faults {
    Faults { cut: Some(Cut { at_request, when, forever }), ..Faults::default() }
}

/// How many requests a whole apply makes, counted as the cut counts them, and which of them write.
async fn requests(wanted: &Desired) -> (u64, Vec<u64>, State) {
    let world = World::new().await;
    world.sandbox.reset_counters();
    world.apply(wanted).await;
    let requests = world.sandbox.requests();
    let writes = |request: &String| !request.starts_with("GET") && !request.contains("getByIds");
    let at = (1..).zip(&requests).filter(|(_, request)| writes(request)).map(|(at, _)| at).collect();
    (requests.len() as u64, at, held(&world).await)
}

async fn converges(wanted: &Desired, reference: &State, at: u64, when: When) {
    let world = World::new().await;
    world.sandbox.set_faults(cut(at, when, true));
    // The first run dies somewhere; that it says so is not the point here.
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
