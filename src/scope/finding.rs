//! Problems as findings: the same words and places as faults in the files.

use crate::model::{DirectoryObject, DirectoryRef, Key, Origin, Origins, Place, ResourceKey};
use crate::source::{Code, Finding, Severity};

use super::Problem;
use super::problem::{Graph, Why};

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
            Self::OtherKind { kind, id, is, place } => {
                let a = |word: &str| if word.starts_with('a') { "an" } else { "a" };
                let message = format!("{id} is the id of {} {is}, not of {} {kind}", a(is), a(kind));
                error(Code::MissingObject, Some(place.clone()), message)
                    .help("write the id under the key of its kind")
            }
            Self::Reference { key, to, why } => unusable(at(key), key, to, *why),
            Self::UnknownId { what, id, key } => {
                let what = match what {
                    Graph::Package => "access package",
                    Graph::Extension => "custom extension",
                    Graph::Organization => "connected organization",
                };
                let message = format!("{key}: the tenant shows no {what} with the id {id}");
                let finding = error(Code::UnknownReference, at(key), message);
                Finding { severity: Severity::Warning, ..finding }.help("check the id; it is sent as it is")
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
                error(Code::Twins, at(key), message).help(
                    "say which one is meant with its `id` in this tenant, such as `id: { production: … }`",
                )
            }
            Self::PinnedMissing { key, id, other } => {
                let message = match other {
                    Some(other) => format!("the id {id} of {key} is that of {other}"),
                    None => format!("the tenant has no object with the id {id}, which pins {key}"),
                };
                error(Code::PinnedMissing, at(key), message)
                    .help("correct the id, or take it out to have the object made")
            }
            Self::BothNames { key, place, others, is_there } => {
                let message = if *is_there {
                    format!("the tenant holds {key} and also {}, which it was before", listed(others))
                } else {
                    format!("{key} was one of {} in the tenant", listed(others))
                };
                error(Code::BothNames, Some(place.clone()), message)
                    .help("say with `id` which one is meant, or take `formerly` out")
            }
            Self::NothingToRename { key, place, is_there } => {
                let (message, help) = if *is_there {
                    (format!("{key} has this name already"), "drop `formerly`: nothing is left to rename")
                } else {
                    (
                        format!("no object of the tenant has the former name of {key}; a new one is made"),
                        "check the spelling, or drop `formerly`",
                    )
                };
                let severity = if *is_there { Severity::Info } else { Severity::Warning };
                let finding = error(Code::NothingToRename, Some(place.clone()), message);
                Finding { severity, ..finding }.help(help)
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
            Self::NotThere { key, place } => {
                error(Code::NotThere, Some(place.clone()), format!("{key} is not in the tenant"))
                    .help("check the spelling, or declare the object to have it made")
            }
            Self::StillDeclared { key, place, what } => {
                let finding = error(Code::Ownership, place.clone(), format!("{key} is declared, and {what}"));
                with(finding, at(key), "declared here").help("keep one of the two")
            }
            Self::AlreadyGone { key, place } => {
                let message = format!("{key} is not in the tenant");
                let finding = Finding {
                    severity: Severity::Warning,
                    ..error(Code::AlreadyGone, place.clone(), message)
                };
                finding.help("drop this line: it would delete an object that is given this name later")
            }
            Self::Protected { key, place, pattern, by } => {
                let message = format!("{key} is protected by `{pattern}` and is never deleted");
                let finding = error(Code::Protected, place.clone(), message);
                finding
                    .and(by.clone(), "protected here")
                    .help("take the line out, or the pattern, in a change of its own")
            }
            Self::Kept { key, place, by } => {
                let message = format!("{key} would go with what it lives in");
                let finding = error(Code::Ownership, place.clone(), message);
                finding.and(by.clone(), "said to exist here").help("keep one of the two")
            }
            Self::BuiltIn { key, place } => {
                error(Code::Replacement, place.clone(), format!("{key} is built in and cannot be deleted"))
                    .help("set it to `state: unpublished` where nobody is to use it")
            }
            Self::NotEmpty { key, place, contents } => {
                let message = format!("{key} still holds {}", listed(contents));
                error(Code::NotEmpty, place.clone(), message).help(format!(
                    "remove what it holds as well, so that every deletion is written down:{}",
                    contents.iter().map(|key| format!("\n  {}", line(key))).collect::<String>()
                ))
            }
            Self::InUse { key, place, users } => {
                let message = format!("{key} is used by {}", listed(users));
                error(Code::InUse, place.clone(), message)
                    .help("change what uses it first, or remove that as well")
            }
            Self::ExtensionStage { key, extension, stage, kind } => {
                let message = format!(
                    "{key} calls {extension} at `{stage}`, where an extension of the kind `{kind}` is not called"
                );
                error(Code::ExtensionStage, at(key), message)
                    .help("call it at another stage, or another extension there")
            }
            Self::Unlocked { name, place, refused } => {
                let message = format!("`{name}` is not locked, so it means whatever bears the name today");
                unlocked(place.clone(), message, *refused)
            }
            Self::NotLocked { names, refused } => {
                let message = format!(
                    "nothing of this tenant is locked: {names} names mean whatever bears them today, and no object \
                     is known as managed"
                );
                unlocked(None, message, *refused)
            }
            Self::UnknownCaller { keys } => {
                let message = format!(
                    "owners of {} go, and nothing says who applies: that may be one of them",
                    listed(keys)
                );
                let place = keys.first().and_then(at);
                Finding { severity: Severity::Warning, ..error(Code::UnknownCaller, place, message) }
                    .help("make sure that whoever applies stays an owner; the `clientId` of `auth.apply`, or else the access token, says who that is")
            }
            Self::Unsuitable { key, why } => error(
                Code::Unsuitable,
                at(key),
                format!("{key} cannot be taken into a catalog: {why}"),
            )
            .help(match key {
                Key::Resource(ResourceKey { origin: Origin::Application(_), .. }) => {
                    "use an application of your own, or for SharePoint the site: `site: https://…`"
                }
                _ => "use a security group or a Microsoft 365 group that is managed in the cloud and not dynamic",
            }),
        }
    }
}

