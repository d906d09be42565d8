//! What must be asked of the tenant before names can stand in files in place of ids.

use std::collections::BTreeSet;

use crate::model::{
    Actual, CatalogRoles, DirectoryKind, DirectoryRef, Facts, IdentitySource, Lookup, ObjectId, Origin,
    Policy, Principal, ResourceKey, Reviewers, State, Subject, exact,
};

/// Every look-up that an export of this tenant can use, as far as the facts at hand tell.
///
/// Names are known only once their objects are: ask again with the answers until the set stops growing.
#[must_use]
pub fn lookups(actual: &Actual, facts: &Facts) -> BTreeSet<Lookup> {
    let mut wanted = BTreeSet::new();
    let state = &actual.state;
    for id in objects(state) {
        if let Some(object) = facts.objects.get(&id) {
            match object.kind {
                DirectoryKind::Group => drop(wanted.insert(Lookup::GroupsNamed(exact(&object.name)))),
                DirectoryKind::ServicePrincipal => {
                    wanted.insert(Lookup::ServicePrincipalsNamed(exact(&object.name)));
                }
                DirectoryKind::User => {
                    let names = object.user_principal_name.iter().chain(&object.mail);
                    wanted.extend(names.map(|name| Lookup::UsersNamed(exact(name))));
                }
            }
        }
        wanted.insert(Lookup::Object(id));
    }
    for source in state.organizations.values().flat_map(|organization| &organization.identity) {
        if let IdentitySource::Tenant(DirectoryRef::Id(id)) = source {
            let lookup = Lookup::TenantOfId(id.clone());
            if let Some(Some(tenant)) = facts.tenants.get(&lookup) {
                wanted.insert(Lookup::TenantOfDomain(tenant.default_domain.to_lowercase()));
            }
            wanted.insert(lookup);
        }
    }
    for (key, package) in &state.packages {
        for link in package.roles.iter().filter(|link| !matches!(link.resource, Origin::Group(_))) {
            let resource = ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() };
            wanted.insert(Lookup::RolesOf(resource));
        }
    }
    wanted
}

/// The ids of all directory objects that a state points at.
fn objects(state: &State) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    let mut reference = |r: &DirectoryRef| found.extend(r.id().cloned());
    for organization in state.organizations.values() {
        let sponsors = organization.internal_sponsors.iter().chain(&organization.external_sponsors);
        sponsors.map(Principal::reference).for_each(&mut reference);
    }
    for catalog in state.catalogs.values() {
        let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
            &catalog.roles;
        let lists = [owners, readers, access_package_managers, access_package_assignment_managers];
        lists.into_iter().flatten().flatten().map(Principal::reference).for_each(&mut reference);
    }
    for key in state.resources.keys() {
        if let Origin::Group(r) | Origin::Application(r) = &key.origin {
            reference(r);
        }
    }
    for package in state.packages.values() {
        package.incompatible_groups.iter().for_each(&mut reference);
    }
    state.settings.catalog_creators.iter().flatten().map(Principal::reference).for_each(&mut reference);
    for subject in state.policies.values().flat_map(subjects) {
        subject.principal().iter().map(Principal::reference).for_each(&mut reference);
    }
    found
}

/// Every entry of a policy's lists.
fn subjects(policy: &Policy) -> Vec<&Subject> {
    let mut all: Vec<&Subject> = policy.targets.iter().chain(&policy.requests.on_behalf.by).collect();
    for stage in &policy.approval.stages {
        all.extend(stage.approvers.iter().chain(&stage.fallback));
        if let Some(escalation) = &stage.escalation {
            all.extend(escalation.approvers.iter().chain(&escalation.fallback));
        }
    }
    if let Some(review) = &policy.review {
        all.extend(&review.fallback);
        if let Reviewers::Named(reviewers) = &review.reviewers {
            all.extend(reviewers);
        }
    }
    all
}
