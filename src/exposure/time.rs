//! How long access lasts.

use std::cmp::Ordering;

use crate::model::{Expiration, Policy, RequestKind, Span};

/// The longest stay that one request gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stay {
    /// So long after it was granted.
    For(Span),
    /// Until this moment, for everybody.
    Until(jiff::Timestamp),
    /// As long as the rule by which the service assigns matches.
    WhileMatched,
    /// Access does not end by itself. Also what is not known.
    WithoutEnd,
}

/// How long access lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The longest stay.
    pub stay: Stay,
    /// Whether people extend it themselves and nobody has to approve that.
    pub renews: bool,
}

impl Time {
    /// The time of a policy. Whoever is assigned by a rule that also takes away stays as long as it matches.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
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

    /// Whether it is no longer than `other`. A length and a day cannot be compared.
    #[must_use]
    pub fn at_most(&self, other: &Self) -> bool {
        let stay = matches!(compared(&self.stay, &other.stay), Some(Ordering::Less | Ordering::Equal));
        stay && (!self.renews || other.renews)
    }
}

fn compared(left: &Stay, right: &Stay) -> Option<Ordering> {
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
