//! Changes of exposure in plain English. Ids in braces represent directory objects whose names are not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{DirectoryRef, OrganizationRef, Origin, PackageKey, RoleLink, RoleRef, State, Subject};

use super::{Audience, Axis, Direction, Gate, Offer, PackageExposure, People, Stay, Time};

/// The meaning of a package's change.
pub(super) fn movement_sentences(
    key: &PackageKey,
    was: &PackageExposure,
    will: &PackageExposure,
    axes: &BTreeMap<Axis, Direction>,
    (before, after): (&State, &State),
) -> Vec<String> {
    let name = &key.name;
    let mut said: Vec<(Axis, String)> = Vec::new();
    let on = |axis| move |text: String| (axis, text);
    if axes.contains_key(&Axis::Audience) {
        said.extend(
            audience_sentences(name, was, will, after, "will be able to get")
                .into_iter()
                .map(on(Axis::Audience)),
        );
        let stays = after.packages.contains_key(key);
        said.extend(lost_sentence(name, was, will, before, stays).map(on(Axis::Audience)));
    }
    let pairs: Vec<(&Offer, &Offer)> = was
        .offers
        .iter()
        .filter_map(|old| Some((old, will.offers.iter().find(|new| new.key == old.key)?)))
        .filter(|(old, new)| old.audience.is_overlapping(&new.audience))
        .collect();
    for (old, new) in &pairs {
        let who = format!("{name} through “{}”", new.policy);
        if axes.contains_key(&Axis::Gate) && old.gate != new.gate {
            said.push((
                Axis::Gate,
                format!("{who}: {}.", gate_change(&old.gate, &new.gate, (before, after))),
            ));
        }
        if axes.contains_key(&Axis::Time) && old.time != new.time {
            said.push((Axis::Time, format!("{who}: {}.", time_change(&old.time, &new.time))));
        }
        if axes.contains_key(&Axis::Review) && old.review != new.review {
            let change = match (&old.review, &new.review) {
                (Some(_), None) => "access is no longer reviewed",
                (None, Some(_)) => {
                    "access is reviewed from now on, and can be lost as the result of a review"
                }
                _ => "access is reviewed differently",
            };
            said.push((Axis::Review, format!("{who}: {change}.")));
        }
    }
    if will.has_unclear_order() && !was.has_unclear_order() {
        let text = format!(
            "It is not certain through which policy a guest of the named organizations gets {name}: Microsoft's \
             documentation is inconsistent on whether a policy for specific organizations or a policy for everyone \
             in the directory takes precedence."
        );
        said.push((Axis::Door, text));
    }
    said.extend(policy_sentences(name, was, will, axes, after).into_iter().map(on(Axis::Gate)));
    let asked = [Axis::Gate, Axis::Time, Axis::Review];
    if asked.iter().any(|axis| axes.contains_key(axis)) && !said.iter().any(|(axis, _)| asked.contains(axis))
    {
        said.extend(moved_sentences(name, was, will, after).into_iter().map(on(Axis::Gate)));
    }
    if axes.contains_key(&Axis::Reach) {
        let roles = |these: &BTreeSet<RoleLink>, those: &BTreeSet<RoleLink>| {
            these.difference(those).map(role_words).collect::<Vec<_>>().join(", ")
        };
        let (more, less) = (roles(&will.reach, &was.reach), roles(&was.reach, &will.reach));
        if !more.is_empty() {
            said.push((Axis::Reach, format!("Existing assignments of {name} also get {more}.")));
        }
        if !less.is_empty() {
            said.push((Axis::Reach, format!("Existing assignments of {name} lose {less}.")));
        }
    }
    if axes.contains_key(&Axis::Door) {
        said.extend(door_sentences(name, was, will).into_iter().map(on(Axis::Door)));
    }
    // Widening comes first.
    said.sort_by_key(|(axis, _)| !axes.get(axis).is_some_and(|way| way.is_widening()));
    said.into_iter().map(|(_, text)| text).collect()
}

