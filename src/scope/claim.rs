//! Decides what is managed and what is foreign, and makes both sides comparable.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Actual, Bindings, CatalogKey, Desired, Extension, ExtensionRef, Facts, Key, KeyText, ObjectId, Origin,
    Policy, ReadFailure, Reference, RoleLink, State, Subject, Unread,
};

use super::bind::{Bound, bind_references};
use super::deletions::{self, Inputs};
use super::failed::Failed;
use super::own;
use super::unread::{keys_of, remove_keys, unknown_keys};
use super::{Pair, Problem, organizations, partly_visible, reference, roles};

/// Binds the references of the files and makes both sides comparable.
#[must_use]
pub fn claim_objects(desired: &Desired, actual: Actual, facts: &Facts) -> Pair {
    let Bound { desired, kinds, meanings, mut problems, mut unanswered } =
        bind_references(desired, &actual, facts);
    let Actual { state: mut there, bindings } = actual;
    kinds.settle_all(&mut there);
    let Desired { state: mut desired, origin, ownership, lock } =
        organizations::align_organizations(desired, &there, &mut unanswered, &mut problems);
    let inputs = desired.clone();
    let roles = roles::bind_roles(&mut desired, &there, facts, &mut problems);
    unanswered.extend(roles.unanswered);
    let declared: BTreeSet<Key> = keys_of(&desired).collect();
    let beside = ownership.existing.keys().chain(ownership.remove.keys()).cloned();
    let named: BTreeSet<Key> = declared.iter().cloned().chain(beside).collect();
    problems.extend(tenant_twins(&named, &there));

    let failed = Failed::new(&facts.failures);
    let incomplete = unknown_keys(&desired, &there, &failed, &unanswered);
    remove_keys(&mut desired, &incomplete);
    remove_keys(&mut there, &incomplete);

    let partly_visible = partly_visible::leave_unseen_sites(&mut desired, &there, facts);
    copy_unmanaged(&mut desired, &there, facts);
    leave_default_environments(&mut desired, &bindings);
    let own_roles = own::keep_own_roles(&mut desired, &there, facts);
    let lockouts = own::lost_catalogs(&desired, &there, facts);
    problems.extend(own::unknown_caller(&desired, &there, facts));
    problems.extend(replacement_problems(&desired, &there));
    problems.extend(unsuitable_problems(&desired, &there, facts));
    let given = Inputs {
        ownership: &ownership,
        places: &origin.objects,
        declared: &declared,
        there: &there,
        bindings: &bindings,
        facts,
        failed: &failed,
        incomplete: &incomplete,
        partly_visible: &partly_visible,
    };
    let decision = deletions::decide_deletions(&given, &mut problems);
    let foreign: BTreeSet<Key> = keys_of(&there)
        .filter(|key| !declared.contains(key) && !decision.deletions.contains_key(key))
        .collect();
    adopt_foreign(&mut desired, &there, &foreign);
    deletions::report_uses(&decision, &desired, &mut problems);
    problems.extend(reference::reference_faults(&desired, &given));
    problems.extend(wrong_stages(&desired, &declared));
    let read_only = read_only_objects(&there, &bindings, &declared);
    let unread = incomplete.into_iter().filter(|key| named.contains(key));
    let incomplete: BTreeSet<Key> = unread.chain(decision.open).collect();
    let concerned: BTreeSet<Key> = named.union(&incomplete).cloned().collect();
    let spoken_of = Mentioned::new(&concerned, &incomplete);
    let failures =
        facts.failures.iter().filter(|failure| spoken_of.is_touched_by(failure)).cloned().collect();
    Pair {
        desired,
        inputs,
        actual: there,
        provenance: origin,
        bindings,
        foreign,
        deletions: decision.deletions,
        kept_back: decision.kept_back,
        incomplete,
        partly_visible,
        failures,
        read_only,
        own_roles,
        lockouts,
        known: BTreeMap::new(),
        role_names: roles.names,
        meanings,
        lock,
        limits: ownership.limits,
        problems,
    }
}

