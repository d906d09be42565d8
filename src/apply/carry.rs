//! Carries out one step: one write of an object or of a part of one.

use serde_json::Value;

use crate::graph::{Request, ask, command};
use crate::model::{CatalogKey, EncodeError, Key, ObjectId, PackageRef, Principal, bound_id};
use crate::plan::{Object, Operation, Part, RoleName, SponsorKind, Step, Update};

use super::perform::{Performer, StepError};
use super::schedule::Failure;
use super::{Ids, encode};

impl Performer<'_> {
    /// Carries out one step.
    ///
    /// # Errors
    /// Says what went wrong, and whether other steps will fail too.
    pub async fn perform_step(&self, step: &Step) -> Result<(), Failure> {
        let done = match &step.operation {
            Operation::Create(object) => self.create_object(step, object).await,
            Operation::Update(update) => self.send_update(step, update).await,
            Operation::Delete { object, .. } => self.delete_object(step, object).await,
            Operation::Add(part) => self.add_part(part).await,
            Operation::Remove(part) => self.remove_part(part).await,
        };
        done.map_err(Failure::from)
    }

    async fn create_object(&self, step: &Step, object: &Object) -> Result<(), StepError> {
        match object {
            Object::Organization(key, after) => {
                let request = |_: &Ids| {
                    Ok(command::create_organization_request(encode::organization_post(key, after)?))
                };
                self.create_and_learn(step, object, &request).await
            }
            Object::Catalog(_, after) => {
                let request = |_: &Ids| Ok(command::create_catalog(encode::catalog_post(after)?));
                self.create_and_learn(step, object, &request).await
            }
            Object::Resource(key, after) => self.add_resource(key, after).await,
            Object::Extension(key, after) => {
                let request = |ids: &Ids| {
                    let home = ids.id_of(&Key::Catalog(key.catalog.clone()))?;
                    Ok(command::create_extension(home, encode::extension_post(after)?))
                };
                self.create_and_learn(step, object, &request).await
            }
            Object::Package(key, after) => {
                let request = |ids: &Ids| Ok(command::create_package(encode::package_post(key, after, ids)?));
                self.create_and_learn(step, object, &request).await
            }
            Object::Policy(key, after) => {
                let request = |ids: &Ids| {
                    Ok(command::create_policy(encode::policy_post(key, after, ids, self.current_time())?))
                };
                self.create_and_learn(step, object, &request).await
            }
        }
    }

    async fn send_update(&self, step: &Step, update: &Update) -> Result<(), StepError> {
        let id = || self.require_id(&update.updated_key());
        match update {
            Update::Organization { before, after, .. } => {
                let body = encode::organization_patch(before, after)?;
                self.send_settled(command::change_organization(&id()?, body)).await
            }
            Update::Catalog { before, after, .. } => {
                self.send_settled(command::change_catalog(&id()?, encode::catalog_patch(before, after)?))
                    .await
            }
            Update::Package { before, after, .. } => {
                self.send_settled(command::change_package(&id()?, encode::package_patch(before, after)?))
                    .await
            }
            Update::Settings { before, after } => {
                self.send_settled(command::change_settings(encode::settings_patch(before, after)?)).await
            }
            Update::Policy { key, after, reworded, .. } => {
                let id = id()?;
                let there = crate::graph::read::whole_policy(self.client, &id).await?;
                let there = encode::reword_questions(there, reworded);
                let body = self.encode_with_ids(|ids| {
                    encode::policy_put(key, after, &there, ids, self.current_time())
                })?;
                self.send_settled(command::replace_policy(&id, body)).await
            }
            Update::Extension { key, after, .. } => {
                let (id, home) = (id()?, self.require_id(&Key::Catalog(key.catalog.clone()))?);
                let there = self.find_in_list(ask::list_extensions(&home), &id, step).await?;
                let body = encode::extension_put(after, &there)?;
                self.send_settled(command::replace_extension(&home, &id, body)).await
            }
            Update::Resource { key, after, .. } => {
                let (id, home) = (id()?, self.require_id(&Key::Catalog(key.catalog.clone()))?);
                let there = self.find_in_list(ask::list_resources(&home, ""), &id, step).await?;
                self.deliver_resource_request(
                    self.encode_with_ids(|ids| encode::resource_update(key, after, &there, ids))?,
                )
                .await
            }
        }
    }

    async fn add_part(&self, part: &Part) -> Result<(), StepError> {
        let id = || self.require_id(&part.owner_key());
        match part {
            Part::Sponsor { list, principal, .. } => {
                let (id, sponsor) = (id()?, principal_id(principal)?);
                self.add_reference(command::add_sponsor(
                    self.client.base_url(),
                    &id,
                    sponsor_list(*list),
                    sponsor,
                ))
                .await
            }
            Part::Holder { catalog, role, principal } => {
                let scope = self.role_scope(catalog.as_ref())?;
                let body = encode::role_assignment(principal, role_definition_id(*role), &scope)?;
                self.add_reference(command::assign_role(body)).await
            }
            Part::Role { package, link } => self.add_role(package, link).await,
            Part::IncompatiblePackage { other, .. } => {
                let (id, other) = (id()?, self.other_package_id(other)?);
                self.add_reference(command::add_incompatible_package(self.client.base_url(), &id, &other))
                    .await
            }
            Part::IncompatibleGroup { group, .. } => {
                let (id, group) = (id()?, bound_id(group)?.as_str());
                self.add_reference(command::add_incompatible_group(self.client.base_url(), &id, group)).await
            }
        }
    }

    async fn remove_part(&self, part: &Part) -> Result<(), StepError> {
        let id = || self.require_id(&part.owner_key());
        match part {
            Part::Sponsor { list, principal, .. } => {
                let (id, sponsor) = (id()?, principal_id(principal)?);
                self.remove_reference(command::remove_sponsor(&id, sponsor_list(*list), sponsor)).await
            }
            Part::Holder { catalog, role, principal } => {
                let scope = self.role_scope(catalog.as_ref())?;
                self.revoke_role(&scope, role_definition_id(*role), principal_id(principal)?).await
            }
            Part::Role { package, link } => self.remove_role(package, link).await,
            Part::IncompatiblePackage { other, .. } => {
                let (id, other) = (id()?, self.other_package_id(other)?);
                self.remove_reference(command::remove_incompatible_package(&id, &other)).await
            }
            Part::IncompatibleGroup { group, .. } => {
                let (id, group) = (id()?, bound_id(group)?.as_str());
                self.remove_reference(command::remove_incompatible_group(&id, group)).await
            }
        }
    }

    /// One object of a list, as the service has it now.
    async fn find_in_list(&self, list: Request, id: &str, step: &Step) -> Result<Value, StepError> {
        let all = self.client.read_pages(list).await?;
        let found = all.into_iter().find(|object| object.get("id").and_then(Value::as_str) == Some(id));
        found.ok_or_else(|| StepError::Unfinished(format!("{} no longer exists", step.key)))
    }

    fn other_package_id(&self, other: &PackageRef) -> Result<String, EncodeError> {
        match other {
            PackageRef::Key(key) => self.require_id(&Key::Package(key.clone())),
            PackageRef::Id(id) => Ok(id.to_string()),
        }
    }

    fn role_scope(&self, key: Option<&CatalogKey>) -> Result<String, EncodeError> {
        match key {
            None => Ok(crate::graph::role::TENANT_SCOPE.to_owned()),
            Some(key) => Ok(crate::graph::role::catalog_scope(&self.require_id(&Key::Catalog(key.clone()))?)),
        }
    }
}

fn principal_id(principal: &Principal) -> Result<&str, EncodeError> {
    bound_id(principal.reference()).map(ObjectId::as_str)
}

fn sponsor_list(list: SponsorKind) -> command::Sponsors {
    match list {
        SponsorKind::Internal => command::Sponsors::Internal,
        SponsorKind::External => command::Sponsors::External,
    }
}

fn role_definition_id(role: RoleName) -> &'static str {
    use crate::graph::role;
    match role {
        RoleName::Owner => role::CATALOG_OWNER,
        RoleName::Reader => role::CATALOG_READER,
        RoleName::AccessPackageManager => role::PACKAGE_MANAGER,
        RoleName::AccessPackageAssignmentManager => role::ASSIGNMENT_MANAGER,
        RoleName::CatalogCreator => role::CATALOG_CREATOR,
    }
}
