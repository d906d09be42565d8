//! Problems as findings: the same words and places as faults in the files.

use crate::model::{DirectoryObject, Key, Origins, Place};
use crate::source::{Code, Finding};

use super::Problem;

impl Problem {
    /// The finding that shows this problem.
    #[must_use]
    pub fn finding(&self, origin: &Origins) -> Finding {
        self.found(origin).traced(&origin.traces)
    }

    fn found(&self, origin: &Origins) -> Finding {
        let at = |key: &Key| origin.objects.get(key).cloned();
        match self {
            Self::Missing { kind, name, place } => error(
                Code::MissingObject,
                Some(place.clone()),
                format!("no {kind} named `{name}` is in the directory"),
            )
            .help(format!("check the spelling, or write the {kind} by its id")),
            Self::Ambiguous { kind, name, candidates, place } => {
                let message = format!("{} objects are a {kind} named `{name}`", candidates.len());
                let ids: Vec<_> = candidates.iter().map(candidate).collect();
                error(Code::AmbiguousObject, Some(place.clone()), message)
                    .help(format!("write the one you mean by its id: {}", ids.join(", ")))
            }
            Self::Departed { id, place } => {
                let message = format!("no object with the id {id} is in the directory any more");
                let finding = Finding::warning(Code::DepartedObject, place.clone(), message);
                finding.help("it is carried as it stands; take it out when it is no longer meant")
            }
            Self::NoTenant { domain, place } => {
                error(Code::NoTenant, Some(place.clone()), format!("no tenant owns the domain `{domain}`"))
                    .help("write `domain:` instead of `tenant:` for a partner without Microsoft Entra")
            }
            Self::Role { resource, role, offered, twice, key } => {
                let many = if *twice { "more than one role" } else { "no role" };
                error(Code::UnknownRole, at(key), format!("`{resource}` offers {many} named `{role}`"))
                    .help(format!("it offers: {}; `roleId` names a role by its id", offered.join(", ")))
            }
            Self::Twins { key, ids } => {
                let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
                let message =
                    format!("the tenant has {} objects that are {key}: {}", ids.len(), ids.join(", "));
                error(Code::Twins, at(key), message)
                    .help("rename all but one of them in the portal, so that the name leads to one object")
            }
            Self::SameObject { key, other } => {
                let message =
                    format!("{key} and {other} share an identity source and would be one organization");
                with(error(Code::SameObject, at(key), message), at(other), "the other")
                    .help("give each identity source to one organization alone")
            }
            Self::Repeated { key } => error(
                Code::SameObject,
                at(key),
                format!("{key} is declared more than once, under different spellings"),
            )
            .help("keep one of the declarations"),
            Self::Replacement { key, what, instead } => {
                error(Code::Replacement, at(key), format!("{key}: {what}")).help(*instead)
            }
            Self::Unsuitable { key, why } => error(
                Code::Unsuitable,
                at(key),
                format!("{key} cannot be taken into a catalog: {why}"),
            )
            .help(
                "use a security group or a Microsoft 365 group that is managed in the cloud and not dynamic",
            ),
        }
    }
}

fn error(code: Code, place: Option<Place>, message: String) -> Finding {
    Finding { place, ..Finding::nowhere(code, message) }
}

fn with(finding: Finding, place: Option<Place>, what: &str) -> Finding {
    match place {
        Some(place) => finding.and(place, what),
        None => finding,
    }
}

fn candidate(object: &DirectoryObject) -> String {
    match &object.user_principal_name {
        Some(name) => format!("{} ({name})", object.id),
        None => format!("{} ({})", object.id, object.name),
    }
}
