//! Checks that every reference to the directory in a step is an id.

use std::collections::BTreeSet;

use crate::model::{
    Approval, Catalog, CatalogKey, CatalogRoles, DirectoryRef, Escalation, IdentitySource, Key, OnBehalf,
    Organization, OrganizationKey, OrganizationRef, Origin, Package, Policy, Principal, Requests,
    ResourceKey, Review, Reviewers, RoleLink, RoleRef, Settings, Stage, Subject,
};

use super::super::{Object, Operation, Part, Update};

/// Reports the names of an operation that are not bound. The name of a role is allowed if `added` says that the plan
/// itself adds the resource to the catalog, because its roles cannot be listed before.
pub(super) fn unbound_names(operation: &Operation, added: impl Fn(&Key) -> bool) -> BTreeSet<String> {
    let mut found = References::default();
    found.visit_operation(operation);
    let mut unbound = BTreeSet::new();
    for reference in found.directory {
        match reference {
            DirectoryRef::Id(_) => {}
            DirectoryRef::Name(name) => {
                unbound.insert(format!("it names `{name}` of the directory, which is not bound to an id."));
            }
            DirectoryRef::AppId(id) => {
                unbound.insert(format!("it names the app id `{id}`, which is not bound to an object."));
            }
        }
    }
    for (catalog, link) in found.links {
        if let RoleRef::Name(name) = &link.role {
            let (catalog, origin) = (catalog.clone(), link.resource.clone());
            let resource = Key::Resource(ResourceKey { catalog, origin });
            if !added(&resource) {
                unbound.insert(format!("it names the role `{name}` of `{resource}`, which is not bound."));
            }
        }
    }
    unbound
}

/// Every subject of a policy.
pub(super) fn policy_subjects(policy: &Policy) -> impl Iterator<Item = &Subject> {
    // Destructured completely, so that a new list of people is a compile error until it is handled here.
    let Policy {
        name: _,
        description: _,
        scope: _,
        targets,
        automatic: _,
        requests: Requests { may: _, custom_schedule: _, on_behalf: OnBehalf { may: _, by } },
        approval: Approval { required_for: _, requestor_justification: _, stages },
        expiration: _,
        review,
        notifications: _,
        questions: _,
        extensions: _,
    } = policy;
    targets
        .iter()
        .chain(by)
        .chain(stages.iter().flat_map(stage_subjects))
        .chain(review.iter().flat_map(review_subjects))
}

fn stage_subjects(stage: &Stage) -> impl Iterator<Item = &Subject> {
    let Stage {
        approvers,
        fallback,
        decide_within: _,
        approver_justification: _,
        approver_visibility: _,
        escalation,
        unknown_kind: _,
    } = stage;
    let escalation = escalation
        .iter()
        .flat_map(|Escalation { after: _, approvers, fallback }| approvers.iter().chain(fallback));
    approvers.iter().chain(fallback).chain(escalation)
}

fn review_subjects(review: &Review) -> impl Iterator<Item = &Subject> {
    let named = match &review.reviewers {
        Reviewers::Themselves => None,
        Reviewers::Named(subjects) => Some(subjects),
    };
    named.into_iter().flatten().chain(&review.fallback)
}

#[derive(Default)]
struct References<'a> {
    directory: Vec<&'a DirectoryRef>,
    links: Vec<(&'a CatalogKey, &'a RoleLink)>,
}

impl<'a> References<'a> {
    fn visit_operation(&mut self, operation: &'a Operation) {
        match operation {
            Operation::Create(object) => self.visit_created(object),
            Operation::Update(update) => self.visit_updated(update),
            Operation::Add(part) | Operation::Remove(part) => self.visit_part(part),
            // A deleted object has the names of the service.
            Operation::Delete { object, .. } => match object {
                Object::Organization(OrganizationKey(source), _) => self.visit_source(source),
                Object::Resource(key, _) => self.visit_origin(&key.origin),
                Object::Catalog(..) | Object::Extension(..) | Object::Package(..) | Object::Policy(..) => {}
            },
        }
    }

    fn visit_created(&mut self, object: &'a Object) {
        match object {
            Object::Organization(OrganizationKey(source), after) => {
                self.visit_source(source);
                self.visit_organization(after);
            }
            Object::Catalog(_, after) => self.visit_catalog(after),
            // Extensions contain no references to the directory.
            Object::Extension(..) => {}
            Object::Resource(key, _) => self.visit_origin(&key.origin),
            Object::Package(key, after) => self.visit_package(&key.catalog, after),
            Object::Policy(_, after) => self.visit_policy(after),
        }
    }

