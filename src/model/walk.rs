//! One walk over all references in the objects of a state, to read or change them.
//!
//! Every object is destructured completely, so that a new field does not compile until the walk passes it on
//! or declares that it refers to nothing. Code that distinguishes kinds of reference has an arm for each.

use std::collections::BTreeSet;
use std::mem::take;

use super::{
    Approval, Automatic, Catalog, CatalogRoles, DirectoryRef, Escalation, Extension, ExtensionBinding,
    ExtensionRef, IdentitySource, Key, LogicApp, OnBehalf, Organization, Origin, Package, PackageRef, Policy,
    Principal, Requests, Resource, ResourceKey, Review, Reviewers, RoleLink, Settings, Stage, State, Subject,
};

/// Declares a kind of reference and the walk over it: `mut` for a walk that changes, nothing for one that
/// reads.
macro_rules! walk {
    ($(#[$doc:meta])* $Reference:ident, $walk:ident, $each:ident, $($mutable:ident)?) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $Reference<'a> {
            /// A principal with a role, a sponsor, or a catalog creator.
            Principal(&'a $($mutable)? Principal),
            /// An entry of a list of targets, approvers, reviewers or requestors for others.
            Subject(&'a $($mutable)? Subject),
            /// A group whose members cannot get a package.
            Group(&'a $($mutable)? DirectoryRef),
            /// The object behind a catalog resource, which is a part of the resource's key.
            Origin(&'a $($mutable)? Origin),
            /// A role that a package grants, with the object behind its resource.
            Role(&'a $($mutable)? RoleLink),
            /// An identity of an organization, also where it is the organization's key.
            Source(&'a $($mutable)? IdentitySource),
            /// A package that is incompatible with another one.
            Package(&'a $($mutable)? PackageRef),
            /// An extension that a policy calls.
            Extension(&'a $($mutable)? ExtensionRef),
        }

        mod $walk {
            use super::*;

            pub(super) fn organization(
                organization: & $($mutable)? Organization,
                see: &mut dyn FnMut($Reference<'_>),
            ) {
                let Organization {
                    name: _,
                    description: _,
                    identity,
                    state: _,
                    internal_sponsors,
                    external_sponsors,
                } = organization;
                $each(identity, |source| see($Reference::Source(source)));
                for sponsors in [internal_sponsors, external_sponsors] {
                    $each(sponsors, |principal| see($Reference::Principal(principal)));
                }
            }

            pub(super) fn catalog(catalog: & $($mutable)? Catalog, see: &mut dyn FnMut($Reference<'_>)) {
                let Catalog { name: _, description: _, state: _, externally_visible: _, roles, built_in: _ } =
                    catalog;
                let CatalogRoles {
                    owners,
                    readers,
                    access_package_managers,
                    access_package_assignment_managers,
                } = roles;
                let lists = [owners, readers, access_package_managers, access_package_assignment_managers];
                for list in lists.into_iter().flatten() {
                    $each(list, |principal| see($Reference::Principal(principal)));
                }
            }

            /// The other properties of a resource refer to nothing; its key does.
            pub(super) fn resource(resource: & $($mutable)? Resource) {
                let Resource { attributes: _, environment: _ } = resource;
            }

            /// An extension refers to Azure, but to nothing in the tenant.
            pub(super) fn extension(extension: & $($mutable)? Extension) {
                let Extension { name: _, description: _, kind: _, logic_app, callback_timeout: _ } = extension;
                let LogicApp { subscription_id: _, resource_group: _, workflow: _ } = logic_app;
            }

            pub(super) fn package(package: & $($mutable)? Package, see: &mut dyn FnMut($Reference<'_>)) {
                let Package {
                    name: _,
                    description: _,
                    hidden: _,
                    roles,
                    incompatible_packages,
                    incompatible_groups,
                } = package;
                $each(roles, |link| see($Reference::Role(link)));
                $each(incompatible_packages, |other| see($Reference::Package(other)));
                $each(incompatible_groups, |group| see($Reference::Group(group)));
            }

            pub(super) fn policy(policy: & $($mutable)? Policy, see: &mut dyn FnMut($Reference<'_>)) {
                let Policy {
                    name: _,
                    description: _,
                    scope: _,
                    targets,
                    automatic,
                    requests,
                    approval,
                    expiration: _,
                    review,
                    notifications: _,
                    questions: _,
                    extensions,
                } = policy;
                // The rule of an automatic policy is one of its targets.
                if let Some(Automatic { assign: _, remove_when_leaving: _, grace_period: _ }) = automatic {}
                let Requests { may: _, custom_schedule: _, on_behalf: OnBehalf { may: _, by } } = requests;
                for subjects in [targets, by] {
                    $each(subjects, |subject| see($Reference::Subject(subject)));
                }
                let Approval { required_for: _, requestor_justification: _, stages } = approval;
                for one in stages {
                    stage(one, see);
                }
                if let Some(one) = review {
                    self::review(one, see);
                }
                $each(extensions, |binding| {
                    let ExtensionBinding { stage: _, extension } = binding;
                    see($Reference::Extension(extension));
                });
            }

            fn stage(stage: & $($mutable)? Stage, see: &mut dyn FnMut($Reference<'_>)) {
                let Stage {
                    approvers,
                    fallback,
                    decide_within: _,
                    approver_justification: _,
                    approver_visibility: _,
                    escalation,
                    unknown_kind: _,
                } = stage;
                for subjects in [approvers, fallback] {
                    $each(subjects, |subject| see($Reference::Subject(subject)));
                }
                if let Some(Escalation { after: _, approvers, fallback }) = escalation {
                    for subjects in [approvers, fallback] {
                        $each(subjects, |subject| see($Reference::Subject(subject)));
                    }
                }
            }

            fn review(review: & $($mutable)? Review, see: &mut dyn FnMut($Reference<'_>)) {
                let Review {
                    every: _,
                    starting: _,
                    open_for: _,
                    reviewers,
                    fallback,
                    recommendations: _,
                    reviewer_justification: _,
                    on_no_response: _,
                } = review;
                match reviewers {
                    Reviewers::Themselves => {}
                    Reviewers::Named(subjects) => {
                        $each(subjects, |subject| see($Reference::Subject(subject)));
                    }
                }
                $each(fallback, |subject| see($Reference::Subject(subject)));
            }

            pub(super) fn settings(settings: & $($mutable)? Settings, see: &mut dyn FnMut($Reference<'_>)) {
                let Settings { external_user_lifecycle: _, catalog_creators } = settings;
                if let Some(list) = catalog_creators {
                    $each(list, |principal| see($Reference::Principal(principal)));
                }
            }
        }
    };
}

walk! {
    /// A reference in an object of a state.
    Reference, looking, visit_set,
}

walk! {
    /// A reference in an object of a state, to change it.
    ReferenceMut, changing, change_set, mut
}

fn visit_set<T>(set: &BTreeSet<T>, see: impl FnMut(&T)) {
    set.iter().for_each(see);
}

fn change_set<T: Ord>(set: &mut BTreeSet<T>, mut see: impl FnMut(&mut T)) {
    let changed = take(set).into_iter().map(|mut entry| {
        see(&mut entry);
        entry
    });
    *set = changed.collect();
}

impl Reference<'_> {
    /// The directory object that it refers to, if any.
    #[must_use]
    pub fn referenced_principal(&self) -> Option<Principal> {
        match self {
            Self::Principal(principal) => Some((*principal).clone()),
            Self::Subject(subject) => subject.named_principal(),
            Self::Group(group) => Some(Principal::Group((*group).clone())),
            Self::Origin(origin) => origin.origin_principal(),
            Self::Role(link) => link.resource.origin_principal(),
            Self::Source(_) | Self::Package(_) | Self::Extension(_) => None,
        }
    }
}

impl Policy {
    /// Passes on all references of the policy.
    pub fn visit_references(&self, see: &mut dyn FnMut(Reference<'_>)) {
        looking::policy(self, see);
    }
}

impl State {
    /// Passes on all references of the objects, with the key of the object.
    pub fn visit_references(&self, see: &mut dyn FnMut(&Key, Reference<'_>)) {
        let Self { organizations, catalogs, resources, extensions, packages, policies, settings } = self;
        for (key, organization) in organizations {
            let whole = Key::Organization(key.clone());
            see(&whole, Reference::Source(&key.0));
            looking::organization(organization, &mut |reference| see(&whole, reference));
        }
        for (key, catalog) in catalogs {
            let whole = Key::Catalog(key.clone());
            looking::catalog(catalog, &mut |reference| see(&whole, reference));
        }
        for (key, resource) in resources {
            see(&Key::Resource(key.clone()), Reference::Origin(&key.origin));
            looking::resource(resource);
        }
        extensions.values().for_each(looking::extension);
        for (key, package) in packages {
            let whole = Key::Package(key.clone());
            looking::package(package, &mut |reference| see(&whole, reference));
        }
        for (key, policy) in policies {
            let whole = Key::Policy(key.clone());
            looking::policy(policy, &mut |reference| see(&whole, reference));
        }
        looking::settings(settings, &mut |reference| see(&Key::Settings, reference));
    }

    /// Changes the references of the objects. If two keys become equal, the later object wins.
    pub fn map_references(&mut self, map: &mut dyn FnMut(ReferenceMut<'_>)) {
        let Self { organizations, catalogs, resources, extensions, packages, policies, settings } = self;
        for (mut key, mut organization) in take(organizations) {
            map(ReferenceMut::Source(&mut key.0));
            changing::organization(&mut organization, map);
            organizations.insert(key, organization);
        }
        catalogs.values_mut().for_each(|catalog| changing::catalog(catalog, map));
        for (ResourceKey { catalog, mut origin }, mut resource) in take(resources) {
            map(ReferenceMut::Origin(&mut origin));
            changing::resource(&mut resource);
            resources.insert(ResourceKey { catalog, origin }, resource);
        }
        extensions.values_mut().for_each(changing::extension);
        packages.values_mut().for_each(|package| changing::package(package, map));
        policies.values_mut().for_each(|policy| changing::policy(policy, map));
        changing::settings(settings, map);
    }
}
