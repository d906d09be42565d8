//! Binds every name in the desired state to its id, and every id of Graph to its object, so that each object has one
//! spelling when the sides are compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Actual, Desired, DirectoryRef, ExtensionRef, Facts, IdentitySource, Key, LockedName, Lookup, ObjectId,
    OrganizationKey, OrganizationRef, Origin, PackageRef, Principal, ReferenceMut, ResourceKey, RoleLink,
    RoleRef, State, Subject, comparable_role_id,
};

use super::Problem;
use super::check;
use super::kind::Kinds;
use super::lookups::candidate_ids;
use super::meaning::{self, Meaning};
use super::unread::{keys_of, unanswered_keys};

/// A desired state whose references are those of the tenant.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    /// The state of the files. Names that could not be bound are unchanged; `problems` and `unanswered` list them.
    pub(super) desired: Desired,
    /// The kinds of the directory objects.
    pub(super) kinds: Kinds,
    /// What the names in the files mean.
    pub(super) meanings: BTreeMap<LockedName, Meaning>,
    /// What prevents a comparison.
    pub(super) problems: Vec<Problem>,
    /// Objects with a reference whose look-up was refused: they cannot be compared.
    pub(super) unanswered: BTreeSet<Key>,
}

/// Binds every reference of `desired`.
pub(super) fn bind_references(desired: &Desired, actual: &Actual, facts: &Facts) -> Bound {
    let bindings = actual.bindings.0.iter();
    let binder = Binder {
        facts,
        keys: bindings.map(|(key, binding)| (ObjectId::new(&binding.id), key)).collect(),
        kinds: Kinds::new(&actual.state, facts),
    };
    let mut problems = check::reference_problems(desired, facts);
    problems.extend(repeated_objects(&desired.state, &|key| binder.bind_key(key)));
    let meanings = meaning::name_meanings(desired, facts);
    problems.extend(desired.lock.iter().flat_map(|lock| meaning::unlocked_problems(lock, &meanings)));
    let mut bound = desired.clone().map_keys(&|key| binder.bind_key(key));
    bound.state.map_references(&mut |reference| binder.bind_reference(reference));
    let unanswered = unanswered_keys(&bound.state, facts);
    Bound { desired: bound, kinds: binder.kinds, meanings, problems, unanswered }
}

/// Objects that have the same key after binding.
pub(super) fn repeated_objects(state: &State, new: &dyn Fn(&Key) -> Key) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let twice = keys_of(state).map(|key| new(&key)).filter(|key| !seen.insert(key.clone()));
    twice.map(|key| Problem::Repeated { key }).collect()
}

struct Binder<'a> {
    facts: &'a Facts,
    /// The objects of the tenant by their Graph ids.
    keys: BTreeMap<ObjectId, &'a Key>,
    kinds: Kinds,
}

impl Binder<'_> {
    fn bind_reference(&self, reference: ReferenceMut<'_>) {
        match reference {
            ReferenceMut::Principal(principal) => {
                *principal = principal.with_reference(self.resolve_principal(principal));
                self.kinds.settle_kind(principal);
            }
            ReferenceMut::Subject(subject) => self.bind_subject(subject),
            ReferenceMut::Group(group) => *group = self.resolve_principal(&Principal::Group(group.clone())),
            ReferenceMut::Origin(origin) => *origin = self.bind_origin(origin),
            ReferenceMut::Role(RoleLink { resource, role }) => {
                *resource = self.bind_origin(resource);
                if let RoleRef::Id(id) = role {
                    *id = comparable_role_id(id, resource);
                }
            }
            ReferenceMut::Source(source) => *source = self.bind_source(source),
            ReferenceMut::Package(other) => {
                if let PackageRef::Id(id) = other
                    && let Some(Key::Package(key)) = self.keys.get(id)
                {
                    *other = PackageRef::Key(key.clone());
                }
            }
            ReferenceMut::Extension(extension) => {
                if let ExtensionRef::Id(id) = extension
                    && let Some(Key::Extension(key)) = self.keys.get(id)
                {
                    *extension = ExtensionRef::Key(key.clone());
                }
            }
        }
    }

    /// The only object that a name leads to. A name of none or of several objects is unchanged.
    fn resolve_principal(&self, principal: &Principal) -> DirectoryRef {
        match candidate_ids(principal, self.facts).as_slice() {
            [id] => DirectoryRef::Id(id.clone()),
            _ => principal.reference().clone(),
        }
    }

    fn bind_subject(&self, subject: &mut Subject) {
        let principal = subject.named_principal();
        let bound = principal.map(|principal| self.resolve_principal(&principal));
        match (subject, bound) {
            (Subject::User(old) | Subject::Group(old) | Subject::ServicePrincipal(old), Some(new)) => {
                *old = new;
            }
            (Subject::ConnectedOrganization(organization), _) => {
                if let OrganizationRef::Id(id) = organization
                    && let Some(Key::Organization(key)) = self.keys.get(id)
                {
                    *organization = OrganizationRef::Key(key.clone());
                }
            }
            _ => {}
        }
    }

    fn bind_source(&self, source: &IdentitySource) -> IdentitySource {
        let domain = match source {
            IdentitySource::Tenant(DirectoryRef::Name(domain)) | IdentitySource::Domain(domain) => domain,
            other => return other.clone(),
        };
        match self.facts.tenants.get(&Lookup::TenantOfDomain(domain.clone())) {
            Some(Some(tenant)) => IdentitySource::Tenant(DirectoryRef::Id(tenant.id.clone())),
            _ => source.clone(),
        }
    }

    fn bind_origin(&self, origin: &Origin) -> Origin {
        let bound = origin.origin_principal().map(|principal| self.resolve_principal(&principal));
        match (origin, bound) {
            (Origin::Group(_), Some(group)) => Origin::Group(group),
            (Origin::Application(_), Some(application)) => Origin::Application(application),
            _ => origin.clone(),
        }
    }

    fn bind_key(&self, key: &Key) -> Key {
        match key {
            Key::Resource(key) => Key::Resource(ResourceKey {
                catalog: key.catalog.clone(),
                origin: self.bind_origin(&key.origin),
            }),
            Key::Organization(key) => Key::Organization(OrganizationKey(self.bind_source(&key.0))),
            Key::Catalog(_) | Key::Extension(_) | Key::Package(_) | Key::Policy(_) | Key::Settings => {
                key.clone()
            }
        }
    }
}
