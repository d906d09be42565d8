//! Binds every name in the desired state to the id it means, by what the directory answered.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Approval, Catalog, CatalogRoles, Desired, DirectoryRef, Escalation, Facts, IdentitySource, Key, Lock,
    LockedName, Lookup, Organization, OrganizationKey, OrganizationRef, Origin, Origins, Ownership, Package,
    Policy, Principal, ReadFailure, ResourceKey, Review, Reviewers, RoleLink, Stage, State, Subject, Unread,
};

use super::Problem;
use super::meaning::{self, Meaning};

/// A desired state whose directory names are ids.
#[derive(Clone, Debug, Default)]
pub struct Bound {
    /// The state. Names that could not be bound stay names; `problems` and `unanswered` say which.
    pub state: State,
    /// Where it was written, with the keys that binding changed.
    pub origin: Origins,
    /// What is said of objects beside declaring them.
    pub ownership: Ownership,
    /// What the names in the files mean.
    pub meanings: BTreeMap<LockedName, Meaning>,
    /// What is remembered of the tenant.
    pub lock: Option<Lock>,
    /// What stands in the way.
    pub problems: Vec<Problem>,
    /// Objects that name something whose look-up was refused: nothing can be said of them.
    pub unanswered: BTreeSet<Key>,
}

/// Binds every name of `desired`.
#[must_use]
pub fn bind(desired: &Desired, facts: &Facts) -> Bound {
    let mut binder = Binder { facts, keys: BTreeMap::new(), problems: Vec::new() };
    binder.check_references(desired);
    let state = binder.state(&desired.state);
    let mut origin = desired.origin.clone();
    for (from, to) in &binder.keys {
        if let Some(place) = origin.objects.remove(from) {
            origin.objects.insert(to.clone(), place);
        }
    }
    let ownership = binder.ownership(&desired.ownership);
    let unanswered = unanswered(&state, facts);
    let meanings = meaning::meanings(desired, facts);
    let mut problems = binder.problems;
    problems.retain(|problem| !excused(problem, facts));
    problems.extend(desired.lock.iter().flat_map(|lock| meaning::unlocked(lock, &meanings)));
    Bound { state, origin, ownership, meanings, lock: desired.lock.clone(), problems, unanswered }
}

/// Whether the look-up behind a problem failed, so that "missing" would be a guess.
fn excused(problem: &Problem, facts: &Facts) -> bool {
    let failed = |test: &dyn Fn(&Lookup) -> bool| {
        facts.failures.iter().any(|failure| matches!(&failure.unread, Unread::Answer(lookup) if test(lookup)))
    };
    match problem {
        Problem::Missing { name, .. } => failed(&|lookup| match lookup {
            Lookup::GroupsNamed(n) | Lookup::UsersNamed(n) | Lookup::ServicePrincipalsNamed(n) => n == name,
            Lookup::ServicePrincipalOfApp(id) => id.as_str() == name,
            _ => false,
        }),
        Problem::NoTenant { domain, .. } => {
            failed(&|lookup| matches!(lookup, Lookup::TenantOfDomain(d) if d == domain))
        }
        Problem::Departed { id, .. } => failed(&|lookup| matches!(lookup, Lookup::Object(o) if o == id)),
        _ => false,
    }
}

