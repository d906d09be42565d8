//! The sandbox's time: a value that is passed in, so that tests of waiting do not wait.
//!
//! Only the exchange loop reads it and passes the time on as a plain duration.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of time and of waiting.
pub trait Clock: Send + Sync {
    /// Returns the time since the Unix epoch.
    fn clock_time(&self) -> Duration;
    /// Waits for `duration` of this clock's time.
    fn sleep_until_due(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealClock;

#[expect(clippy::disallowed_methods, reason = "only this clock of the sandbox reads the real time")]
impl Clock for RealClock {
    fn clock_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep_until_due(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock that advances only when a test moves it. Clones share one time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    time: Arc<Mutex<Duration>>,
}

impl ManualClock {
    /// Returns a clock at `start` since the Unix epoch.
    #[must_use]
    pub fn new(start: Duration) -> ManualClock {
        ManualClock { time: Arc::new(Mutex::new(start)) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Default for ManualClock {
    /// Returns a clock at 2026-01-01T00:00:00Z.
    fn default() -> ManualClock {
        ManualClock::new(Duration::from_secs(1_767_225_600))
    }
}

impl Clock for ManualClock {
    fn clock_time(&self) -> Duration {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep_until_due(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            self.advance(duration);
            tokio::task::yield_now().await;
        })
    }
}
