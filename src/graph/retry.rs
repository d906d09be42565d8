//! When to try again, as a pure policy: from what happened to a wait or an end.
//!
//! Must not sleep, send or look at a clock.

use std::time::Duration;

use super::{Response, TransportError};

/// The limits of retrying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often one request is sent at most.
    pub attempts: u32,
    /// How often a failed connection is attempted.
    pub connects: u32,
    /// The total time of one request, including its waits.
    pub budget: Duration,
    /// The first wait if the service gives none. It doubles each time.
    pub first: Duration,
    /// The longest wait if the service gives none.
    pub longest: Duration,
}

impl Default for Patience {
    /// Ten attempts in five minutes, waits of 1, 2, 4 to 60 s (fact throttling-unpublished).
    fn default() -> Self {
        Self {
            attempts: 10,
            connects: 3,
            budget: Duration::from_secs(300),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
        }
    }
}

/// The effort spent on a request so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// The number of attempts.
    pub attempts: u32,
    /// The time since the first attempt.
    pub time: Duration,
    /// A pseudo-random number from 0 to 999. It spreads clients that failed at the same time.
    pub jitter: u32,
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Stop: the outcome is final.
    Settle,
    /// Send the request again after this wait.
    Again(Duration),
    /// Stop without knowing whether the request took effect.
    Unknown,
}

/// The wait that a response asks for, in whole seconds (fact retry-after-seconds).
#[must_use]
pub(super) fn retry_after(response: &Response) -> Option<Duration> {
    response.header_value("retry-after")?.trim().parse().ok().map(Duration::from_secs)
}

impl Patience {
    fn backoff_time(&self, spent: Spent) -> Duration {
        let doubled = self.first.saturating_mul(1_u32 << spent.attempts.saturating_sub(1).min(16));
        let wait = doubled.min(self.longest);
        // Half of the wait is fixed and half is random, so that no client waits for almost no time.
        wait / 2 + (wait / 2).saturating_mul(spent.jitter.min(999)) / 999
    }

    fn retry_after(&self, wait: Duration, attempts: u32, spent: Spent) -> Option<Next> {
        let within = spent.attempts < attempts && spent.time.saturating_add(wait) <= self.budget;
        within.then_some(Next::Again(wait))
    }

    /// Decides after a response. A throttled request (429, or 503 with a wait) was not carried out, so any
    /// request is repeated. After other 5xx, only repeatable requests are.
    #[must_use]
    pub fn after_response(&self, response: &Response, repeatable: bool, spent: Spent) -> Next {
        let asked = retry_after(response);
        let wait = asked.unwrap_or_else(|| self.backoff_time(spent));
        match response.status {
            429 => self.retry_after(wait, self.attempts, spent).unwrap_or(Next::Settle),
            503 if asked.is_some() => self.retry_after(wait, self.attempts, spent).unwrap_or(Next::Settle),
            500..=599 if response.status == 501 => Next::Settle,
            500..=599 if repeatable => self.retry_after(wait, self.attempts, spent).unwrap_or(Next::Settle),
            500..=599 => Next::Unknown,
            _ => Next::Settle,
        }
    }

    /// Decides after an attempt without a response.
    #[must_use]
    pub fn after_error(&self, error: &TransportError, repeatable: bool, spent: Spent) -> Next {
        let wait = self.backoff_time(spent);
        match error {
            TransportError::Forbidden(_) => Next::Settle,
            TransportError::NotSent(_) => {
                self.retry_after(wait, self.connects, spent).unwrap_or(Next::Settle)
            }
            TransportError::Uncertain(_) if repeatable => {
                self.retry_after(wait, self.attempts, spent).unwrap_or(Next::Unknown)
            }
            TransportError::Uncertain(_) => Next::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Body;

    fn response(status: u16, after: Option<&str>) -> Response {
        let headers = after.map(|seconds| ("Retry-After".to_owned(), seconds.to_owned()));
        Response { status, headers: headers.into_iter().collect(), body: Body::Empty }
    }

    fn spent(attempts: u32) -> Spent {
        Spent { attempts, time: Duration::ZERO, jitter: 999 }
    }

    #[test]
    fn throttling_is_waited_out_for_every_method() {
        let patience = Patience::default();
        for repeatable in [true, false] {
            for status in [429, 503] {
                let next = patience.after_response(&response(status, Some("7")), repeatable, spent(1));
                assert_eq!(next, Next::Again(Duration::from_secs(7)));
            }
        }
    }

    #[test]
    fn a_creation_with_an_unknown_outcome_is_not_repeated() {
        let patience = Patience::default();
        for status in [500, 502, 503, 504] {
            assert_eq!(patience.after_response(&response(status, None), false, spent(1)), Next::Unknown);
        }
        let cut = TransportError::Uncertain("cut".into());
        assert_eq!(patience.after_error(&cut, false, spent(1)), Next::Unknown);
        assert_eq!(patience.after_error(&cut, true, spent(1)), Next::Again(Duration::from_secs(1)));
    }

    #[test]
    fn waits_double_up_to_the_longest_and_end_with_the_budget() {
        let patience = Patience::default();
        let wait = |attempts| match patience.after_response(&response(500, None), true, spent(attempts)) {
            Next::Again(wait) => wait.as_secs(),
            _ => 0,
        };
        assert_eq!([1, 2, 3, 7, 9, 10].map(wait), [1, 2, 4, 60, 60, 0]);
        let late = Spent { time: Duration::from_secs(299), ..spent(2) };
        assert_eq!(patience.after_response(&response(429, Some("10")), true, late), Next::Settle);
    }

    #[test]
    fn answers_that_are_final_settle() {
        let patience = Patience::default();
        for status in [200, 204, 400, 403, 404, 409, 501] {
            assert_eq!(patience.after_response(&response(status, None), true, spent(1)), Next::Settle);
        }
    }
}
