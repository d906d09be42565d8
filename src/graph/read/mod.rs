//! Reads a tenant: first a fixed number of lists, then the contents of catalogs, then what lists did not
//! show.
//!
//! A part that is refused or fails is a failure in the snapshot, never an absence. Must not interpret
//! properties.

mod ladder;
mod parts;
mod reader;
mod snapshot;

pub use reader::{Interest, Reader};
pub(crate) use snapshot::id;
pub use snapshot::{Failure, Part, Snapshot};

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Client, GraphError, ask, role};
use ladder::climb;
use parts::{Found, found, objects_only};

impl Reader<'_> {
    /// Reads the tenant.
    ///
    /// # Errors Only if nothing can be read at all: no connection, no valid sign-in, no licence. Every other
    /// failure is in the snapshot.
    pub async fn read(&self, interest: Interest) -> Result<Snapshot, GraphError> {
        let Interest::Everything = interest;
        let (tenant, catalogs, packages, policies, organizations, roles, settings) = tokio::join!(
            self.tenant(),
            self.catalogs(),
            self.packages(),
            self.policies(),
            self.organizations(),
            self.roles(),
            self.settings()
        );
        let mut snapshot =
            Snapshot { application: self.application, applier: self.applier.clone(), ..Snapshot::default() };
        (snapshot.tenant, snapshot.settings) = (tenant?.take(&mut snapshot), settings?.take(&mut snapshot));
        (snapshot.catalogs, snapshot.resources, snapshot.extensions) = catalogs?.take(&mut snapshot);
        snapshot.packages = packages?.take(&mut snapshot);
        snapshot.organizations = organizations?.take(&mut snapshot);
        let policies = self.policies_beside(policies?, &snapshot.packages).await?;
        snapshot.policies = policies.take(&mut snapshot);
        let roles = self.roles_by_catalog(roles?, &snapshot.catalogs).await?;
        snapshot.role_assignments = roles.take(&mut snapshot);
        let directory = self.kinds(&snapshot.role_assignments).await?;
        snapshot.directory = directory.take(&mut snapshot);
        Ok(snapshot)
    }

    async fn tenant(&self) -> Result<Found<Option<Value>>, GraphError> {
        self.client.progress.note("reading the tenant");
        let tenants = self.client.list(ask::own_tenant()).await;
        found(tenants.map(|tenants| tenants.into_iter().next()), Part::Tenant)
    }

    async fn settings(&self) -> Result<Found<Option<Value>>, GraphError> {
        found(self.client.object(ask::settings()).await.map(Some), Part::Settings)
    }

    async fn packages(&self) -> Result<Found<Vec<Value>>, GraphError> {
        self.client.progress.note("reading access packages");
        let list = climb(self.client, ladder::PACKAGES, ask::packages).await;
        let mut packages = objects_only(found(list, Part::Packages)?, &Part::Packages);
        let missing =
            ladder::complete(self.client, &mut packages.value, ladder::PACKAGE_MEMBERS, Part::Package);
        packages.failures.extend(missing.await?);
        Ok(packages)
    }

    async fn organizations(&self) -> Result<Found<Vec<Value>>, GraphError> {
        self.client.progress.note("reading connected organizations");
        let list = climb(self.client, ladder::ORGANIZATIONS, ask::organizations).await;
        let mut organizations = objects_only(found(list, Part::Organizations)?, &Part::Organizations);
        let (list, members) = (&mut organizations.value, ladder::ORGANIZATION_MEMBERS);
        let missing = ladder::complete(self.client, list, members, Part::Organization).await?;
        organizations.failures.extend(missing);
        Ok(organizations)
    }

    /// The role assignments from one list, or the error.
    async fn roles(&self) -> Result<Result<Vec<Value>, GraphError>, GraphError> {
        match climb(self.client, ladder::ROLE_ASSIGNMENTS, ask::role_assignments).await {
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
    ) -> Result<Found<Vec<Value>>, GraphError> {
        let error = match list {
            Ok(list) => return Ok(objects_only(Found::whole(list), &Part::Roles)),
            Err(error) => error,
        };
        if !(error.is_query_refused() || error.status() == Some(403)) {
            return found(Err(error), Part::Roles);
        }
        let mut parts = vec![(Part::TenantRoles, role::TENANT_SCOPE.to_owned())];
        let ids = catalogs.iter().filter_map(id);
        parts.extend(ids.map(|id| (Part::CatalogRoles(id.to_owned()), role::catalog_scope(id))));
        let requests = parts.iter().map(|(_, scope)| ask::role_assignments_at(scope)).collect();
        let mut all = Found::whole(Vec::new());
        for ((part, _), list) in parts.into_iter().zip(self.client.batch_lists(requests).await) {
            let list = objects_only(found(list, part.clone())?, &part);
            all.value.extend(list.value);
            all.failures.extend(list.failures);
        }
        Ok(all)
    }

    /// The kinds of principals that came without their object. A principal that the answer leaves out was
    /// deleted.
    async fn kinds(&self, assignments: &[Value]) -> Result<Found<Vec<Value>>, GraphError> {
        let shown = |assignment: &Value| assignment["principal"]["@odata.type"].is_string();
        let unseen = assignments.iter().filter(|assignment| !shown(assignment));
        let ids: BTreeSet<&str> = unseen.filter_map(|value| value["principalId"].as_str()).collect();
        let ids: Vec<String> = ids.into_iter().filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let mut all = Found::whole(Vec::new());
        for list in self.objects(&ids).await {
            let list: Found<Vec<Value>> = found(list, Part::Roles)?;
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
    for options in ladder::POLICY {
        match client.object(ask::policy(id, options)).await {
            Err(error) if error.is_query_refused() => refused = Some(error),
            done => return done,
        }
    }
    match refused {
        Some(error) => Err(error),
        None => client.object(ask::policy(id, "")).await,
    }
}
