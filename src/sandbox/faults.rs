//! The switches: errors, delays, and choices for behaviour that is not documented.
//!
//! It must not know the objects; a refusal names a method and a path only.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// All deviations from a fast service without errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// The page size if the caller sends no `$top`. 100 by default (unpublished for entitlement management).
    pub page_size: usize,
    /// Adds an empty last page to every list, which the paging rules allow.
    pub empty_last_page: bool,
    /// How long a new entitlement object is missing from lists and item reads.
    pub visibility_delay: Duration,
    /// How long a resource request stays `delivering`.
    pub resource_request_time: Duration,
    /// How long an assignment stays `delivering`, and its removal pending.
    pub assignment_time: Duration,
    /// Refuses expansions and filters that are only seen in practice or unproven.
    pub strict: bool,
    /// Requests that are answered with an error.
    pub refuse: Vec<Refusal>,
    /// A connection that breaks at one request.
    pub cut: Option<Cut>,
    /// Seeded random errors.
    pub random: Option<Random>,
    /// The status of an item read, update or delete of a missing policy: 403 or 404, both were observed.
    pub missing_policy_status: u16,
    /// What a PUT does to a block that it omits.
    pub put_omission: PutOmission,
    /// Whether lists of policies carry `questions` as an item read does.
    pub list_questions_inline: bool,
    /// Leaves the roles of every resource out of expansions, as observed for applications. The lists
    /// `resourceRoles` contain them.
    pub empty_expanded_roles: bool,
    /// What a PATCH of an organization does to its identity sources.
    pub put_sources: PutSources,
    /// How lists are closed to callers who have catalog roles only.
    pub scoped_lists: ScopedLists,
    /// Shows connected organizations to directory roles that only read, although Microsoft's pages do not
    /// name them.
    pub readers_see_organizations: bool,
    /// Refuses a second package with the same name in a catalog, and a second policy with the same name in a
    /// package.
    pub unique_names: bool,
    /// Creates an assignment at once, even if the policy requires approval, instead of leaving it
    /// `pendingApproval`.
    pub bypass_approval: bool,
    /// Accepts an `adminUpdate` to another policy but does not move the assignment. Only one page says that
    /// it moves.
    pub ignore_moves: bool,
    /// Subjects, by object id, whose assignment requests end as `deliveryFailed`.
    pub undeliverable: Vec<String>,
    /// How many exchanges a bearer token is valid for. After that, a new token is needed.
    pub token_exchanges: Option<u64>,
    /// The delay before every inner request.
    pub latency: Duration,
    /// How long the creation of a policy occupies its package. Another creation in this time conflicts.
    pub policy_write_time: Duration,
}

impl Default for Faults {
    fn default() -> Faults {
        Faults {
            page_size: 100,
            empty_last_page: false,
            visibility_delay: Duration::ZERO,
            resource_request_time: Duration::ZERO,
            assignment_time: Duration::ZERO,
            strict: false,
            refuse: Vec::new(),
            token_exchanges: None,
            cut: None,
            random: None,
            missing_policy_status: 404,
            put_omission: PutOmission::Reset,
            list_questions_inline: false,
            empty_expanded_roles: false,
            put_sources: PutSources::Replace,
            scoped_lists: ScopedLists::Refused,
            readers_see_organizations: false,
            unique_names: false,
            bypass_approval: false,
            ignore_moves: false,
            undeliverable: Vec::new(),
            latency: Duration::ZERO,
            policy_write_time: Duration::ZERO,
        }
    }
}

/// A kind of request to answer with an error.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Refusal {
    /// Method, or `*` for all.
    pub method: String,
    /// The path below `/v1.0`. `*` matches any characters; without a `*` it is a prefix.
    pub path: String,
    /// HTTP status.
    pub status: u16,
    /// `error.code` of the answer.
    pub code: String,
    /// `error.message` of the answer.
    pub message: String,
    /// How many requests are refused. All if absent.
    pub times: Option<u32>,
    /// The seconds in a `Retry-After` header.
    pub retry_after: Option<u64>,
    /// Sends the message as an HTML page instead of Graph's envelope, as the service does for some unusual
    /// queries.
    pub html: bool,
}

/// A connection that breaks without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The inner request at which the connection breaks, counted from 1 since the faults were set. A single
    /// request counts as one. A batch breaks at this part, after the earlier parts were carried out.
    pub at_request: u64,
    /// Whether the request is carried out before the connection breaks.
    pub when: When,
    /// Also breaks every later exchange before it is carried out, as if the client had no network.
    #[serde(default)]
    pub forever: bool,
}

/// When a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// Before anything was written.
    BeforeWrite,
    /// After the write was durable and before its answer.
    AfterWrite,
}

