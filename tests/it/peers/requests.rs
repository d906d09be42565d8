//! Waiting: requests that the service completes later, and objects that it shows later.

use guestlist::sandbox::Faults;
use std::time::Duration;

use super::{ASK, empty, policies};
use crate::world::{World, run};

#[test]
fn a_role_that_appears_late_is_waited_for() {
    run(async {
        let late = Faults { visibility_delay: Duration::from_secs(4), ..Faults::default() };
        let world = World::with(late).await;
        world.apply(&policies(&[ASK])).await;
        empty(&world, &policies(&[ASK])).await;
    });
}

#[test]
fn a_resource_request_is_polled_to_its_own_end() {
    run(async {
        let slow = Faults { resource_request_time: Duration::from_secs(40), ..Faults::default() };
        let world = World::with(slow).await;
        world.apply(&policies(&[ASK])).await;
        empty(&world, &policies(&[ASK])).await;
    });
}
