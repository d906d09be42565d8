//! References of declared objects that do not exist in the tenant. The files alone cannot show this, because they name
//! the object or its catalog by an id or in another spelling.

use std::collections::BTreeSet;

use crate::model::{
    ExtensionRef, Key, ObjectId, OrganizationRef, PackageRef, Reference, ResourceKey, State, Subject, Unread,
};

use super::Problem;
use super::deletions::Inputs;
use super::problem::{Graph, Why};
use super::unread::{keys_of, parent_keys};

/// The problems of the references of declared objects. `end` is the files' side including foreign objects.
pub(super) fn reference_faults(end: &State, given: &Inputs<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = homeless_objects(end, given).collect();
    // References of the tenant's own objects are kept, whatever they lead to.
    let named = |key: &Key, reference: &Reference<'_>| {
        let target = given.declared.contains(key).then(|| reference_target(key, reference)).flatten()?;
        Some((key.clone(), target))
    };
    let mut held = BTreeSet::new();
    given.there.visit_references(&mut |key, reference| held.extend(named(key, &reference)));
    end.visit_references(&mut |key, reference| {
        let Some(pair) = named(key, &reference) else { return };
        if held.contains(&pair) {
            return;
        }
        problems.extend(match pair {
            (key, Target::Object(to)) => {
                unusable_reason(&key, &to, end, given).map(|why| Problem::Reference { key, to, why })
            }
            (key, Target::Id(what, id)) => {
                (!is_kind_unread(what, given)).then_some(Problem::UnknownId { what, id, key })
            }
        });
    });
    problems
}

/// What a reference leads to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Object(Key),
    Id(Graph, ObjectId),
}

fn reference_target(key: &Key, reference: &Reference<'_>) -> Option<Target> {
    match reference {
        Reference::Package(PackageRef::Key(to)) => Some(Target::Object(Key::Package(to.clone()))),
        Reference::Package(PackageRef::Id(id)) => Some(Target::Id(Graph::Package, id.clone())),
        Reference::Extension(ExtensionRef::Key(to)) => Some(Target::Object(Key::Extension(to.clone()))),
        Reference::Extension(ExtensionRef::Id(id)) => Some(Target::Id(Graph::Extension, id.clone())),
        Reference::Subject(Subject::ConnectedOrganization(OrganizationRef::Key(to))) => {
            Some(Target::Object(Key::Organization(to.clone())))
        }
        Reference::Subject(Subject::ConnectedOrganization(OrganizationRef::Id(id))) => {
            Some(Target::Id(Graph::Organization, id.clone()))
        }
        Reference::Role(link) => {
            let principal = link.resource.origin_principal();
            // A name that is not bound is a problem of its own.
            principal
                .is_none_or(|principal| principal.reference().bound_object_id().is_some())
                .then_some(())?;
            let catalog = key.home_catalog()?.clone();
            Some(Target::Object(Key::Resource(ResourceKey { catalog, origin: link.resource.clone() })))
        }
        Reference::Principal(_)
        | Reference::Subject(_)
        | Reference::Group(_)
        | Reference::Origin(_)
        | Reference::Source(_) => None,
    }
}

/// Why an object cannot refer to another one.
fn unusable_reason(key: &Key, to: &Key, end: &State, given: &Inputs<'_>) -> Option<Why> {
    if key == to {
        return Some(Why::Itself);
    }
    if matches!(to, Key::Extension(_)) && key.home_catalog() != to.home_catalog() {
        return Some(Why::OtherCatalog);
    }
    (!is_known(to, end, given)).then_some(Why::NotThere)
}

/// Declared objects whose catalog or package does not exist.
fn homeless_objects<'a>(end: &'a State, given: &'a Inputs<'_>) -> impl Iterator<Item = Problem> + 'a {
    let declared = keys_of(end).filter(|key| given.declared.contains(key));
    declared.filter_map(|key| {
        let to = parent_keys(&key).into_iter().next().filter(|home| !is_known(home, end, given))?;
        Some(Problem::Reference { key, to, why: Why::NotThere })
    })
}

/// Whether an object will exist, may exist unseen, or is reported as missing already.
fn is_known(key: &Key, end: &State, given: &Inputs<'_>) -> bool {
    end.contains(key)
        || given.there.contains(key)
        || given.declared.contains(key)
        || given.bindings.0.contains_key(key)
        || given.ownership.existing.contains_key(key)
        || given.is_possibly_unread(key)
}

/// Whether objects of a kind may exist unseen, because a read failed.
fn is_kind_unread(what: Graph, given: &Inputs<'_>) -> bool {
    let has = |kind: Unread| given.failed.has_failed_kind(&kind);
    match what {
        Graph::Organization => has(Unread::Organizations),
        Graph::Package => has(Unread::Catalogs) || has(Unread::Packages),
        Graph::Extension => has(Unread::Catalogs) || given.failed.has_unread_extensions(),
    }
}
