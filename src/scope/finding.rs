//! Problems as findings, with the same wording and positions as errors in the files.

use crate::model::{DirectoryObject, DirectoryRef, Key, Origin, Place, Provenance, ResourceKey};
use crate::source::{Code, Finding, Severity};

use super::Problem;
use super::problem::{Graph, Why};

impl Problem {
    /// The finding for this problem.
    #[must_use]
    pub fn to_finding(&self, origin: &Provenance) -> Finding {
        self.base_finding(origin).trace_to_source(&origin.traces)
    }

    fn base_finding(&self, origin: &Provenance) -> Finding {
        let at = |key: &Key| origin.objects.get(key).cloned();
        match self {
            Self::Missing { kind, name, place } => error_finding(
                Code::MissingObject,
                Some(place.clone()),
                format!("the directory has no {kind} named `{name}`"),
            )
            .with_help(format!("check the spelling, or use the id of the {kind}")),
            Self::Ambiguous { kind, name, candidates, place } => {
                let count = candidates.len();
                let message =
                    format!("the directory has {count} objects of the kind {kind} with the name `{name}`");
                let ids: Vec<_> = candidates.iter().map(candidate_words).collect();
                error_finding(Code::AmbiguousObject, Some(place.clone()), message)
                    .with_help(format!("use the id of the intended object: {}", ids.join(", ")))
            }
            Self::Departed { id, place } => {
                let message = format!("the directory no longer has an object with the id {id}");
                let finding = Finding::warning(Code::DepartedObject, place.clone(), message);
                finding.with_help("the reference is kept; remove it if it is no longer needed")
            }
            Self::OtherKind { kind, id, is, place } => {
                let a = |word: &str| if word.starts_with('a') { "an" } else { "a" };
                let message = format!("{id} is the id of {} {is}, not of {} {kind}", a(is), a(kind));
                error_finding(Code::MissingObject, Some(place.clone()), message)
                    .with_help("use the key for that kind of object")
            }
            Self::Reference { key, to, why } => unusable_finding(at(key), key, to, *why),
            Self::UnknownId { what, id, key } => {
                let what = match what {
                    Graph::Package => "access package",
                    Graph::Extension => "custom extension",
                    Graph::Organization => "connected organization",
                };
                let message = format!("{key}: the tenant has no {what} with the id {id}, or does not show it");
                let finding = error_finding(Code::UnknownReference, at(key), message);
                Finding { severity: Severity::Warning, ..finding }.with_help("check the id; it is sent unchanged")
            }
            Self::NoTenant { domain, place } => {
                error_finding(Code::NoTenant, Some(place.clone()), format!("no tenant owns the domain `{domain}`"))
                    .with_help("for a partner without Microsoft Entra, use `domain:` instead of `tenant:`")
            }
            Self::Role { resource, role, offered, twice, key } => {
                let many = if *twice { "more than one role" } else { "no role" };
                error_finding(Code::UnknownRole, at(key), format!("`{resource}` has {many} named `{role}`"))
                    .with_help(format!("its roles: {}; `roleId` selects a role by id", offered.join(", ")))
            }
            Self::Twins { key, ids } => {
                let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
                let message =
                    format!("{} objects in the tenant match {key}: {}", ids.len(), ids.join(", "));
                error_finding(Code::Twins, at(key), message).with_help(
                    "select one with its `id` in this tenant, for example `id: { production: … }`",
                )
            }
            Self::PinnedMissing { key, id, other } => {
                let message = match other {
                    Some(other) => format!("the id {id} of {key} belongs to {other}"),
                    None => format!("the tenant has no object with the id {id}, to which {key} is pinned"),
                };
                error_finding(Code::PinnedMissing, at(key), message)
                    .with_help("correct the id, or remove it so that the object is created")
            }
            Self::BothNames { key, place, others, is_there } => {
                let message = if *is_there {
                    format!("the tenant has {key} and also an object with its former name: {}", list_keys(others))
                } else {
                    format!("the tenant has several objects with former names of {key}: {}", list_keys(others))
                };
                error_finding(Code::BothNames, Some(place.clone()), message)
                    .with_help("select one with `id`, or remove `formerly`")
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
                let finding = error_finding(Code::NothingToRename, Some(place.clone()), message);
                Finding { severity, ..finding }.with_help(help)
            }
            Self::SameObject { key, other } => {
                let message =
                    format!("{key} and {other} share an identity source, so they are the same organization");
                with_place(error_finding(Code::SameObject, at(key), message), at(other), "also declared here")
                    .with_help("give each identity source to one organization only")
            }
            Self::Repeated { key } => error_finding(
                Code::SameObject,
                at(key),
                format!("{key} is declared more than once, in different spellings"),
            )
            .with_help("keep only one of the declarations"),
            Self::Replacement { key, what, instead } => {
                error_finding(Code::Replacement, at(key), format!("{key}: {what}")).with_help(*instead)
            }
            Self::NotThere { key, place } => {
                error_finding(Code::NotThere, Some(place.clone()), format!("{key} does not exist in the tenant"))
                    .with_help("check the spelling, or declare the object so that it is created")
            }
            Self::StillDeclared { key, place, what } => {
                let finding = error_finding(Code::Ownership, place.clone(), format!("{key} is declared and also {what}"));
                with_place(finding, at(key), "declared here").with_help("keep only one of the two")
            }
            Self::AlreadyGone { key, place } => {
                let message = format!("{key} does not exist in the tenant");
                let finding = Finding {
                    severity: Severity::Warning,
                    ..error_finding(Code::AlreadyGone, place.clone(), message)
                };
                finding.with_help("remove this line; it would delete a later object with this name")
            }
            Self::Protected { key, place, pattern, by } => {
                let message = format!("{key} is protected by `{pattern}` and is never deleted");
                let finding = error_finding(Code::Protected, place.clone(), message);
                finding
                    .with_related(by.clone(), "protected here")
                    .with_help("remove this line, or remove the pattern in a separate change")
            }
            Self::Kept { key, place, by } => {
                let message = format!("{key} would be deleted with its parent");
                let finding = error_finding(Code::Ownership, place.clone(), message);
                finding.with_related(by.clone(), "listed under `existing` here").with_help("keep only one of the two")
            }
            Self::BuiltIn { key, place } => {
                error_finding(Code::Replacement, place.clone(), format!("{key} is built in and cannot be deleted"))
                    .with_help("set `state: unpublished` so that it cannot be used")
            }
            Self::NotEmpty { key, place, contents } => {
                let message = format!("{key} still contains {}", list_keys(contents));
                error_finding(Code::NotEmpty, place.clone(), message).with_help(format!(
                    "list its contents under `remove` too, so that every deletion is explicit:{}",
                    contents.iter().map(|key| format!("\n  {}", removal_line(key))).collect::<String>()
                ))
            }
            Self::InUse { key, place, users } => {
                let message = format!("{key} is used by {}", list_keys(users));
                error_finding(Code::InUse, place.clone(), message)
                    .with_help("change the objects that use it first, or remove them too")
            }
            Self::ExtensionStage { key, extension, stage, kind } => {
                let message = format!(
                    "{key} calls {extension} at `{stage}`, which does not accept extensions of the kind `{kind}`"
                );
                error_finding(Code::ExtensionStage, at(key), message)
                    .with_help("use another stage or another extension")
            }
            Self::Unlocked { name, place, refused } => {
                let message = format!("`{name}` is not locked; it resolves to whichever object has that name today");
                unlocked_finding(place.clone(), message, *refused)
            }
            Self::NotLocked { names, refused } => {
                let message = format!(
                    "no name of this tenant is locked: {names} names resolve to whichever objects have them today, and \
                     no object is recorded as managed"
                );
                unlocked_finding(None, message, *refused)
            }
            Self::UnknownCaller { keys } => {
                let message = format!(
                    "{} would lose owners. The identity that runs `apply` is unknown, so it may be one of those owners",
                    list_keys(keys)
                );
                let place = keys.first().and_then(at);
                Finding { severity: Severity::Warning, ..error_finding(Code::UnknownCaller, place, message) }
                    .with_help("make sure that the identity that runs `apply` stays an owner; Guestlist knows it \
                        from the `clientId` under `auth.apply` or from the access token")
            }
            Self::Unsuitable { key, why } => error_finding(
                Code::Unsuitable,
                at(key),
                format!("{key} cannot be added to a catalog: {why}"),
            )
            .with_help(match key {
                Key::Resource(ResourceKey { origin: Origin::Application(_), .. }) => {
                    "use an application of your own, or for SharePoint the site: `site: https://…`"
                }
                _ => "use a security group or a Microsoft 365 group that is managed in the cloud and not dynamic",
            }),
        }
    }
}

