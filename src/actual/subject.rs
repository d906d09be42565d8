//! Subject sets: whom a list of targets, approvers, reviewers or requestors names (fact subject-set-kinds).
//!
//! `description` is left out: the service fills it with a display name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Index;
use super::value::{canonical, kind, list, number, object_id, some_text};
use crate::model::{DirectoryRef, OrganizationRef, Subject};

fn known(subject: &Value, index: &Index) -> Option<Subject> {
    let id = |name: &str| object_id(subject, name).map(DirectoryRef::Id);
    Some(match kind(subject)? {
        "singleUser" => Subject::User(id("userId")?),
        "groupMembers" => Subject::Group(id("groupId")?),
        "singleServicePrincipal" => Subject::ServicePrincipal(id("servicePrincipalId")?),
        "connectedOrganizationMembers" => {
            let id = object_id(subject, "connectedOrganizationId")?;
            let key = index.organizations.get(&id).cloned();
            Subject::ConnectedOrganization(key.map_or(OrganizationRef::Id(id), OrganizationRef::Key))
        }
        "attributeRuleMembers" => Subject::AttributeRule(some_text(subject, "membershipRule")?),
        "requestorManager" => Subject::RequestorManager(number(subject, "managerLevel")),
        "targetManager" => Subject::TargetManager(number(subject, "managerLevel")),
        "internalSponsors" => Subject::InternalSponsors,
        "externalSponsors" => Subject::ExternalSponsors,
        "targetUserSponsors" => Subject::TargetUserSponsors,
        "targetApplicationOwners" => Subject::TargetApplicationOwners,
        "targetAgentIdentitySponsorsOrOwners" => Subject::TargetAgentIdentitySponsorsOrOwners,
        _ => return None,
    })
}

/// One entry; what cannot be understood is kept whole.
pub(crate) fn subject(value: &Value, index: &Index) -> Subject {
    known(value, index).unwrap_or_else(|| Subject::Unknown(canonical(value)))
}

/// A list of entries.
pub(crate) fn subjects(object: &Value, name: &str, index: &Index) -> BTreeSet<Subject> {
    list(object, name).map(|entry| subject(entry, index)).collect()
}
