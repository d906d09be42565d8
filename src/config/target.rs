//! Scopes and the lists of targets that they allow.

use std::collections::BTreeSet;

use crate::model::{OrganizationRef, Subject, TargetScope};
use crate::source::{Code, Finding};

use super::builder::Builder;
use super::cursor::Cursor;
use super::document::{ConnectedOrganizationId, Named, OrganizationName, Requestors};

/// The keys of the lists of targets.
const LISTS: [&str; 4] = ["connectedOrganizations", "users", "groups", "servicePrincipals"];

/// The lists that a scope allows, at least one of which needs an entry. `None` for unknown scopes.
fn allowed_lists(scope: &TargetScope) -> Option<&'static [&'static str]> {
    match scope {
        TargetScope::SpecificConnectedOrganizationUsers => Some(&["connectedOrganizations"]),
        TargetScope::SpecificDirectoryUsers => Some(&["users", "groups"]),
        TargetScope::SpecificDirectoryServicePrincipals => Some(&["servicePrincipals"]),
        TargetScope::NotSpecified
        | TargetScope::AllMemberUsers
        | TargetScope::AllDirectoryUsers
        | TargetScope::AllDirectoryServicePrincipals
        | TargetScope::AllConfiguredConnectedOrganizationUsers
        | TargetScope::AllExternalUsers
        | TargetScope::AllDirectoryAgentIdentities => Some(&[]),
        TargetScope::Other(_) => None,
    }
}

impl Builder<'_> {
    /// The targets of a policy. Each must be of a kind that its scope allows.
    pub(super) fn read_targets(&mut self, at: &Cursor<'_>, written: &Requestors) -> BTreeSet<Subject> {
        self.check_pairing(at, written);
        let [organizations_at, users_at, groups_at, services_at] = LISTS.map(|list| at.key(list));
        let mut targets = Vec::new();
        for (index, entry) in written.connected_organizations.iter().flatten().enumerate() {
            let found = self.organization_target(&organizations_at.index(index), entry);
            targets.extend(found.map(|reference| (organizations_at.index(index), reference)));
        }
        let context = &mut self.context;
        for (index, user) in written.users.iter().flatten().enumerate() {
            let at = users_at.index(index);
            targets.push((at, Subject::User(context.read_user(&at, user))));
        }
        for (index, group) in written.groups.iter().flatten().enumerate() {
            let at = groups_at.index(index);
            targets.push((at, Subject::Group(context.read_group(&at, group))));
        }
        for (index, service) in written.service_principals.iter().flatten().enumerate() {
            let at = services_at.index(index);
            targets.push((at, Subject::ServicePrincipal(context.read_application(&at, service))));
        }
        let mut set = BTreeSet::new();
        for (at, target) in targets {
            if !set.insert(target) {
                context.report_warning(&at, Code::Repeated, "this entry is listed twice");
            }
        }
        set
    }

    fn check_pairing(&mut self, at: &Cursor<'_>, written: &Requestors) {
        let scope = &written.scope;
        let Some(taken) = allowed_lists(scope) else { return };
        let lengths = [
            written.connected_organizations.as_ref().map(Vec::len),
            written.users.as_ref().map(Vec::len),
            written.groups.as_ref().map(Vec::len),
            written.service_principals.as_ref().map(Vec::len),
        ];
        for (list, length) in LISTS.iter().zip(lengths) {
            if length.is_some_and(|length| length > 0) && !taken.contains(list) {
                let finding = Finding::error(
                    Code::ScopeTargets,
                    at.key(list).written_place(),
                    format!("`{list}` cannot be combined with the scope `{scope}`"),
                )
                .at_key();
                self.context.findings.push(finding.maybe_help(scope_of_targets(list)));
            }
        }
        let total: usize =
            LISTS.iter().zip(lengths).filter(|(list, _)| taken.contains(list)).filter_map(|(_, n)| n).sum();
        if !taken.is_empty() && total == 0 {
            let finding = Finding::error(
                Code::ScopeTargets,
                at.key("scope").written_place(),
                format!("the scope `{scope}` needs an entry in `{}`", taken.join("` or `")),
            );
            self.context.findings.push(finding);
        }
    }

    fn organization_target(&mut self, at: &Cursor<'_>, entry: &OrganizationName) -> Option<Subject> {
        let reference = match entry {
            Named::Name(name) => OrganizationRef::Key(self.find_organization(at, name)?),
            Named::By(ConnectedOrganizationId::ConnectedOrganizationId(id)) => {
                OrganizationRef::Id(self.context.graph_id(&at.key("connectedOrganizationId"), id))
            }
        };
        Some(Subject::ConnectedOrganization(reference))
    }
}

fn scope_of_targets(list: &str) -> Option<String> {
    let scope = match list {
        "connectedOrganizations" => TargetScope::SpecificConnectedOrganizationUsers,
        "servicePrincipals" => TargetScope::SpecificDirectoryServicePrincipals,
        _ => TargetScope::SpecificDirectoryUsers,
    };
    Some(format!("it belongs to the scope `{scope}`; a policy has one scope, so declare a second policy"))
}

/// Whether the scope's requestors are external users, who have no manager in the directory.
pub(super) fn is_external_scope(scope: &TargetScope) -> bool {
    matches!(
        scope,
        TargetScope::SpecificConnectedOrganizationUsers
            | TargetScope::AllConfiguredConnectedOrganizationUsers
            | TargetScope::AllExternalUsers
    )
}

/// Whether the scope's requestors are in the directory and so belong to no connected organization.
pub(super) fn is_directory(scope: &TargetScope) -> bool {
    matches!(
        scope,
        TargetScope::SpecificDirectoryUsers | TargetScope::AllMemberUsers | TargetScope::AllDirectoryUsers
    )
}
