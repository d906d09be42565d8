//! Carries out one step: one write of an object or of a part of one.

use serde_json::Value;

use crate::graph::{Request, ask, command};
use crate::model::{CatalogKey, EncodeError, Key, ObjectId, PackageRef, Principal, bound};
use crate::plan::{Object, Operation, Part, RoleName, SponsorKind, Step, Update};

use super::perform::{Performer, StepError};
use super::schedule::Failure;
use super::{Ids, encode};

impl Performer<'_> {
    /// Carries out one step.
    ///
    /// # Errors
    /// Says what went wrong, and whether other steps will fail too.
    pub async fn perform(&self, step: &Step) -> Result<(), Failure> {
        let done = match &step.operation {
            Operation::Create(object) => self.create_object(step, object).await,
            Operation::Update(update) => self.update(step, update).await,
            Operation::Delete { object, .. } => self.delete(step, object).await,
            Operation::Add(part) => self.add(part).await,
            Operation::Remove(part) => self.remove(part).await,
        };
        done.map_err(Failure::from)
    }

    async fn create_object(&self, step: &Step, object: &Object) -> Result<(), StepError> {
        match object {
            Object::Organization(key, after) => {
                let request =
                    |_: &Ids| Ok(command::create_organization(encode::organization_post(key, after)?));
                self.create(step, object, &request).await
            }
            Object::Catalog(_, after) => {
                let request = |_: &Ids| Ok(command::create_catalog(encode::catalog_post(after)?));
                self.create(step, object, &request).await
            }
            Object::Resource(key, after) => self.add_resource(key, after).await,
            Object::Extension(key, after) => {
                let request = |ids: &Ids| {
                    let home = ids.id(&Key::Catalog(key.catalog.clone()))?;
                    Ok(command::create_extension(home, encode::extension_post(after)?))
                };
                self.create(step, object, &request).await
            }
            Object::Package(key, after) => {
                let request = |ids: &Ids| Ok(command::create_package(encode::package_post(key, after, ids)?));
                self.create(step, object, &request).await
            }
            Object::Policy(key, after) => {
                let request =
                    |ids: &Ids| Ok(command::create_policy(encode::policy_post(key, after, ids, self.now())?));
                self.create(step, object, &request).await
            }
        }
    }

    async fn update(&self, step: &Step, update: &Update) -> Result<(), StepError> {
        let id = || self.id(&update.key());
        match update {
            Update::Organization { before, after, .. } => {
                let body = encode::organization_patch(before, after)?;
                self.settled(command::change_organization(&id()?, body)).await
            }
            Update::Catalog { before, after, .. } => {
                self.settled(command::change_catalog(&id()?, encode::catalog_patch(before, after)?)).await
            }
            Update::Package { before, after, .. } => {
                self.settled(command::change_package(&id()?, encode::package_patch(before, after)?)).await
            }
            Update::Settings { before, after } => {
                self.settled(command::change_settings(encode::settings_patch(before, after)?)).await
            }
            Update::Policy { key, after, reworded, .. } => {
                let id = id()?;
                let there = crate::graph::read::whole_policy(self.client, &id).await?;
                let there = encode::reworded(there, reworded);
                let body = self.encoded(|ids| encode::policy_put(key, after, &there, ids, self.now()))?;
                self.settled(command::replace_policy(&id, body)).await
            }
            Update::Extension { key, after, .. } => {
                let (id, home) = (id()?, self.id(&Key::Catalog(key.catalog.clone()))?);
                let there = self.one_of(ask::extensions(&home), &id, step).await?;
                let body = encode::extension_put(after, &there)?;
                self.settled(command::replace_extension(&home, &id, body)).await
            }
            Update::Resource { key, after, .. } => {
                let (id, home) = (id()?, self.id(&Key::Catalog(key.catalog.clone()))?);
                let there = self.one_of(ask::resources(&home, ""), &id, step).await?;
                self.delivered(self.encoded(|ids| encode::resource_update(key, after, &there, ids))?).await
            }
        }
    }

    async fn add(&self, part: &Part) -> Result<(), StepError> {
        let id = || self.id(&part.key());
        match part {
            Part::Sponsor { list, principal, .. } => {
                let (id, sponsor) = (id()?, object(principal)?);
                self.reference(command::add_sponsor(self.client.base(), &id, sponsors(*list), sponsor)).await
            }
            Part::Holder { catalog, role, principal } => {
                let scope = self.role_scope(catalog.as_ref())?;
                let body = encode::role_assignment(principal, role_id(*role), &scope)?;
                self.reference(command::assign_role(body)).await
            }
            Part::Role { package, link } => self.add_role(package, link).await,
            Part::IncompatiblePackage { other, .. } => {
                let (id, other) = (id()?, self.other_package(other)?);
                self.reference(command::add_incompatible_package(self.client.base(), &id, &other)).await
            }
            Part::IncompatibleGroup { group, .. } => {
                let (id, group) = (id()?, bound(group)?.as_str());
                self.reference(command::add_incompatible_group(self.client.base(), &id, group)).await
            }
        }
    }

    async fn remove(&self, part: &Part) -> Result<(), StepError> {
        let id = || self.id(&part.key());
        match part {
            Part::Sponsor { list, principal, .. } => {
                let (id, sponsor) = (id()?, object(principal)?);
                self.gone(command::remove_sponsor(&id, sponsors(*list), sponsor)).await
            }
            Part::Holder { catalog, role, principal } => {
                let scope = self.role_scope(catalog.as_ref())?;
                self.revoke_role(&scope, role_id(*role), object(principal)?).await
            }
            Part::Role { package, link } => self.remove_role(package, link).await,
            Part::IncompatiblePackage { other, .. } => {
                let (id, other) = (id()?, self.other_package(other)?);
                self.gone(command::remove_incompatible_package(&id, &other)).await
            }
            Part::IncompatibleGroup { group, .. } => {
                let (id, group) = (id()?, bound(group)?.as_str());
                self.gone(command::remove_incompatible_group(&id, group)).await
            }
        }
    }

    /// One object of a list, as the service has it now.
    async fn one_of(&self, list: Request, id: &str, step: &Step) -> Result<Value, StepError> {
        let all = self.client.list(list).await?;
        let found = all.into_iter().find(|object| object.get("id").and_then(Value::as_str) == Some(id));
        found.ok_or_else(|| StepError::Unfinished(format!("{} no longer exists", step.key)))
    }

    fn other_package(&self, other: &PackageRef) -> Result<String, EncodeError> {
        match other {
            PackageRef::Key(key) => self.id(&Key::Package(key.clone())),
            PackageRef::Id(id) => Ok(id.to_string()),
        }
    }

    fn role_scope(&self, key: Option<&CatalogKey>) -> Result<String, EncodeError> {
        match key {
            None => Ok(crate::graph::role::TENANT_SCOPE.to_owned()),
            Some(key) => Ok(crate::graph::role::catalog_scope(&self.id(&Key::Catalog(key.clone()))?)),
        }
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
