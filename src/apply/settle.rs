//! Waits until the service shows a write: checks repeatedly against a clock, and never just sleeps.

use std::time::Duration;

use crate::graph::{Clock, GraphError};

/// How long a new object may be invisible before it counts as missing (reads lag by seconds, fact reads-lag-writes).
pub const VISIBILITY_WINDOW: Duration = Duration::from_secs(30);
/// How long a resource request may take: other tools wait for minutes (fact onboarding-takes-minutes).
pub const RESOURCE_WINDOW: Duration = Duration::from_secs(300);

/// How long an assignment request may take before it counts as unfinished: the service assigns and removes access
/// within minutes (fact role-change-takes-time).
pub(super) const ASSIGNMENT_WINDOW: Duration = Duration::from_secs(600);

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A wait with growing pauses and an end.
#[derive(Debug)]
pub struct Wait {
    until: Duration,
    pause: Duration,
}

impl Wait {
    /// Starts a wait that ends after `window`.
    #[must_use]
    pub fn new(clock: &dyn Clock, window: Duration) -> Self {
        Self { until: clock.time_now() + window, pause: FIRST_PAUSE }
    }

    /// Pauses once; false when the time is over.
    pub async fn pause_once(&mut self, clock: &dyn Clock) -> bool {
        let now = clock.time_now();
        if now >= self.until {
            return false;
        }
        clock.sleep_for(self.pause.min(self.until - now)).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

/// Whether a refusal may mean that the service does not see yet what this run has just created: it answers 404, or 403
/// if it cannot resolve the parent (facts missing-may-answer-403, body-names-catalog), or it says that the origin is
/// not replicated.
pub(super) fn is_possibly_settling(error: &GraphError) -> bool {
    error.as_refusal().is_some_and(|refusal| match refusal.status {
        404 => true,
        403 => refusal.code != "NoLicense",
        400 => matches!(
            refusal.code.as_str(),
            "ResourceNotFoundInOriginSystem" | "ResourceNotFound" | "RoleNotFound"
        ),
        _ => false,
    })
}

/// Whether a refusal means that another writer changes the same object at the moment (fact
/// concurrent-policy-writes-conflict).
pub(super) fn is_conflict(error: &GraphError) -> bool {
    error.http_status() == Some(409)
}
