//! People and kinds of people, from the state to documents.

use std::collections::BTreeSet;

use crate::config::document::{ApplicationId, GroupId, Guid, Named, Principal, Subject, UserId, Whole};
use crate::model::{self, DirectoryRef};

use super::Unsayable;
use super::name::Names;

impl Names<'_> {
    /// People in roles, and sponsors.
    pub(super) fn export_principals(&self, set: &BTreeSet<model::Principal>) -> Vec<Principal> {
        set.iter().map(|principal| self.export_principal(principal)).collect()
    }

    fn export_principal(&self, principal: &model::Principal) -> Principal {
        match principal {
            model::Principal::User(r) => match self.export_user(r) {
                Named::By(UserId::UserId(id)) => Principal::UserId(id),
                named => Principal::User(named),
            },
            model::Principal::Group(r) => match self.export_group(r) {
                Named::By(GroupId::GroupId(id)) => Principal::GroupId(id),
                named => Principal::Group(named),
            },
            model::Principal::ServicePrincipal(r) => match self.export_application(r) {
                Named::By(ApplicationId::ServicePrincipalId(id)) => Principal::ServicePrincipalId(id),
                named => Principal::ServicePrincipal(named),
            },
            model::Principal::Unknown(r) => Principal::ObjectId(Guid(match r {
                DirectoryRef::Id(id) | DirectoryRef::AppId(id) => id.as_str().to_owned(),
                DirectoryRef::Name(name) => name.clone(),
            })),
        }
    }

    /// Approvers, reviewers and requestors for others.
    pub(super) fn export_subjects(&self, set: &BTreeSet<model::Subject>) -> Result<Vec<Subject>, Unsayable> {
        set.iter().map(|subject| self.export_subject(subject)).collect()
    }

    pub(super) fn export_subject(&self, subject: &model::Subject) -> Result<Subject, Unsayable> {
        use model::Subject as S;
        Ok(match subject {
            S::User(r) => match self.export_user(r) {
                Named::By(UserId::UserId(id)) => Subject::UserId(id),
                named => Subject::User(named),
            },
            S::Group(r) => match self.export_group(r) {
                Named::By(GroupId::GroupId(id)) => Subject::GroupId(id),
                named => Subject::Group(named),
            },
            S::ServicePrincipal(r) => match self.export_application(r) {
                Named::By(ApplicationId::ServicePrincipalId(id)) => Subject::ServicePrincipalId(id),
                named => Subject::ServicePrincipal(named),
            },
            S::RequestorManager(level) => Subject::RequestorManager(Whole(*level)),
            S::TargetManager(level) => Subject::TargetManager(Whole(*level)),
            S::InternalSponsors => Subject::InternalSponsors,
            S::ExternalSponsors => Subject::ExternalSponsors,
            S::TargetUserSponsors => Subject::TargetUserSponsors,
            S::TargetApplicationOwners => Subject::TargetApplicationOwners,
            S::TargetAgentIdentitySponsorsOrOwners => Subject::TargetAgentIdentitySponsorsOrOwners,
            S::ConnectedOrganization(_) => return Err("a connected organization cannot approve".to_owned()),
            S::AttributeRule(_) => return Err("a rule cannot approve".to_owned()),
            S::Unknown(json) => return Err(format!("an entry of an unknown kind: {json}")),
        })
    }
}
