//! Decides what is managed and what is foreign, and makes the two sides comparable.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Actual, Bindings, Facts, Key, Origin, Origins, Policy, ReadFailure, RoleLink, State, Subject, Unread,
    exact, folded,
};

use super::unread::{keys_of, unknown_keys, without};
use super::{Bound, Problem, blind, organizations, roles};

/// Both sides, ready to be compared, and what is known about them.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// What is wanted, foreign objects included as they are.
    pub desired: State,
    /// What is there.
    pub actual: State,
    /// Where the wanted was written.
    pub origin: Origins,
    /// What the service calls what is there.
    pub bindings: Bindings,
    /// Objects of the tenant that no file declares: shown and never touched.
    pub foreign: BTreeSet<Key>,
    /// Declared objects of which nothing can be said, because reading failed.
    pub incomplete: BTreeSet<Key>,
    /// Declared objects of which this caller cannot see a part: that part is left as it is. Nothing is deleted in
    /// their catalogs.
    pub blind: BTreeSet<Key>,
    /// The reads that failed and that somebody declared something about.
    pub failures: BTreeSet<ReadFailure>,
    /// Declared objects that may not be written, and why.
    pub sealed: BTreeMap<Key, String>,
    /// The names of roles whose names in the files were bound to ids.
    pub role_names: BTreeMap<String, String>,
    /// What stands in the way.
    pub problems: Vec<Problem>,
}

/// Makes the two sides comparable.
#[must_use]
pub fn claim(bound: Bound, actual: Actual, facts: &Facts) -> Pair {
    let Bound { state: mut desired, mut origin, mut problems, mut unanswered } = bound;
    organizations::align(&mut desired, &mut origin, &actual.state, &mut unanswered, &mut problems);
    let roles = roles::bind_roles(&mut desired, &actual.state, facts, &mut problems);
    unanswered.extend(roles.unanswered);
    problems.extend(twins(&desired, &actual));
    let declared: BTreeSet<Key> = keys_of(&desired).collect();

    let mut there = actual.state;
    let incomplete = unknown_keys(&desired, &there, &facts.failures, &unanswered);
    without(&mut desired, &incomplete);
    without(&mut there, &incomplete);

    let blind = blind::leave_unseen_sites(&mut desired, &there, facts);
    leave_to_the_tenant(&mut desired, &there, facts);
    leave_default_environments(&mut desired, &actual.bindings);
    problems.extend(replacements(&desired, &there));
    problems.extend(unsuitable(&desired, &there, facts));
    let foreign: BTreeSet<Key> = keys_of(&there).filter(|key| !declared.contains(key)).collect();
    adopt_foreign(&mut desired, &there);
    let sealed = sealed(&there, &actual.bindings, &declared);
    let incomplete: BTreeSet<Key> = incomplete.into_iter().filter(|key| declared.contains(key)).collect();
    let failures =
        facts.failures.iter().filter(|failure| concerns(failure, &declared, &incomplete)).cloned().collect();
    Pair {
        desired,
        actual: there,
        origin,
        bindings: actual.bindings,
        foreign,
        incomplete,
        blind,
        failures,
        sealed,
        role_names: roles.names,
        problems,
    }
}

/// Whether a failed read leaves something open that was declared.
fn concerns(failure: &ReadFailure, declared: &BTreeSet<Key>, incomplete: &BTreeSet<Key>) -> bool {
    match &failure.unread {
        Unread::Object(key) => declared.contains(key),
        Unread::ResourcesOf(catalog) | Unread::ExtensionsOf(catalog) => {
            declared.contains(&Key::Catalog(catalog.clone()))
        }
        // A name of a foreign object that could not be looked up costs a nicer display and nothing else.
        Unread::Answer(_) => !incomplete.is_empty(),
        _ => true,
    }
}