/// Those who can get the package and could not before, offer by offer.
fn audience_sentences(
    name: &str,
    was: &PackageExposure,
    will: &PackageExposure,
    state: &State,
    verb: &str,
) -> Vec<String> {
    let had = was.whole_audience();
    let new = will.effective_offers().into_iter().filter(|offer| !had.is_superset(&offer.audience));
    new.map(|offer| {
        let who = capitalize(&beyond_words(&offer.audience, &had, state));
        let asks =
            if offer.automatic { "without requesting it".to_owned() } else { with_gate(&offer.gate, state) };
        let closed = if will.door.published { "" } else { ", once the catalog is published" };
        let outside = !offer.audience.outside.eq(&Default::default());
        let unseen = if outside && !will.door.to_outside {
            ", once the catalog is visible to external users"
        } else {
            ""
        };
        format!("{who} {verb} {name} {asks}, {}{closed}{unseen}.", with_time(&offer.time))
    })
    .collect()
}

/// Those who can no longer get the package. A narrower policy revokes no access by request (Microsoft's own
/// documentation was unclear about it); a rule that no longer matches does.
fn lost_sentence(
    name: &str,
    was: &PackageExposure,
    will: &PackageExposure,
    state: &State,
    stays: bool,
) -> Option<String> {
    let (had, have) = (was.whole_audience(), will.whole_audience());
    let who = beyond_words(&had, &have, state);
    let by_rule = was.offers.iter().any(|offer| offer.automatic && !have.is_superset(&offer.audience));
    let keeps = if stays && !by_rule { "; existing assignments are kept until they end" } else { "" };
    (!have.is_superset(&had))
        .then(|| format!("{} will no longer be able to get {name}{keeps}.", capitalize(&who)))
}

/// New or deleted policies, for people who could get access already.
fn policy_sentences(
    name: &str,
    was: &PackageExposure,
    will: &PackageExposure,
    axes: &BTreeMap<Axis, Direction>,
    state: &State,
) -> Vec<String> {
    let asked = [Axis::Gate, Axis::Time, Axis::Review];
    if !asked.iter().any(|axis| axes.contains_key(axis)) {
        return Vec::new();
    }
    let had = was.whole_audience();
    let known = |offer: &Offer| {
        was.offers.iter().any(|old| old.key == offer.key && old.audience.is_overlapping(&offer.audience))
    };
    let more = will
        .effective_offers()
        .into_iter()
        .filter(|offer| !known(offer) && had.is_overlapping(&offer.audience));
    more.map(|offer| {
        let who = capitalize(&people_words(&offer.audience, state));
        format!(
            "{who} can also get {name} through “{}”: {}, {}.",
            offer.policy,
            with_gate(&offer.gate, state),
            with_time(&offer.time)
        )
    })
    .collect()
}

