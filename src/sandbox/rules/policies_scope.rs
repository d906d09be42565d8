//! Who a policy admits: scopes, targets, and the rule that a more specific policy takes precedence.
//!
//! It must not change anything.

use serde_json::Value;

use crate::sandbox::message::{Fault, Row, member_of};
use crate::sandbox::row::{text_of, texts_of};
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;
use crate::sandbox::view::View;

/// Checks that an administrator may assign a subject through a policy.
///
/// # Errors 400 if the subject is outside the scope, or if another policy of the package names it
/// specifically.
pub(crate) fn check_admission(view: View<'_>, policy: &Row, subject: &Row) -> Result<(), Fault> {
    let user = view.store.get(table::USERS, text_of(subject, "objectId")).cloned().unwrap_or_default();
    let guest = text_of(&user, "userType") == "Guest";
    let organization = text_of(subject, "_organization");
    let configured = view
        .store
        .get(table::ORGANIZATIONS, organization)
        .is_some_and(|row| text_of(row, "state") == "configured");
    let fits = match text_of(policy, "allowedTargetScope") {
        "specificDirectoryUsers" => is_named_in_policy(view, policy, text_of(&user, "id")),
        "specificConnectedOrganizationUsers" => policy_targets(policy)
            .any(|target| !organization.is_empty() && target["connectedOrganizationId"] == organization),
        "allMemberUsers" => !guest,
        "allConfiguredConnectedOrganizationUsers" => configured,
        "allExternalUsers" => guest,
        "allDirectoryServicePrincipals" | "specificDirectoryServicePrincipals" => false,
        // Policies without a scope are for administrators, who may assign anyone.
        _ => true,
    };
    if !fits {
        return Err(Unknown::SubjectOutsideScope.into());
    }
    let wide = text_of(policy, "allowedTargetScope") == "allMemberUsers";
    let narrower = |row: &Row| {
        text_of(row, "_accessPackage") == text_of(policy, "_accessPackage")
            && text_of(row, "allowedTargetScope") == "specificDirectoryUsers"
            && is_named_in_policy(view, row, text_of(&user, "id"))
    };
    if wide && view.store.rows(table::POLICIES).any(|(_, row)| narrower(row)) {
        return Err(Unknown::NarrowerPolicy.into());
    }
    Ok(())
}

fn policy_targets(policy: &Row) -> impl Iterator<Item = &Value> {
    member_of(policy, "specificAllowedTargets").as_array().into_iter().flatten()
}

/// Whether a policy names a user, or a group that contains the user.
fn is_named_in_policy(view: View<'_>, policy: &Row, user: &str) -> bool {
    policy_targets(policy).any(|target| {
        let group = target["groupId"].as_str().and_then(|id| view.store.get(table::GROUPS, id));
        target["userId"] == user
            || group.is_some_and(|group| texts_of(group, "_members").iter().any(|one| one == user))
    })
}

/// Returns the id of a user's connected organization, by the domain of the address.
pub(crate) fn organization_of(view: View<'_>, user: &Row) -> Option<String> {
    let domain = text_of(user, "mail").rsplit('@').next().unwrap_or_default().to_lowercase();
    let tenant = super::directory::partner_of_domain(view, &domain);
    let tenant = tenant.as_ref().map_or("", |row| text_of(row, "tenantId"));
    let owns = |row: &Row| {
        let sources = member_of(row, "identitySources").as_array().into_iter().flatten();
        let mut sources = sources.filter_map(Value::as_object);
        sources.any(|source| {
            text_of(source, "domainName").eq_ignore_ascii_case(&domain)
                || (!tenant.is_empty() && text_of(source, "tenantId") == tenant)
        })
    };
    view.store.rows(table::ORGANIZATIONS).find(|(_, row)| owns(row)).map(|(id, _)| id.clone())
}
