//! Lists of people: targets, approvers, reviewers, requestors (fact subject-set-kinds), every entry with
//! its kind.
//!
//! An entry that the tenant has keeps its description, which the service fills with a display name, and whatever else
//! is in it. What cannot be understood is kept whole.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::context::{Names, Reading, Writing};
use super::super::graph_type::{Property, Types, Use};
use super::super::json::{self, Object, canonical_text, odata_kind, odata_type, parse_kept};
use super::super::show;
use super::Codec;
use crate::model::{DirectoryRef, EncodeError, Index, Key, OrganizationRef, Principal, Subject, bound_id};

/// The kinds of entries and the property that says which one it is.
const KINDS: &[(&str, Option<&str>)] = &[
    ("singleUser", Some("userId")),
    ("groupMembers", Some("groupId")),
    ("connectedOrganizationMembers", Some("connectedOrganizationId")),
    ("attributeRuleMembers", Some("membershipRule")),
    ("singleServicePrincipal", Some("servicePrincipalId")),
    ("requestorManager", Some("managerLevel")),
    ("targetManager", Some("managerLevel")),
    ("internalSponsors", None),
    ("externalSponsors", None),
    ("targetUserSponsors", None),
    ("targetApplicationOwners", None),
    ("targetAgentIdentitySponsorsOrOwners", None),
];

/// Adds the types of entries.
fn subject_types(types: &mut Types) {
    let label =
        Property::opaque("description").with_use(Use::Ignored("the service fills it with a display name"));
    for (of, property) in KINDS {
        types.add_type(of, property.iter().map(|name| Property::opaque(name)).chain([label]).collect());
    }
}

fn read_known_subject(subject: &Value, index: &Index) -> Option<Subject> {
    let id = |name: &str| json::object_id(subject, name).map(DirectoryRef::Id);
    Some(match odata_kind(subject)? {
        "singleUser" => Subject::User(id("userId")?),
        "groupMembers" => Subject::Group(id("groupId")?),
        "singleServicePrincipal" => Subject::ServicePrincipal(id("servicePrincipalId")?),
        "connectedOrganizationMembers" => {
            let id = json::object_id(subject, "connectedOrganizationId")?;
            let key = index.organizations.get(&id).cloned();
            Subject::ConnectedOrganization(key.map_or(OrganizationRef::Id(id), OrganizationRef::Key))
        }
        "attributeRuleMembers" => Subject::AttributeRule(json::some_text(subject, "membershipRule")?),
        "requestorManager" => Subject::RequestorManager(json::number_member(subject, "managerLevel")),
        "targetManager" => Subject::TargetManager(json::number_member(subject, "managerLevel")),
        "internalSponsors" => Subject::InternalSponsors,
        "externalSponsors" => Subject::ExternalSponsors,
        "targetUserSponsors" => Subject::TargetUserSponsors,
        "targetApplicationOwners" => Subject::TargetApplicationOwners,
        "targetAgentIdentitySponsorsOrOwners" => Subject::TargetAgentIdentitySponsorsOrOwners,
        _ => return None,
    })
}

/// The discriminator and the member that make an entry what it is.
fn encode_identity(subject: &Subject, cx: &Writing<'_>) -> Result<Object, EncodeError> {
    let id = |reference: &DirectoryRef| Ok(Some(json!(bound_id(reference)?.as_str())));
    let (name, value) = match subject {
        Subject::User(user) => ("singleUser", id(user)?),
        Subject::Group(group) => ("groupMembers", id(group)?),
        Subject::ServicePrincipal(principal) => ("singleServicePrincipal", id(principal)?),
        Subject::ConnectedOrganization(OrganizationRef::Key(key)) => {
            let id = cx.ids.id_of(&Key::Organization(key.clone()))?;
            ("connectedOrganizationMembers", Some(json!(id)))
        }
        Subject::ConnectedOrganization(OrganizationRef::Id(id)) => {
            ("connectedOrganizationMembers", Some(json!(id.as_str())))
        }
        Subject::AttributeRule(rule) => ("attributeRuleMembers", Some(json!(rule))),
        Subject::RequestorManager(level) => ("requestorManager", Some(json!(level))),
        Subject::TargetManager(level) => ("targetManager", Some(json!(level))),
        Subject::InternalSponsors => ("internalSponsors", None),
        Subject::ExternalSponsors => ("externalSponsors", None),
        Subject::TargetUserSponsors => ("targetUserSponsors", None),
        Subject::TargetApplicationOwners => ("targetApplicationOwners", None),
        Subject::TargetAgentIdentitySponsorsOrOwners => ("targetAgentIdentitySponsorsOrOwners", None),
        Subject::Unknown(json) => return parse_kept(json),
    };
    let property = KINDS.iter().find(|(of, _)| *of == name).and_then(|(_, property)| *property);
    let member = property.zip(value).map(|(property, value)| (property.to_owned(), value));
    Ok([("@odata.type".to_owned(), odata_type(name))].into_iter().chain(member).collect())
}