fn error_finding(code: Code, place: Option<Place>, message: String) -> Finding {
    Finding { place, ..Finding::without_place(code, message) }
}

/// Objects in a sentence: the first few, and the number of the others.
fn list_keys(keys: &[Key]) -> String {
    const SHOWN: usize = 5;
    let mut said: Vec<String> = keys.iter().take(SHOWN).map(ToString::to_string).collect();
    if keys.len() > SHOWN {
        said.push(format!("{} more", keys.len() - SHOWN));
    }
    said.join(", ")
}

/// A reference to an object that cannot be referred to.
fn unusable_finding(place: Option<Place>, key: &Key, to: &Key, why: Why) -> Finding {
    match (why, to) {
        (Why::Itself, _) => error_finding(
            Code::SelfIncompatible,
            place,
            "a package cannot be incompatible with itself".to_owned(),
        ),
        (Why::OtherCatalog, _) => error_finding(
            Code::UnknownReference,
            place,
            format!("{key} calls {to}, which belongs to another catalog"),
        )
        .with_help("use an extension of the package's own catalog"),
        (Why::NotThere, Key::Resource(_)) => error_finding(
            Code::ResourceNotInCatalog,
            place,
            format!("{key} uses {to}, which is not in the catalog"),
        )
        .with_help("list it under the catalog's `resources`"),
        (Why::NotThere, _) => {
            let message =
                format!("{key} refers to {to}, which is not declared and does not exist in the tenant");
            error_finding(Code::UnknownReference, place, message).with_help("check the name or the id")
        }
    }
}

