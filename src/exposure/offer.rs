//! What the policies of a package offer, and to whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{PackageKey, Policy, PolicyKey, RequestKind, Review, RoleLink, State, TargetScope};

use super::{Audience, Door, Gate, Time};

/// Where a policy stands when several fit somebody: a lower number wins, and the others are ignored
/// (fact policy-priority-bands). Microsoft's pages name specific organizations both first and third: a reader is warned
/// where that makes a difference, and the first is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band(pub u8);

impl Band {
    /// The band of a scope.
    #[must_use]
    pub fn of(scope: &TargetScope) -> Self {
        Self(match scope {
            TargetScope::SpecificDirectoryUsers
            | TargetScope::SpecificConnectedOrganizationUsers
            | TargetScope::SpecificDirectoryServicePrincipals => 1,
            TargetScope::AllMemberUsers => 2,
            TargetScope::AllDirectoryUsers
            | TargetScope::AllDirectoryServicePrincipals
            | TargetScope::AllDirectoryAgentIdentities => 3,
            TargetScope::AllConfiguredConnectedOrganizationUsers | TargetScope::AllExternalUsers => 4,
            TargetScope::NotSpecified | TargetScope::Other(_) => 5,
        })
    }
}

/// What one policy offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The policy. Only its name counts where offers are written down: a pin moves nothing.
    pub key: PolicyKey,
    /// The policy's name.
    pub policy: String,
    /// Who may get access through it.
    pub audience: Audience,
    /// Where it stands among others.
    pub band: Band,
    /// Whether nobody asks: the service assigns by rule.
    pub automatic: bool,
    /// What stands between asking and having.
    pub gate: Gate,
    /// How long access lasts.
    pub time: Time,
    /// The review of those who have it.
    pub review: Option<Review>,
}

impl Offer {
    fn of(key: &PolicyKey, policy: &Policy, state: &State) -> Self {
        let automatic = policy.automatic.as_ref().is_some_and(|automatic| automatic.assign);
        let asks = policy.requests.may.contains(&RequestKind::Add)
            || policy.requests.on_behalf.may.contains(&RequestKind::Add);
        let open = if policy.automatic.is_some() { automatic } else { asks };
        Self {
            key: key.clone(),
            policy: key.name.clone(),
            audience: if open { Audience::of(policy, state) } else { Audience::default() },
            band: Band::of(&policy.scope),
            automatic,
            gate: Gate::of(policy),
            time: Time::of(policy),
            review: policy.review.clone(),
        }
    }
}

/// Who can get one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageExposure {
    /// What each policy offers, closed ones too.
    pub offers: Vec<Offer>,
    /// What holders get.
    pub reach: BTreeSet<RoleLink>,
    /// Whether it can be found and asked for.
    pub door: Door,
}

impl PackageExposure {
    /// Everybody who may get it.
    #[must_use]
    pub fn audience(&self) -> Audience {
        let mut all = Audience::default();
        self.offers.iter().for_each(|offer| all.with(offer.audience.clone()));
        all
    }

    /// The offers that count for somebody, each for those whom none of a better band keeps from it. What is assigned by
    /// rule is not asked for, so no band hides it or hides another behind it.
    #[must_use]
    pub fn effective(&self) -> Vec<Offer> {
        let better =
            |other: &&Offer, offer: &Offer| !other.automatic && !offer.automatic && other.band < offer.band;
        let left = |offer: &Offer| {
            let others = self.offers.iter().filter(|other| better(other, offer));
            let audience = others.fold(offer.audience.clone(), |left, other| left.without(&other.audience));
            Offer { audience, ..offer.clone() }
        };
        self.offers.iter().map(left).filter(|offer| !offer.audience.is_nobody()).collect()
    }

    /// Whether Microsoft's two orders of the bands would choose different policies for somebody: an offer to specific
    /// organizations, whose guests are in the directory, beside one to everybody in the directory
    /// (fact policy-priority-printed-twice).
    #[must_use]
    pub fn order_is_unclear(&self) -> bool {
        let open = |offer: &&Offer| !offer.audience.is_nobody() && !offer.automatic;
        let organizations = |offer: &&Offer| !offer.audience.outside.named.is_empty();
        let directory = |offer: &Offer| offer.band == Band(3);
        self.offers.iter().filter(open).any(directory)
            && self.offers.iter().filter(open).any(|offer| organizations(&offer))
    }
}

/// Who can get what, package by package.
#[must_use]
pub fn exposure(state: &State) -> BTreeMap<PackageKey, PackageExposure> {
    let mut all: BTreeMap<PackageKey, PackageExposure> = state
        .packages
        .iter()
        .map(|(key, package)| {
            let door = Door::of(key, state);
            (key.clone(), PackageExposure { offers: Vec::new(), reach: package.roles.clone(), door })
        })
        .collect();
    for (key, policy) in &state.policies {
        if let Some(package) = all.get_mut(&key.package) {
            package.offers.push(Offer::of(key, policy, state));
        }
    }
    all
}