fn error(code: Code, place: Option<Place>, message: String) -> Finding {
    Finding { place, ..Finding::nowhere(code, message) }
}

/// Objects in a sentence: the first few, and how many there are besides.
fn listed(keys: &[Key]) -> String {
    const SHOWN: usize = 5;
    let mut said: Vec<String> = keys.iter().take(SHOWN).map(ToString::to_string).collect();
    if keys.len() > SHOWN {
        said.push(format!("{} more", keys.len() - SHOWN));
    }
    said.join(", ")
}

/// A reference to an object that cannot be referred to.
fn unusable(place: Option<Place>, key: &Key, to: &Key, why: Why) -> Finding {
    match (why, to) {
        (Why::Itself, _) => {
            error(Code::SelfIncompatible, place, "a package cannot be incompatible with itself".to_owned())
        }
        (Why::OtherCatalog, _) => {
            error(Code::UnknownReference, place, format!("{key} calls {to}, which is of another catalog"))
                .help("call an extension of the package's own catalog")
        }
        (Why::NotThere, Key::Resource(_)) => {
            error(Code::ResourceNotInCatalog, place, format!("{key} uses {to}, which is not in the catalog"))
                .help("list it under the catalog's `resources`")
        }
        (Why::NotThere, _) => {
            let message = format!("{key} refers to {to}, which is neither declared nor in the tenant");
            error(Code::UnknownReference, place, message).help("check the name or the id")
        }
    }
}

/// The line under `remove` that would remove an object.
fn line(key: &Key) -> String {
    let quoted = |name: &str| serde_json::Value::from(name).to_string();
    let catalog = key.home().map(|home| quoted(&home.name)).unwrap_or_default();
    match key {
        Key::Catalog(_) => format!("- {{ catalog: {catalog} }}"),
        Key::Package(key) => format!("- {{ accessPackage: {}, catalog: {catalog} }}", quoted(&key.name)),
        Key::Policy(key) => {
            let (policy, package) = (quoted(&key.name), quoted(&key.package.name));
            format!("- {{ policy: {policy}, accessPackage: {package}, catalog: {catalog} }}")
        }
        Key::Extension(key) => format!("- {{ extension: {}, catalog: {catalog} }}", quoted(&key.name)),
        Key::Resource(key) => match &key.origin {
            Origin::Group(group) => format!("- {{ groupId: {}, catalog: {catalog} }}", id(group)),
            Origin::Application(app) => {
                format!("- {{ servicePrincipalId: {}, catalog: {catalog} }}", id(app))
            }
            Origin::Site(url) => format!("- {{ site: {}, catalog: {catalog} }}", quoted(url)),
            Origin::Other { system, .. } => format!("# take the {system} out of it in the portal"),
        },
        Key::Organization(_) | Key::Settings => key.to_string(),
    }
}

fn id(reference: &DirectoryRef) -> String {
    reference.id().map(ToString::to_string).unwrap_or_default()
}

fn unlocked(place: Option<Place>, message: String, refused: bool) -> Finding {
    let severity = if refused { Severity::Error } else { Severity::Warning };
    let finding = Finding { severity, ..error(Code::Unlocked, place, message) };
    finding.help("run `guestlist lock` and commit the lock file with what it recorded")
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