impl Pair {
    /// The number of objects of the tenant that are not foreign.
    #[must_use]
    pub fn managed_count(&self) -> usize {
        let there = keys_of(&self.actual).filter(|key| *key != Key::Settings);
        there.filter(|key| !self.foreign.contains(key)).count()
    }

    /// Adds the result of matching the tenant's objects.
    #[must_use]
    pub fn with_recognised(
        mut self,
        known: BTreeMap<Key, ObjectId>,
        managed: BTreeSet<KeyText>,
        problems: Vec<Problem>,
    ) -> Self {
        self.known = known;
        self.lock.iter_mut().for_each(|lock| lock.managed.extend(managed.iter().cloned()));
        self.problems.extend(problems);
        self
    }
}

/// What the files speak of, and what of it is left open.
struct Mentioned<'a> {
    named: &'a BTreeSet<Key>,
    homes: BTreeSet<&'a CatalogKey>,
    /// Whether anything is left open.
    open: bool,
    open_homes: BTreeSet<&'a CatalogKey>,
    open_organizations: bool,
}

impl<'a> Mentioned<'a> {
    fn new(named: &'a BTreeSet<Key>, incomplete: &'a BTreeSet<Key>) -> Self {
        Self {
            named,
            homes: named.iter().filter_map(Key::home_catalog).collect(),
            open: !incomplete.is_empty(),
            open_homes: incomplete.iter().filter_map(Key::home_catalog).collect(),
            open_organizations: incomplete.iter().any(|key| matches!(key, Key::Organization(_))),
        }
    }

    /// Whether a failed read leaves something unknown that the files refer to.
    fn is_touched_by(&self, failure: &ReadFailure) -> bool {
        match &failure.unread {
            Unread::Object(key) => self.named.contains(key) || self.is_left_open(key),
            Unread::ResourcesOf(catalog) | Unread::ExtensionsOf(catalog) => self.homes.contains(catalog),
            // A failed look-up of a foreign object's name only makes the output less readable.
            Unread::Answer(_) => self.open,
            Unread::AssignmentsOf(_) => true,
            Unread::RoleAssignments => {
                self.open || self.named.iter().any(|key| matches!(key, Key::Catalog(_) | Key::Settings))
            }
            Unread::Organizations
            | Unread::Catalogs
            | Unread::Packages
            | Unread::Policies
            | Unread::Settings => {
                let alone = BTreeSet::from([failure.clone()]);
                let failed = Failed::new(&alone);
                self.named.iter().any(|key| failed.is_possibly_missing(key))
            }
        }
    }

    /// Whether something is unknown in the catalog of an object that could not be read.
    fn is_left_open(&self, key: &Key) -> bool {
        key.home_catalog().is_some_and(|home| self.open_homes.contains(home))
            || self.open_organizations && matches!(key, Key::Policy(_))
    }
}

/// Copies what the files leave to the tenant into the desired side.
fn copy_unmanaged(desired: &mut State, actual: &State, facts: &Facts) {
    let roles_unread = facts.failures.iter().any(|failure| failure.unread == Unread::RoleAssignments);
    for (key, catalog) in &mut desired.catalogs {
        let Some(there) = actual.catalogs.get(key) else { continue };
        catalog.built_in = there.built_in;
        let roles = &mut catalog.roles;
        if roles_unread {
            *roles = there.roles.clone();
            continue;
        }
        keep_tenant_value(&mut roles.owners, &there.roles.owners);
        keep_tenant_value(&mut roles.readers, &there.roles.readers);
        keep_tenant_value(&mut roles.access_package_managers, &there.roles.access_package_managers);
        keep_tenant_value(
            &mut roles.access_package_assignment_managers,
            &there.roles.access_package_assignment_managers,
        );
    }
    for (key, package) in &mut desired.packages {
        let Some(there) = actual.packages.get(key) else { continue };
        let other = |link: &&RoleLink| matches!(link.resource, Origin::Other { .. });
        package.roles.extend(there.roles.iter().filter(other).cloned());
    }
    for (key, policy) in &mut desired.policies {
        let Some(there) = actual.policies.get(key) else { continue };
        if let (Some(review), Some(kept)) = (&mut policy.review, &there.review)
            && review.starting.is_none()
        {
            review.starting = kept.starting;
        }
        for (stage, kept) in policy.approval.stages.iter_mut().zip(&there.approval.stages) {
            stage.unknown_kind.clone_from(&kept.unknown_kind);
        }
    }
    let (wanted, there) =
        (&mut desired.settings.external_user_lifecycle, &actual.settings.external_user_lifecycle);
    keep_tenant_value(wanted, there);
    if let (Some(wanted), Some(there)) = (wanted, there) {
        keep_tenant_value(&mut wanted.delete_after, &there.delete_after);
    }
    keep_tenant_value(&mut desired.settings.catalog_creators, &actual.settings.catalog_creators);
}