/// Objects that still hold a name although its look-up failed.
fn unanswered(state: &State, facts: &Facts) -> BTreeSet<Key> {
    let answers = |failure: &ReadFailure| matches!(failure.unread, Unread::Answer(_));
    if !facts.failures.iter().any(answers) {
        return BTreeSet::new();
    }
    let mut keys = BTreeSet::new();
    for (key, organization) in &state.organizations {
        let sponsors = organization.internal_sponsors.iter().chain(&organization.external_sponsors);
        let sources = organization.identity.iter().any(|source| match source {
            IdentitySource::Tenant(tenant) => tenant.id().is_none(),
            IdentitySource::Domain(domain) => facts
                .failures
                .iter()
                .any(|failure| failure.unread == Unread::Answer(Lookup::TenantOfDomain(domain.clone()))),
            _ => false,
        });
        if sources || unbound(sponsors) {
            keys.insert(Key::Organization(key.clone()));
        }
    }
    for (key, catalog) in &state.catalogs {
        let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
            &catalog.roles;
        let lists = [owners, readers, access_package_managers, access_package_assignment_managers];
        if unbound(lists.into_iter().flatten().flatten()) {
            keys.insert(Key::Catalog(key.clone()));
        }
    }
    for key in state.resources.keys() {
        if unbound_origin(&key.origin) {
            keys.insert(Key::Resource(key.clone()));
        }
    }
    for (key, package) in &state.packages {
        let groups = package.incompatible_groups.iter().any(|group| group.id().is_none());
        if groups || package.roles.iter().any(|link| unbound_origin(&link.resource)) {
            keys.insert(Key::Package(key.clone()));
        }
    }
    for (key, policy) in &state.policies {
        let principals: Vec<_> = super::lookups::subjects(policy).filter_map(Subject::principal).collect();
        let organization = policy.targets.iter().any(|target| match target {
            Subject::ConnectedOrganization(OrganizationRef::Key(key)) => {
                keys.contains(&Key::Organization(key.clone()))
            }
            _ => false,
        });
        if organization || unbound(&principals) {
            keys.insert(Key::Policy(key.clone()));
        }
    }
    if unbound(state.settings.catalog_creators.iter().flatten()) {
        keys.insert(Key::Settings);
    }
    keys
}

fn unbound<'a>(principals: impl IntoIterator<Item = &'a Principal>) -> bool {
    principals.into_iter().any(|principal| principal.reference().id().is_none())
}

fn unbound_origin(origin: &Origin) -> bool {
    match origin {
        Origin::Group(reference) | Origin::Application(reference) => reference.id().is_none(),
        Origin::Site(_) | Origin::Other { .. } => false,
    }
}

struct Binder<'a> {
    facts: &'a Facts,
    /// Keys that changed because a name in them was bound.
    keys: BTreeMap<Key, Key>,
    problems: Vec<Problem>,
}

