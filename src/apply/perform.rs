//! Carries out one step: one write, and what it takes to be sure of it.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::graph::{Answer, Client, Clock, GraphError, Progress, Request, ask, command};
use crate::model::{CatalogKey, Key, ObjectId, PackageRef, Principal};
use crate::plan::{Operation, RoleName, SponsorKind, Step};

use super::find::find;
use super::ids::{EncodeError, bound};
use super::schedule::Failure;
use super::settle::{VISIBILITY_WINDOW, Wait, is_conflict, may_settle};
use super::{Ids, encode};

/// What steps are carried out with.
pub struct Performer<'a> {
    /// The connection.
    pub client: &'a Client,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Where notes go.
    pub progress: &'a dyn Progress,
    ids: Mutex<Ids>,
}

/// How often a creation may end in the dark before the run says so instead of trying on.
const MOST_UNCERTAIN: u32 = 3;

/// Why a step could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    /// Graph's answer, or none.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Something the step names has no id.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The catalog does not take the resource from this caller, nor give it back.
    #[error("{refused}; {advice}")]
    NotOwner {
        /// Graph's answer.
        refused: GraphError,
        /// Who may do it.
        advice: &'static str,
    },
    /// The service took the request and never finished it.
    #[error("{0}")]
    Unfinished(String),
}

impl From<StepError> for Failure {
    fn from(error: StepError) -> Self {
        let total = matches!(&error, StepError::Graph(error) if error.is_total());
        let taken =
            matches!(&error, StepError::Unfinished(_) | StepError::Graph(GraphError::Uncertain { .. }));
        Self { why: error.to_string(), total, taken }
    }
}

impl<'a> Performer<'a> {
    /// Starts with the ids the tenant gave to what is there.
    #[must_use]
    pub fn new(client: &'a Client, clock: &'a dyn Clock, progress: &'a dyn Progress, ids: Ids) -> Self {
        Self { client, clock, progress, ids: Mutex::new(ids) }
    }

    /// Carries out one step.
    ///
    /// # Errors
    /// Says what went wrong, and whether nothing else will work either.
    pub async fn perform(&self, step: &Step) -> Result<(), Failure> {
        self.write(step).await.map_err(Failure::from)
    }