/// Copies into the desired side what the files leave to the tenant.
fn leave_to_the_tenant(desired: &mut State, actual: &State, facts: &Facts) {
    let roles_unread = facts.failures.iter().any(|failure| failure.unread == Unread::RoleAssignments);
    for (key, catalog) in &mut desired.catalogs {
        let Some(there) = actual.catalogs.get(key) else { continue };
        catalog.built_in = there.built_in;
        let roles = &mut catalog.roles;
        if roles_unread {
            *roles = there.roles.clone();
            continue;
        }
        keep(&mut roles.owners, &there.roles.owners);
        keep(&mut roles.readers, &there.roles.readers);
        keep(&mut roles.access_package_managers, &there.roles.access_package_managers);
        keep(&mut roles.access_package_assignment_managers, &there.roles.access_package_assignment_managers);
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
    keep(wanted, there);
    if let (Some(wanted), Some(there)) = (wanted, there) {
        keep(&mut wanted.delete_after, &there.delete_after);
    }
    keep(&mut desired.settings.catalog_creators, &actual.settings.catalog_creators);
}

/// The default environment counts as none: that is where a site is that names no other.
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

fn keep<T: Clone>(wanted: &mut Option<T>, there: &Option<T>) {
    if wanted.is_none() {
        wanted.clone_from(there);
    }
}

fn adopt_foreign(desired: &mut State, actual: &State) {
    fn copy<K: Ord + Clone, V: Clone>(desired: &mut BTreeMap<K, V>, actual: &BTreeMap<K, V>) {
        for (key, value) in actual {
            desired.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    copy(&mut desired.organizations, &actual.organizations);
    copy(&mut desired.catalogs, &actual.catalogs);
    copy(&mut desired.resources, &actual.resources);
    copy(&mut desired.extensions, &actual.extensions);
    copy(&mut desired.packages, &actual.packages);
    copy(&mut desired.policies, &actual.policies);
}

/// Declared keys that several objects of the tenant have: those carry a pin each.
fn twins(desired: &State, actual: &Actual) -> Vec<Problem> {
    let mut groups: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for key in keys_of(&actual.state).filter(|key| pin(key).is_some()) {
        groups.entry(without_pin(&key)).or_default().push(key);
    }
    let declared = keys_of(desired).filter(|key| pin(key).is_none());
    let twin = |key: Key| {
        let ids = groups.get(&without_pin(&key))?.iter().filter_map(|key| pin(key).cloned()).collect();
        Some(Problem::Twins { key, ids })
    };
    declared.filter_map(twin).collect()
}

fn pin(key: &Key) -> Option<&crate::model::ObjectId> {
    match key {
        Key::Catalog(key) => key.pin.as_ref(),
        Key::Package(key) => key.pin.as_ref(),
        Key::Policy(key) => key.pin.as_ref(),
        Key::Extension(key) => key.pin.as_ref(),
        Key::Organization(_) | Key::Resource(_) | Key::Settings => None,
    }
}

fn without_pin(key: &Key) -> String {
    match key {
        Key::Catalog(key) => format!("catalog/{}", folded(&key.name)),
        Key::Package(key) => format!("package/{}\u{0}{}", folded(&key.catalog.name), exact(&key.name)),
        Key::Extension(key) => format!("extension/{}\u{0}{}", folded(&key.catalog.name), exact(&key.name)),
        Key::Policy(key) => {
            let package = &key.package;
            format!(
                "policy/{}\u{0}{}\u{0}{}",
                folded(&package.catalog.name),
                exact(&package.name),
                exact(&key.name)
            )
        }
        other => other.to_string(),
    }
}

fn replacements(desired: &State, actual: &State) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, policy) in &desired.policies {
        let Some(there) = actual.policies.get(key) else { continue };
        if there.automatic.is_some() != policy.automatic.is_some() {
            problems.push(Problem::Replacement {
                key: Key::Policy(key.clone()),
                what: "a policy cannot turn from requests to automatic assignment or back",
                instead: "give the new policy another name and leave the old one until its holders have moved",
            });
        }
    }
    for (key, extension) in &desired.extensions {
        if actual.extensions.get(key).is_some_and(|there| there.kind != extension.kind) {
            problems.push(Problem::Replacement {
                key: Key::Extension(key.clone()),
                what: "the kind of a custom extension cannot change",
                instead: "declare an extension with another name and bind that one",
            });
        }
    }
    for (key, catalog) in &desired.catalogs {
        if actual.catalogs.get(key).is_some_and(|there| there.built_in && there.name != catalog.name) {
            problems.push(Problem::Replacement {
                key: Key::Catalog(key.clone()),
                what: "the built-in catalog cannot be renamed",
                instead: "write its name as the tenant has it",
            });
        }
    }
    problems
}

fn unsuitable(desired: &State, actual: &State, facts: &Facts) -> Vec<Problem> {
    let new = desired.resources.keys().filter(|key| !actual.resources.contains_key(key));
    let why = |origin: &Origin| match origin {
        Origin::Group(reference) | Origin::Application(reference) => {
            facts.objects.get(reference.id()?)?.unsuitable.clone()
        }
        Origin::Site(_) | Origin::Other { .. } => None,
    };
    new.filter_map(|key| {
        Some(Problem::Unsuitable { key: Key::Resource(key.clone()), why: why(&key.origin)? })
    })
    .collect()
}

/// Declared objects that hold something hidden or unknown in a place a write would replace.
fn sealed(actual: &State, bindings: &Bindings, declared: &BTreeSet<Key>) -> BTreeMap<Key, String> {
    let mut sealed = BTreeMap::new();
    for key in declared {
        let Some(binding) = bindings.0.get(key) else { continue };
        if !binding.masked.is_empty() {
            let paths: Vec<_> = binding.masked.iter().cloned().collect();
            sealed.insert(key.clone(), format!("the service hides the value of {}", paths.join(", ")));
        } else if let Key::Policy(policy) = key
            && let Some(what) = actual.policies.get(policy).and_then(unknown_parts)
        {
            sealed.insert(key.clone(), what);
        } else if let Some(path) = binding.unmodelled.iter().find(|path| is_unknown_form(key, path)) {
            sealed.insert(key.clone(), format!("its {path} is of a kind this version does not know"));
        }
    }
    sealed
}

/// Whether a path names a whole object that a write would turn into the form this version knows.
fn is_unknown_form(key: &Key, path: &str) -> bool {
    match key {
        Key::Extension(_) => path == "endpointConfiguration",
        Key::Resource(_) => path.starts_with("attributes[") && path.ends_with("].source"),
        _ => false,
    }
}

fn unknown_parts(policy: &Policy) -> Option<String> {
    let stage = policy.approval.stages.iter().find_map(|stage| stage.unknown_kind.as_ref());
    if let Some(kind) = stage {
        return Some(format!("an approval stage is of the unknown kind {kind}"));
    }
    let unknown = |subject: &Subject| matches!(subject, Subject::Unknown(_));
    super::lookups::subjects(policy)
        .any(unknown)
        .then(|| "it names people in a way this version does not know".to_owned())
}
