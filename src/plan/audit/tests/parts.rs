//! Minimal objects and keys.

use std::collections::BTreeSet;

use crate::model::*;

pub(super) fn id(text: &str) -> DirectoryRef {
    DirectoryRef::Id(ObjectId::new(text))
}

pub(super) fn group(text: &str) -> Origin {
    Origin::Group(id(text))
}

pub(super) fn catalog_key(name: &str) -> CatalogKey {
    CatalogKey { name: name.to_owned(), pin: None }
}

pub(super) fn package_key(catalog: &str, name: &str) -> PackageKey {
    PackageKey { catalog: catalog_key(catalog), name: name.to_owned(), pin: None }
}

pub(super) fn policy_key(catalog: &str, package: &str, name: &str) -> PolicyKey {
    PolicyKey { package: package_key(catalog, package), name: name.to_owned(), pin: None }
}

pub(super) fn extension_key(catalog: &str, name: &str) -> ExtensionKey {
    ExtensionKey { catalog: catalog_key(catalog), name: name.to_owned(), pin: None }
}

pub(super) fn organization_key(tenant: &str) -> OrganizationKey {
    OrganizationKey(IdentitySource::Tenant(id(tenant)))
}

pub(super) fn link(origin: &str) -> RoleLink {
    RoleLink { resource: group(origin), role: RoleRef::Id(format!("Member_{origin}")) }
}

pub(super) fn catalog(name: &str) -> Catalog {
    Catalog {
        name: name.to_owned(),
        description: "for partners".to_owned(),
        state: CatalogState::Published,
        externally_visible: true,
        roles: CatalogRoles { owners: Some(BTreeSet::new()), ..CatalogRoles::default() },
        built_in: false,
    }
}

pub(super) fn package(name: &str) -> Package {
    Package {
        name: name.to_owned(),
        description: String::new(),
        hidden: false,
        roles: BTreeSet::new(),
        incompatible_packages: BTreeSet::new(),
        incompatible_groups: BTreeSet::new(),
    }
}

pub(super) fn organization(tenant: &str) -> Organization {
    Organization {
        name: tenant.to_owned(),
        description: String::new(),
        identity: BTreeSet::from([organization_key(tenant).0]),
        state: OrganizationState::Configured,
        internal_sponsors: BTreeSet::new(),
        external_sponsors: BTreeSet::new(),
    }
}

pub(super) fn extension(name: &str) -> Extension {
    Extension {
        name: name.to_owned(),
        description: String::new(),
        kind: ExtensionKind::AssignmentRequest,
        logic_app: LogicApp {
            subscription_id: "s".to_owned(),
            resource_group: "g".to_owned(),
            workflow: "w".to_owned(),
        },
        callback_timeout: None,
    }
}

pub(super) fn stage(approver: &str) -> Stage {
    Stage {
        approvers: BTreeSet::from([Subject::User(id(approver))]),
        fallback: BTreeSet::new(),
        decide_within: Span::from_days(14),
        approver_justification: true,
        approver_visibility: ApproverVisibility::Default,
        escalation: None,
        unknown_kind: None,
    }
}

pub(super) fn review(starting: Option<&str>) -> Review {
    Review {
        every: Recurrence { pattern: RecurrencePattern::default(), range: RecurrenceRange::default() },
        starting: starting.map(|text| text.parse().unwrap()),
        open_for: Span::from_days(14),
        reviewers: Reviewers::Themselves,
        fallback: BTreeSet::new(),
        recommendations: true,
        reviewer_justification: true,
        on_no_response: ReviewOutcome::RemoveAccess,
    }
}

pub(super) fn policy(name: &str) -> Policy {
    Policy {
        approval: Approval {
            required_for: BTreeSet::from([RequestKind::Add]),
            requestor_justification: false,
            stages: vec![stage("approver")],
        },
        ..Policy::new(name, TargetScope::AllMemberUsers)
    }
}