    fn visit_updated(&mut self, update: &'a Update) {
        match update {
            Update::Organization { key: OrganizationKey(source), before, after } => {
                self.visit_source(source);
                self.visit_organization(before);
                self.visit_organization(after);
            }
            Update::Catalog { key: _, before, after } => {
                self.visit_catalog(before);
                self.visit_catalog(after);
            }
            Update::Extension { key: _, before: _, after: _ } => {}
            Update::Resource { key, before: _, after: _ } => self.visit_origin(&key.origin),
            Update::Package { key, before, after } => {
                self.visit_package(&key.catalog, before);
                self.visit_package(&key.catalog, after);
            }
            Update::Policy { key: _, before, after, reworded: _ } => {
                self.visit_policy(before);
                self.visit_policy(after);
            }
            Update::Settings { before, after } => {
                self.visit_settings(before);
                self.visit_settings(after);
            }
        }
    }

    fn visit_part(&mut self, part: &'a Part) {
        match part {
            Part::Sponsor { organization: OrganizationKey(source), list: _, principal } => {
                self.visit_source(source);
                self.visit_principals([principal]);
            }
            Part::Holder { catalog: _, role: _, principal } => self.visit_principals([principal]),
            Part::Role { package, link } => self.visit_link(&package.catalog, link),
            // A package key consists of names of the model, which need no directory.
            Part::IncompatiblePackage { package: _, other: _ } => {}
            Part::IncompatibleGroup { package: _, group } => self.directory.push(group),
        }
    }

    fn visit_principals(&mut self, principals: impl IntoIterator<Item = &'a Principal>) {
        self.directory.extend(principals.into_iter().map(Principal::reference));
    }

    fn visit_source(&mut self, source: &'a IdentitySource) {
        match source {
            IdentitySource::Tenant(tenant) => self.directory.push(tenant),
            IdentitySource::Domain(_)
            | IdentitySource::Federation { .. }
            | IdentitySource::CrossCloud { .. }
            | IdentitySource::Social(_)
            | IdentitySource::Unknown(_) => {}
        }
    }

    fn visit_organization(&mut self, organization: &'a Organization) {
        let Organization {
            name: _,
            description: _,
            identity,
            state: _,
            internal_sponsors,
            external_sponsors,
        } = organization;
        identity.iter().for_each(|source| self.visit_source(source));
        self.visit_principals(internal_sponsors.iter().chain(external_sponsors));
    }

    fn visit_catalog(&mut self, catalog: &'a Catalog) {
        let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
            &catalog.roles;
        for list in [owners, readers, access_package_managers, access_package_assignment_managers] {
            self.visit_principals(list.iter().flatten());
        }
    }

    fn visit_origin(&mut self, origin: &'a Origin) {
        match origin {
            Origin::Group(reference) | Origin::Application(reference) => self.directory.push(reference),
            Origin::Site(_) | Origin::Other { .. } => {}
        }
    }

    fn visit_link(&mut self, catalog: &'a CatalogKey, link: &'a RoleLink) {
        self.visit_origin(&link.resource);
        self.links.push((catalog, link));
    }

    fn visit_package(&mut self, catalog: &'a CatalogKey, package: &'a Package) {
        let Package {
            name: _,
            description: _,
            hidden: _,
            roles,
            incompatible_packages: _,
            incompatible_groups,
        } = package;
        roles.iter().for_each(|link| self.visit_link(catalog, link));
        self.directory.extend(incompatible_groups);
    }

    fn visit_policy(&mut self, policy: &'a Policy) {
        for subject in policy_subjects(policy) {
            match subject {
                Subject::User(reference)
                | Subject::Group(reference)
                | Subject::ServicePrincipal(reference) => self.directory.push(reference),
                Subject::ConnectedOrganization(OrganizationRef::Key(OrganizationKey(source))) => {
                    self.visit_source(source);
                }
                Subject::ConnectedOrganization(OrganizationRef::Id(_))
                | Subject::AttributeRule(_)
                | Subject::RequestorManager(_)
                | Subject::TargetManager(_)
                | Subject::InternalSponsors
                | Subject::ExternalSponsors
                | Subject::TargetUserSponsors
                | Subject::TargetApplicationOwners
                | Subject::TargetAgentIdentitySponsorsOrOwners
                | Subject::Unknown(_) => {}
            }
        }
    }

    fn visit_settings(&mut self, settings: &'a Settings) {
        let Settings { external_user_lifecycle: _, catalog_creators } = settings;
        self.visit_principals(catalog_creators.iter().flatten());
    }
}
