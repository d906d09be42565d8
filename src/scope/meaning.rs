//! What the names in the files mean today, and which of them have changed since they were locked.

use std::collections::BTreeMap;

use crate::model::{
    Desired, DirectoryRef, Facts, IdentitySource, Key, Lock, LockedName, Lookup, ObjectId, Place, Unlocked,
};

use super::Problem;
use super::lookups::lookup_of;

/// What a name in the files means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The only object that has the name.
    pub id: ObjectId,
    /// The first place where it is written.
    pub place: Option<Place>,
}

/// A name that no longer resolves to the object that was locked.
#[derive(Clone, Copy, Debug)]
pub struct Rebound<'a> {
    /// The name.
    pub name: &'a LockedName,
    /// The object at the time of locking.
    pub locked: &'a ObjectId,
    /// The object today.
    pub found: &'a Meaning,
}

/// Every name in the files that resolves to one object. Names of none or of several objects are problems of their own.
pub(super) fn name_meanings(desired: &Desired, facts: &Facts) -> BTreeMap<LockedName, Meaning> {
    let mut meanings = BTreeMap::new();
    let mut means = |lookup: &Lookup, id: &ObjectId, place: Option<&Place>| {
        if let Some(name) = LockedName::from_lookup(lookup) {
            let meaning = || Meaning { id: id.clone(), place: place.cloned() };
            meanings.entry(name).or_insert_with(meaning);
        }
    };
    for (principal, place) in &desired.origin.references {
        let Some(lookup) = lookup_of(principal) else { continue };
        if let Some([id]) = facts.found.get(&lookup).map(Vec::as_slice) {
            means(&lookup, id, Some(place));
        }
    }
    let domains = desired.origin.domains.iter().map(|(domain, place)| (domain, Some(place)));
    let sources = desired.state.organizations.iter().flat_map(|(key, organization)| {
        let place = desired.origin.objects.get(&Key::Organization(key.clone()));
        organization.identity.iter().filter_map(move |source| match source {
            IdentitySource::Domain(domain) | IdentitySource::Tenant(DirectoryRef::Name(domain)) => {
                Some((domain, place))
            }
            _ => None,
        })
    });
    for (domain, place) in domains.chain(sources) {
        let lookup = Lookup::TenantOfDomain(domain.clone());
        if let Some(Some(tenant)) = facts.tenants.get(&lookup) {
            means(&lookup, &tenant.id, place);
        }
    }
    meanings
}

/// The problems of names that are not in the lock file. If it has no names at all, the tenant is not locked, which is
/// reported once.
pub(super) fn unlocked_problems(lock: &Lock, meanings: &BTreeMap<LockedName, Meaning>) -> Vec<Problem> {
    let refused = match lock.unlocked {
        Unlocked::Recorded => return Vec::new(),
        Unlocked::Doubted => false,
        Unlocked::Refused => true,
    };
    if lock.names.is_empty() && !meanings.is_empty() {
        return vec![Problem::NotLocked { names: meanings.len(), refused }];
    }
    let new = meanings.iter().filter(|(name, _)| !lock.names.contains_key(name));
    new.map(|(name, meaning)| Problem::Unlocked { name: name.clone(), place: meaning.place.clone(), refused })
        .collect()
}

pub(super) fn rebound_names<'a>(
    lock: Option<&'a Lock>,
    meanings: &'a BTreeMap<LockedName, Meaning>,
) -> impl Iterator<Item = Rebound<'a>> {
    let locked = lock.into_iter().flat_map(|lock| &lock.names);
    locked.filter_map(|(name, locked)| {
        let found = meanings.get(name).filter(|found| found.id != *locked)?;
        Some(Rebound { name, locked, found })
    })
}
