//! The directory look-up for a name or an id.

use crate::model::{DirectoryRef, Facts, IdentitySource, Key, Lookup, ObjectId, OrganizationKey, Principal};

/// The look-up that binds the name in a key, or finds the name of the id in it.
pub(super) fn lookup_of_key(key: &Key) -> Option<Lookup> {
    match key {
        Key::Organization(OrganizationKey(IdentitySource::Tenant(DirectoryRef::Id(id)))) => {
            Some(Lookup::TenantOfId(id.clone()))
        }
        Key::Organization(OrganizationKey(source)) => domain_of(source),
        Key::Resource(key) => lookup_of(&key.origin.origin_principal()?),
        Key::Catalog(_) | Key::Extension(_) | Key::Package(_) | Key::Policy(_) | Key::Settings => None,
    }
}

/// A domain may belong to a tenant even if the file does not say so: the service then stores the tenant.
pub(super) fn domain_of(source: &IdentitySource) -> Option<Lookup> {
    match source {
        IdentitySource::Domain(domain) | IdentitySource::Tenant(DirectoryRef::Name(domain)) => {
            Some(Lookup::TenantOfDomain(domain.clone()))
        }
        _ => None,
    }
}

/// The look-up that finds the object a reference means.
pub(super) fn lookup_of(principal: &Principal) -> Option<Lookup> {
    Some(match (principal, principal.reference()) {
        (_, DirectoryRef::Id(id)) => Lookup::Object(id.clone()),
        (_, DirectoryRef::AppId(id)) => Lookup::ServicePrincipalOfApp(id.clone()),
        (Principal::User(_), DirectoryRef::Name(name)) => Lookup::UsersNamed(name.clone()),
        (Principal::Group(_), DirectoryRef::Name(name)) => Lookup::GroupsNamed(name.clone()),
        (Principal::ServicePrincipal(_), DirectoryRef::Name(name)) => {
            Lookup::ServicePrincipalsNamed(name.clone())
        }
        (Principal::Unknown(_), DirectoryRef::Name(_)) => return None,
    })
}

/// The ids that a name may mean, as far as the directory has answered.
pub(super) fn candidate_ids(principal: &Principal, facts: &Facts) -> Vec<ObjectId> {
    match principal.reference() {
        DirectoryRef::Id(id) => vec![id.clone()],
        DirectoryRef::Name(_) | DirectoryRef::AppId(_) => {
            lookup_of(principal).and_then(|lookup| facts.found.get(&lookup).cloned()).unwrap_or_default()
        }
    }
}
