//! The look-ups that an export needs to write names instead of ids.

use std::collections::BTreeSet;

use crate::model::{
    Actual, DirectoryKind, DirectoryRef, Facts, IdentitySource, Lookup, ObjectId, Origin, ResourceKey, State,
    exact_form,
};

/// All look-ups that an export of this tenant still needs, according to the known facts.
///
/// Names become known only with their objects, so call this again with the answers until the set is empty.
#[must_use]
pub fn export_lookups(actual: &Actual, facts: &Facts) -> BTreeSet<Lookup> {
    let mut wanted = BTreeSet::new();
    let state = &actual.state;
    for id in object_ids(state) {
        if let Some(object) = facts.objects.get(&id) {
            match object.kind {
                DirectoryKind::Group => drop(wanted.insert(Lookup::GroupsNamed(exact_form(&object.name)))),
                DirectoryKind::ServicePrincipal => {
                    wanted.insert(Lookup::ServicePrincipalsNamed(exact_form(&object.name)));
                }
                DirectoryKind::User => {
                    let names = object.user_principal_name.iter().chain(&object.mail);
                    wanted.extend(names.map(|name| Lookup::UsersNamed(exact_form(name))));
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
    wanted.retain(|lookup| !facts.asked.contains(lookup));
    wanted
}

/// The ids of all directory objects in a state.
fn object_ids(state: &State) -> BTreeSet<ObjectId> {
    let mut found = BTreeSet::new();
    state.visit_references(&mut |_, reference| {
        found.extend(
            reference
                .referenced_principal()
                .and_then(|principal| principal.reference().bound_object_id().cloned()),
        );
    });
    found
}
