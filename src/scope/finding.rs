//! Problems as findings, with the same wording and positions as errors in the files.

use crate::model::{DirectoryObject, DirectoryRef, Key, Origin, Origins, Place, ResourceKey};
use crate::source::{Code, Finding, Severity};

use super::Problem;
use super::problem::{Graph, Why};

impl Problem {
    /// The finding for this problem.
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
                format!("the directory has no {kind} named `{name}`"),
            )
            .help(format!("check the spelling, or use the id of the {kind}")),
            Self::Ambiguous { kind, name, candidates, place } => {
                let message = format!("{} objects are a {kind} named `{name}`", candidates.len());
                let ids: Vec<_> = candidates.iter().map(candidate).collect();
                error(Code::AmbiguousObject, Some(place.clone()), message)
                    .help(format!("use the id of the intended object: {}", ids.join(", ")))
            }
            Self::Departed { id, place } => {
                let message = format!("the directory no longer has an object with the id {id}");
                let finding = Finding::warning(Code::DepartedObject, place.clone(), message);
                finding.help("the reference is kept; remove it if it is no longer needed")
            }
            Self::OtherKind { kind, id, is, place } => {
                let a = |word: &str| if word.starts_with('a') { "an" } else { "a" };
                let message = format!("{id} is the id of {} {is}, not of {} {kind}", a(is), a(kind));
                error(Code::MissingObject, Some(place.clone()), message)
                    .help("use the key for that kind of object")
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
                Finding { severity: Severity::Warning, ..finding }.help("check the id; it is sent unchanged")
            }
            Self::NoTenant { domain, place } => {
                error(Code::NoTenant, Some(place.clone()), format!("no tenant owns the domain `{domain}`"))
                    .help("for a partner without Microsoft Entra, use `domain:` instead of `tenant:`")
            }
            Self::Role { resource, role, offered, twice, key } => {
                let many = if *twice { "more than one role" } else { "no role" };
                error(Code::UnknownRole, at(key), format!("`{resource}` has {many} named `{role}`"))
                    .help(format!("its roles: {}; `roleId` selects a role by id", offered.join(", ")))
            }
            Self::Twins { key, ids } => {
                let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
                let message =
                    format!("the tenant has {} objects that are {key}: {}", ids.len(), ids.join(", "));
                error(Code::Twins, at(key), message).help(
                    "select one with its `id` in this tenant, for example `id: { production: … }`",
                )
            }
            Self::PinnedMissing { key, id, other } => {
                let message = match other {
                    Some(other) => format!("the id {id} of {key} belongs to {other}"),
                    None => format!("the tenant has no object with the id {id}, to which {key} is pinned"),
                };
                error(Code::PinnedMissing, at(key), message)
                    .help("correct the id, or remove it so that the object is created")
            }
            Self::BothNames { key, place, others, is_there } => {
                let message = if *is_there {
                    format!("the tenant has {key} and also its former name: {}", listed(others))
                } else {
                    format!("the tenant has several objects with former names of {key}: {}", listed(others))
                };
                error(Code::BothNames, Some(place.clone()), message)
                    .help("select one with `id`, or remove `formerly`")
            }
            Self::NothingToRename { key, place, is_there } => {
                let (message, help) = if *is_there {
                    (format!("{key} already has this name"), "remove `formerly`; there is nothing left to rename")
                } else {
                    (
                        format!("no object in the tenant has the former name of {key}; a new object is created"),
                        "check the spelling, or remove `formerly`",
                    )
                };
                let severity = if *is_there { Severity::Info } else { Severity::Warning };
                let finding = error(Code::NothingToRename, Some(place.clone()), message);
                Finding { severity, ..finding }.help(help)
            }
            Self::SameObject { key, other } => {
                let message =
                    format!("{key} and {other} share an identity source, so they are the same organization");
                with(error(Code::SameObject, at(key), message), at(other), "also declared here")
                    .help("give each identity source to one organization only")
            }
            Self::Repeated { key } => error(
                Code::SameObject,
                at(key),
                format!("{key} is declared more than once, in different spellings"),
            )
            .help("keep only one of the declarations"),
            Self::Replacement { key, what, instead } => {
                error(Code::Replacement, at(key), format!("{key}: {what}")).help(*instead)
            }
            Self::NotThere { key, place } => {
                error(Code::NotThere, Some(place.clone()), format!("{key} does not exist in the tenant"))
                    .help("check the spelling, or declare the object so that it is created")
            }
            Self::StillDeclared { key, place, what } => {
                let finding = error(Code::Ownership, place.clone(), format!("{key} is declared and also {what}"));
                with(finding, at(key), "declared here").help("keep only one of the two")
            }
            Self::AlreadyGone { key, place } => {
                let message = format!("{key} does not exist in the tenant");
                let finding = Finding {
                    severity: Severity::Warning,
                    ..error(Code::AlreadyGone, place.clone(), message)
                };
                finding.help("remove this line; it would delete a later object with this name")
            }
            Self::Protected { key, place, pattern, by } => {
                let message = format!("{key} is protected by `{pattern}` and is never deleted");
                let finding = error(Code::Protected, place.clone(), message);
                finding
                    .and(by.clone(), "protected here")
                    .help("remove this line, or remove the pattern in a separate change")
            }
            Self::Kept { key, place, by } => {
                let message = format!("{key} would be deleted with its parent");
                let finding = error(Code::Ownership, place.clone(), message);
                finding.and(by.clone(), "listed under `existing` here").help("keep only one of the two")
            }
            Self::BuiltIn { key, place } => {
                error(Code::Replacement, place.clone(), format!("{key} is built in and cannot be deleted"))
                    .help("set `state: unpublished` so that it cannot be used")
            }
            Self::NotEmpty { key, place, contents } => {
                let message = format!("{key} still contains {}", listed(contents));
                error(Code::NotEmpty, place.clone(), message).help(format!(
                    "list its contents under `remove` too, so that every deletion is written down:{}",
                    contents.iter().map(|key| format!("\n  {}", line(key))).collect::<String>()
                ))
            }
            Self::InUse { key, place, users } => {
                let message = format!("{key} is used by {}", listed(users));
                error(Code::InUse, place.clone(), message)
                    .help("change the objects that use it first, or remove them too")
            }
            Self::ExtensionStage { key, extension, stage, kind } => {
                let message = format!(
                    "{key} calls {extension} at `{stage}`, which does not accept extensions of the kind `{kind}`"
                );
                error(Code::ExtensionStage, at(key), message)
                    .help("use another stage or another extension")
            }
            Self::Unlocked { name, place, refused } => {
                let message = format!("`{name}` is not locked; it resolves to whichever object has that name today");
                unlocked(place.clone(), message, *refused)
            }
            Self::NotLocked { names, refused } => {
                let message = format!(
                    "no name of this tenant is locked: {names} names resolve to whichever objects have them today, and \
                     no object is recorded as managed"
                );
                unlocked(None, message, *refused)
            }
            Self::UnknownCaller { keys } => {
                let message = format!(
                    "{} would lose owners, and the identity that applies is unknown, so it may be one of them",
                    listed(keys)
                );
                let place = keys.first().and_then(at);
                Finding { severity: Severity::Warning, ..error(Code::UnknownCaller, place, message) }
                    .help("make sure that the identity that applies stays an owner; it is identified by the `clientId` of `auth.apply` or by the access token")
            }
            Self::Unsuitable { key, why } => error(
                Code::Unsuitable,
                at(key),
                format!("{key} cannot be added to a catalog: {why}"),
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

/// Objects in a sentence: the first few, and the number of the others.
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
        (Why::OtherCatalog, _) => error(
            Code::UnknownReference,
            place,
            format!("{key} calls {to}, which belongs to another catalog"),
        )
        .help("use an extension of the package's own catalog"),
        (Why::NotThere, Key::Resource(_)) => {
            error(Code::ResourceNotInCatalog, place, format!("{key} uses {to}, which is not in the catalog"))
                .help("list it under the catalog's `resources`")
        }
        (Why::NotThere, _) => {
            let message =
                format!("{key} refers to {to}, which is not declared and does not exist in the tenant");
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
            Origin::Other { system, .. } => format!("# remove the {system} resource in the portal"),
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
    finding.help("run `guestlist lock` and commit the lock file")
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
