//! People, groups, applications and kinds of people: from their written forms to subjects.

use std::collections::BTreeSet;

use crate::model::{self, DirectoryRef, ObjectId};
use crate::source::Code;

use super::at::At;
use super::context::Context;
use super::document::{
    Application, ApplicationId, Group, GroupId, Guid, Named, Principal, Subject, User, UserId, Whole,
};

impl Context<'_> {
    pub(super) fn group(&mut self, at: &At<'_>, group: &Group) -> DirectoryRef {
        let reference = match group {
            Named::Name(name) => DirectoryRef::Name(self.name(at, name)),
            Named::By(GroupId::GroupId(id)) => DirectoryRef::Id(self.id(&at.key("groupId"), id)),
        };
        self.refers(at, model::Principal::Group(reference.clone()));
        reference
    }

    pub(super) fn user(&mut self, at: &At<'_>, user: &User) -> DirectoryRef {
        let reference = match user {
            Named::Name(name) => DirectoryRef::Name(self.name(at, name)),
            Named::By(UserId::UserId(id)) => DirectoryRef::Id(self.id(&at.key("userId"), id)),
        };
        self.refers(at, model::Principal::User(reference.clone()));
        reference
    }

    pub(super) fn application(&mut self, at: &At<'_>, application: &Application) -> DirectoryRef {
        let reference = match application {
            Named::Name(name) => DirectoryRef::Name(self.name(at, name)),
            Named::By(ApplicationId::ServicePrincipalId(id)) => {
                DirectoryRef::Id(self.id(&at.key("servicePrincipalId"), id))
            }
            Named::By(ApplicationId::AppId(id)) => DirectoryRef::AppId(self.id(&at.key("appId"), id)),
        };
        self.refers(at, model::Principal::ServicePrincipal(reference.clone()));
        reference
    }

    /// An id that replaces a name.
    pub(super) fn by_id(
        &mut self,
        at: &At<'_>,
        id: &Guid,
        kind: fn(DirectoryRef) -> model::Principal,
    ) -> DirectoryRef {
        let reference = DirectoryRef::Id(self.id(at, id));
        self.refers(at, kind(reference.clone()));
        reference
    }

    /// People in roles, and sponsors.
    pub(super) fn principals(&mut self, at: &At<'_>, entries: &[Principal]) -> BTreeSet<model::Principal> {
        let converted =
            entries.iter().enumerate().map(|(index, entry)| self.principal(&at.index(index), entry));
        let converted = converted.collect();
        self.set(at, converted)
    }

    fn principal(&mut self, at: &At<'_>, entry: &Principal) -> model::Principal {
        use model::Principal as P;
        match entry {
            Principal::Group(group) => P::Group(self.group(&at.key("group"), group)),
            Principal::GroupId(id) => P::Group(self.by_id(&at.key("groupId"), id, P::Group)),
            Principal::User(user) => P::User(self.user(&at.key("user"), user)),
            Principal::UserId(id) => P::User(self.by_id(&at.key("userId"), id, P::User)),
            Principal::ServicePrincipal(named) => {
                P::ServicePrincipal(self.application(&at.key("servicePrincipal"), named))
            }
            Principal::ServicePrincipalId(id) => {
                P::ServicePrincipal(self.by_id(&at.key("servicePrincipalId"), id, P::ServicePrincipal))
            }
            Principal::ObjectId(id) => P::Unknown(self.by_id(&at.key("objectId"), id, P::Unknown)),
        }
    }

    /// Approvers, reviewers and requestors for others.
    pub(super) fn subjects(&mut self, at: &At<'_>, entries: &[Subject]) -> BTreeSet<model::Subject> {
        let converted =
            entries.iter().enumerate().map(|(index, entry)| self.subject(&at.index(index), entry));
        let converted = converted.collect();
        self.set(at, converted)
    }

    /// One approver, reviewer or requestor for others.
    pub(super) fn subject(&mut self, at: &At<'_>, entry: &Subject) -> model::Subject {
        use model::Principal as P;
        use model::Subject as S;
        match entry {
            Subject::InternalSponsors => S::InternalSponsors,
            Subject::ExternalSponsors => S::ExternalSponsors,
            Subject::TargetUserSponsors => S::TargetUserSponsors,
            Subject::TargetApplicationOwners => S::TargetApplicationOwners,
            Subject::TargetAgentIdentitySponsorsOrOwners => S::TargetAgentIdentitySponsorsOrOwners,
            Subject::RequestorManager(level) => {
                S::RequestorManager(self.level(&at.key("requestorManager"), *level))
            }
            Subject::TargetManager(level) => S::TargetManager(self.level(&at.key("targetManager"), *level)),
            Subject::Group(group) => S::Group(self.group(&at.key("group"), group)),
            Subject::GroupId(id) => S::Group(self.by_id(&at.key("groupId"), id, P::Group)),
            Subject::User(user) => S::User(self.user(&at.key("user"), user)),
            Subject::UserId(id) => S::User(self.by_id(&at.key("userId"), id, P::User)),
            Subject::ServicePrincipal(named) => {
                S::ServicePrincipal(self.application(&at.key("servicePrincipal"), named))
            }
            Subject::ServicePrincipalId(id) => {
                S::ServicePrincipal(self.by_id(&at.key("servicePrincipalId"), id, P::ServicePrincipal))
            }
        }
    }

    fn level(&mut self, at: &At<'_>, level: Whole) -> i64 {
        if level.0 < 1 {
            self.error(at, Code::BadNumber, "a manager's level must be at least 1");
        }
        level.0
    }

    /// An id with no directory object behind it.
    pub(super) fn graph_id(&mut self, at: &At<'_>, id: &Guid) -> ObjectId {
        self.id(at, id)
    }
}
