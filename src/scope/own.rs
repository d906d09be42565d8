//! The identity that runs `apply` keeps its own roles, and a loss of its last ownership is reported.
//!
//! Its own assignments are copied into the desired side, so that the comparison needs no exception.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Applier, Catalog, CatalogKey, CatalogRoles, DirectoryKind, Facts, Key, Lookup, ObjectId, Principal, State,
};

use super::Problem;

/// A role that the identity that runs `apply` keeps although its list omits it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnRole {
    /// The catalog, or the settings.
    pub key: Key,
    /// The list, as named in the files.
    pub list: &'static str,
    /// The identity that keeps it.
    pub holder: ObjectId,
}

/// The look-up of the directory object that applies, if only its client id is known.
pub(super) fn applier_lookup(facts: &Facts) -> Option<Lookup> {
    match &facts.applier {
        Applier::Client(app) => Some(Lookup::ServicePrincipalOfApp(app.clone())),
        Applier::Object(id) => Some(Lookup::Object(id.clone())),
        Applier::Anybody | Applier::Unknown => None,
    }
}

/// The groups whose members are needed to know whether a list of owners that loses a group still includes the identity
/// that applies. Nested groups are looked up in the next round.
pub(super) fn member_lookups(desired: &State, there: &State, facts: &Facts) -> BTreeSet<Lookup> {
    let mut wanted = BTreeSet::new();
    if facts.applying_id().is_none() {
        return wanted;
    }
    for (key, catalog) in &desired.catalogs {
        let Some((before, after)) = owners_before_after(there.catalogs.get(key), catalog) else { continue };
        if before.difference(after).any(|owner| matches!(owner, Principal::Group(_))) {
            before.union(after).for_each(|owner| unknown_groups(owner, facts, &mut wanted));
        }
    }
    wanted
}

/// The owners of a catalog before and after, if the files declare them.
fn owners_before_after<'a>(
    there: Option<&'a Catalog>,
    wanted: &'a Catalog,
) -> Option<(&'a BTreeSet<Principal>, &'a BTreeSet<Principal>)> {
    there?.roles.owners.as_ref().zip(wanted.roles.owners.as_ref())
}

/// The groups below an owner whose members are unknown.
fn unknown_groups(owner: &Principal, facts: &Facts, wanted: &mut BTreeSet<Lookup>) {
    let Principal::Group(group) = owner else { return };
    let (mut seen, mut open) = (BTreeSet::new(), group.bound_object_id().into_iter().collect::<Vec<_>>());
    while let Some(group) = open.pop().filter(|group| seen.insert(*group)) {
        match facts.members.get(group) {
            Some(members) => open.extend(members.iter().filter(|member| is_group(member, facts))),
            None => drop(wanted.insert(Lookup::MembersOf(group.clone()))),
        }
    }
}

fn is_group(id: &ObjectId, facts: &Facts) -> bool {
    facts.objects.get(id).is_some_and(|object| object.kind == DirectoryKind::Group)
}

/// Keeps the assignments of the identity that runs `apply`, in every list that the files manage.
pub(super) fn keep_own_roles(desired: &mut State, there: &State, facts: &Facts) -> BTreeSet<OwnRole> {
    let mut kept = BTreeSet::new();
    let Some(applying) = facts.applying_id() else { return kept };
    for (key, catalog) in &mut desired.catalogs {
        let Some(there) = there.catalogs.get(key) else { continue };
        for ((list, before), after) in
            role_lists(&there.roles).into_iter().zip(role_lists_mut(&mut catalog.roles))
        {
            if keep_membership(before.as_ref(), after.as_mut(), applying) {
                let key = Key::Catalog(key.clone());
                kept.insert(OwnRole { key, list, holder: applying.clone() });
            }
        }
    }
    let (before, after) = (&there.settings.catalog_creators, &mut desired.settings.catalog_creators);
    if keep_membership(before.as_ref(), after.as_mut(), applying) {
        kept.insert(OwnRole { key: Key::Settings, list: "catalogCreators", holder: applying.clone() });
    }
    kept
}

type List = Option<BTreeSet<Principal>>;

fn role_lists(roles: &CatalogRoles) -> [(&'static str, &List); 4] {
    let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } = roles;
    [
        ("owners", owners),
        ("readers", readers),
        ("accessPackageManagers", access_package_managers),
        ("accessPackageAssignmentManagers", access_package_assignment_managers),
    ]
}

fn role_lists_mut(roles: &mut CatalogRoles) -> [&mut List; 4] {
    let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } = roles;
    [owners, readers, access_package_managers, access_package_assignment_managers]
}

/// Adds the identity to a list that had it.
fn keep_membership(
    before: Option<&BTreeSet<Principal>>,
    after: Option<&mut BTreeSet<Principal>>,
    applying: &ObjectId,
) -> bool {
    let Some((before, after)) = before.zip(after) else { return false };
    let own = before.iter().find(|principal| principal.reference().bound_object_id() == Some(applying));
    let there = |after: &BTreeSet<Principal>| {
        after.iter().any(|principal| principal.reference().bound_object_id() == Some(applying))
    };
    match own {
        Some(own) if !there(after) => after.insert(own.clone()),
        _ => false,
    }
}

/// The catalogs that the identity that runs `apply` would no longer own, as far as is known, with the removed owners.
pub(super) fn lost_catalogs(
    desired: &State,
    there: &State,
    facts: &Facts,
) -> BTreeMap<CatalogKey, BTreeSet<Principal>> {
    let mut lockouts = BTreeMap::new();
    let Some(applying) = facts.applying_id() else { return lockouts };
    for (key, catalog) in &desired.catalogs {
        let Some((before, after)) = owners_before_after(there.catalogs.get(key), catalog) else { continue };
        let gone: BTreeSet<_> = before
            .difference(after)
            .filter(|owner| is_applying_owner(owner, applying, facts) != Some(false))
            .cloned()
            .collect();
        let stays = after.iter().any(|owner| is_applying_owner(owner, applying, facts) == Some(true));
        if !gone.is_empty() && !stays {
            lockouts.insert(key.clone(), gone);
        }
    }
    lockouts
}

/// Whether an owner is the identity or a group that contains it; `None` if unknown.
fn is_applying_owner(owner: &Principal, applying: &ObjectId, facts: &Facts) -> Option<bool> {
    let Some(id) = owner.reference().bound_object_id() else { return Some(false) };
    if !matches!(owner, Principal::Group(_)) {
        return Some(id == applying);
    }
    let (mut seen, mut open, mut sure) = (BTreeSet::new(), vec![id], true);
    while let Some(group) = open.pop() {
        if !seen.insert(group) {
            continue;
        }
        let Some(members) = facts.members.get(group) else {
            sure = false;
            continue;
        };
        if members.contains(applying) {
            return Some(true);
        }
        open.extend(members.iter().filter(|member| is_group(member, facts)));
    }
    sure.then_some(false)
}

/// Removed owners, when the identity that runs `apply` is unknown.
pub(super) fn unknown_caller(desired: &State, there: &State, facts: &Facts) -> Option<Problem> {
    let known = facts.applier == Applier::Anybody || facts.applying_id().is_some();
    let loses = |(key, catalog): (&CatalogKey, &Catalog)| {
        let (before, after) = owners_before_after(there.catalogs.get(key), catalog)?;
        before.difference(after).next().map(|_| Key::Catalog(key.clone()))
    };
    let keys: Vec<Key> = desired.catalogs.iter().filter_map(loses).collect();
    (!known && !keys.is_empty()).then_some(Problem::UnknownCaller { keys })
}