/// The default environment counts as none: a site without an environment is in the default one.
fn leave_default_environments(desired: &mut State, bindings: &Bindings) {
    for (key, resource) in &mut desired.resources {
        let Some(there) = bindings.0.get(&Key::Resource(key.clone())) else { continue };
        let environment = &there.raw["environment"];
        let named = environment["originId"].as_str();
        if environment["isDefaultEnvironment"] == true && resource.environment.as_deref() == named {
            resource.environment = None;
        }
    }
}

fn keep_tenant_value<T: Clone>(wanted: &mut Option<T>, there: &Option<T>) {
    if wanted.is_none() {
        wanted.clone_from(there);
    }
}

fn adopt_foreign(desired: &mut State, actual: &State, foreign: &BTreeSet<Key>) {
    fn copy_foreign<K: Ord + Clone, V: Clone>(
        desired: &mut BTreeMap<K, V>,
        actual: &BTreeMap<K, V>,
        is_foreign: impl Fn(K) -> bool,
    ) {
        for (key, value) in actual.iter().filter(|(key, _)| is_foreign((*key).clone())) {
            desired.insert(key.clone(), value.clone());
        }
    }
    let is = |key: Key| foreign.contains(&key);
    copy_foreign(&mut desired.organizations, &actual.organizations, |key| is(Key::Organization(key)));
    copy_foreign(&mut desired.catalogs, &actual.catalogs, |key| is(Key::Catalog(key)));
    copy_foreign(&mut desired.resources, &actual.resources, |key| is(Key::Resource(key)));
    copy_foreign(&mut desired.extensions, &actual.extensions, |key| is(Key::Extension(key)));
    copy_foreign(&mut desired.packages, &actual.packages, |key| is(Key::Package(key)));
    copy_foreign(&mut desired.policies, &actual.policies, |key| is(Key::Policy(key)));
}

/// Declared policies that call an extension of the wrong kind for the stage. The files do not know the kind of an
/// existing extension.
fn wrong_stages(desired: &State, declared: &BTreeSet<Key>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, policy) in &desired.policies {
        let key = Key::Policy(key.clone());
        for binding in policy.extensions.iter().filter(|_| declared.contains(&key)) {
            let ExtensionRef::Key(extension) = &binding.extension else { continue };
            let Some(Extension { kind, .. }) = desired.extensions.get(extension) else { continue };
            if binding.stage.is_callable(kind) == Some(false) {
                problems.push(Problem::ExtensionStage {
                    key: key.clone(),
                    extension: Key::Extension(extension.clone()),
                    stage: binding.stage.to_string(),
                    kind: kind.to_string(),
                });
            }
        }
    }
    problems
}

/// Declared keys that several objects of the tenant have; each of those objects has a pin in its key.
fn tenant_twins(named: &BTreeSet<Key>, actual: &State) -> Vec<Problem> {
    let mut groups: BTreeMap<Key, Vec<ObjectId>> = BTreeMap::new();
    for key in keys_of(actual) {
        if let Some(pin) = key.own_pin() {
            groups.entry(key.without_pin()).or_default().push(pin.clone());
        }
    }
    let twin = |key: &Key| Some(Problem::Twins { key: key.clone(), ids: groups.get(key)?.clone() });
    named.iter().filter_map(twin).collect()
}

