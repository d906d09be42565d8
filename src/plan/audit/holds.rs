//! Checks that every change that needs acceptance has a hold, and that every hold has a change.
//!
//! It compares the objects before and after the steps and reads the keys of their declarations, but not the fields that
//! the plan lists, since it checks those.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::{
    AccessEffect, DirectoryRef, Key, LockedName, Lookup, NameKind, ObjectId, Principal, Provenance, State,
    folded_form,
};

use super::super::{Hold, HoldKind};
use super::given::AuditInputs;

/// A part as the model holds it, the key of the language that decides it, and how it affects access.
type Part = (&'static str, &'static str, &'static [AccessEffect]);

/// Parts of an object that a key of the language decides. If a declaration omits the key, a change of the part was not
/// written in any file. A test compares what affects access with the table of properties, from which nothing here is
/// taken.
pub const DECIDED: &[(&str, &[Part])] = &[
    ("organization", &[("/description", "description", &[]), ("/state", "state", &[AccessEffect::Door])]),
    (
        "catalog",
        &[
            ("/description", "description", &[]),
            ("/state", "state", &[AccessEffect::Door]),
            ("/externallyVisible", "externallyVisible", &[AccessEffect::Door]),
        ],
    ),
    (
        "resource",
        &[("/attributes", "attributes", &[AccessEffect::Gate]), ("/environment", "environment", &[])],
    ),
    (
        "extension",
        &[("/description", "description", &[]), ("/callbackTimeout", "callback", &[AccessEffect::Gate])],
    ),
    ("accessPackage", &[("/description", "description", &[]), ("/hidden", "hidden", &[AccessEffect::Door])]),
    (
        "policy",
        &[
            ("/description", "description", &[]),
            ("/requests/customSchedule", "requestors.customSchedule", &[AccessEffect::Time]),
            ("/requests/onBehalf", "requestors.onBehalf", &[AccessEffect::Gate]),
            ("/approval", "approval", &[AccessEffect::Gate]),
            ("/expiration", "expiration", &[AccessEffect::Time]),
            ("/review", "review", &[AccessEffect::Review]),
            ("/assignmentNotifications", "notifications", &[]),
            ("/questions", "questions", &[AccessEffect::Gate]),
            ("/extensions", "extensions", &[AccessEffect::Gate]),
        ],
    ),
];

/// Reports missing holds and holds without a change, for steps that lead from `actual` to `end`.
pub(super) fn hold_faults(
    holds: &[Hold],
    actual: &State,
    end: &State,
    known: &AuditInputs<'_>,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    for hold in holds {
        if !ids.insert(&hold.id) {
            found.push(format!("it has two holds with the id `{}`.", hold.id));
        }
        if !hold.id.starts_with(&format!("{}@", hold.kind.slug())) {
            found.push(format!("its hold `{}` is not of the kind `{}`.", hold.id, hold.kind.slug()));
        }
    }
    let mut held: BTreeMap<HoldKind, BTreeSet<&str>> = BTreeMap::new();
    for hold in holds {
        held.entry(hold.kind).or_default().insert(&hold.key);
    }
    let locked_out = held.remove(&HoldKind::SelfLockout).unwrap_or_default();
    found.extend(super::lockout::lockout_faults(&locked_out, actual, end, known.facts));
    found.extend(rebound_faults(&held.remove(&HoldKind::ReferenceRebound).unwrap_or_default(), known));
    found.extend(super::exposure::exposure_faults(&mut held, actual, end, known.facts));
    found.extend(super::mass::mass_faults(
        &held.remove(&HoldKind::MassChange).unwrap_or_default(),
        actual,
        end,
        known,
    ));
    found.extend(adoption_faults(
        &held.remove(&HoldKind::AdoptionStrips).unwrap_or_default(),
        actual,
        end,
        known,
    ));
    found
}

/// Adopting an object that the lock file does not remember must not silently remove anything from it.
fn adoption_faults(
    held: &BTreeSet<&str>,
    actual: &State,
    end: &State,
    known: &AuditInputs<'_>,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = held.clone();
    for key in actual.keys().filter(|key| end.contains(key)) {
        let (before, after) = (actual.get(&key), end.get(&key));
        if before == after {
            continue;
        }
        let (before, after) = (json!(before), json!(after));
        let before = with_new_texts(&key, before, &after, known.origin);
        if before == after {
            continue;
        }
        let text = key.to_string();
        if known.lock.is_some_and(|lock| lock.has_managed(&key)) {
            continue;
        }
        let holds = open.remove(text.as_str());
        if !holds
            && (has_lost_entry(&before, &after, "")
                || is_left_to_default(&key, &before, &after, known.origin))
        {
            found.push(format!(
                "it removes something from `{text}`, which is not recorded as managed, without a hold."
            ));
        }
    }
    found.extend(
        open.into_iter().map(|key| format!("it has a hold on `{key}`, from which it removes nothing.")),
    );
    found
}

/// An object with the new texts of its questions: a reworded question is the same question.
fn with_new_texts(key: &Key, mut before: Value, after: &Value, origin: &Provenance) -> Value {
    let Key::Policy(key) = key else { return before };
    let asks = |policy: &Value, text: &str| {
        policy["questions"].as_array().into_iter().flatten().any(|one| one["text"] == text)
    };
    for (now, former) in origin.reworded.get(key).into_iter().flatten() {
        let was = former.iter().find(|(was, _)| asks(&before, was) && !asks(after, was));
        let Some((was, _)) = was.filter(|_| asks(after, now) && !asks(&before, now)) else { continue };
        for question in before["questions"].as_array_mut().into_iter().flatten() {
            if question["text"] == was.as_str() {
                question["text"] = Value::from(now.as_str());
            }
        }
    }
    before
}

