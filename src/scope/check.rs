//! Checks that every reference in the files resolves to one object of the directory, of the kind that the file says.

use crate::model::{Desired, DirectoryKind, DirectoryRef, Facts, Lookup, ObjectId, Principal};

use super::Problem;
use super::failed::Failed;
use super::kind::is_misnamed;
use super::lookups::candidate_ids;

/// The problems of the references in the files.
pub(super) fn reference_problems(desired: &Desired, facts: &Facts) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (principal, place) in &desired.origin.references {
        let kind = kind_word(principal);
        let place = place.clone();
        let name = match principal.reference() {
            DirectoryRef::Id(id) => {
                match facts.objects.get(id) {
                    None => problems.push(Problem::Departed { id: id.clone(), place }),
                    Some(object) if is_misnamed(principal, object) => {
                        let (id, is) = (id.clone(), directory_word(object.kind));
                        problems.push(Problem::OtherKind { kind, id, is, place });
                    }
                    Some(_) => {}
                }
                continue;
            }
            DirectoryRef::Name(name) => name.clone(),
            DirectoryRef::AppId(id) => id.to_string(),
        };
        match candidate_ids(principal, facts).as_slice() {
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
    let failed = Failed::new(&facts.failures);
    problems.retain(|problem| !is_excused(problem, &failed));
    problems
}

/// Whether the look-up of a problem failed, so that the object may exist.
fn is_excused(problem: &Problem, failed: &Failed<'_>) -> bool {
    match problem {
        Problem::Missing { name, .. } => [
            Lookup::GroupsNamed(name.clone()),
            Lookup::UsersNamed(name.clone()),
            Lookup::ServicePrincipalsNamed(name.clone()),
            Lookup::ServicePrincipalOfApp(ObjectId::new(name)),
        ]
        .iter()
        .any(|lookup| failed.has_no_answer(lookup)),
        Problem::NoTenant { domain, .. } => failed.has_no_answer(&Lookup::TenantOfDomain(domain.clone())),
        Problem::Departed { id, .. } => failed.has_no_answer(&Lookup::Object(id.clone())),
        _ => false,
    }
}

fn kind_word(principal: &Principal) -> &'static str {
    match principal {
        Principal::User(_) => directory_word(DirectoryKind::User),
        Principal::Group(_) => directory_word(DirectoryKind::Group),
        Principal::ServicePrincipal(_) => directory_word(DirectoryKind::ServicePrincipal),
        Principal::Unknown(_) => "directory object",
    }
}

fn directory_word(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::User => "user",
        DirectoryKind::Group => "group",
        DirectoryKind::ServicePrincipal => "application",
    }
}
