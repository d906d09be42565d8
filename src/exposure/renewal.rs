//! Which existing assignees of a package could not get it again.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    DirectoryRef, Facts, Headcount, IdentitySource, LiveCounts, Lookup, Organization, OrganizationRef,
    OrganizationState, State,
};

use super::{Audience, Outside, People};

/// Counts the assignees who are no longer in an audience: how many certainly, and how many at most.
///
/// A person's organization is inferred from the domain of their address, `domains`. The service uses the tenant a
/// person signs in with, so a domain of no known organization leaves the answer open.
#[must_use]
pub fn count_cut(
    (was, will): (&Audience, &Audience),
    (before, after): (&State, &State),
    counts: &LiveCounts,
    domains: &BTreeMap<String, usize>,
    facts: &Facts,
) -> (Headcount, Headcount) {
    let (sure, most) = count_inside(was, will, counts.internal);
    let (sure_outside, most_outside) = match () {
        () if was.guests.is_empty() && was.outside.is_empty() => (0, 0),
        // Every assignee is in the directory.
        () if will.outside.anyone || will.guests == People::All => (0, 0),
        () if will.guests.is_empty() && will.outside.is_empty() => (counts.external, counts.external),
        () if will.outside.is_superset(&was.outside) && will.guests.is_superset(&was.guests) => (0, 0),
        () => {
            let kept = domains_of(&will.outside, after, facts);
            let lost = domains_of(&was.outside, before, facts);
            let listed: usize =
                domains.iter().filter(|(domain, _)| kept.contains(*domain)).map(|(_, n)| n).sum();
            let gone = domains.iter().filter(|(domain, _)| lost.contains(*domain) && !kept.contains(*domain));
            let gone: usize = gone.map(|(_, n)| n).sum();
            // Groups and users by name may include any assignee.
            (if will.guests.is_empty() { gone } else { 0 }, counts.external - listed.min(counts.external))
        }
    };
    (
        Headcount { internal: sure, external: sure_outside },
        Headcount { internal: most, external: most_outside },
    )
}

fn count_inside(was: &Audience, will: &Audience, holders: usize) -> (usize, usize) {
    match () {
        () if will.members.is_superset(&was.members) && will.services.is_superset(&was.services) => (0, 0),
        () if will.members.is_empty() && will.services.is_empty() => (holders, holders),
        () => (0, holders),
    }
}

/// The domains of the organizations in an audience, in lower case.
fn domains_of(outside: &Outside, state: &State, facts: &Facts) -> BTreeSet<String> {
    let named = outside.named.keys().filter_map(|reference| match reference {
        OrganizationRef::Key(key) => state.organizations.get(key),
        OrganizationRef::Id(_) => None,
    });
    let configured = state
        .organizations
        .values()
        .filter(|one| outside.configured && one.state == OrganizationState::Configured);
    named.chain(configured).flat_map(|organization| organization_domains(organization, facts)).collect()
}

fn organization_domains(organization: &Organization, facts: &Facts) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in &organization.identity {
        match source {
            IdentitySource::Domain(domain)
            | IdentitySource::Federation { domain, .. }
            | IdentitySource::Tenant(DirectoryRef::Name(domain)) => {
                found.insert(domain.to_lowercase());
            }
            IdentitySource::Tenant(DirectoryRef::Id(id)) => {
                for (lookup, tenant) in &facts.tenants {
                    let Some(tenant) = tenant.as_ref().filter(|tenant| tenant.id == *id) else { continue };
                    found.insert(tenant.default_domain.to_lowercase());
                    if let Lookup::TenantOfDomain(domain) = lookup {
                        found.insert(domain.to_lowercase());
                    }
                }
            }
            IdentitySource::Tenant(DirectoryRef::AppId(_))
            | IdentitySource::CrossCloud { .. }
            | IdentitySource::Social(_)
            | IdentitySource::Unknown(_) => {}
        }
    }
    found
}