/// A name must still resolve to the object that it was locked to.
fn rebound_faults(held: &BTreeSet<&str>, known: &AuditInputs<'_>) -> Vec<String> {
    let Some(lock) = known.lock else {
        return held
            .iter()
            .map(|name| format!("it has a hold on `{name}`, but no name is locked."))
            .collect();
    };
    let referred = known.origin.references.iter().filter_map(|(principal, _)| locked_name_of(principal));
    let found = referred.filter_map(|(name, lookup)| match known.facts.found.get(&lookup)?.as_slice() {
        [id] => Some((name, id.clone())),
        _ => None,
    });
    let tenants = known.facts.tenants.iter().filter_map(|(lookup, tenant)| match (lookup, tenant) {
        (Lookup::TenantOfDomain(domain), Some(tenant)) => {
            Some((LockedName { kind: NameKind::Tenant, name: domain.clone() }, tenant.id.clone()))
        }
        _ => None,
    });
    let elsewhere =
        found.chain(tenants).filter(|(name, id)| lock.names.get(name).is_some_and(|was| was != id));
    let elsewhere: BTreeMap<String, ObjectId> =
        elsewhere.map(|(name, id)| (folded_form(&name.to_string()), id)).collect();
    let open: BTreeSet<String> = held.iter().map(|name| folded_form(name)).collect();
    let unheld = elsewhere.keys().filter(|name| !open.contains(*name));
    let idle = open.iter().filter(|name| !elsewhere.contains_key(*name));
    unheld
        .map(|name| format!("`{name}` no longer resolves to the locked object, but there is no hold."))
        .chain(
            idle.map(|name| format!("it has a hold on `{name}`, which still resolves to the locked object.")),
        )
        .collect()
}

/// The name of a reference, and the look-up that resolves it to an object.
fn locked_name_of(principal: &Principal) -> Option<(LockedName, Lookup)> {
    let (kind, name, lookup) = match (principal, principal.reference()) {
        (_, DirectoryRef::AppId(id)) => {
            (NameKind::AppId, id.to_string(), Lookup::ServicePrincipalOfApp(id.clone()))
        }
        (Principal::Group(_), DirectoryRef::Name(name)) => {
            (NameKind::Group, name.clone(), Lookup::GroupsNamed(name.clone()))
        }
        (Principal::User(_), DirectoryRef::Name(name)) => {
            (NameKind::User, name.clone(), Lookup::UsersNamed(name.clone()))
        }
        (Principal::ServicePrincipal(_), DirectoryRef::Name(name)) => {
            (NameKind::Application, name.clone(), Lookup::ServicePrincipalsNamed(name.clone()))
        }
        (Principal::Unknown(_), DirectoryRef::Name(_)) | (_, DirectoryRef::Id(_)) => return None,
    };
    Some((LockedName { kind, name }, lookup))
}

/// Whether an entry of a list or a whole part is missing afterwards. A switch or text with another value was chosen.
fn has_lost_entry(before: &Value, after: &Value, path: &str) -> bool {
    match (before, after) {
        (before, after) if is_empty_value(after) => !is_empty_value(before) && path != "/requests/may",
        (Value::Array(before), Value::Array(after)) => match path {
            // The requests that are allowed are always declared.
            "/requests/may" => false,
            "/approval/stages" => {
                let gone = before.len() > after.len();
                gone || before
                    .iter()
                    .zip(after)
                    .any(|(before, after)| has_lost_entry(before, after, "/stage"))
            }
            "/questions" => before.iter().enumerate().any(|(at, question)| {
                let asks = |other: &&Value| other["text"] == question["text"];
                let same = after.iter().filter(asks).nth(before[..at].iter().filter(asks).count());
                same.is_none_or(|other| has_lost_entry(question, other, "/question"))
            }),
            _ => before.iter().any(|entry| !after.contains(entry)),
        },
        (Value::Object(before), Value::Object(after)) => {
            // A value of one form, with a single member, that is replaced by another form.
            let other_form = before.len() == 1 && after.len() == 1 && before.keys().ne(after.keys());
            let member = |(name, value): (&String, &Value)| {
                has_lost_entry(value, after.get(name).unwrap_or(&Value::Null), &format!("{path}/{name}"))
            };
            !other_form && before.iter().any(member)
        }
        _ => false,
    }
}

fn is_empty_value(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a part changes whose value the declaration leaves to the default.
fn is_left_to_default(key: &Key, before: &Value, after: &Value, origin: &Provenance) -> bool {
    let Some(written) = origin.objects.get(key).and_then(|place| origin.declared_keys.get(place)) else {
        return false;
    };
    let kind = key.to_string();
    let parts = DECIDED.iter().filter(|(name, _)| kind.starts_with(&format!("{name}/")));
    parts.flat_map(|(_, parts)| *parts).any(|(pointer, name, _)| {
        // A description that equals the name changes with it.
        let named = |object: &Value| *pointer == "/description" && object["description"] == object["name"];
        let differs = before.pointer(pointer) != after.pointer(pointer) && !(named(before) && named(after));
        let rest = |path: &String| {
            path.strip_prefix(name).map(|rest| rest.starts_with(['.', '[']) || rest.is_empty())
        };
        differs && !written.iter().any(|path| rest(path) == Some(true))
    })
}
