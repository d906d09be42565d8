//! What must be asked of the directory before names can be bound and ids shown as names.

use std::collections::BTreeSet;

use crate::model::{
    Actual, Desired, DirectoryRef, IdentitySource, Key, Lookup, NameKind, Origin, Principal, ResourceKey,
    RoleRef, State, Subject,
};

use super::Bound;
use super::meaning::rebound;

/// The look-ups that binding needs, and those that give the ids on both sides their names.
#[must_use]
pub fn lookups(desired: &Desired, actual: &Actual) -> BTreeSet<Lookup> {
    let mut wanted = BTreeSet::new();
    for (principal, _) in &desired.origin.references {
        of_principal(&mut wanted, principal);
    }
    for (domain, _) in &desired.origin.domains {
        wanted.insert(Lookup::TenantOfDomain(domain.clone()));
    }
    let beside = desired.ownership.existing.keys().chain(desired.ownership.remove.keys());
    let organizations = desired.state.organizations.keys().cloned().map(Key::Organization);
    wanted.extend(organizations.chain(beside.cloned()).filter_map(|key| of_key(&key)));
    of_state(&mut wanted, &actual.state);
    wanted
}

/// The look-up that tells what the name in a key means, or gives the id in it a name.
pub(super) fn of_key(key: &Key) -> Option<Lookup> {
    let principal = match key {
        Key::Organization(key) => {
            return match &key.0 {
                IdentitySource::Domain(domain) | IdentitySource::Tenant(DirectoryRef::Name(domain)) => {
                    Some(Lookup::TenantOfDomain(domain.clone()))
                }
                IdentitySource::Tenant(DirectoryRef::Id(id)) => Some(Lookup::TenantOfId(id.clone())),
                _ => None,
            };
        }
        Key::Resource(ResourceKey { origin: Origin::Group(group), .. }) => Principal::Group(group.clone()),
        Key::Resource(ResourceKey { origin: Origin::Application(application), .. }) => {
            Principal::ServicePrincipal(application.clone())
        }
        _ => return None,
    };
    let mut wanted = BTreeSet::new();
    of_principal(&mut wanted, &principal);
    wanted.pop_first()
}

/// The role lists that the role names of bound packages need, for resources that already are in their catalog.
#[must_use]
pub fn role_lookups(bound: &Bound, actual: &Actual) -> BTreeSet<Lookup> {
    let mut wanted = BTreeSet::new();
    for (key, package) in &bound.state.packages {
        for link in &package.roles {
            let resource = ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() };
            if matches!(link.role, RoleRef::Name(_)) && actual.state.resources.contains_key(&resource) {
                wanted.insert(Lookup::RolesOf(resource));
            }
        }
    }
    wanted
}

/// What became of the objects whose names lead elsewhere now, so that a plan can say who they are.
#[must_use]
pub fn rebound_lookups(bound: &Bound) -> BTreeSet<Lookup> {
    let rebound = rebound(bound.lock.as_ref(), &bound.meanings);
    rebound
        .map(|rebound| match rebound.name.kind {
            NameKind::Tenant => Lookup::TenantOfId(rebound.locked.clone()),
            _ => Lookup::Object(rebound.locked.clone()),
        })
        .collect()
}

fn of_principal(wanted: &mut BTreeSet<Lookup>, principal: &Principal) {
    wanted.extend(lookup_of(principal));
}

/// The look-up that tells which object is meant.
pub(super) fn lookup_of(principal: &Principal) -> Option<Lookup> {
    Some(match (principal, principal.reference()) {
        (_, DirectoryRef::Id(id)) => Lookup::Object(id.clone()),
        (_, DirectoryRef::AppId(id)) => Lookup::ServicePrincipalOfApp(id.clone()),
        (Principal::User(_), DirectoryRef::Name(name)) => Lookup::UsersNamed(name.clone()),
        (Principal::Group(_), DirectoryRef::Name(name)) => Lookup::GroupsNamed(name.clone()),
        (Principal::ServicePrincipal(_), DirectoryRef::Name(name)) => {
            Lookup::ServicePrincipalsNamed(name.clone())
        }
        (Principal::Unknown(_), DirectoryRef::Name(_)) => return None,
    })
}

fn of_state(wanted: &mut BTreeSet<Lookup>, state: &State) {
    for key in state.resources.keys() {
        if let Origin::Group(DirectoryRef::Id(id)) | Origin::Application(DirectoryRef::Id(id)) = &key.origin {
            wanted.insert(Lookup::Object(id.clone()));
        }
    }
    for organization in state.organizations.values() {
        organization.internal_sponsors.iter().for_each(|sponsor| of_principal(wanted, sponsor));
        organization.external_sponsors.iter().for_each(|sponsor| of_principal(wanted, sponsor));
    }
    for catalog in state.catalogs.values() {
        let roles = &catalog.roles;
        let lists = [
            &roles.owners,
            &roles.readers,
            &roles.access_package_managers,
            &roles.access_package_assignment_managers,
        ];
        lists.into_iter().flatten().flatten().for_each(|principal| of_principal(wanted, principal));
    }
    state.settings.catalog_creators.iter().flatten().for_each(|principal| of_principal(wanted, principal));
    for package in state.packages.values() {
        for group in &package.incompatible_groups {
            of_principal(wanted, &Principal::Group(group.clone()));
        }
    }
    for policy in state.policies.values() {
        for subject in subjects(policy) {
            if let Some(principal) = subject.principal() {
                of_principal(wanted, &principal);
            }
        }
    }
}

/// Every subject a policy names, wherever it stands.
pub(super) fn subjects(policy: &crate::model::Policy) -> impl Iterator<Item = &Subject> {
    let stages = policy.approval.stages.iter().flat_map(|stage| {
        let escalation = stage.escalation.iter().flat_map(|e| e.approvers.iter().chain(&e.fallback));
        stage.approvers.iter().chain(&stage.fallback).chain(escalation)
    });
    let reviewers = policy.review.iter().flat_map(|review| {
        let named = match &review.reviewers {
            crate::model::Reviewers::Named(subjects) => Some(subjects),
            crate::model::Reviewers::Themselves => None,
        };
        named.into_iter().flatten().chain(&review.fallback)
    });
    policy.targets.iter().chain(&policy.requests.on_behalf.by).chain(stages).chain(reviewers)
}
