//! SharePoint sites that the service does not show to this caller. Their state is unknown, so they are left unchanged.
//!
//! This is not for failed reads, which `unread` handles.

use std::collections::BTreeSet;

use crate::model::{Facts, Key, Origin, Package, PackageKey, ResourceKey, RoleLink, RoleRef, State};

/// Copies hidden sites from the tenant into the desired side, and returns the objects that could not be compared.
///
/// A site that the service does show to this caller is compared like any other resource.
pub(super) fn leave_unseen_sites(desired: &mut State, actual: &State, facts: &Facts) -> BTreeSet<Key> {
    if !facts.sites_unseen {
        return BTreeSet::new();
    }
    let unseen =
        |key: &ResourceKey| matches!(key.origin, Origin::Site(_)) && !actual.resources.contains_key(key);
    let mut partly_visible = BTreeSet::new();
    desired.resources.retain(|key, _| {
        let judged = !unseen(key);
        if !judged {
            partly_visible.insert(Key::Resource(key.clone()));
        }
        judged
    });
    for (key, package) in &mut desired.packages {
        let links = |package: &Package| visible_links(key, package, &unseen);
        let there = actual.packages.get(key).map(links).unwrap_or_default();
        let wanted = links(package);
        if !(is_covered(&wanted, &there, facts) && is_covered(&there, &wanted, facts)) {
            partly_visible.insert(Key::Package(key.clone()));
        }
        package.roles.retain(|link| !wanted.contains(link));
        package.roles.extend(there);
    }
    partly_visible
}

fn visible_links(
    key: &PackageKey,
    package: &Package,
    unseen: &dyn Fn(&ResourceKey) -> bool,
) -> BTreeSet<RoleLink> {
    let of = |link: &&RoleLink| {
        unseen(&ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() })
    };
    package.roles.iter().filter(of).cloned().collect()
}

/// Whether `other` has every link of `one`. A role's name is known if the tenant shows it with the link.
fn is_covered(one: &BTreeSet<RoleLink>, other: &BTreeSet<RoleLink>, facts: &Facts) -> bool {
    one.iter().all(|link| other.iter().any(|found| is_same_link(link, found, facts)))
}

fn is_same_link(one: &RoleLink, other: &RoleLink, facts: &Facts) -> bool {
    let named = |link: &RoleLink| match &link.role {
        RoleRef::Name(name) => Some(name.clone()),
        RoleRef::Id(id) => facts.role_names.get(&(link.resource.clone(), id.clone())).cloned(),
    };
    let alike = || named(one).zip(named(other)).is_some_and(|(one, other)| one.eq_ignore_ascii_case(&other));
    one.resource == other.resource && (one.role == other.role || alike())
}