    pub(super) fn ids(&self) -> Ids {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn learn(&self, key: Key, id: &str) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).insert(key, id);
    }

    async fn write(&self, step: &Step) -> Result<(), StepError> {
        let ids = self.ids();
        match &step.operation {
            Operation::CreateOrganization { key, after } => {
                self.create(step, &|_| {
                    Ok(command::create_organization(encode::organization_post(key, after)?))
                })
                .await
            }
            Operation::UpdateOrganization { before, after, .. } => {
                let body = encode::organization_patch(before, after)?;
                self.settled(command::change_organization(ids.id(&step.operation.key())?, body)).await
            }
            Operation::AddSponsor { list, principal, .. } => {
                let (id, sponsor) = (ids.id(&step.operation.key())?, object(principal)?);
                self.reference(command::add_sponsor(self.client.base(), id, sponsors(*list), sponsor)).await
            }
            Operation::RemoveSponsor { list, principal, .. } => {
                let (id, sponsor) = (ids.id(&step.operation.key())?, object(principal)?);
                self.gone(command::remove_sponsor(id, sponsors(*list), sponsor)).await
            }
            Operation::CreateCatalog { after, .. } => {
                self.create(step, &|_| Ok(command::create_catalog(encode::catalog_post(after)))).await
            }
            Operation::UpdateCatalog { before, after, .. } => {
                let body = encode::catalog_patch(before, after);
                self.settled(command::change_catalog(ids.id(&step.operation.key())?, body)).await
            }
            Operation::CreateExtension { key, after } => {
                let request = |ids: &Ids| {
                    let home = ids.id(&Key::Catalog(key.catalog.clone()))?;
                    Ok(command::create_extension(home, encode::extension_post(after)))
                };
                self.create(step, &request).await
            }
            Operation::CreatePackage { key, after } => {
                let request = |ids: &Ids| Ok(command::create_package(encode::package_post(key, after, ids)?));
                self.create(step, &request).await
            }
            Operation::UpdatePackage { before, after, .. } => {
                let body = encode::package_patch(before, after);
                self.settled(command::change_package(ids.id(&step.operation.key())?, body)).await
            }
            Operation::CreatePolicy { key, after } => {
                let request =
                    |ids: &Ids| Ok(command::create_policy(encode::policy_post(key, after, ids, self.now())?));
                self.create(step, &request).await
            }
            Operation::UpdateSettings { before, after } => {
                self.settled(command::change_settings(encode::settings_patch(before, after))).await
            }
            _ => self.write_contents(step, &ids).await,
        }
    }

    async fn write_contents(&self, step: &Step, ids: &Ids) -> Result<(), StepError> {
        match &step.operation {
            Operation::UpdatePolicy { key, after, reworded, .. } => {
                let id = ids.id(&step.operation.key())?;
                let there = crate::graph::read::whole_policy(self.client, id).await?;
                let there = encode::reworded(there, reworded);
                let body = encode::policy_put(key, after, &there, ids, self.now())?;
                self.settled(command::replace_policy(id, body)).await
            }
            Operation::UpdateExtension { key, after, .. } => {
                let (id, home) =
                    (ids.id(&step.operation.key())?, ids.id(&Key::Catalog(key.catalog.clone()))?);
                let there = self.one_of(ask::extensions(home), id, step).await?;
                self.settled(command::replace_extension(home, id, encode::extension_put(after, &there))).await
            }
            Operation::AddResource { key, after } => self.add_resource(key, after, ids).await,
            Operation::UpdateResource { key, after, .. } => {
                let (id, home) =
                    (ids.id(&step.operation.key())?, ids.id(&Key::Catalog(key.catalog.clone()))?);
                let there = self.one_of(ask::resources(home, ""), id, step).await?;
                self.delivered(encode::resource_update(key, after, &there, ids)?).await
            }
            Operation::AddRole { key, link } => self.add_role(key, link, ids).await,
            Operation::RemoveRole { key, link } => self.remove_role(key, link, ids).await,
            Operation::AddIncompatiblePackage { other, .. } => {
                let (id, other) = (ids.id(&step.operation.key())?, other_package(ids, other)?);
                self.reference(command::add_incompatible_package(self.client.base(), id, &other)).await
            }
            Operation::RemoveIncompatiblePackage { other, .. } => {
                let (id, other) = (ids.id(&step.operation.key())?, other_package(ids, other)?);
                self.gone(command::remove_incompatible_package(id, &other)).await
            }
            Operation::AddIncompatibleGroup { group, .. } => {
                let (id, group) = (ids.id(&step.operation.key())?, bound(group)?.as_str());
                self.reference(command::add_incompatible_group(self.client.base(), id, group)).await
            }
            Operation::RemoveIncompatibleGroup { group, .. } => {
                let (id, group) = (ids.id(&step.operation.key())?, bound(group)?.as_str());
                self.gone(command::remove_incompatible_group(id, group)).await
            }
            Operation::GrantRole { catalog, role, principal } => {
                let scope = role_scope(ids, catalog.as_ref())?;
                let body = encode::role_assignment(principal, role_id(*role), &scope)?;
                self.reference(command::assign_role(body)).await
            }
            Operation::RevokeRole { catalog, role, principal } => {
                let scope = role_scope(ids, catalog.as_ref())?;
                self.revoke_role(&scope, role_id(*role), object(principal)?).await
            }
            operation if operation.deletes() => self.delete(step, ids).await,
            // Every other operation is in `write`.
            _ => Ok(()),
        }
    }

    /// One object of a list, as the service holds it now.
    async fn one_of(&self, list: Request, id: &str, step: &Step) -> Result<Value, StepError> {
        let all = self.client.list(list).await?;
        let found = all.into_iter().find(|object| object.get("id").and_then(Value::as_str) == Some(id));
        found.ok_or_else(|| StepError::Unfinished(format!("{} is not there any more", step.key)))
    }

    fn now(&self) -> jiff::Timestamp {
        let seconds = i64::try_from(self.clock.now().as_secs()).unwrap_or(i64::MAX);
        jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
    }

    /// Sends a creation and learns its id. After an uncertain outcome it looks for the whole visibility window before
    /// it creates again: the service does not enforce names, so one stale read would mean a duplicate.
    async fn create(
        &self,
        step: &Step,
        request: &(dyn Fn(&Ids) -> Result<Request, StepError> + Sync),
    ) -> Result<(), StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        let mut uncertain = 0;
        loop {
            match self.client.send(request(&self.ids())?).await {
                Ok(answer) => {
                    if let Some(id) =
                        answer.body.json().and_then(|body| body.get("id")).and_then(Value::as_str)
                    {
                        self.learn(step.operation.key(), id);
                    }
                    return Ok(());
                }
                Err(error @ GraphError::Uncertain { .. }) => {
                    if let Some(id) = self.look(step).await? {
                        self.learn(step.operation.key(), &id);
                        return Ok(());
                    }
                    uncertain += 1;
                    if uncertain == MOST_UNCERTAIN {
                        return Err(error.into());
                    }
                }
                Err(error) if is_conflict(&error) => {
                    let found = find(self.client, &self.ids(), &step.operation).await?;
                    if let Some(id) = found.into_iter().next() {
                        self.learn(step.operation.key(), &id);
                        return Ok(());
                    }
                    if !wait.again(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) if may_settle(&error) && !step.waits_for.is_empty() => {
                    if !wait.again(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn look(&self, step: &Step) -> Result<Option<String>, StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let found = find(self.client, &self.ids(), &step.operation).await?;
            if let Some(id) = found.into_iter().next() {
                return Ok(Some(id));
            }
            if !wait.again(self.clock).await {
                return Ok(None);
            }
        }
    }

    /// Sends a write to something that this run may have made just before.
    pub(super) async fn settled(&self, request: Request) -> Result<(), StepError> {
        self.answered(request).await.map(drop)
    }

    pub(super) async fn answered(&self, request: Request) -> Result<Answer, StepError> {
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            match self.client.send(request.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) if may_settle(&error) || is_conflict(&error) => {
                    if !wait.again(self.clock).await {
                        return Err(error.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Adds a reference. Adding the same one twice changes nothing, so an uncertain outcome is simply tried again; a
    /// refusal after it is read back at the end of the run like everything else.
    pub(super) async fn reference(&self, request: Request) -> Result<(), StepError> {
        match self.settled(request.clone()).await {
            Err(StepError::Graph(GraphError::Uncertain { .. })) => match self.settled(request).await {
                Err(StepError::Graph(error)) if matches!(error.status(), Some(400 | 409)) => Ok(()),
                other => other,
            },
            other => other,
        }
    }

    /// Removes something. That it is gone already is what was wanted: the service says 404, and 403 for some things
    /// that are not there (corrections B6); the read at the end tells the difference.
    pub(super) async fn gone(&self, request: Request) -> Result<(), StepError> {
        match self.client.send(request).await {
            Ok(_) => Ok(()),
            Err(error) if error.status() == Some(404) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn other_package(ids: &Ids, other: &PackageRef) -> Result<String, EncodeError> {
    match other {
        PackageRef::Key(key) => ids.id(&Key::Package(key.clone())).map(str::to_owned),
        PackageRef::Id(id) => Ok(id.to_string()),
    }
}

fn object(principal: &Principal) -> Result<&str, EncodeError> {
    bound(principal.reference()).map(ObjectId::as_str)
}

fn sponsors(list: SponsorKind) -> command::Sponsors {
    match list {
        SponsorKind::Internal => command::Sponsors::Internal,
        SponsorKind::External => command::Sponsors::External,
    }
}

fn role_scope(ids: &Ids, key: Option<&CatalogKey>) -> Result<String, EncodeError> {
    match key {
        None => Ok(crate::graph::role::TENANT_SCOPE.to_owned()),
        Some(key) => Ok(crate::graph::role::catalog_scope(ids.id(&Key::Catalog(key.clone()))?)),
    }
}

fn role_id(role: RoleName) -> &'static str {
    use crate::graph::role;
    match role {
        RoleName::Owner => role::CATALOG_OWNER,
        RoleName::Reader => role::CATALOG_READER,
        RoleName::AccessPackageManager => role::PACKAGE_MANAGER,
        RoleName::AccessPackageAssignmentManager => role::ASSIGNMENT_MANAGER,
        RoleName::CatalogCreator => role::CATALOG_CREATOR,
    }
}