impl Binder<'_> {
    /// Says of every reference as written whether it leads to one object.
    fn check_references(&mut self, desired: &Desired) {
        for (principal, place) in &desired.origin.references {
            let kind = kind_word(principal);
            let place = place.clone();
            let (name, found) = match principal.reference() {
                DirectoryRef::Id(id) => {
                    if !self.facts.objects.contains_key(id) {
                        self.problems.push(Problem::Departed { id: id.clone(), place });
                    }
                    continue;
                }
                DirectoryRef::Name(name) => (name.clone(), self.found(principal)),
                DirectoryRef::AppId(id) => (id.to_string(), self.found(principal)),
            };
            match found.as_slice() {
                [_] => {}
                [] => self.problems.push(Problem::Missing { kind, name, place }),
                several => {
                    let candidates =
                        several.iter().filter_map(|id| self.facts.objects.get(id).cloned()).collect();
                    self.problems.push(Problem::Ambiguous { kind, name, candidates, place });
                }
            }
        }
        for (domain, place) in &desired.origin.domains {
            let lookup = Lookup::TenantOfDomain(domain.clone());
            if !matches!(self.facts.tenants.get(&lookup), Some(Some(_))) {
                self.problems.push(Problem::NoTenant { domain: domain.clone(), place: place.clone() });
            }
        }
    }

    fn found(&self, principal: &Principal) -> Vec<crate::model::ObjectId> {
        let lookup = match (principal, principal.reference()) {
            (_, DirectoryRef::Id(id)) => return vec![id.clone()],
            (_, DirectoryRef::AppId(id)) => Lookup::ServicePrincipalOfApp(id.clone()),
            (Principal::User(_), DirectoryRef::Name(name)) => Lookup::UsersNamed(name.clone()),
            (Principal::Group(_), DirectoryRef::Name(name)) => Lookup::GroupsNamed(name.clone()),
            (_, DirectoryRef::Name(name)) => Lookup::ServicePrincipalsNamed(name.clone()),
        };
        self.facts.found.get(&lookup).cloned().unwrap_or_default()
    }

    fn principal(&self, principal: &Principal) -> Principal {
        match self.found(principal).as_slice() {
            [id] => principal.with(DirectoryRef::Id(id.clone())),
            _ => principal.clone(),
        }
    }

    fn principals(&self, principals: &BTreeSet<Principal>) -> BTreeSet<Principal> {
        principals.iter().map(|principal| self.principal(principal)).collect()
    }

    fn group(&self, group: &DirectoryRef) -> DirectoryRef {
        self.principal(&Principal::Group(group.clone())).reference().clone()
    }

    fn subject(&self, subject: &Subject) -> Subject {
        match subject {
            Subject::User(r) => {
                Subject::User(self.principal(&Principal::User(r.clone())).reference().clone())
            }
            Subject::Group(r) => Subject::Group(self.group(r)),
            Subject::ServicePrincipal(r) => {
                let principal = self.principal(&Principal::ServicePrincipal(r.clone()));
                Subject::ServicePrincipal(principal.reference().clone())
            }
            Subject::ConnectedOrganization(OrganizationRef::Key(key)) => {
                Subject::ConnectedOrganization(OrganizationRef::Key(OrganizationKey(self.source(&key.0))))
            }
            Subject::ConnectedOrganization(OrganizationRef::Id(id)) => {
                let known = self.facts.organization_ids.get(id);
                let key = known
                    .map_or_else(|| OrganizationRef::Id(id.clone()), |key| OrganizationRef::Key(key.clone()));
                Subject::ConnectedOrganization(key)
            }
            other => other.clone(),
        }
    }

    fn subjects(&self, subjects: &BTreeSet<Subject>) -> BTreeSet<Subject> {
        subjects.iter().map(|subject| self.subject(subject)).collect()
    }

    fn source(&self, source: &IdentitySource) -> IdentitySource {
        let domain = match source {
            IdentitySource::Tenant(DirectoryRef::Name(domain)) | IdentitySource::Domain(domain) => domain,
            other => return other.clone(),
        };
        match self.facts.tenants.get(&Lookup::TenantOfDomain(domain.clone())) {
            Some(Some(tenant)) => IdentitySource::Tenant(DirectoryRef::Id(tenant.id.clone())),
            _ => source.clone(),
        }
    }

    fn origin(&self, origin: &Origin) -> Origin {
        match origin {
            Origin::Group(group) => Origin::Group(self.group(group)),
            Origin::Application(application) => {
                let principal = self.principal(&Principal::ServicePrincipal(application.clone()));
                Origin::Application(principal.reference().clone())
            }
            other => other.clone(),
        }
    }

    fn state(&mut self, state: &State) -> State {
        let mut bound = State { extensions: state.extensions.clone(), ..State::default() };
        for (key, organization) in &state.organizations {
            let new = OrganizationKey(self.source(&key.0));
            self.rename(Key::Organization(key.clone()), Key::Organization(new.clone()));
            if bound.organizations.insert(new.clone(), self.organization(organization)).is_some() {
                self.problems.push(Problem::Repeated { key: Key::Organization(new) });
            }
        }
        for (key, catalog) in &state.catalogs {
            bound.catalogs.insert(key.clone(), self.catalog(catalog));
        }
        for (key, resource) in &state.resources {
            let new = ResourceKey { catalog: key.catalog.clone(), origin: self.origin(&key.origin) };
            self.rename(Key::Resource(key.clone()), Key::Resource(new.clone()));
            if bound.resources.insert(new.clone(), resource.clone()).is_some() {
                self.problems.push(Problem::Repeated { key: Key::Resource(new) });
            }
        }
        for (key, package) in &state.packages {
            bound.packages.insert(key.clone(), self.package(package));
        }
        for (key, policy) in &state.policies {
            bound.policies.insert(key.clone(), self.policy(policy));
        }
        bound.settings = state.settings.clone();
        bound.settings.catalog_creators =
            state.settings.catalog_creators.as_ref().map(|creators| self.principals(creators));
        bound
    }

    fn ownership(&self, ownership: &Ownership) -> Ownership {
        let Ownership { existing, remove, exclusive, protected, limits, targets } = ownership;
        Ownership {
            existing: existing.iter().map(|(key, place)| (self.key(key), place.clone())).collect(),
            remove: remove.iter().map(|(key, place)| (self.key(key), place.clone())).collect(),
            exclusive: exclusive.clone(),
            protected: protected.clone(),
            limits: *limits,
            targets: targets.iter().map(|key| self.key(key)).collect(),
        }
    }

    fn key(&self, key: &Key) -> Key {
        match key {
            Key::Resource(key) => {
                Key::Resource(ResourceKey { catalog: key.catalog.clone(), origin: self.origin(&key.origin) })
            }
            Key::Organization(key) => Key::Organization(OrganizationKey(self.source(&key.0))),
            other => other.clone(),
        }
    }

    fn rename(&mut self, from: Key, to: Key) {
        if from != to {
            self.keys.insert(from, to);
        }
    }

    fn organization(&self, organization: &Organization) -> Organization {
        Organization {
            identity: organization.identity.iter().map(|source| self.source(source)).collect(),
            internal_sponsors: self.principals(&organization.internal_sponsors),
            external_sponsors: self.principals(&organization.external_sponsors),
            ..organization.clone()
        }
    }

    fn catalog(&self, catalog: &Catalog) -> Catalog {
        let list = |list: &Option<BTreeSet<Principal>>| list.as_ref().map(|list| self.principals(list));
        let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
            &catalog.roles;
        let roles = CatalogRoles {
            owners: list(owners),
            readers: list(readers),
            access_package_managers: list(access_package_managers),
            access_package_assignment_managers: list(access_package_assignment_managers),
        };
        Catalog { roles, ..catalog.clone() }
    }

    fn package(&self, package: &Package) -> Package {
        let link =
            |link: &RoleLink| RoleLink { resource: self.origin(&link.resource), role: link.role.clone() };
        Package {
            roles: package.roles.iter().map(link).collect(),
            incompatible_groups: package.incompatible_groups.iter().map(|group| self.group(group)).collect(),
            ..package.clone()
        }
    }

    fn policy(&self, policy: &Policy) -> Policy {
        let mut bound = policy.clone();
        bound.targets = self.subjects(&policy.targets);
        bound.requests.on_behalf.by = self.subjects(&policy.requests.on_behalf.by);
        bound.approval = Approval {
            stages: policy.approval.stages.iter().map(|s| self.stage(s)).collect(),
            ..bound.approval
        };
        bound.review = policy.review.as_ref().map(|review| self.review(review));
        bound
    }

    fn stage(&self, stage: &Stage) -> Stage {
        Stage {
            approvers: self.subjects(&stage.approvers),
            fallback: self.subjects(&stage.fallback),
            escalation: stage.escalation.as_ref().map(|escalation| Escalation {
                after: escalation.after.clone(),
                approvers: self.subjects(&escalation.approvers),
                fallback: self.subjects(&escalation.fallback),
            }),
            ..stage.clone()
        }
    }

    fn review(&self, review: &Review) -> Review {
        let reviewers = match &review.reviewers {
            Reviewers::Themselves => Reviewers::Themselves,
            Reviewers::Named(subjects) => Reviewers::Named(self.subjects(subjects)),
        };
        Review { reviewers, fallback: self.subjects(&review.fallback), ..review.clone() }
    }
}

fn kind_word(principal: &Principal) -> &'static str {
    match principal {
        Principal::User(_) => "user",
        Principal::Group(_) => "group",
        Principal::ServicePrincipal(_) => "application",
        Principal::Unknown(_) => "directory object",
    }
}
