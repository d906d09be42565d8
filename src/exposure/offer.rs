//! What the policies of a package offer, and for which people.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{PackageKey, Policy, PolicyKey, RequestKind, Review, RoleLink, State, TargetScope};

use super::{Audience, Door, Gate, Time};

/// The rank of a policy when several match the same person: the lowest number applies, and the others are ignored (fact
/// policy-priority-bands). Microsoft's pages name specific organizations both first and third. The first is used, and
/// the output warns if that makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band(pub u8);

impl Band {
    /// The band of a scope.
    #[must_use]
    pub fn new(scope: &TargetScope) -> Self {
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
    /// The policy. Offers are compared by its name only, so a pin changes nothing.
    pub key: PolicyKey,
    /// The policy's name.
    pub policy: String,
    /// Who may get access through it.
    pub audience: Audience,
    /// Its rank among others.
    pub band: Band,
    /// Whether access is assigned by rule, without a request.
    pub automatic: bool,
    /// What is required between request and access.
    pub gate: Gate,
    /// How long access lasts.
    pub time: Time,
    /// The review of its assignments.
    pub review: Option<Review>,
}

impl Offer {
    fn new(key: &PolicyKey, policy: &Policy, state: &State) -> Self {
        let automatic = policy.automatic.as_ref().is_some_and(|automatic| automatic.assign);
        let asks = policy.requests.may.contains(&RequestKind::Add)
            || policy.requests.on_behalf.may.contains(&RequestKind::Add);
        let open = if policy.automatic.is_some() { automatic } else { asks };
        Self {
            key: key.clone(),
            policy: key.name.clone(),
            audience: if open { Audience::new(policy, state) } else { Audience::default() },
            band: Band::new(&policy.scope),
            automatic,
            gate: Gate::new(policy),
            time: Time::new(policy),
            review: policy.review.clone(),
        }
    }
}

/// Who can get one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageExposure {
    /// What each policy offers, including closed ones.
    pub offers: Vec<Offer>,
    /// What an assignment gives.
    pub reach: BTreeSet<RoleLink>,
    /// Whether it can be found and requested.
    pub door: Door,
}

impl PackageExposure {
    /// Everyone who may get it.
    #[must_use]
    pub fn whole_audience(&self) -> Audience {
        let mut all = Audience::default();
        self.offers.iter().for_each(|offer| all.add_audience(offer.audience.clone()));
        all
    }

    /// The offers that apply, each with the people who are in no policy with higher precedence. Assignment by rule
    /// needs no request, so no band hides it, and it hides no other policy.
    #[must_use]
    pub fn effective_offers(&self) -> Vec<Offer> {
        let better =
            |other: &&Offer, offer: &Offer| !other.automatic && !offer.automatic && other.band < offer.band;
        let left = |offer: &Offer| {
            let others = self.offers.iter().filter(|other| better(other, offer));
            let audience =
                others.fold(offer.audience.clone(), |left, other| left.without_audience(&other.audience));
            Offer { audience, ..offer.clone() }
        };
        self.offers.iter().map(left).filter(|offer| !offer.audience.is_empty()).collect()
    }

    /// Whether Microsoft's two orders of the bands would choose different policies for someone: an offer to specific
    /// organizations, whose guests are in the directory, together with one to everyone in the directory (fact
    /// policy-priority-printed-twice).
    #[must_use]
    pub fn has_unclear_order(&self) -> bool {
        let open = |offer: &&Offer| !offer.audience.is_empty() && !offer.automatic;
        let organizations = |offer: &&Offer| !offer.audience.outside.named.is_empty();
        let directory = |offer: &Offer| offer.band == Band(3);
        self.offers.iter().filter(open).any(directory)
            && self.offers.iter().filter(open).any(|offer| organizations(&offer))
    }
}

/// Who can get what, package by package.
#[must_use]
pub fn package_exposures(state: &State) -> BTreeMap<PackageKey, PackageExposure> {
    let mut all: BTreeMap<PackageKey, PackageExposure> = state
        .packages
        .iter()
        .map(|(key, package)| {
            let door = Door::new(key, state);
            (key.clone(), PackageExposure { offers: Vec::new(), reach: package.roles.clone(), door })
        })
        .collect();
    for (key, policy) in &state.policies {
        if let Some(package) = all.get_mut(&key.package) {
            package.offers.push(Offer::new(key, policy, state));
        }
    }
    all
}