fn replacement_problems(desired: &State, actual: &State) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, policy) in &desired.policies {
        let Some(there) = actual.policies.get(key) else { continue };
        if there.automatic.is_some() != policy.automatic.is_some() {
            problems.push(Problem::Replacement {
                key: Key::Policy(key.clone()),
                what: "a policy cannot change between requests and automatic assignment",
                instead: "declare a new policy with another name, and keep the old one until its assignments have moved",
            });
        }
    }
    for (key, extension) in &desired.extensions {
        if actual.extensions.get(key).is_some_and(|there| there.kind != extension.kind) {
            problems.push(Problem::Replacement {
                key: Key::Extension(key.clone()),
                what: "the kind of a custom extension cannot change",
                instead: "declare an extension with another name and use it instead",
            });
        }
    }
    for (key, catalog) in &desired.catalogs {
        if actual.catalogs.get(key).is_some_and(|there| there.built_in && there.name != catalog.name) {
            problems.push(Problem::Replacement {
                key: Key::Catalog(key.clone()),
                what: "the built-in catalog cannot be renamed",
                instead: "write its name as in the tenant",
            });
        }
    }
    problems
}

fn unsuitable_problems(desired: &State, actual: &State, facts: &Facts) -> Vec<Problem> {
    let new = desired.resources.keys().filter(|key| !actual.resources.contains_key(key));
    let why = |origin: &Origin| match origin {
        Origin::Group(reference) | Origin::Application(reference) => {
            facts.objects.get(reference.bound_object_id()?)?.unsuitable.clone()
        }
        Origin::Site(_) | Origin::Other { .. } => None,
    };
    new.filter_map(|key| {
        Some(Problem::Unsuitable { key: Key::Resource(key.clone()), why: why(&key.origin)? })
    })
    .collect()
}

/// Declared objects with hidden or unknown values that a write would replace.
fn read_only_objects(actual: &State, bindings: &Bindings, declared: &BTreeSet<Key>) -> BTreeMap<Key, String> {
    let mut read_only = BTreeMap::new();
    for key in declared {
        let Some(binding) = bindings.0.get(key) else { continue };
        if !binding.masked.is_empty() {
            let paths: Vec<_> = binding.masked.iter().cloned().collect();
            read_only.insert(key.clone(), format!("the service hides the value of {}", paths.join(", ")));
        } else if let Key::Policy(policy) = key
            && let Some(what) = actual.policies.get(policy).and_then(unknown_parts)
        {
            read_only.insert(key.clone(), what);
        } else if let Some(path) = binding.unmodelled.iter().find(|path| is_unknown_form(key, path)) {
            read_only.insert(
                key.clone(),
                format!("this version of Guestlist does not know the kind of its {path}"),
            );
        }
    }
    read_only
}

/// Whether a path is a whole object that a write would convert to the form this version of Guestlist knows.
fn is_unknown_form(key: &Key, path: &str) -> bool {
    match key {
        Key::Extension(_) => path == "endpointConfiguration",
        Key::Resource(_) => path.starts_with("attributes[") && path.ends_with("].source"),
        Key::Organization(_) | Key::Catalog(_) | Key::Package(_) | Key::Policy(_) | Key::Settings => false,
    }
}

fn unknown_parts(policy: &Policy) -> Option<String> {
    let stage = policy.approval.stages.iter().find_map(|stage| stage.unknown_kind.as_ref());
    if let Some(kind) = stage {
        return Some(format!("an approval stage has the unknown kind {kind}"));
    }
    let mut unknown = false;
    policy.visit_references(&mut |reference| {
        unknown |= matches!(reference, Reference::Subject(Subject::Unknown(_)));
    });
    unknown.then(|| "it refers to people in a form that this version of Guestlist does not know".to_owned())
}
