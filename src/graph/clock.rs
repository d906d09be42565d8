//! Time as a value that is passed in: the current time, and waiting.
//!
//! Only this file of the client reads the system's clock; everything else takes a `Clock`.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A source of time, and of waiting.
pub trait Clock: Send + Sync {
    /// Time since 1970-01-01T00:00:00Z.
    fn time_now(&self) -> Duration;
    /// Waits for a duration.
    fn sleep_for(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "only this clock reads the time; everything else takes it as an argument"
    )]
    fn time_now(&self) -> Duration {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "only this clock sleeps; everything else takes it as an argument"
    )]
    fn sleep_for(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}