/// The changes for people whose policy changes, while no policy has other requirements.
fn moved_sentences(name: &str, was: &PackageExposure, will: &PackageExposure, state: &State) -> Vec<String> {
    let had = was.whole_audience();
    let moved = will.effective_offers().into_iter().filter_map(|offer| {
        let old = was.offers.iter().find(|old| old.key == offer.key)?;
        let audience = offer.audience.without_audience(&old.audience);
        had.is_overlapping(&audience).then_some(Offer { audience, ..offer })
    });
    let said = moved.map(|offer| {
        let who = capitalize(&people_words(&offer.audience, state));
        let (gate, time) = (with_gate(&offer.gate, state), with_time(&offer.time));
        format!("{who} can get {name} through “{}” from now on: {gate}, {time}.", offer.policy)
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        return vec![format!("Some people will get {name} through a different policy than before.")];
    }
    said
}

fn door_sentences(name: &str, was: &PackageExposure, will: &PackageExposure) -> Vec<String> {
    let told = |old: bool, new: bool, opens: &str, closes: &str| match (old, new) {
        (false, true) => Some(format!("{name} {opens}.")),
        (true, false) => Some(format!("{name} {closes}.")),
        _ => None,
    };
    let (old, new) = (&was.door, &will.door);
    [
        told(
            old.published,
            new.published,
            "can be requested, because its catalog is published",
            "can no longer be requested, because its catalog is not published",
        ),
        told(
            old.to_outside,
            new.to_outside,
            "can be seen and requested by external users",
            "can no longer be seen or requested by external users",
        ),
        told(old.shown, new.shown, "is shown in My Access", "is hidden in My Access; its link still works"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn gate_change(old: &Gate, new: &Gate, states: (&State, &State)) -> String {
    let mut said = Vec::new();
    if old.stages.len() != new.stages.len() {
        said.push(format!(
            "{} instead of {}",
            approvals_words(new.stages.len()),
            approvals_words(old.stages.len())
        ));
    } else if old.stages != new.stages {
        said.push(format!(
            "approved by {} instead of {}",
            approvers_words(new, states.1),
            approvers_words(old, states.0)
        ));
    }
    match (old.justification, new.justification) {
        (true, false) => said.push("a justification is no longer required".to_owned()),
        (false, true) => said.push("a justification is required".to_owned()),
        _ => {}
    }
    let quoted =
        |texts: Vec<&String>| texts.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join(", ");
    let gone: Vec<_> = old.questions.difference(&new.questions).collect();
    let more: Vec<_> = new.questions.difference(&old.questions).collect();
    if !gone.is_empty() {
        said.push(format!("an answer to {} is no longer required", quoted(gone)));
    }
    if !more.is_empty() {
        said.push(format!("{} must be answered", quoted(more)));
    }
    said.join(", ")
}

fn time_change(old: &Time, new: &Time) -> String {
    let mut said = Vec::new();
    if old.stay != new.stay {
        said.push(format!(
            "{} instead of {}",
            stay_words(&new.stay),
            stay_words(&old.stay).trim_start_matches("for ")
        ));
    }
    match (old.renews, new.renews) {
        (false, true) => said.push("people can extend it without approval".to_owned()),
        (true, false) => said.push("people can no longer extend it without approval".to_owned()),
        _ => {}
    }
    said.join(", ")
}

pub(super) fn with_gate(gate: &Gate, state: &State) -> String {
    match gate.stages.len() {
        0 => "without approval".to_owned(),
        count => format!("with {} (by {})", approvals_words(count), approvers_words(gate, state)),
    }
}

pub(super) fn with_time(time: &Time) -> String {
    let renews = if time.renews { ", which they may extend themselves" } else { "" };
    format!("{}{renews}", stay_words(&time.stay))
}

fn stay_words(stay: &Stay) -> String {
    match stay {
        Stay::For(span) => format!("for {}", span.to_words()),
        Stay::Until(moment) => format!("until {}", jiff::tz::TimeZone::UTC.to_datetime(*moment).date()),
        Stay::WhileMatched => "for as long as the rule matches".to_owned(),
        Stay::WithoutEnd => "with no end date".to_owned(),
    }
}

fn approvals_words(count: usize) -> String {
    match count {
        0 => "no approval".to_owned(),
        1 => "one approval".to_owned(),
        2 => "two approvals".to_owned(),
        3 => "three approvals".to_owned(),
        more => format!("{more} approvals"),
    }
}

fn approvers_words(gate: &Gate, state: &State) -> String {
    let stage =
        |who: &BTreeSet<Subject>| join_items(who.iter().map(|one| subject_words(one, state)).collect(), "or");
    gate.stages.iter().map(stage).collect::<Vec<_>>().join(", then ")
}

/// The part of an audience that is not in another one.
fn beyond_words(audience: &Audience, other: &Audience, state: &State) -> String {
    people_words(&audience.without_audience(other), state)
}

/// An audience in words.
pub(super) fn people_words(audience: &Audience, state: &State) -> String {
    let mut said: Vec<String> = Vec::new();
    match (&audience.members, &audience.guests) {
        (People::All, People::All) => said.push("all users in the directory, guests included".to_owned()),
        (People::All, _) => said.push("all members of the directory".to_owned()),
        (_, People::All) => said.push("all guests in the directory".to_owned()),
        _ => {}
    }
    let named = |people: &People| match people {
        People::These(these) => these.clone(),
        People::All => BTreeSet::new(),
    };
    let all: BTreeSet<Subject> = named(&audience.members).union(&named(&audience.guests)).cloned().collect();
    said.extend(all.iter().map(|one| subject_words(one, state)));
    if audience.outside.anyone {
        said.push("all external users, from any organization".to_owned());
    } else if audience.outside.configured {
        said.push("users from all configured connected organizations, including future ones".to_owned());
    }
    if !audience.outside.anyone && !audience.outside.named.is_empty() {
        let names: Vec<_> = audience.outside.named.keys().map(|one| organization_words(one, state)).collect();
        said.push(format!("users from {}", join_items(names, "and")));
    }
    match &audience.services {
        People::All => said.push("all service principals".to_owned()),
        People::These(these) => said.extend(these.iter().map(|one| subject_words(one, state))),
    }
    if said.is_empty() { "no one".to_owned() } else { join_items(said, "and") }
}

fn subject_words(subject: &Subject, state: &State) -> String {
    match subject {
        Subject::User(user) => format!("user {}", reference_words(user)),
        Subject::Group(group) => format!("members of group {}", reference_words(group)),
        Subject::ServicePrincipal(principal) => format!("service principal {}", reference_words(principal)),
        Subject::ConnectedOrganization(one) => format!("users from {}", organization_words(one, state)),
        Subject::AttributeRule(rule) => format!("all users who match the rule {rule}"),
        Subject::RequestorManager(1) => "the requestor's manager".to_owned(),
        Subject::RequestorManager(level) => format!("the requestor's manager {level} levels up"),
        Subject::TargetManager(1) => "the person's manager".to_owned(),
        Subject::TargetManager(level) => format!("the person's manager {level} levels up"),
        Subject::InternalSponsors => "internal sponsors of the organization".to_owned(),
        Subject::ExternalSponsors => "external sponsors of the organization".to_owned(),
        Subject::TargetUserSponsors => "the person's sponsors".to_owned(),
        Subject::TargetApplicationOwners => "owners of the application".to_owned(),
        Subject::TargetAgentIdentitySponsorsOrOwners => "sponsors or owners of the agent".to_owned(),
        Subject::Unknown(json) => format!("a subject of unknown kind ({json})"),
    }
}

fn organization_words(reference: &OrganizationRef, state: &State) -> String {
    match reference {
        OrganizationRef::Key(key) => {
            state.organizations.get(key).map_or_else(|| key.to_string(), |there| there.name.clone())
        }
        OrganizationRef::Id(id) => format!("connected organization {id}"),
    }
}

fn reference_words(reference: &DirectoryRef) -> String {
    match reference {
        DirectoryRef::Id(id) => format!("{{{id}}}"),
        DirectoryRef::Name(name) => name.clone(),
        DirectoryRef::AppId(id) => format!("with app id {id}"),
    }
}

pub(super) fn role_words(link: &RoleLink) -> String {
    let resource = match &link.resource {
        Origin::Group(group) => format!("group {}", reference_words(group)),
        Origin::Application(application) => format!("application {}", reference_words(application)),
        Origin::Site(url) => format!("site {url}"),
        Origin::Other { system, id } => format!("{system} {id}"),
    };
    let role = match &link.role {
        // Groups have few roles, and their names begin their ids (fact group-role-ids).
        RoleRef::Id(id) if matches!(link.resource, Origin::Group(_)) => {
            id.split_once('_').map_or_else(|| id.clone(), |(name, _)| name.to_owned())
        }
        RoleRef::Id(id) => format!("{{{id}}}"),
        RoleRef::Name(name) => name.clone(),
    };
    format!("{role} of {resource}")
}

fn join_items(mut items: Vec<String>, word: &str) -> String {
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} {word} {last}", items.join(", ")),
    }
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
