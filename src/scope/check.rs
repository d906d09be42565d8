//! Whether every reference as it is written leads to one object of the directory, and to one of the kind that it says.

use crate::model::{Desired, DirectoryKind, DirectoryRef, Facts, Lookup, Principal, Unread};

use super::Problem;
use super::kind::is_misnamed;
use super::named::found;

/// What is wrong with the references of the files.
pub(super) fn references(desired: &Desired, facts: &Facts) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (principal, place) in &desired.origin.references {
        let kind = kind_word(principal);
        let place = place.clone();
        let name = match principal.reference() {
            DirectoryRef::Id(id) => {
                match facts.objects.get(id) {
                    None => problems.push(Problem::Departed { id: id.clone(), place }),
                    Some(object) if is_misnamed(principal, object) => {
                        let (id, is) = (id.clone(), word(object.kind));
                        problems.push(Problem::OtherKind { kind, id, is, place });
                    }
                    Some(_) => {}
                }
                continue;
            }
            DirectoryRef::Name(name) => name.clone(),
            DirectoryRef::AppId(id) => id.to_string(),
        };
        match found(principal, facts).as_slice() {
            [_] => {}
            [] => problems.push(Problem::Missing { kind, name, place }),
            several => {
                let candidates = several.iter().filter_map(|id| facts.objects.get(id).cloned()).collect();
                problems.push(Problem::Ambiguous { kind, name, candidates, place });
            }
        }
    }
    for (domain, place) in &desired.origin.domains {
        let lookup = Lookup::TenantOfDomain(domain.clone());
        if !matches!(facts.tenants.get(&lookup), Some(Some(_))) {
            problems.push(Problem::NoTenant { domain: domain.clone(), place: place.clone() });
        }
    }
    problems.retain(|problem| !is_excused(problem, facts));
    problems
}

/// Whether the look-up behind a problem failed, so that "missing" would be a guess.
fn is_excused(problem: &Problem, facts: &Facts) -> bool {
    let failed = |test: &dyn Fn(&Lookup) -> bool| {
        facts.failures.iter().any(|failure| matches!(&failure.unread, Unread::Answer(lookup) if test(lookup)))
    };
    match problem {
        Problem::Missing { name, .. } => failed(&|lookup| match lookup {
            Lookup::GroupsNamed(n) | Lookup::UsersNamed(n) | Lookup::ServicePrincipalsNamed(n) => n == name,
            Lookup::ServicePrincipalOfApp(id) => id.as_str() == name,
            _ => false,
        }),
        Problem::NoTenant { domain, .. } => {
            failed(&|lookup| matches!(lookup, Lookup::TenantOfDomain(d) if d == domain))
        }
        Problem::Departed { id, .. } => failed(&|lookup| matches!(lookup, Lookup::Object(o) if o == id)),
        _ => false,
    }
}

fn kind_word(principal: &Principal) -> &'static str {
    match principal {
        Principal::User(_) => word(DirectoryKind::User),
        Principal::Group(_) => word(DirectoryKind::Group),
        Principal::ServicePrincipal(_) => word(DirectoryKind::ServicePrincipal),
        Principal::Unknown(_) => "directory object",
    }
}

fn word(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::User => "user",
        DirectoryKind::Group => "group",
        DirectoryKind::ServicePrincipal => "application",
    }
}
