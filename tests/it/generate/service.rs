//! Generated states that the service accepts, and the directory of their ids as rows for the sandbox.
//!
//! Unknown words, deleted users and the like are left to tests that add them to the tenant, because the
//! service refuses to create objects with them.

use std::collections::BTreeSet;

use guestlist::model::*;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::pool::{DEPARTED, GROUP, SERVICE, TENANT, USER, id};
use super::state;

/// The directory of the pool as rows to merge into a sandbox.
pub(crate) fn directory() -> Value {
    let rows = |rows: Vec<Value>| -> Value {
        rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect()
    };
    let user = |(number, name): (u8, &str)| {
        json!({ "id": id(USER, number).as_str(), "displayName": name, "userType": "Member",
            "userPrincipalName": format!("{name}@contoso.com"), "mail": format!("{name}@contoso.com") })
    };
    let group = |(number, name): (u8, &str)| {
        json!({ "id": id(GROUP, number).as_str(), "displayName": name, "groupTypes": [], "securityEnabled": true,
            "mailEnabled": false, "isAssignableToRole": false, "_members": [], "_pim": true })
    };
    let app = |(number, name): (u8, &str)| {
        let role = |(id, name): (&str, &str)| json!({ "id": id, "displayName": name, "value": id, "isEnabled": true, "allowedMemberTypes": ["User"] });
        let roles: Vec<_> = [("r1", "Supplier"), ("r2", "Buyer"), ("r3", "Buyer")].map(role).into();
        json!({ "id": id(SERVICE, number).as_str(), "appId": id(SERVICE, number + 50).as_str(), "displayName": name,
            "appRoles": roles, "servicePrincipalType": "Application" })
    };
    let site = |(number, url): (u32, &str)| {
        json!({ "id": format!("cccccccc-0000-4000-8000-{number:012}"), "displayName": url, "webUrl": url,
            "_environment": guestlist::sandbox::seed::ENVIRONMENT,
            "_roles": { "4": "Partners Members", "5": "Partners Owners" } })
    };
    let tenant = |(number, domain): (u8, &str)| {
        let tenant = id(TENANT, number);
        json!({ "id": tenant.as_str(), "tenantId": tenant.as_str(), "displayName": domain,
            "defaultDomainName": domain, "federationBrandName": null, "_domains": [domain] })
    };
    json!({
        "users": rows([(1, "megan"), (2, "adele"), (3, "o'neill")].map(user).into()),
        "groups": rows([(1, "Sales"), (2, "Partner Managers"), (3, "Twins"), (4, "Twins"), (5, "- #: yes")].map(group).into()),
        "servicePrincipals": rows([(1, "Portal"), (2, "Reports"), (3, "Reports")].map(app).into()),
        "sites": rows([(1, "https://contoso.sharepoint.com"), (2, "https://contoso.sharepoint.com/sites/partners")].map(site).into()),
        "tenants": rows([(1, "one.example"), (2, "two.example")].map(tenant).into()),
    })
}

/// Complete states that can be created.
pub(crate) fn serviceable() -> impl Strategy<Value = State> {
    state().prop_map(|mut state| {
        state.organizations.values_mut().for_each(organization);
        for catalog in state.catalogs.values_mut() {
            if matches!(catalog.state, CatalogState::Other(_)) {
                catalog.state = CatalogState::Published;
            }
            let roles = &mut catalog.roles;
            for list in [
                &mut roles.owners,
                &mut roles.readers,
                &mut roles.access_package_managers,
                &mut roles.access_package_assignment_managers,
            ] {
                *list = list.as_ref().map(present);
            }
        }
        state.policies.values_mut().for_each(policy);
        if let Some(lifecycle) = &mut state.settings.external_user_lifecycle {
            if matches!(lifecycle.action, LifecycleAction::Other(_)) {
                lifecycle.action = LifecycleAction::BlockSignIn;
            }
            lifecycle.delete_after = lifecycle.delete_after.clone().or(Some(Span::from_days(30)));
        }
        state.settings.catalog_creators = state.settings.catalog_creators.as_ref().map(present);
        state
    })
}

fn here(reference: &DirectoryRef) -> bool {
    *reference != DirectoryRef::Id(id(USER, DEPARTED))
}

fn present(principals: &BTreeSet<Principal>) -> BTreeSet<Principal> {
    principals.iter().filter(|principal| here(principal.reference())).cloned().collect()
}

fn organization(organization: &mut Organization) {
    for sponsors in [&mut organization.internal_sponsors, &mut organization.external_sponsors] {
        let people = present(sponsors);
        *sponsors = people.into_iter().filter(|p| !matches!(p, Principal::ServicePrincipal(_))).collect();
    }
}

fn people(subjects: &mut BTreeSet<Subject>) {
    subjects.retain(|subject| subject.named_principal().is_none_or(|principal| here(principal.reference())));
}

fn policy(policy: &mut Policy) {
    if matches!(policy.scope, TargetScope::Other(_)) {
        policy.scope = TargetScope::AllMemberUsers;
    }
    people(&mut policy.targets);
    policy.targets.retain(|target| !matches!(target, Subject::ConnectedOrganization(OrganizationRef::Id(_))));
    if policy.targets.is_empty() && policy.scope.graph_word().starts_with("specific") {
        policy.scope = TargetScope::AllMemberUsers;
    }
    people(&mut policy.requests.on_behalf.by);
    for stage in &mut policy.approval.stages {
        people(&mut stage.approvers);
        people(&mut stage.fallback);
        if stage.approvers.is_empty() {
            stage.approvers.insert(Subject::InternalSponsors);
        }
        if matches!(stage.approver_visibility, ApproverVisibility::Other(_)) {
            stage.approver_visibility = ApproverVisibility::NotVisible;
        }
        if let Some(escalation) = &mut stage.escalation {
            people(&mut escalation.approvers);
            people(&mut escalation.fallback);
        }
    }
    if let Some(review) = &mut policy.review {
        if matches!(review.on_no_response, ReviewOutcome::Other(_)) {
            review.on_no_response = ReviewOutcome::RemoveAccess;
        }
        if let Reviewers::Named(reviewers) = &mut review.reviewers {
            people(reviewers);
            if reviewers.is_empty() {
                reviewers.insert(Subject::TargetManager(1));
            }
        }
        people(&mut review.fallback);
    }
    let mut seen = BTreeSet::new();
    policy.questions.retain(|question| seen.insert(question.text.clone()));
}
