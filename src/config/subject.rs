//! People, groups, applications and kinds of people: from their written forms to subjects.

use std::collections::BTreeSet;

use crate::model::{self, DirectoryRef, ObjectId};
use crate::source::Code;

use super::context::Context;
use super::cursor::Cursor;
use super::document::{
    Application, ApplicationId, Group, GroupId, Guid, Named, Principal, Subject, User, UserId, Whole,
};

impl Context<'_> {
    pub(super) fn read_group(&mut self, at: &Cursor<'_>, group: &Group) -> DirectoryRef {
        let reference = match group {
            Named::Name(name) => DirectoryRef::Name(self.read_name(at, name)),
            Named::By(GroupId::GroupId(id)) => DirectoryRef::Id(self.read_id(&at.key("groupId"), id)),
        };
        self.note_principal(at, model::Principal::Group(reference.clone()));
        reference
    }

    pub(super) fn read_user(&mut self, at: &Cursor<'_>, user: &User) -> DirectoryRef {
        let reference = match user {
            Named::Name(name) => DirectoryRef::Name(self.read_name(at, name)),
            Named::By(UserId::UserId(id)) => DirectoryRef::Id(self.read_id(&at.key("userId"), id)),
        };
        self.note_principal(at, model::Principal::User(reference.clone()));
        reference
    }

    pub(super) fn read_application(&mut self, at: &Cursor<'_>, application: &Application) -> DirectoryRef {
        let reference = match application {
            Named::Name(name) => DirectoryRef::Name(self.read_name(at, name)),
            Named::By(ApplicationId::ServicePrincipalId(id)) => {
                DirectoryRef::Id(self.read_id(&at.key("servicePrincipalId"), id))
            }
            Named::By(ApplicationId::AppId(id)) => DirectoryRef::AppId(self.read_id(&at.key("appId"), id)),
        };
        self.note_principal(at, model::Principal::ServicePrincipal(reference.clone()));
        reference
    }

    /// An id that replaces a name.
    pub(super) fn reference_by_id(
        &mut self,
        at: &Cursor<'_>,
        id: &Guid,
        kind: fn(DirectoryRef) -> model::Principal,
    ) -> DirectoryRef {
        let reference = DirectoryRef::Id(self.read_id(at, id));
        self.note_principal(at, kind(reference.clone()));
        reference
    }

    /// People in roles, and sponsors.
    pub(super) fn read_principals(
        &mut self,
        at: &Cursor<'_>,
        entries: &[Principal],
    ) -> BTreeSet<model::Principal> {
        let converted =
            entries.iter().enumerate().map(|(index, entry)| self.read_principal(&at.index(index), entry));
        let converted = converted.collect();
        self.read_set(at, converted)
    }

    fn read_principal(&mut self, at: &Cursor<'_>, entry: &Principal) -> model::Principal {
        use model::Principal as P;
        match entry {
            Principal::Group(group) => P::Group(self.read_group(&at.key("group"), group)),
            Principal::GroupId(id) => P::Group(self.reference_by_id(&at.key("groupId"), id, P::Group)),
            Principal::User(user) => P::User(self.read_user(&at.key("user"), user)),
            Principal::UserId(id) => P::User(self.reference_by_id(&at.key("userId"), id, P::User)),
            Principal::ServicePrincipal(named) => {
                P::ServicePrincipal(self.read_application(&at.key("servicePrincipal"), named))
            }
            Principal::ServicePrincipalId(id) => P::ServicePrincipal(self.reference_by_id(
                &at.key("servicePrincipalId"),
                id,
                P::ServicePrincipal,
            )),
            Principal::ObjectId(id) => P::Unknown(self.reference_by_id(&at.key("objectId"), id, P::Unknown)),
        }
    }

    /// Approvers, reviewers and requestors for others.
    pub(super) fn read_subjects(&mut self, at: &Cursor<'_>, entries: &[Subject]) -> BTreeSet<model::Subject> {
        let converted =
            entries.iter().enumerate().map(|(index, entry)| self.read_subject(&at.index(index), entry));
        let converted = converted.collect();
        self.read_set(at, converted)
    }

    /// One approver, reviewer or requestor for others.
    pub(super) fn read_subject(&mut self, at: &Cursor<'_>, entry: &Subject) -> model::Subject {
        use model::Principal as P;
        use model::Subject as S;
        match entry {
            Subject::InternalSponsors => S::InternalSponsors,
            Subject::ExternalSponsors => S::ExternalSponsors,
            Subject::TargetUserSponsors => S::TargetUserSponsors,
            Subject::TargetApplicationOwners => S::TargetApplicationOwners,
            Subject::TargetAgentIdentitySponsorsOrOwners => S::TargetAgentIdentitySponsorsOrOwners,
            Subject::RequestorManager(level) => {
                S::RequestorManager(self.manager_level(&at.key("requestorManager"), *level))
            }
            Subject::TargetManager(level) => {
                S::TargetManager(self.manager_level(&at.key("targetManager"), *level))
            }
            Subject::Group(group) => S::Group(self.read_group(&at.key("group"), group)),
            Subject::GroupId(id) => S::Group(self.reference_by_id(&at.key("groupId"), id, P::Group)),
            Subject::User(user) => S::User(self.read_user(&at.key("user"), user)),
            Subject::UserId(id) => S::User(self.reference_by_id(&at.key("userId"), id, P::User)),
            Subject::ServicePrincipal(named) => {
                S::ServicePrincipal(self.read_application(&at.key("servicePrincipal"), named))
            }
            Subject::ServicePrincipalId(id) => S::ServicePrincipal(self.reference_by_id(
                &at.key("servicePrincipalId"),
                id,
                P::ServicePrincipal,
            )),
        }
    }

    fn manager_level(&mut self, at: &Cursor<'_>, level: Whole) -> i64 {
        if level.0 < 1 {
            self.report_error(at, Code::BadNumber, "a manager's level must be at least 1");
        }
        level.0
    }

    /// An id with no directory object behind it.
    pub(super) fn graph_id(&mut self, at: &Cursor<'_>, id: &Guid) -> ObjectId {
        self.read_id(at, id)
    }
}
