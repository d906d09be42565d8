//! A service that is slow, throttles, breaks connections and delays visibility: applying the demo company
//! ends in the same state, without duplicates or losses. Waiting advances the shared clock only.

use std::time::Duration;

use guestlist::model::State;
use guestlist::sandbox::{Clock as _, Faults, Random};

use crate::laws_cut::held;
use crate::world::{World, demo, run};

/// The cost of an apply.
struct Taken {
    state: State,
    /// Inner requests. Batched requests count one by one.
    requests: usize,
    /// Tokens that were used.
    tokens: usize,
    /// Time on the shared clock.
    time: Duration,
}

async fn applied(faults: Faults) -> Taken {
    let world = World::with(faults).await;
    let begun = world.clock.clock_time();
    world.sandbox.reset_counters();
    world.apply(&demo()).await;
    let tokens = world.rotation.tokens();
    let taken = (world.sandbox.recorded_requests().len(), world.clock.clock_time() - begun);
    world.sandbox.set_faults(Faults::default());
    assert_eq!(world.plan(&demo()).await.plan.steps, []);
    Taken { state: held(&world).await, requests: taken.0, tokens, time: taken.1 }
}

fn random(seed: u64, rate429: f64, rate503: f64, rate_cut: f64) -> Option<Random> {
    Some(Random { seed, rate429, rate503, rate_cut })
}

/// Every single fault by its name.
fn troubles() -> Vec<(&'static str, Faults)> {
    let calm = Faults::default;
    vec![
        ("throttled", Faults { random: random(1, 0.15, 0.15, 0.0), ..calm() }),
        ("throttled otherwise", Faults { random: random(77, 0.3, 0.0, 0.0), ..calm() }),
        ("cut", Faults { random: random(5, 0.0, 0.0, 0.05), ..calm() }),
        ("pages of one", Faults { page_size: 1, empty_last_page: true, ..calm() }),
        ("slow", Faults { latency: Duration::from_millis(250), ..calm() }),
        ("shown late", Faults { visibility_delay: Duration::from_secs(2), ..calm() }),
        ("signed out", Faults { token_exchanges: Some(20), ..calm() }),
        ("delivered late", Faults { resource_request_time: Duration::from_secs(10), ..calm() }),
    ]
}

#[test]
fn every_trouble_alone_ends_in_the_same_state() {
    run(async {
        let ideal = applied(Faults::default()).await;
        for (name, faults) in troubles() {
            let taken = applied(faults).await;
            assert_eq!(taken.state, ideal.state, "{name}");
            // The fault had an effect: it cost requests, time or tokens.
            let more = taken.requests > ideal.requests || taken.time > ideal.time;
            assert!(
                more || taken.tokens > ideal.tokens,
                "{name}: {} of {} requests, {:?}",
                taken.requests,
                ideal.requests,
                taken.time
            );
            // A wait lasts as long as the service asked for, not forever.
            assert!(taken.time < Duration::from_secs(1_200), "{name}: {:?}", taken.time);
        }
    });
}

#[test]
fn all_troubles_at_once_end_in_the_same_state() {
    run(async {
        let ideal = applied(Faults::default()).await;
        for seed in [3, 11, 29] {
            let taken = applied(Faults {
                random: random(seed, 0.15, 0.15, 0.02),
                page_size: 1,
                latency: Duration::from_millis(250),
                visibility_delay: Duration::from_secs(2),
                resource_request_time: Duration::from_secs(10),
                token_exchanges: Some(20),
                ..Faults::default()
            })
            .await;
            assert_eq!(taken.state, ideal.state, "seed {seed}");
            assert!(
                taken.requests > ideal.requests && taken.time > ideal.time && taken.tokens > 5,
                "seed {seed}"
            );
        }
    });
}
