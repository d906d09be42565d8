//! What a plan says about objects that it does not change.

use std::collections::BTreeMap;

use crate::diff::{Change, ChangeSet};
use crate::model::{Facts, Key, LiveCounts, State, Unread};
use crate::plan::{Incomplete, Kept};
use crate::scope::{OwnRole, Pair};

pub(super) fn incomplete_parts(pair: &Pair) -> Vec<Incomplete> {
    let mut incomplete = Vec::new();
    for failure in &pair.failures {
        incomplete.push(Incomplete { what: unread_words(&failure.unread), why: failure.why.clone() });
    }
    for key in &pair.incomplete {
        incomplete.push(Incomplete {
            what: key.to_string(),
            why: "not compared because of failed reads".to_owned(),
        });
    }
    incomplete
}

/// What the caller can never see, and the declared objects that cannot be compared because of it.
pub(super) fn not_evaluated(pair: &Pair, facts: &Facts) -> Vec<String> {
    let open = pair.partly_visible.iter().map(|key| match key {
        Key::Package(_) => format!("{key}: its SharePoint site roles"),
        key => key.to_string(),
    });
    let kept_back = pair.kept_back.iter().map(|(key, why)| format!("{key}: not deleted, because {why}"));
    // Failed reads that affect no declared object do not make the plan incomplete, but are listed.
    let beside = facts.failures.difference(&pair.failures).filter(|failure| is_shown(&failure.unread));
    let beside = beside.map(|failure| format!("{}: {}", unread_words(&failure.unread), failure.why));
    facts.blind_spots.iter().cloned().chain(open).chain(kept_back).chain(beside).collect()
}

/// A failed look-up of a foreign object's name only makes the output less readable.
fn is_shown(unread: &Unread) -> bool {
    !matches!(unread, Unread::Answer(_))
}

/// Roles that the identity that runs `apply` keeps although the files omit it.
pub(super) fn kept_memberships(pair: &Pair) -> Vec<Kept> {
    let row = |own: &OwnRole| Kept {
        key: own.key.to_string(),
        list: own.list.to_owned(),
        holder: own.holder.to_string(),
    };
    pair.own_roles.iter().map(row).collect()
}

/// The assignments of changed objects.
pub(super) fn live_counts(facts: &Facts) -> BTreeMap<Key, LiveCounts> {
    let held = facts.assignments.iter().filter(|(_, counts)| !counts.is_zero());
    held.map(|(key, counts)| (key.clone(), *counts)).collect()
}

fn unread_words(unread: &Unread) -> String {
    match unread {
        Unread::Organizations => "connected organizations".to_owned(),
        Unread::Catalogs => "catalogs".to_owned(),
        Unread::Packages => "access packages".to_owned(),
        Unread::Policies => "assignment policies".to_owned(),
        Unread::ResourcesOf(catalog) => format!("resources of catalog/{catalog}"),
        Unread::ExtensionsOf(catalog) => format!("custom extensions of catalog/{catalog}"),
        Unread::RoleAssignments => "role assignments of entitlement management".to_owned(),
        Unread::Settings => "settings".to_owned(),
        Unread::AssignmentsOf(key) => format!("assignments of {key}"),
        Unread::Object(key) => key.to_string(),
        Unread::Answer(lookup) => format!("look-up in the directory: {lookup:?}"),
    }
}

pub(super) fn unchanged_count(pair: &Pair, changes: &ChangeSet) -> usize {
    let State { organizations, catalogs, resources, extensions, packages, policies, settings: _ } =
        &pair.desired;
    let all = organizations.len()
        + catalogs.len()
        + resources.len()
        + extensions.len()
        + packages.len()
        + policies.len();
    let changed = wanted_count(&changes.organizations)
        + wanted_count(&changes.catalogs)
        + wanted_count(&changes.resources)
        + wanted_count(&changes.extensions)
        + wanted_count(&changes.packages)
        + wanted_count(&changes.policies);
    let foreign = pair.foreign.iter().filter(|key| **key != Key::Settings).count();
    all.saturating_sub(changed + foreign)
}

/// The number of changes to desired objects.
fn wanted_count<K, T>(changes: &BTreeMap<K, Change<T>>) -> usize {
    changes.values().filter(|change| !matches!(change, Change::Delete(_))).count()
}
