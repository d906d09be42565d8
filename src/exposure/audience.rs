//! Sets of people, compared by inclusion.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{OrganizationRef, OrganizationState, Policy, State, Subject, TargetScope};

/// A part of one population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum People {
    /// These, by name; no one if empty.
    These(BTreeSet<Subject>),
    /// All of them, including future ones.
    All,
}

impl Default for People {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl People {
    pub(super) fn is_superset(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::These(_), Self::All) => false,
            (Self::These(these), Self::These(others)) => others.is_subset(these),
        }
    }

    fn has_common_people(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::These(these), Self::These(others)) => !these.is_disjoint(others),
            (Self::All, rest) | (rest, Self::All) => !rest.is_empty(),
        }
    }

    fn without_people(&self, other: &Self) -> Self {
        match (self, other) {
            (_, Self::All) => Self::default(),
            (Self::All, Self::These(_)) => Self::All,
            (Self::These(these), Self::These(others)) => {
                Self::These(these.difference(others).cloned().collect())
            }
        }
    }

    fn add_people(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::These(these), Self::These(others)) => these.extend(others),
            _ => *self = Self::All,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Users from other organizations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Connected organizations by name, and whether each is configured.
    pub named: BTreeMap<OrganizationRef, bool>,
    /// Every configured connected organization, including future ones.
    pub configured: bool,
    /// Anyone, from any organization.
    pub anyone: bool,
}

impl Outside {
    pub(super) fn is_superset(&self, other: &Self) -> bool {
        let one = |(name, configured): (&OrganizationRef, &bool)| {
            self.named.contains_key(name) || (self.configured && *configured)
        };
        self.anyone
            || (!other.anyone && (self.configured || !other.configured) && other.named.iter().all(one))
    }

    fn has_common_outside(&self, other: &Self) -> bool {
        let wide = |one: &Self| one.anyone || one.configured;
        let shared = self.named.keys().any(|name| other.named.contains_key(name));
        shared || (wide(self) && !other.is_empty()) || (wide(other) && !self.is_empty())
    }

    fn without_outside(&self, other: &Self) -> Self {
        let mut left = self.clone();
        left.named.retain(|name, configured| {
            !(other.anyone || other.named.contains_key(name) || (*configured && other.configured))
        });
        left.configured &= !other.configured && !other.anyone;
        left.anyone &= !other.anyone;
        left
    }

    fn add_outside(&mut self, other: Self) {
        self.named.extend(other.named);
        self.configured |= other.configured;
        self.anyone |= other.anyone;
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Who may get a package: a set over four populations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// Members of the directory.
    pub members: People,
    /// Guests that are in the directory.
    pub guests: People,
    /// Users from other organizations, in the directory or not.
    pub outside: Outside,
    /// Service principals and agents.
    pub services: People,
}

impl Audience {
    /// The people that a policy is for, whether or not they may make requests. An unknown scope counts as anyone.
    #[must_use]
    pub fn new(policy: &Policy, state: &State) -> Self {
        let named = || People::These(policy.targets.clone());
        let all = People::All;
        let nobody = Self::default();
        match &policy.scope {
            TargetScope::NotSpecified => nobody,
            TargetScope::SpecificDirectoryUsers => Self { members: named(), guests: named(), ..nobody },
            TargetScope::AllMemberUsers => Self { members: all, ..nobody },
            TargetScope::AllDirectoryUsers => Self { members: all.clone(), guests: all, ..nobody },
            TargetScope::SpecificConnectedOrganizationUsers => {
                let named = scope_organizations(policy, state);
                Self { outside: Outside { named, ..Outside::default() }, ..nobody }
            }
            TargetScope::AllConfiguredConnectedOrganizationUsers => {
                Self { outside: Outside { configured: true, ..Outside::default() }, ..nobody }
            }
            TargetScope::AllExternalUsers => {
                Self { outside: Outside { anyone: true, ..Outside::default() }, ..nobody }
            }
            TargetScope::SpecificDirectoryServicePrincipals => Self { services: named(), ..nobody },
            TargetScope::AllDirectoryServicePrincipals | TargetScope::AllDirectoryAgentIdentities => {
                Self { services: all, ..nobody }
            }
            TargetScope::Other(_) => Self::everyone(),
        }
    }

    /// Everyone and everything.
    #[must_use]
    pub fn everyone() -> Self {
        let outside = Outside { anyone: true, configured: true, named: BTreeMap::new() };
        Self { members: People::All, guests: People::All, outside, services: People::All }
    }

    /// Whether it includes all of `other`.
    #[must_use]
    pub fn is_superset(&self, other: &Self) -> bool {
        self.members.is_superset(&other.members)
            && self.guests.is_superset(&other.guests)
            && self.outside.is_superset(&other.outside)
            && self.services.is_superset(&other.services)
    }

    /// Whether someone may be in both.
    #[must_use]
    pub fn is_overlapping(&self, other: &Self) -> bool {
        self.members.has_common_people(&other.members)
            || self.guests.has_common_people(&other.guests)
            || self.outside.has_common_outside(&other.outside)
            || self.services.has_common_people(&other.services)
    }

    /// Adds the people of another audience.
    pub fn add_audience(&mut self, other: Self) {
        self.members.add_people(other.members);
        self.guests.add_people(other.guests);
        self.outside.add_outside(other.outside);
        self.services.add_people(other.services);
    }

    /// The people who are certainly not in `other`. Populations that are not listed person by person are kept if they
    /// may contain such people.
    #[must_use]
    pub fn without_audience(&self, other: &Self) -> Self {
        Self {
            members: self.members.without_people(&other.members),
            guests: self.guests.without_people(&other.guests),
            outside: self.outside.without_outside(&other.outside),
            services: self.services.without_people(&other.services),
        }
    }

    /// The audience in the smallest parts that can be distinguished: each population, and in it each subject and each
    /// organization by name.
    #[must_use]
    pub fn smallest_parts(&self) -> Vec<Self> {
        let Self { members, guests, outside, services } = self;
        let mut parts = Vec::new();
        let each = |people: &People| match people {
            People::All => vec![People::All],
            People::These(these) => {
                these.iter().map(|one| People::These(BTreeSet::from([one.clone()]))).collect()
            }
        };
        parts.extend(each(members).into_iter().map(|members| Self { members, ..Self::default() }));
        parts.extend(each(guests).into_iter().map(|guests| Self { guests, ..Self::default() }));
        parts.extend(each(services).into_iter().map(|services| Self { services, ..Self::default() }));
        let mut outer: Vec<Outside> = outside
            .named
            .iter()
            .map(|(name, configured)| Outside {
                named: BTreeMap::from([(name.clone(), *configured)]),
                ..Outside::default()
            })
            .collect();
        if outside.configured {
            outer.push(Outside { configured: true, ..Outside::default() });
        }
        if outside.anyone {
            outer.push(Outside { anyone: true, ..Outside::default() });
        }
        parts.extend(outer.into_iter().map(|outside| Self { outside, ..Self::default() }));
        parts
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn scope_organizations(policy: &Policy, state: &State) -> BTreeMap<OrganizationRef, bool> {
    let configured = |reference: &OrganizationRef| match reference {
        OrganizationRef::Key(key) => {
            let there = state.organizations.get(key);
            there.is_some_and(|organization| organization.state == OrganizationState::Configured)
        }
        OrganizationRef::Id(_) => false,
    };
    let named = policy.targets.iter().filter_map(|subject| match subject {
        Subject::ConnectedOrganization(reference) => Some((reference.clone(), configured(reference))),
        _ => None,
    });
    named.collect()
}