/// A list of entries.
#[derive(Clone, Copy)]
pub(in super::super) struct Subjects(&'static str);

pub(in super::super) const fn subjects_codec(name: &'static str) -> Subjects {
    Subjects(name)
}

impl Codec for Subjects {
    type Value = BTreeSet<Subject>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(self.0, "subjectSet")]
    }

    fn add_types(&self, types: &mut Types) {
        subject_types(types);
    }

    fn is_held(&self, object: &Object) -> bool {
        object.get(self.0).is_some_and(Value::is_array)
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> BTreeSet<Subject> {
        let entry = |value| {
            read_known_subject(value, cx.index).unwrap_or_else(|| Subject::Unknown(canonical_text(value)))
        };
        json::list_member(object, self.0).map(entry).collect()
    }

    fn write_member(
        &self,
        value: &BTreeSet<Subject>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let held = json::take_entries(object, self.0);
        let entry = |subject: &Subject| {
            let identity = encode_identity(subject, cx)?;
            let is_same = |held: &&Value| {
                let alike =
                    |(name, value)| held.get(name).is_some_and(|held| json::is_equivalent(held, value));
                identity.iter().all(alike)
            };
            let mut entry = json::base_object(held.iter().find(is_same));
            entry.extend(identity.clone());
            Ok(Value::Object(entry))
        };
        let entries = value.iter().map(entry).collect::<Result<Value, EncodeError>>()?;
        object.insert(self.0.to_owned(), entries);
        Ok(())
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        named_subjects(value, names)
    }
}

/// A list of entries in words.
pub(in super::super) fn named_subjects(value: &Value, names: &Names) -> String {
    show::show_list(value, &|entry| subject_words(entry, names))
}

/// A text that may be an id whose name is known.
fn show_name(text: &Value, names: &Names) -> String {
    text.as_str().and_then(|id| names.get(id)).cloned().unwrap_or_else(|| show::show_plain(text))
}

/// A reference to a directory object, an organization or an object of the state, by name where one is known.
fn show_reference(value: &Value, names: &Names) -> String {
    match show::single_member(value) {
        Some(("id" | "name", text)) => show_name(text, names),
        Some(("appId", text)) => format!("the application with the app id {}", show_name(text, names)),
        Some(("key", key)) => show_reference(key, names),
        Some(_) => directory_words(value, names),
        None => show_name(value, names),
    }
}

/// A directory object, an origin or an identity in words.
pub(in super::super) fn directory_words(value: &Value, names: &Names) -> String {
    let Some((tag, inner)) = show::single_member(value) else { return reference_or_parts(value, names) };
    let said = || show_reference(inner, names);
    match tag {
        "user" | "group" | "application" | "site" | "tenant" | "domain" => format!("{tag} {}", said()),
        "servicePrincipal" => format!("service principal {}", said()),
        "social" => format!("social identity {}", said()),
        "unknown" => format!("unknown: {}", said()),
        "id" | "name" | "appId" | "key" => show_reference(value, names),
        _ => reference_or_parts(value, names),
    }
}

fn reference_or_parts(value: &Value, names: &Names) -> String {
    match value {
        Value::Object(members) => show::show_parts(members, |_, value| directory_words(value, names)),
        value => show_name(value, names),
    }
}

/// An entry in words.
fn subject_words(value: &Value, names: &Names) -> String {
    match value.as_str() {
        Some("internalSponsors") => return "internal sponsors".to_owned(),
        Some("externalSponsors") => return "external sponsors".to_owned(),
        Some("targetUserSponsors") => return "sponsors of the user".to_owned(),
        Some("targetApplicationOwners") => return "owners of the application".to_owned(),
        Some("targetAgentIdentitySponsorsOrOwners") => return "sponsors or owners of the agent".to_owned(),
        _ => {}
    }
    match show::single_member(value) {
        Some(("connectedOrganization", inner)) => {
            format!("users from {}", show_reference(inner, names).trim_start_matches("tenant "))
        }
        Some(("attributeRule", rule)) => {
            format!("everyone who matches the rule {}", show::show_plain(rule))
        }
        Some(("requestorManager", level)) => {
            format!("manager of the requestor (level {})", show::show_plain(level))
        }
        Some(("targetManager", level)) => {
            format!("manager of the person (level {})", show::show_plain(level))
        }
        _ => directory_words(value, names),
    }
}

/// A directory object as a role assignee or sponsor; of unknown kind if the service does not say it.
pub(crate) fn read_holder(value: &Value) -> Option<Principal> {
    let id = DirectoryRef::Id(json::object_id(value, "id")?);
    Some(match value.get("@odata.type").and_then(Value::as_str).map(|name| name.trim_start_matches('#')) {
        Some("microsoft.graph.user") => Principal::User(id),
        Some("microsoft.graph.group") => Principal::Group(id),
        Some("microsoft.graph.servicePrincipal") => Principal::ServicePrincipal(id),
        _ => Principal::Unknown(id),
    })
}
