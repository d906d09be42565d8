//! Checks that the identity that applies the plan can still change the catalogs afterwards, or that a hold says
//! otherwise.

use std::collections::BTreeSet;

use crate::model::{Catalog, Facts, Key, ObjectId, Principal, State};

/// Reports own assignments that the steps remove, and lost catalogs without a hold.
pub(super) fn lockout_faults(
    held: &BTreeSet<&str>,
    actual: &State,
    end: &State,
    facts: &Facts,
) -> Vec<String> {
    let Some(applying) = facts.applying_id() else {
        return held
            .iter()
            .map(|key| {
                format!(
                    "it has a hold on `{key}` to protect the identity that runs `apply`, but that \
                identity is not known."
                )
            })
            .collect();
    };
    let circle = applying_circle(applying, facts);
    let mut found = Vec::new();
    let mut open = held.clone();
    for (key, before) in &actual.catalogs {
        let Some(after) = end.catalogs.get(key) else { continue };
        let text = Key::Catalog(key.clone()).to_string();
        if role_members(before).any(|(list, id)| {
            id == applying && !role_members(after).any(|(other, id)| other == list && id == applying)
        }) {
            found.push(format!("it removes a role on `{text}` from the identity that runs `apply`."));
        }
        let owners = |catalog: &Catalog| catalog.roles.owners.clone().unwrap_or_default();
        let (before, after) = (owners(before), owners(after));
        let may =
            |owner: &Principal| circle.contains(&principal_object_id(owner)) || !is_owner_known(owner, facts);
        let lost = before.difference(&after).any(may);
        let kept = after.iter().any(|owner| circle.contains(&principal_object_id(owner)));
        let holds = open.remove(text.as_str());
        match (lost && !kept, holds) {
            (true, false) => found.push(format!(
                "it removes the ownership of `{text}` from the identity that runs `apply`, without a hold."
            )),
            (false, true) => found
                .push(format!("it has a hold on `{text}`, which the identity that runs `apply` still owns.")),
            _ => {}
        }
    }
    found.extend(open.into_iter().map(|key| format!("it has a hold on `{key}`, which it does not change.")));
    let creators = |state: &State| state.settings.catalog_creators.clone().unwrap_or_default();
    let is = |principal: &Principal| principal_object_id(principal) == Some(applying);
    if creators(actual).iter().any(is) && !creators(end).iter().any(is) {
        found.push("it removes the right to create catalogs from the identity that runs `apply`.".to_owned());
    }
    found
}

fn principal_object_id(principal: &Principal) -> Option<&ObjectId> {
    principal.reference().bound_object_id()
}

/// The assignees of every catalog role, by list.
fn role_members(catalog: &Catalog) -> impl Iterator<Item = (usize, &ObjectId)> {
    let roles = &catalog.roles;
    let lists = [
        &roles.owners,
        &roles.readers,
        &roles.access_package_managers,
        &roles.access_package_assignment_managers,
    ];
    lists.into_iter().enumerate().flat_map(|(at, list)| {
        list.iter().flatten().filter_map(move |principal| Some((at, principal_object_id(principal)?)))
    })
}

/// The identity and every group that contains it, directly or not, as far as members are known.
fn applying_circle<'a>(applying: &'a ObjectId, facts: &'a Facts) -> BTreeSet<Option<&'a ObjectId>> {
    let mut circle = BTreeSet::from([Some(applying)]);
    loop {
        let around =
            facts.members.iter().filter(|(_, members)| members.iter().any(|id| circle.contains(&Some(id))));
        let wider: BTreeSet<_> = circle.iter().copied().chain(around.map(|(group, _)| Some(group))).collect();
        if wider.len() == circle.len() {
            return circle;
        }
        circle = wider;
    }
}

/// Whether all members below an owner are known.
fn is_owner_known(owner: &Principal, facts: &Facts) -> bool {
    let Principal::Group(_) = owner else { return true };
    let Some(group) = principal_object_id(owner) else { return true };
    let mut below = BTreeSet::from([group]);
    loop {
        let members = below.iter().filter_map(|group| facts.members.get(*group)).flatten();
        let groups = members.filter(|id| {
            facts.objects.get(*id).is_some_and(|object| object.kind == crate::model::DirectoryKind::Group)
        });
        let wider: BTreeSet<_> = below.iter().copied().chain(groups).collect();
        if wider.len() == below.len() {
            return below.iter().all(|group| facts.members.contains_key(*group));
        }
        below = wider;
    }
}
