//! Deletes one object and checks that it is gone. Only lists show whether an object exists: the service answers 403 and
//! 404 for objects that do not exist, but also for those it does not show (fact missing-may-answer-403).

use serde_json::Value;

use crate::graph::{GraphError, Request, ask, command, odata_literal};
use crate::model::{Key, ResourceKey};
use crate::plan::{Object, Step};

use super::encode;
use super::perform::{Performer, StepError};
use super::settle::{RESOURCE_WINDOW, VISIBILITY_WINDOW, Wait};

impl Performer<'_> {
    pub(super) async fn delete_object(&self, step: &Step, object: &Object) -> Result<(), StepError> {
        let request = match object {
            Object::Resource(key, _) => return self.remove_resource(step, object, key).await,
            Object::Policy(..) => command::delete_policy(&self.require_id(&object.object_key())?),
            Object::Package(..) => command::delete_package_request(&self.require_id(&object.object_key())?),
            Object::Extension(key, _) => {
                let home = self.require_id(&Key::Catalog(key.catalog.clone()))?;
                command::delete_extension(&home, &self.require_id(&object.object_key())?)
            }
            Object::Catalog(..) => command::delete_catalog_request(&self.require_id(&object.object_key())?),
            Object::Organization(..) => command::delete_organization(&self.require_id(&object.object_key())?),
        };
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let error = match self.client.send_request(request.clone()).await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            // The service may still show its former contents.
            let emptied = matches!(error.http_status(), Some(400 | 409)) && !step.waits_for.is_empty();
            let uncertain = matches!(error, GraphError::Uncertain { .. });
            if (uncertain || matches!(error.http_status(), Some(403 | 404)))
                && !self.is_still_there(object).await?
            {
                return Ok(());
            }
            if !((emptied || uncertain) && wait.pause_once(self.clock).await) {
                return Err(error.into());
            }
        }
    }

    /// Removes a resource from its catalog and waits until the catalog no longer shows it.
    async fn remove_resource(
        &self,
        step: &Step,
        object: &Object,
        key: &ResourceKey,
    ) -> Result<(), StepError> {
        let body = self.encode_with_ids(|ids| encode::resource_remove(key, ids))?;
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let error = match self.deliver_resource_request(body.clone()).await {
                Ok(()) => break,
                Err(StepError::Graph(error)) => error,
                Err(other) => return Err(other),
            };
            if !self.is_still_there(object).await? {
                return Ok(());
            }
            let used = error
                .as_refusal()
                .is_some_and(|refusal| refusal.code == "InvalidDeleteResourceHasEntitlements");
            let again = used && !step.waits_for.is_empty() || matches!(error, GraphError::Uncertain { .. });
            if !(again && wait.pause_once(self.clock).await) {
                return Err(error.into());
            }
        }
        let mut wait = Wait::new(self.clock, RESOURCE_WINDOW);
        while self.is_still_there(object).await? {
            if !wait.pause_once(self.clock).await {
                return Err(StepError::Unfinished(format!(
                    "{} was removed, but its catalog still shows it",
                    step.key
                )));
            }
        }
        Ok(())
    }

    /// Whether the lists still show the object of a deletion.
    async fn is_still_there(&self, object: &Object) -> Result<bool, StepError> {
        let id = self.require_id(&object.object_key())?;
        let all = self.client.read_pages(self.list_request(object)?).await?;
        Ok(all.iter().any(|object| {
            object.get("id").and_then(Value::as_str).is_some_and(|there| there.eq_ignore_ascii_case(&id))
        }))
    }

    /// The list that shows an object while it exists.
    fn list_request(&self, object: &Object) -> Result<Request, StepError> {
        Ok(match object {
            Object::Policy(key, _) => {
                let package = self.require_id(&Key::Package(key.package.clone()))?;
                let package = odata_literal(&package);
                ask::list_policies(&format!("$filter=accessPackage/id eq {package}&$expand=accessPackage"))
            }
            Object::Package(key, _) => ask::list_packages(&format!(
                "$filter=displayName eq {}&$expand=catalog",
                odata_literal(&key.name)
            )),
            Object::Extension(key, _) => {
                ask::list_extensions(&self.require_id(&Key::Catalog(key.catalog.clone()))?)
            }
            Object::Resource(key, _) => {
                ask::list_resources(&self.require_id(&Key::Catalog(key.catalog.clone()))?, "")
            }
            Object::Catalog(..) => ask::list_catalogs(),
            Object::Organization(..) => ask::list_organizations(""),
        })
    }
}
