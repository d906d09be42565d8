//! How long access lasts.

use std::cmp::Ordering;

use serde::Serialize;

use crate::model::{Expiration, Policy, RequestKind, Span};

/// The longest stay that one request gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Stay {
    /// So long after it was granted.
    For(Span),
    /// Until this moment, for everybody.
    Until(jiff::Timestamp),
    /// Access does not end by itself. Also what is not known.
    WithoutEnd,
}

/// How long access lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Time {
    /// The longest stay.
    pub stay: Stay,
    /// Whether people extend it themselves and nobody has to approve that.
    pub renews: bool,
}

impl Time {
    /// The time of a policy. Whoever is assigned by rule stays as long as the rule matches.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let stay = match &policy.expiration {
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
        (Stay::WithoutEnd, Stay::WithoutEnd) => Some(Ordering::Equal),
        (_, Stay::WithoutEnd) => Some(Ordering::Less),
        (Stay::WithoutEnd, _) => Some(Ordering::Greater),
        (Stay::For(left), Stay::For(right)) => Some(left.cmp(right)),
        (Stay::Until(left), Stay::Until(right)) => Some(left.cmp(right)),
        (Stay::For(_), Stay::Until(_)) | (Stay::Until(_), Stay::For(_)) => None,
    }
}