/// The line under `remove` that would remove an object.
fn removal_line(key: &Key) -> String {
    let quoted = |name: &str| serde_json::Value::from(name).to_string();
    let catalog = key.home_catalog().map(|home| quoted(&home.name)).unwrap_or_default();
    match key {
        Key::Catalog(_) => format!("- {{ catalog: {catalog} }}"),
        Key::Package(key) => format!("- {{ accessPackage: {}, catalog: {catalog} }}", quoted(&key.name)),
        Key::Policy(key) => {
            let (policy, package) = (quoted(&key.name), quoted(&key.package.name));
            format!("- {{ policy: {policy}, accessPackage: {package}, catalog: {catalog} }}")
        }
        Key::Extension(key) => format!("- {{ extension: {}, catalog: {catalog} }}", quoted(&key.name)),
        Key::Resource(key) => match &key.origin {
            Origin::Group(group) => format!("- {{ groupId: {}, catalog: {catalog} }}", reference_id(group)),
            Origin::Application(app) => {
                format!("- {{ servicePrincipalId: {}, catalog: {catalog} }}", reference_id(app))
            }
            Origin::Site(url) => format!("- {{ site: {}, catalog: {catalog} }}", quoted(url)),
            Origin::Other { system, .. } => format!("# remove the {system} resource in the portal"),
        },
        Key::Organization(_) | Key::Settings => key.to_string(),
    }
}

fn reference_id(reference: &DirectoryRef) -> String {
    reference.bound_object_id().map(ToString::to_string).unwrap_or_default()
}

fn unlocked_finding(place: Option<Place>, message: String, refused: bool) -> Finding {
    let severity = if refused { Severity::Error } else { Severity::Warning };
    let finding = Finding { severity, ..error_finding(Code::Unlocked, place, message) };
    finding.with_help("run `guestlist lock` and commit the lock file")
}

fn with_place(finding: Finding, place: Option<Place>, what: &str) -> Finding {
    match place {
        Some(place) => finding.with_related(place, what),
        None => finding,
    }
}

fn candidate_words(object: &DirectoryObject) -> String {
    match &object.user_principal_name {
        Some(name) => format!("{} ({name})", object.id),
        None => format!("{} ({})", object.id, object.name),
    }
}