/// Random errors, which are the same for the same seed and order of requests. Rates are between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Random {
    /// Seed of the sequence.
    pub seed: u64,
    /// The rate of requests answered with 429 and `Retry-After: 1`.
    pub rate429: f64,
    /// The rate of requests answered with 503 and `Retry-After: 1`.
    pub rate503: f64,
    /// The rate of exchanges that are cut, half of them after the write.
    pub rate_cut: f64,
}

/// What a PUT does to a block that it omits. There is no evidence for either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PutOmission {
    /// The block falls back to its default, as the documentation says.
    Reset,
    /// The block keeps its stored value.
    Keep,
}

/// What a PATCH does to the identity sources of a connected organization. It is documented as possible, but
/// unproven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PutSources {
    /// The sent sources replace the stored ones.
    Replace,
    /// The member is ignored.
    Ignore,
}

/// How a list is closed to a caller who has catalog roles only. There is no evidence for either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScopedLists {
    /// The list is refused with 403.
    Refused,
    /// The list is empty.
    Empty,
}

/// The decision about one request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    Pass,
    /// Answer with this refusal.
    Refuse(Refusal),
    CutBefore,
    CutAfter,
}

/// The state of the switches: counts since they were set.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    seen: u64,
    dead: bool,
    used: Vec<u32>,
    random: u64,
    /// How often each bearer token was used. The tokens themselves are never stored.
    tokens: BTreeMap<u64, u64>,
}

impl Gate {
    pub(crate) fn new(faults: &Faults) -> Gate {
        Gate {
            used: vec![0; faults.refuse.len()],
            random: faults.random.map_or(1, |random| random.seed.wrapping_mul(2).wrapping_add(1)),
            ..Gate::default()
        }
    }

    /// Counts one exchange with a bearer token, and returns whether that token has expired.
    pub(crate) fn count_token_exchange(&mut self, faults: &Faults, token: &[u8]) -> bool {
        let Some(most) = faults.token_exchanges else { return false };
        let mut hasher = std::hash::DefaultHasher::new();
        hasher.write(token);
        let shown = self.tokens.entry(hasher.finish()).or_default();
        *shown += 1;
        *shown > most
    }

    /// Counts one inner request and decides about it.
    pub(crate) fn judge_request(&mut self, faults: &Faults, method: &str, path: &str) -> Verdict {
        self.seen += 1;
        if self.dead {
            return Verdict::CutBefore;
        }
        if let Some(cut) = faults.cut
            && cut.at_request == self.seen
        {
            self.dead = cut.forever;
            return match cut.when {
                When::BeforeWrite => Verdict::CutBefore,
                When::AfterWrite => Verdict::CutAfter,
            };
        }
        if let Some(random) = faults.random {
            let draw = self.draw_random();
            let limit429 = random.rate429;
            let limit503 = limit429 + random.rate503;
            if draw < limit429 {
                return Verdict::Refuse(throttled_refusal(
                    429,
                    "TooManyRequests",
                    "Please retry again later.",
                ));
            }
            if draw < limit503 {
                return Verdict::Refuse(throttled_refusal(503, "ServiceUnavailable", ""));
            }
            if draw < limit503 + random.rate_cut {
                return if self.draw_random() < 0.5 { Verdict::CutBefore } else { Verdict::CutAfter };
            }
        }
        for (index, refusal) in faults.refuse.iter().enumerate() {
            let left = refusal.times.is_none_or(|times| self.used[index] < times);
            if left && is_method_match(refusal, method) && is_path_match(&refusal.path, path) {
                self.used[index] += 1;
                return Verdict::Refuse(refusal.clone());
            }
        }
        Verdict::Pass
    }

    /// Returns the next number of a xorshift sequence, in [0, 1).
    fn draw_random(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        f64::from(u32::try_from(self.random >> 32).unwrap_or_default()) / 4_294_967_296.0
    }
}

fn throttled_refusal(status: u16, code: &str, message: &str) -> Refusal {
    Refusal { status, code: code.into(), message: message.into(), retry_after: Some(1), ..Refusal::default() }
}

fn is_method_match(refusal: &Refusal, method: &str) -> bool {
    refusal.method == "*" || refusal.method.eq_ignore_ascii_case(method)
}

fn is_path_match(pattern: &str, path: &str) -> bool {
    if !pattern.contains('*') {
        return path.starts_with(pattern);
    }
    let mut rest = path;
    let mut parts = pattern.split('*');
    let Some(stripped) = rest.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    rest = stripped;
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        if index + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_path_match;

    #[test]
    fn a_pattern_without_a_star_is_a_prefix() {
        assert!(is_path_match("/users", "/users/1"));
        assert!(!is_path_match("/users", "/groups"));
        assert!(is_path_match("/a/*/c", "/a/b/c"));
        assert!(!is_path_match("/a/*/c", "/a/b/c/d"));
        assert!(is_path_match("/a/*", "/a/b/c/d"));
    }
}
