//! Reads a tenant: first a fixed number of lists, then the contents of catalogs, then what lists did not
//! show.
//!
//! A part that is refused or fails is a failure in the snapshot, never an absence. Must not interpret
//! properties.

mod fallbacks;
mod parts;
mod reader;
mod snapshot;

pub use reader::{Interest, Reader};
pub(crate) use snapshot::id_of_object;
pub use snapshot::{Failure, Part, Snapshot};

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Client, GraphError, ask, role};
use fallbacks::first_accepted;
use parts::{PartialRead, found_or_failure, keep_objects};

impl Reader<'_> {
    /// Reads the tenant.
    ///
    /// # Errors Only if nothing can be read at all: no connection, no valid sign-in, no licence. Every other
    /// failure is in the snapshot.
    pub async fn read_snapshot(&self, interest: Interest) -> Result<Snapshot, GraphError> {
        let Interest::Everything = interest;
        let (tenant, catalogs, packages, policies, organizations, roles, settings) = tokio::join!(
            self.read_own_tenant(),
            self.read_catalogs(),
            self.read_packages(),
            self.read_policy_list(),
            self.read_all_organizations(),
            self.read_role_assignments(),
            self.read_tenant_settings()
        );
        let mut snapshot =
            Snapshot { application: self.application, applier: self.applier.clone(), ..Snapshot::default() };
        (snapshot.tenant, snapshot.settings) =
            (tenant?.take_value(&mut snapshot), settings?.take_value(&mut snapshot));
        (snapshot.catalogs, snapshot.resources, snapshot.extensions) = catalogs?.take_value(&mut snapshot);
        snapshot.packages = packages?.take_value(&mut snapshot);
        snapshot.organizations = organizations?.take_value(&mut snapshot);
        let policies = self.read_missing_policies(policies?, &snapshot.packages).await?;
        snapshot.policies = policies.take_value(&mut snapshot);
        let roles = self.roles_by_catalog(roles?, &snapshot.catalogs).await?;
        snapshot.role_assignments = roles.take_value(&mut snapshot);
        let directory = self.read_holder_kinds(&snapshot.role_assignments).await?;
        snapshot.directory = directory.take_value(&mut snapshot);
        Ok(snapshot)
    }

    async fn read_own_tenant(&self) -> Result<PartialRead<Option<Value>>, GraphError> {
        self.client.progress.show_note("reading the tenant");
        let tenants = self.client.read_pages(ask::get_own_tenant()).await;
        found_or_failure(tenants.map(|tenants| tenants.into_iter().next()), Part::Tenant)
    }

    async fn read_tenant_settings(&self) -> Result<PartialRead<Option<Value>>, GraphError> {
        found_or_failure(self.client.read_object(ask::get_settings()).await.map(Some), Part::Settings)
    }

    async fn read_packages(&self) -> Result<PartialRead<Vec<Value>>, GraphError> {
        self.client.progress.show_note("reading access packages");
        let list = first_accepted(self.client, fallbacks::PACKAGES, ask::list_packages).await;
        let mut packages = keep_objects(found_or_failure(list, Part::Packages)?, &Part::Packages);
        let missing = fallbacks::complete_objects(
            self.client,
            &mut packages.value,
            fallbacks::PACKAGE_MEMBERS,
            Part::Package,
        );
        packages.failures.extend(missing.await?);
        Ok(packages)
    }

    async fn read_all_organizations(&self) -> Result<PartialRead<Vec<Value>>, GraphError> {
        self.client.progress.show_note("reading connected organizations");
        let list = first_accepted(self.client, fallbacks::ORGANIZATIONS, ask::list_organizations).await;
        let mut organizations =
            keep_objects(found_or_failure(list, Part::Organizations)?, &Part::Organizations);
        let (list, members) = (&mut organizations.value, fallbacks::ORGANIZATION_MEMBERS);
        let missing = fallbacks::complete_objects(self.client, list, members, Part::Organization).await?;
        organizations.failures.extend(missing);
        Ok(organizations)
    }

    /// The role assignments from one list, or the error.
    async fn read_role_assignments(&self) -> Result<Result<Vec<Value>, GraphError>, GraphError> {
        match first_accepted(self.client, fallbacks::ROLE_ASSIGNMENTS, ask::list_role_assignments).await {
            Err(error) if error.is_total() => Err(error),
            list => Ok(list),
        }
    }

    /// The role assignments by catalog, for when the service refuses the complete list. That list is not
    /// documented without a filter (fact role-list-unfiltered).
    async fn roles_by_catalog(
        &self,
        list: Result<Vec<Value>, GraphError>,
        catalogs: &[Value],
    ) -> Result<PartialRead<Vec<Value>>, GraphError> {
        let error = match list {
            Ok(list) => return Ok(keep_objects(PartialRead::complete(list), &Part::Roles)),
            Err(error) => error,
        };
        if !(error.is_query_refused() || error.http_status() == Some(403)) {
            return found_or_failure(Err(error), Part::Roles);
        }
        let mut parts = vec![(Part::TenantRoles, role::TENANT_SCOPE.to_owned())];
        let ids = catalogs.iter().filter_map(id_of_object);
        parts.extend(ids.map(|id| (Part::CatalogRoles(id.to_owned()), role::catalog_scope(id))));
        let requests = parts.iter().map(|(_, scope)| ask::list_role_assignments_at(scope)).collect();
        let mut all = PartialRead::complete(Vec::new());
        for ((part, _), list) in parts.into_iter().zip(self.client.batch_lists(requests).await) {
            let list = keep_objects(found_or_failure(list, part.clone())?, &part);
            all.value.extend(list.value);
            all.failures.extend(list.failures);
        }
        Ok(all)
    }

    /// The kinds of principals that came without their object. A principal that the answer leaves out was
    /// deleted.
    async fn read_holder_kinds(&self, assignments: &[Value]) -> Result<PartialRead<Vec<Value>>, GraphError> {
        let shown = |assignment: &Value| assignment["principal"]["@odata.type"].is_string();
        let unseen = assignments.iter().filter(|assignment| !shown(assignment));
        let ids: BTreeSet<&str> = unseen.filter_map(|value| value["principalId"].as_str()).collect();
        let ids: Vec<String> = ids.into_iter().filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let mut all = PartialRead::complete(Vec::new());
        for list in self.read_by_ids(&ids).await {
            let list: PartialRead<Vec<Value>> = found_or_failure(list, Part::Roles)?;
            all.value.extend(list.value);
            all.failures.extend(list.failures);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests;

/// One policy with everything that a replacement must contain, read with the best query that the service
/// accepts.
///
/// # Errors As `Client::object`. If every query is refused, the error of the last one.
pub async fn whole_policy(client: &Client, id: &str) -> Result<Value, GraphError> {
    let mut refused = None;
    for options in fallbacks::POLICY {
        match client.read_object(ask::get_policy(id, options)).await {
            Err(error) if error.is_query_refused() => refused = Some(error),
            done => return done,
        }
    }
    match refused {
        Some(error) => Err(error),
        None => client.read_object(ask::get_policy(id, "")).await,
    }
}
