//! How long access lasts.

use std::cmp::Ordering;

use crate::model::{Expiration, Policy, RequestKind, Span};

/// The longest assignment that one request gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stay {
    /// This long after it was granted.
    For(Span),
    /// Until this moment, for everyone.
    Until(jiff::Timestamp),
    /// As long as the rule matches.
    WhileMatched,
    /// Access does not end by itself. Includes unknown expirations.
    WithoutEnd,
}

/// How long access lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The longest duration.
    pub stay: Stay,
    /// Whether people can extend it themselves without approval.
    pub renews: bool,
}

impl Time {
    /// The time of a policy. An assignment by a rule that also removes access lasts as long as the rule matches.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let ruled = policy.automatic.as_ref();
        let ruled = ruled.is_some_and(|automatic| automatic.assign && automatic.remove_when_leaving);
        let stay = match &policy.expiration {
            Expiration::Never | Expiration::NotSpecified if ruled => Stay::WhileMatched,
            Expiration::After(span @ Span::Seconds(_)) => Stay::For(span.clone()),
            Expiration::Until(moment) => Stay::Until(*moment),
            Expiration::After(Span::Raw(_))
            | Expiration::Never
            | Expiration::NotSpecified
            | Expiration::Unknown(_) => Stay::WithoutEnd,
        };
        let extends = policy.requests.may.contains(&RequestKind::Update);
        let approved = policy.approval.required_for.contains(&RequestKind::Update);
        Self { stay, renews: extends && !approved }
    }

    /// Whether it is no longer than `other`. A duration and a date cannot be compared.
    #[must_use]
    pub fn is_no_longer(&self, other: &Self) -> bool {
        let stay = matches!(compare_stays(&self.stay, &other.stay), Some(Ordering::Less | Ordering::Equal));
        stay && (!self.renews || other.renews)
    }
}

fn compare_stays(left: &Stay, right: &Stay) -> Option<Ordering> {
    match (left, right) {
        (Stay::WithoutEnd, Stay::WithoutEnd) | (Stay::WhileMatched, Stay::WhileMatched) => {
            Some(Ordering::Equal)
        }
        (_, Stay::WithoutEnd) => Some(Ordering::Less),
        (Stay::WithoutEnd, _) => Some(Ordering::Greater),
        (Stay::For(left), Stay::For(right)) => Some(left.cmp(right)),
        (Stay::Until(left), Stay::Until(right)) => Some(left.cmp(right)),
        (Stay::For(_) | Stay::WhileMatched, Stay::Until(_))
        | (Stay::Until(_) | Stay::WhileMatched, Stay::For(_))
        | (Stay::For(_) | Stay::Until(_), Stay::WhileMatched) => None,
    }
}
