//! Reads about the tenant itself, for `doctor`. Each can fail on its own. Must not judge the answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{GraphError, Reader, ask, role};
use crate::model::ObjectId;

/// Entitlement roles: the role's id, and the catalog's id or `None` for the tenant.
pub type HeldRoles = BTreeSet<(String, Option<String>)>;

/// The answers about the tenant.
#[derive(Debug)]
pub struct Probed {
    /// The tenant's id and name.
    pub tenant: Result<Option<(ObjectId, String)>, GraphError>,
    /// The names of the catalogs by id, which also show whether entitlement management answers.
    pub catalogs: Result<BTreeMap<String, String>, GraphError>,
    /// Names of the active service plans.
    pub plans: Result<BTreeSet<String>, GraphError>,
    /// `authorizationPolicy.allowInvitesFrom`.
    pub invitations: Result<String, GraphError>,
    /// Tenants whose people are blocked from B2B collaboration. `None` means all tenants without settings of
    /// their own.
    pub kept_out: Result<BTreeSet<Option<ObjectId>>, GraphError>,
    /// The caller's own entitlement roles, without those through a group. `None` if the caller is unknown.
    pub roles: Option<Result<HeldRoles, GraphError>>,
}

impl Reader<'_> {
    /// Sends every request once. They do not depend on each other.
    pub async fn probe_tenant(&self, caller: Option<&ObjectId>) -> Probed {
        let (tenant, catalogs, plans, invitations, kept_out) = tokio::join!(
            self.client.read_pages(ask::get_own_tenant()),
            self.client.read_pages(ask::list_catalogs()),
            self.client.read_pages(ask::list_subscriptions()),
            self.client.read_object(ask::get_authorization_policy()),
            self.closed_catalogs()
        );
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let named = |tenants: Vec<Value>| {
            let tenant = tenants.into_iter().next()?;
            Some((ObjectId::new(tenant["id"].as_str()?), text(&tenant, "displayName")))
        };
        let names = |catalogs: Vec<Value>| {
            catalogs.iter().map(|catalog| (text(catalog, "id"), text(catalog, "displayName"))).collect()
        };
        let catalogs: Result<BTreeMap<String, String>, _> = catalogs.map(names);
        let ids: Vec<&str> = catalogs.iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
        let roles = self.roles_of(caller, &ids).await;
        Probed {
            tenant: tenant.map(named),
            catalogs,
            plans: plans.map(|skus| active_plans(&skus)),
            invitations: invitations.map(|policy| text(&policy, "allowInvitesFrom")),
            kept_out,
            roles,
        }
    }

    /// The caller's roles, from the list of its assignments or, if it may not read that, from the lists of
    /// its catalogs.
    async fn roles_of(
        &self,
        caller: Option<&ObjectId>,
        catalogs: &[&str],
    ) -> Option<Result<HeldRoles, GraphError>> {
        let caller = caller?;
        let list = match self.client.read_pages(ask::list_role_assignments_of(caller.as_str())).await {
            Err(error) if error.http_status() == Some(403) && !catalogs.is_empty() => {
                let scopes =
                    catalogs.iter().map(|id| ask::list_role_assignments_at(&role::catalog_scope(id)));
                let lists = self.client.batch_lists(scopes.collect()).await;
                // One successful list is enough: the others belong to catalogs that the caller can only read.
                if lists.iter().any(Result::is_ok) {
                    Ok(lists.into_iter().filter_map(Result::ok).flatten().collect())
                } else {
                    Err(error)
                }
            }
            list => list,
        };
        let one = |assignment: &Value| {
            let holder = assignment["principalId"].as_str().map(ObjectId::new)?;
            let id = assignment["roleDefinitionId"].as_str()?.to_ascii_lowercase();
            let scope = assignment["appScopeId"].as_str().unwrap_or(role::TENANT_SCOPE);
            (&holder == caller).then(|| (id, role::catalog_of_scope(scope)))
        };
        Some(list.map(|list: Vec<Value>| list.iter().filter_map(one).collect()))
    }

    async fn closed_catalogs(&self) -> Result<BTreeSet<Option<ObjectId>>, GraphError> {
        let (default, partners) = tokio::join!(
            self.client.read_object(ask::get_cross_tenant_default()),
            self.client.read_pages(ask::list_cross_tenant_partners())
        );
        let mut out = BTreeSet::new();
        if is_blocked(&default?["b2bCollaborationInbound"]) {
            out.insert(None);
        }
        let blocked = |partner: &Value| {
            let id = partner["tenantId"].as_str().map(ObjectId::new)?;
            is_blocked(&partner["b2bCollaborationInbound"]).then_some(Some(id))
        };
        out.extend(partners?.iter().filter_map(blocked));
        Ok(out)
    }
}

/// The service plans of active subscriptions.
fn active_plans(skus: &[Value]) -> BTreeSet<String> {
    let counts = |sku: &&Value| matches!(sku["capabilityStatus"].as_str(), Some("Enabled" | "Warning"));
    let plans = skus.iter().filter(counts).filter_map(|sku| sku["servicePlans"].as_array()).flatten();
    plans.filter_map(|plan| plan["servicePlanName"].as_str()).map(str::to_owned).collect()
}

/// Whether a direction blocks all users or all applications (fact cross-tenant-access).
fn is_blocked(inbound: &Value) -> bool {
    let all = |part: &str, everybody: &str| {
        let part = &inbound[part];
        let targets = part["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
        part["accessType"] == "blocked" && targets.iter().any(|target| target["target"] == everybody)
    };
    all("usersAndGroups", "AllUsers") || all("applications", "AllApplications")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_keeps_everybody_out_is_blocked() {
        let inbound = |access: &str, target: &str| json!({"usersAndGroups": {"accessType": access, "targets": [{"target": target}]}});
        assert!(is_blocked(&inbound("blocked", "AllUsers")));
        assert!(!is_blocked(&inbound("allowed", "AllUsers")));
        assert!(!is_blocked(&inbound("blocked", "11111111-0000-4000-8000-000000000001")));
        assert!(!is_blocked(&Value::Null));
        assert!(is_blocked(
            &json!({"applications": {"accessType": "blocked", "targets": [{"target": "AllApplications"}]}})
        ));
    }

    #[test]
    fn a_cancelled_subscription_has_no_plans() {
        let sku = |status: &str, plan: &str| json!({"capabilityStatus": status, "servicePlans": [{"servicePlanName": plan}]});
        let plans =
            active_plans(&[sku("Enabled", "A"), sku("Suspended", "B"), sku("Warning", "C"), json!({})]);
        assert_eq!(plans, ["A".to_owned(), "C".to_owned()].into());
    }
}
