//! Subject sets (fact subject-set-kinds): every entry with its `@odata.type`, and what the tenant knows of it besides.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::overlay::{Object, alike, base, entries, kept, kind};
use crate::apply::ids::bound;
use crate::apply::{EncodeError, Ids};
use crate::model::{DirectoryRef, Key, OrganizationRef, Subject};

/// The discriminator and the members that make an entry what it is.
fn identity(subject: &Subject, ids: &Ids) -> Result<Object, EncodeError> {
    let id = |reference: &DirectoryRef| Ok(json!(bound(reference)?.as_str()));
    let (name, member) = match subject {
        Subject::User(user) => ("singleUser", Some(("userId", id(user)?))),
        Subject::Group(group) => ("groupMembers", Some(("groupId", id(group)?))),
        Subject::ServicePrincipal(principal) => {
            ("singleServicePrincipal", Some(("servicePrincipalId", id(principal)?)))
        }
        Subject::ConnectedOrganization(organization) => {
            let id = match organization {
                OrganizationRef::Key(key) => ids.id(&Key::Organization(key.clone()))?,
                OrganizationRef::Id(id) => id.as_str(),
            };
            ("connectedOrganizationMembers", Some(("connectedOrganizationId", json!(id))))
        }
        Subject::AttributeRule(rule) => ("attributeRuleMembers", Some(("membershipRule", json!(rule)))),
        Subject::RequestorManager(level) => ("requestorManager", Some(("managerLevel", json!(level)))),
        Subject::TargetManager(level) => ("targetManager", Some(("managerLevel", json!(level)))),
        Subject::InternalSponsors => ("internalSponsors", None),
        Subject::ExternalSponsors => ("externalSponsors", None),
        Subject::TargetUserSponsors => ("targetUserSponsors", None),
        Subject::TargetApplicationOwners => ("targetApplicationOwners", None),
        Subject::TargetAgentIdentitySponsorsOrOwners => ("targetAgentIdentitySponsorsOrOwners", None),
        Subject::Unknown(json) => return kept(json),
    };
    let mut object = Object::new();
    object.insert("@odata.type".to_owned(), kind(name));
    object.extend(member.map(|(name, value)| (name.to_owned(), value)));
    Ok(object)
}

fn is_entry(raw: &Value, identity: &Object) -> bool {
    identity.iter().all(|(name, value)| raw.get(name).is_some_and(|held| alike(held, value)))
}

/// A list of entries. One that the tenant holds already keeps its description and whatever else is in it.
pub(super) fn subjects(
    subjects: &BTreeSet<Subject>,
    raw: Option<&Value>,
    name: &str,
    ids: &Ids,
) -> Result<Value, EncodeError> {
    let held = entries(raw, name);
    let entry = |subject: &Subject| {
        let identity = identity(subject, ids)?;
        let mut object = base(held.iter().find(|raw| is_entry(raw, &identity)));
        object.extend(identity);
        Ok(Value::Object(object))
    };
    subjects.iter().map(entry).collect()
}
